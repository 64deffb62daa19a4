"""Searches of the past: kept once the answer is out, shown with what has changed since, and forgotten when told so."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest
from nss_index.errors import BadInput, HostUnavailable
from nss_index.indexer import IndexOptions, build

from tests.support.shell import Ran, nss
from tests.support.workspace_text import write_workspace
from tests.support.workspaces import FakeHost, ask, indexed_workspace

TREE = """
#- app/session.py
def close_session(session):
    return session.end()
#- app/user.py
def log_out(user):
    return user
"""


async def test_a_search_is_kept_with_its_places_and_ranks(tmp_path: Path) -> None:
    root = indexed_workspace(tmp_path, TREE)
    found = await ask(root, "search", {"query": "close session", "languages": ["python"], "limit": 2})
    (past,) = (await ask(root, "searches/list"))["searches"]
    best = found["results"][0]
    assert (past["query"], past["mode"], past["hits"]) == ("close session", "hybrid", len(found["results"]))
    assert past["first"] == f"{best['path']}:{best['start_line']}"
    assert past["narrowed"] == {"languages": ["python"]}
    assert past["generation"] == found["generation"]
    shown = await ask(root, "searches/show", {"search": past["id"]})
    assert shown["search"] == past
    first = shown["results"][0]
    assert (first["path"], first["score"], first["now"]) == (best["path"], best["score"], "same")
    assert first["ranks"] == {signal["name"]: signal["rank"] for signal in best["signals"] if signal["rank"]}


async def test_what_has_changed_since_is_said(tmp_path: Path) -> None:
    root = indexed_workspace(tmp_path, TREE)
    await ask(root, "search", {"query": "session user", "mode": "keyword"})
    (past,) = (await ask(root, "searches/list"))["searches"]
    (root / "app/user.py").unlink()
    indexed_workspace(root, "#- app/session.py\ndef close_session(session, now):\n    return session.end(now)\n")
    shown = await ask(root, "searches/show", {"search": past["id"]})
    assert {hit["path"]: hit["now"] for hit in shown["results"]} == {"app/session.py": "changed", "app/user.py": "gone"}


async def test_the_setting_turns_it_off(tmp_path: Path) -> None:
    root = indexed_workspace(tmp_path, TREE)
    await ask(root, "search", {"query": "close"}, flags={"search.history": False})
    assert not (await ask(root, "searches/list"))["searches"]


async def test_a_running_host_writes_and_one_that_fails_costs_no_answer(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    root = indexed_workspace(tmp_path, TREE)
    host = FakeHost({"searches/add": {}})
    await ask(root, "search", {"query": "close"}, host=host)
    ((method, told),) = host.asked
    assert (method, told["query"], told["hits"][0]["path"]) == ("searches/add", "close", "app/session.py")
    failing = FakeHost({"searches/add": HostUnavailable("the host is gone")})
    assert (await ask(root, "search", {"query": "close"}, host=failing))["results"]
    assert "this search is not remembered: the host is gone" in caplog.text


async def test_the_mode_is_the_one_that_was_asked_for(tmp_path: Path) -> None:
    write_workspace(tmp_path, TREE)
    build(tmp_path, IndexOptions(workers=0, vectors=False))
    found = await ask(tmp_path, "search", {"query": "close", "mode": "semantic"})
    assert found["mode"] == "keyword", "there are no vectors"
    assert (await ask(tmp_path, "searches/list"))["searches"][0]["mode"] == "semantic"


async def test_of_many_hits_the_best_are_kept_and_all_are_counted(tmp_path: Path) -> None:
    root = indexed_workspace(tmp_path, "#- many.txt\n" + "again\n" * 70)
    await ask(root, "search", {"query": "again", "mode": "exact", "limit": 60})
    (past,) = (await ask(root, "searches/list"))["searches"]
    assert past["hits"] == 70
    assert len((await ask(root, "searches/show", {"search": past["id"]}))["results"]) == 50


async def test_what_is_not_there_is_named(tmp_path: Path) -> None:
    root = indexed_workspace(tmp_path, TREE)
    with pytest.raises(BadInput, match="no search 999999 is kept"):
        await ask(root, "searches/show", {"search": 999_999})
    with pytest.raises(BadInput, match="no search 999999 is kept"):
        await ask(root, "searches/delete", {"search": 999_999})
    with pytest.raises(BadInput, match="nothing to forget is named"):
        await ask(root, "searches/delete")


def test_in_the_shell_with_and_without_a_host(tmp_path: Path) -> None:
    root = indexed_workspace(tmp_path, TREE)
    folder = Path(tempfile.mkdtemp(prefix="nss-past-", dir="/tmp"))
    homes: Mapping[str, str] = {f"NSS_{name}_DIR": str(folder / name.lower()) for name in ("DATA", "CONFIG", "RUNTIME")}

    def run(*arguments: str, stdin: bytes = b"") -> Ran:
        return nss(*arguments, cwd=root, environment=homes, stdin=stdin)

    try:
        assert run("search", "close", "session", "--no-host").code == 0
        assert run("search", "--batch", "-", "--no-host", stdin=b"user\nlog out\n").code == 0
        alone = run("search", "--history", "--no-host")
        assert "close session" in alone.out
        assert "log out" not in alone.out, "a batch is not what somebody searched for"
        run("index")  # starts the host
        assert run("search", "log", "out").code == 0
        assert [one["query"] for one in run("searches", "list", "--json").lines()] == ["log out", "close session"]
        assert [one["query"] for one in run("search", "--history", "session", "--json").lines()] == ["close session"]
        assert "app/user.py:1-2  log_out" in run("searches", "show", "2").out
        assert run("searches", "delete", "--all").out == "forgot 2 searches\n"
        assert run("search", "--history").err.strip().endswith("no searches")
        found = run("search", "--", "--history")  # behind `--` it is a word
        assert found.code == 0
    finally:
        nss("host", "stop", cwd=folder, environment=homes)
        shutil.rmtree(folder)
