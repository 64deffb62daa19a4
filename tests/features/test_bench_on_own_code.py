"""`nss bench`: the git log as questions, questions of one's own, times; measures that are right."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from nss_index.errors import BadInput, Cancelled
from nss_server.features._measuring import ndcg, percentile

from tests.index.files.trees import git, repository
from tests.support.shell import nss
from tests.support.workspaces import RecordingJob, ask, indexed_workspace


class Disk(NamedTuple):
    total: int
    used: int
    free: int


TREE = """
#- app/session.py
def close_session(session):
    '''End a session, and free what it holds.'''
    return session.end()
#- app/taxes.py
def value_added_tax(price):
    '''How much tax is in a price.'''
    return price * 0.2
"""


def committed(root: Path, message: str) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", message)


@pytest.mark.parametrize(
    ("places", "right", "expect"),
    [([True], 1, 1.0), ([False, True], 1, 0.6309), ([True, False, True], 2, 0.9197), ([False], 1, 0.0), ([], 3, 0.0)],
)
def test_ndcg(places: list[bool], right: int, expect: float) -> None:
    assert ndcg(places, right) == pytest.approx(expect, abs=1e-4)


def test_a_percentile_was_measured() -> None:
    assert [percentile([3.0, 1.0, 2.0], share) for share in (0.0, 0.5, 0.95)] == [1.0, 2.0, 3.0]
    assert percentile([], 0.5) == 0.0


async def test_the_git_log_asks(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    indexed_workspace(root, TREE)
    committed(root, "Close sessions: free what they hold")
    (root / "app/taxes.py").write_text("def value_added_tax(price):\n    return price * 0.25\n")
    committed(root, "Tax of prices is higher now")
    (root / "app/gone.py").write_text("x = 1\n")
    committed(root, "A file that goes away again")
    (root / "app/gone.py").unlink()
    committed(root, "wip")
    indexed_workspace(root, "#- app/new.py\nz = 1\n")
    result = await ask(root, "bench/history")
    assert (result["questions"], result["among10"]) == (2, 1.0)
    assert result["ndcg10"] > 0.7
    assert result["p95_ms"] >= result["p50_ms"] > 0
    assert (await ask(root, "bench/history", {"commits": 3}))["questions"] == 1


async def test_questions_of_ones_own(tmp_path: Path) -> None:
    root = indexed_workspace(tmp_path / "r", TREE)
    asked = [
        {"query": "free what a session holds", "files": ["app/session.py"]},
        {"query": "value added tax", "files": ["app/nowhere.py"]},
    ]
    for text in (json.dumps(asked), "\n".join(json.dumps(one) for one in asked)):
        file = tmp_path / "questions.json"
        file.write_text(text)
        result = await ask(root, "bench/retrieval", {"file": str(file)})
        assert (result["questions"], result["first"], result["among10"]) == (2, 0.5, 0.5)
        assert [(miss["query"], list(miss["files"])) for miss in result["misses"]] == [
            ("value added tax", ["app/nowhere.py"])
        ]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[", "is no JSON"),
        ("", "holds no question"),
        ('{"query": "x"}', "question 1 of .* needs a query and files"),
        ('[{"query": "x", "files": ["a"]}, 7]', "question 2 of .* needs a query and files"),
    ],
)
async def test_a_bad_file_is_named(tmp_path: Path, text: str, says: str) -> None:
    root = indexed_workspace(tmp_path / "r", TREE)
    file = tmp_path / "questions.json"
    file.write_text(text)
    with pytest.raises(BadInput, match=says):
        await ask(root, "bench/retrieval", {"file": str(file)})
    with pytest.raises(BadInput, match="cannot read the questions"):
        await ask(root, "bench/retrieval", {"file": str(tmp_path / "none.json")})


async def test_nothing_to_ask_is_said_and_it_can_be_cancelled(tmp_path: Path) -> None:
    root = indexed_workspace(tmp_path, TREE)
    with pytest.raises(BadInput, match="no commit of this folder can be asked about"):
        await ask(root, "bench/history")
    job = RecordingJob()
    job.is_cancelled = True
    with pytest.raises(Cancelled):
        await ask(root, "bench/latency", job=job)


def test_in_the_shell(tmp_path: Path) -> None:
    root = indexed_workspace(tmp_path, TREE)
    ran = nss("bench", "latency", "--no-host", "-n", "4", cwd=root)
    assert (ran.code, ran.out.splitlines()[0]) == (0, "4 questions on 6 lines")
    assert not nss("searches", "list", "--no-host", cwd=root).out, "a bench is not what somebody searched for"


async def test_scale_measures_growing_parts_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NSS_CACHE_DIR", str(tmp_path / "cache"))
    more = "".join(f"#- app/part{number}.py\ndef part{number}():\n    return {number}\n" for number in range(6))
    root = indexed_workspace(tmp_path / "r", TREE + more)
    before = sorted((path, path.stat().st_mtime_ns) for path in root.rglob("*"))
    result = await ask(root, "bench/scale", {"steps": 2, "copies": 3, "queries": 4})
    steps = result["steps"]
    assert [(step["share"], step["files"]) for step in steps] == [(0.5, 4), (1.0, 8), (2.0, 16)]
    assert steps[2]["lines"] == 2 * steps[1]["lines"] > steps[0]["lines"] > 0
    assert all(step["index_bytes"] > step["source_bytes"] and step["p95_ms"] >= step["p50_ms"] > 0 for step in steps)
    assert not list((tmp_path / "cache").glob("bench-scale-*"))
    assert sorted((path, path.stat().st_mtime_ns) for path in root.rglob("*")) == before
    job = RecordingJob()
    job.is_cancelled = True
    with pytest.raises(Cancelled):
        await ask(root, "bench/scale", {"steps": 1}, job=job)
    assert not list((tmp_path / "cache").glob("bench-scale-*"))


async def test_scale_asks_for_room_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = indexed_workspace(tmp_path, TREE)

    def full(_: object) -> Disk:
        return Disk(100, 100, 0)

    monkeypatch.setattr(shutil, "disk_usage", full)
    with pytest.raises(BadInput, match=r"MB are needed below .* 0 MB are free"):
        await ask(root, "bench/scale", {"copies": 64})
