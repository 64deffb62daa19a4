"""Each capability on a real index of a small project, through dispatch."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from nss_index.errors import BadInput
from nss_index.overlay import EMPTY_OVERLAY

from tests.support.workspaces import RecordingJob, ask, indexed_workspace

PROJECT = '''
#- app/session.py
class Session:
    """A login that ends by itself."""

    def close_expired(self, now):
        """Close the sessions whose time is over."""
        # <!--TAG:sessions-->
        return [one for one in self.open if one.end < now]


def helper():
    return Session().close_expired(0)
#- app/other.py
from app.session import Session


def run(session: Session):
    session.close_expired(1)
#- tests/test_session.py
from app.session import Session


def test_close_expired():
    assert Session().close_expired(0) == []
#- README.md
# Sessions

How a session ends.
#- .env
SECRET=1
'''

HIT_FIELDS = [
    "path", "start_line", "end_line", "score", "symbol", "kind", "language", "why", "signals", "terms", "freshness",
    "snippet", "heading", "signature", "content_hash", "explanation",
]  # fmt: skip


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return indexed_workspace(tmp_path_factory.mktemp("project"), PROJECT)


async def test_the_first_search_makes_the_index_and_reports_on_it(tmp_path: Path) -> None:
    job = RecordingJob()
    answer = await ask(tmp_path, "search", {"query": "close expired sessions"}, text=PROJECT, job=job)
    assert "app/session.py" in {hit["path"] for hit in answer["results"]}
    assert job.reports
    assert answer["complete"] is True


async def test_a_hit_has_exactly_these_fields(project: Path) -> None:
    answer = await ask(project, "search", {"query": "close_expired", "limit": 2})
    assert [list(hit) for hit in answer["results"]] == [HIT_FIELDS, HIT_FIELDS]
    assert answer["results"][0]["why"].startswith("keyword #")
    assert answer["freshness"].startswith("index of ")


async def test_the_limit_comes_from_the_settings_unless_it_is_named(project: Path) -> None:
    flags = {"search.limit": 1}
    assert len((await ask(project, "search", {"query": "session"}, flags=flags))["results"]) == 1
    assert len((await ask(project, "search", {"query": "session", "limit": 3}, flags=flags))["results"]) == 3


async def test_a_weight_of_zero_takes_a_list_out(project: Path) -> None:
    flags = {"search.weights.meaning": 0, "search.weights.symbol": 0}
    answer = await ask(project, "search", {"query": "close expired"}, flags=flags)
    contributions = {s["name"]: s["contribution"] for hit in answer["results"] for s in hit["signals"]}
    assert "keyword" in contributions and not contributions.keys() & {"symbol", "description", "code"}


async def test_a_streaming_search_sends_the_words_first(project: Path) -> None:
    job = RecordingJob(streams=True)
    answer = await ask(project, "search", {"query": "close expired"}, job=job)
    assert [part["mode"] for part in job.partials] == ["keyword"]
    assert answer["mode"] == "hybrid"


async def test_search_sees_unsaved_buffers(project: Path) -> None:
    overlay = EMPTY_OVERLAY.with_document("app/other.py", "def brand_new_gadget():\n    return 1\n", 2)
    answer = await ask(project, "search", {"query": "brand_new_gadget"}, overlay=overlay)
    assert (answer["results"][0]["freshness"], answer["overlay_files"]) == ("overlay", 1)
    assert not [
        hit for hit in (await ask(project, "search", {"query": "gadget"}))["results"] if "gadget" in hit["terms"]
    ]


@pytest.mark.parametrize(
    ("params", "paths"),
    [
        ({"languages": ["markdown"]}, {"README.md"}),
        ({"paths": ["tests/"]}, {"tests/test_session.py"}),
        ({"paths": ["!tests/", "!*.md"]}, {"app/session.py", "app/other.py"}),
        ({"tags": ["sessions"]}, {"app/session.py"}),
        ({"kinds": ["section"]}, {"README.md"}),
    ],
)
async def test_filters(project: Path, params: dict[str, Any], paths: set[str]) -> None:
    answer = await ask(project, "search", {"query": "session", "mode": "keyword", **params})
    assert {hit["path"] for hit in answer["results"]} == paths


async def test_changed_files_are_said(tmp_path: Path) -> None:
    await ask(tmp_path, "index", text=PROJECT)
    (tmp_path / "app/other.py").write_text("x = 1\n")
    (tmp_path / "README.md").unlink()
    answer = await ask(tmp_path, "search", {"query": "session"})
    assert answer["freshness"].endswith(", 2 files changed since")


async def test_similar_leaves_out_where_the_text_is_from(project: Path) -> None:
    text = "return [one for one in self.open if one.end < now]"
    everywhere = await ask(project, "similar", {"text": text})
    elsewhere = await ask(project, "similar", {"text": text, "near": "app/session.py"})
    assert everywhere["results"][0]["path"] == "app/session.py"
    assert "app/session.py" not in {hit["path"] for hit in elsewhere["results"]}


async def test_symbols(project: Path) -> None:
    answer = await ask(project, "symbols", {"words": "close_expired", "kinds": ["method"]})
    (found,) = answer["results"]
    assert (found["symbol"], found["path"], found["start_line"]) == ("Session.close_expired", "app/session.py", 4)
    assert found["docstring"] == "Close the sessions whose time is over."


async def test_chunks_are_whole_in_one_answer_and_in_parts(project: Path) -> None:
    whole = (await ask(project, "chunks"))["chunks"]
    job = RecordingJob(streams=True)
    last = (await ask(project, "chunks", job=job))["chunks"]
    streamed = [chunk for part in job.partials for chunk in part["chunks"]]
    assert [*streamed, *last] == list(whole)
    assert {chunk["path"] for chunk in whole} == {
        "app/session.py",
        "app/other.py",
        "tests/test_session.py",
        "README.md",
    }
    assert all(chunk["text"] for chunk in whole)
    assert len((await ask(project, "chunks", {"limit": 2}))["chunks"]) == 2


async def test_files(project: Path) -> None:
    indexed = (await ask(project, "files"))["files"]
    assert {file["state"] for file in indexed} == {"indexed"}
    skipped = [file for file in (await ask(project, "files", {"skipped": True}))["files"] if file["state"] != "indexed"]
    assert [(file["path"], file["reason"]) for file in skipped] == [(".env", "secret")]


@pytest.mark.parametrize(
    ("path", "state", "said"),
    [
        ("app/session.py", "indexed", "app/session.py is indexed in"),
        (".env", "skipped", ".env is left out (secret)"),
        ("nope.py", "absent", "nope.py does not exist"),
    ],
)
async def test_why(project: Path, path: str, state: str, said: str) -> None:
    answer = await ask(project, "why", {"path": path})
    assert answer["sentence"].startswith(said)
    assert answer["state"] == state


async def test_why_of_a_file_outside_is_refused(project: Path) -> None:
    with pytest.raises(BadInput, match="is not inside"):
        await ask(project, "why", {"path": "/etc/passwd"})


async def test_excluded_by_the_settings(tmp_path: Path) -> None:
    flags = {"files.exclude": "app/other.py"}
    await ask(tmp_path, "index", text=PROJECT, flags=flags)
    assert "app/other.py" not in {file["path"] for file in (await ask(tmp_path, "files", flags=flags))["files"]}
    assert "(excluded)" in (await ask(tmp_path, "why", {"path": "app/other.py"}, flags=flags))["sentence"]


async def test_tags(project: Path) -> None:
    found = (await ask(project, "tags"))["results"]
    assert [(tag["symbol"], tag["path"], tag["start_line"]) for tag in found] == [("sessions", "app/session.py", 6)]
    assert list((await ask(project, "tags", {"name": "none"}))["results"]) == []


async def test_hover_says_what_a_server_does_not(project: Path) -> None:
    answer = await ask(project, "hover", {"name": "close_expired", "path": "app/session.py"})
    assert (answer["files"], [place["path"] for place in answer["tests"]]) == (3, ["tests/test_session.py"])
    assert [place["label"] for place in answer["tags"]] == ["sessions"]
    assert (answer["signature"], answer["docstring"]) == ("", ""), "a python server says these"
    assert answer["markdown"].splitlines()[0].startswith("Mentioned in 3 files")


async def test_hover_is_full_where_the_setting_says_so(project: Path) -> None:
    flags = {"hover.full_languages": "python"}
    answer = await ask(project, "hover", {"name": "close_expired"}, flags=flags)
    assert "def close_expired(self, now)" in answer["markdown"]
    assert "Close the sessions" in answer["markdown"]


@pytest.mark.parametrize(
    ("name", "flags"), [("no_such_name", {}), ("helper", {}), ("close_expired", {"hover.enabled": False})]
)
async def test_hover_is_silent_where_there_is_nothing_to_add(
    project: Path, name: str, flags: dict[str, object]
) -> None:
    assert (await ask(project, "hover", {"name": name}, flags=flags))["markdown"] == ""


async def test_a_docstring_cannot_write_markup(tmp_path: Path) -> None:
    text = '#- a.py\ndef trap():\n    """[click](http://evil) <img src=x>"""\n#- b.py\nfrom a import trap\n'
    await ask(tmp_path, "index", text=text)
    answer = await ask(tmp_path, "hover", {"name": "trap"}, flags={"hover.full_languages": "python"})
    assert "[click](" not in answer["markdown"]
    assert "<img" not in answer["markdown"].replace("\\<", "")


async def test_index_and_status_without_a_host(tmp_path: Path) -> None:
    before = await ask(tmp_path, "status", text=PROJECT)
    assert (before["state"], before["index"], before["host"]["running"]) == ("none", None, False)
    made = await ask(tmp_path, "index")
    assert (made["state"], made["job"], made["files"], made["pending_vectors"]) == ("done", "", 4, 0)
    after = await ask(tmp_path, "status")
    assert (after["state"], after["index"]["files"], after["index"]["languages"][0]["language"]) == (
        "ready",
        4,
        "python",
    )


async def test_a_rebuild_gives_the_same_answers(tmp_path: Path) -> None:
    await ask(tmp_path, "index", text=PROJECT)
    before = (await ask(tmp_path, "search", {"query": "close expired sessions"}))["results"]
    await ask(tmp_path, "index", {"rebuild": True})
    assert (await ask(tmp_path, "search", {"query": "close expired sessions"}))["results"] == before
