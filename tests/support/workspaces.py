"""A workspace that is opened for a test: a root written from one string, its index made in this process, no host."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from nss_index.indexer import IndexOptions, build
from nss_index.overlay import Overlay
from nss_index.ports import Progress
from nss_server import contract, dispatch
from nss_server.capability import settled
from nss_server.wiring import open_workspace
from nss_server.workspace import OnEvent, Workspace

from tests.support.workspace_text import write_workspace


class RecordingJob:
    """A caller that keeps what it is told."""

    def __init__(self, streams: bool = False) -> None:
        self.streams = streams
        self.partials: list[Any] = []
        self.reports: list[Progress] = []
        self.is_cancelled = False

    def report(self, progress: Progress) -> None:
        self.reports.append(progress)

    def partial(self, result: object) -> None:
        self.partials.append(result)

    def cancelled(self) -> bool:
        return self.is_cancelled


class FakeHost:
    """A host that answers from a table and keeps what it was asked."""

    def __init__(self, answers: Mapping[str, Any], is_running: bool = True) -> None:
        self.answers, self.is_running = answers, is_running
        self.asked: list[tuple[str, Mapping[str, Any]]] = []

    async def request(self, method: str, params: Mapping[str, Any], on_event: OnEvent | None = None) -> Any:
        self.asked.append((method, params))
        answer = self.answers[method]
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def running(self) -> Mapping[str, Any] | None:
        return {"pid": 1, "build": "0.1.0"} if self.is_running else None


def indexed_workspace(root: Path, text: str) -> Path:
    """The workspace `text` below `root`, with an index that was made in this process."""
    write_workspace(root, text)
    build(root, IndexOptions(workers=0))
    return root


async def ask(
    root: Path,
    name: str,
    params: Mapping[str, Any] | None = None,
    *,
    text: str = "",
    flags: Mapping[str, Any] | None = None,
    overlay: Overlay | None = None,
    host: FakeHost | None = None,
    job: RecordingJob | None = None,
) -> dict[str, Any]:
    """Run the capability `name` on `root` (written from `text` first) as a front end does; its plain answer."""
    if text:
        write_workspace(root, text)
    capability = contract.find(name)
    assert capability is not None, name
    opened = open_workspace(root, flags=flags, host="off")
    changes: dict[str, Any] = {}
    if overlay is not None:
        changes["overlay"] = overlay
    if host is not None:
        changes["host"] = host
    workspace: Workspace = dataclasses.replace(opened.workspace, **changes)
    asking = job or RecordingJob()
    with ThreadPoolExecutor(2) as workers:
        try:
            return await dispatch.run(capability, workspace, params, asking, workers, streams=asking.streams)
        finally:
            await settled(30)
            await opened.close()
