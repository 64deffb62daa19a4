"""Wiring: roots are found, indexes opened and reopened, and a first question waits for the host as it should."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from nss_index.answers import SearchQuery
from nss_index.errors import Cancelled, HostUnavailable, IndexMissing, RootNotFound
from nss_index.indexer import build
from nss_index.paths import index_paths
from nss_index.search.staleness import ChangedFiles
from nss_server.settings import Settings
from nss_server.wiring import find_root, keep_live, open_workspace
from nss_server.wiring.access import HostedIndex
from nss_server.wiring.freshness import freshness_phrase
from nss_server.workspace import OnEvent

from tests.support.workspace_text import write_workspace
from tests.support.workspaces import RecordingJob

PROJECT = "#- a.py\ndef first():\n    return 1\n"
LIVE = {"state": "live", "searchable": True, "watching": "native", "done": 1, "total": 1, "unit": "files"}


class ScriptedHost:
    """Opens a root with the first state and then tells the others; `at_open` runs before it answers."""

    def __init__(self, *states: Mapping[str, Any], at_open: Any = None) -> None:
        self.states, self.at_open = states, at_open
        self.asked: list[str] = []

    async def request(self, method: str, params: Mapping[str, Any], on_event: OnEvent | None = None) -> Any:
        self.asked.append(method)
        if method == "root/open":
            if self.at_open:
                self.at_open()
            if on_event:
                on_event(self.states[0])
                for state in self.states[1:]:
                    asyncio.get_running_loop().call_soon(on_event, state)
            return self.states[0]
        return {"job": "1"} if method.startswith("job/") else {"session": {"id": "s1"}}

    async def running(self) -> Mapping[str, Any] | None:
        return None


def hosted(root: Path, host: ScriptedHost) -> HostedIndex:
    return HostedIndex(root, Settings(), host, asyncio.get_running_loop())


def scanning(done: int) -> dict[str, Any]:
    return {"state": "scanning", "searchable": False, "done": done, "total": 9, "unit": "files", "seconds_left": 3.2}


async def test_a_first_question_waits_until_words_can_be_found(tmp_path: Path) -> None:
    write_workspace(tmp_path, PROJECT)
    host = ScriptedHost(scanning(1), scanning(2), LIVE, at_open=lambda: build(tmp_path))
    job, access = RecordingJob(), hosted(tmp_path, host)
    index = await asyncio.to_thread(access.ensure, job)
    assert index.search(SearchQuery("first")).hits
    assert host.asked == ["root/open", "job/start"], "the job goes on when this client has gone"
    access.close()


async def test_an_index_that_is_there_is_read_without_the_host(tmp_path: Path) -> None:
    build(write_workspace(tmp_path, PROJECT))
    host = ScriptedHost(LIVE)
    access = hosted(tmp_path, host)
    assert await asyncio.to_thread(access.ensure, RecordingJob()) is access.read()
    assert host.asked == []
    access.close()


async def test_waiting_ends_with_the_question(tmp_path: Path) -> None:
    write_workspace(tmp_path, PROJECT)
    job = RecordingJob()
    job.is_cancelled = True
    with pytest.raises(Cancelled):
        await asyncio.to_thread(hosted(tmp_path, ScriptedHost(scanning(1))).ensure, job)


async def test_a_host_that_fails_is_said(tmp_path: Path) -> None:
    write_workspace(tmp_path, PROJECT)
    host = ScriptedHost({"state": "failed", "searchable": False, "problem": "the disk is full"})
    with pytest.raises(HostUnavailable, match="the disk is full"):
        await asyncio.to_thread(hosted(tmp_path, host).ensure, RecordingJob())


async def test_what_the_host_answers_with_is_raised(tmp_path: Path) -> None:
    def refuse() -> None:
        raise RootNotFound("gone")

    with pytest.raises(RootNotFound):
        await asyncio.to_thread(hosted(tmp_path, ScriptedHost(LIVE, at_open=refuse)).ensure, RecordingJob())


async def test_a_watched_root_is_live_until_it_is_lost(tmp_path: Path) -> None:
    build(write_workspace(tmp_path, PROJECT))
    host, heard = ScriptedHost(LIVE, {**LIVE, "watching": "lost"}), list[Mapping[str, Any]]()
    access = hosted(tmp_path, host)
    await access.watch(heard.append)
    assert access.condition(access.read()).freshness == "live"
    await asyncio.sleep(0)
    assert heard[-1]["watching"] == "lost"
    assert access.condition(access.read()).freshness.startswith("index of ")
    access.close()


async def test_keep_live_begins_a_session(tmp_path: Path) -> None:
    opened = open_workspace(tmp_path, host="off")
    assert await keep_live(opened.workspace, lambda state: None) is opened.workspace, "without a host, nothing to keep"
    await opened.close()


async def test_a_replaced_index_is_opened_again(tmp_path: Path) -> None:
    build(write_workspace(tmp_path, PROJECT))
    opened = open_workspace(tmp_path, host="off")
    first = opened.workspace.index.read()
    database = index_paths(opened.workspace.root).database
    for file in sorted(database.parent.glob("index.db*")):
        file.rename(file.with_name("old-" + file.name))
    with pytest.raises(IndexMissing):
        opened.workspace.index.read()
    build(tmp_path)
    second = opened.workspace.index.read()
    assert second is not first
    assert second.search(SearchQuery("first")).hits
    await opened.close()


def test_the_root_is_the_nearest_folder_with_git(tmp_path: Path) -> None:
    inner = tmp_path / "top" / "worktree" / "src"
    inner.mkdir(parents=True)
    assert find_root(inner) == inner.resolve()
    (tmp_path / "top" / ".git").mkdir()
    assert find_root(inner) == (tmp_path / "top").resolve()
    (tmp_path / "top" / "worktree" / ".git").write_text("gitdir: elsewhere\n")
    assert find_root(inner) == (tmp_path / "top" / "worktree").resolve()
    with pytest.raises(RootNotFound):
        find_root(tmp_path / "none")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (ChangedFiles((), 5, True), "index of 14:02"),
        (ChangedFiles(("a",), 5, True), "index of 14:02, 1 file changed since"),
        (ChangedFiles(("a", "b", "c"), 5, True), "index of 14:02, 3 files changed since"),
        (ChangedFiles(("a", "b"), 2, False), "index of 14:02, at least 2 files changed since"),
    ],
)
def test_freshness_as_a_phrase(changes: ChangedFiles, said: str) -> None:
    at = datetime(2026, 11, 22, 14, 2)
    assert freshness_phrase(at.timestamp(), changes, at) == said


def test_yesterday_has_a_date() -> None:
    at = datetime(2026, 11, 21, 14, 2)
    now = datetime(2026, 11, 22, 9, 0)
    assert freshness_phrase(at.timestamp(), ChangedFiles((), 1, True), now) == "index of 2026-11-21 14:02"
