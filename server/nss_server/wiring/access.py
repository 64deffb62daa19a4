"""How a front end comes by an index: reads the files itself, and has them written by the host or in this process.

Invariant: reading never starts a host. Only a root without an index, and a build, do.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec
from nss_index.errors import Cancelled, HostUnavailable, IndexDamaged, IndexLocked, IndexMissing, ModelUnavailable
from nss_index.paths import index_paths
from nss_index.ports import Progress

from nss_server.capability import in_worker
from nss_server.settings.indexing import index_options
from nss_server.wiring.freshness import Freshness
from nss_server.workspace import Condition, HostPort, OnEvent

if TYPE_CHECKING:
    from nss_index.files.rules import ScanRules
    from nss_index.index import Index

    from nss_server.capability import Job
    from nss_server.settings import Settings

ENSURE_SECONDS = 15.0
"""How long a first question waits for the first pass over the files; after that it is answered from what there is."""

PATIENCE_SECONDS = 1.2
"""A first question waits this long for all the words, then it is answered from those that are there: the host indexes
files that hold the question's words first. Whoever asks wants an answer within two seconds, starting up included."""

CANCEL_CHECK_SECONDS = 0.1


class _OpenedIndex:
    """The reader that this process shares, opened at the first use and again when its file was replaced."""

    def __init__(self, root: Path, settings: Settings) -> None:
        self.root, self.settings = root, settings
        self._guard = threading.Lock()
        self._index: Index | None = None
        self._file: tuple[int, int] | None = None
        self._freshness = Freshness()

    def read(self) -> Index:
        from nss_index.index import Index
        from nss_index.search.weights import Weights

        with self._guard:
            file = _identity(index_paths(self.root).database)
            if self._index is not None and file == self._file:
                return self._index
            if self._index is not None:
                self._index.close()
                self._index = None
            chosen = self.settings.search.weights
            weights = Weights(keyword=chosen.keyword, meaning=chosen.meaning, symbol=chosen.symbol)
            embed = self.settings.embed
            self._index = Index.open(self.root, embed.model, weights, refine=embed.refine)
            self._file = file
            return self._index

    def condition(self, index: Index) -> Condition:
        return self._freshness.condition(index)

    def rules(self) -> ScanRules:
        return index_options(self.settings).rules

    def close(self) -> None:
        with self._guard:
            if self._index is not None:
                self._index.close()
                self._index = None


class InlineIndex(_OpenedIndex):
    """Writes in this process, under the index's lock."""

    def ensure(self, job: Job, words: str = "") -> Index:
        try:
            index = self.read()
            if self.condition(index).complete:
                return index
        except (IndexMissing, IndexDamaged):
            index = None
        try:
            self._build(job, rebuild=False)
        except ModelUnavailable:
            pass  # the text is indexed; the answer says why it was searched by words only
        except IndexLocked:
            if index is None:
                raise
        return self.read()

    async def build(self, job: Job, rebuild: bool = False, wait: bool = True) -> str:
        await in_worker(self._build, job, rebuild)
        return ""

    def _build(self, job: Job, rebuild: bool) -> None:
        from nss_index.indexer import build

        build(self.root, index_options(self.settings), job.report, job.cancelled, rebuild)


class HostedIndex(_OpenedIndex):
    """Has the host write."""

    def __init__(self, root: Path, settings: Settings, host: HostPort, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(root, settings)
        self._host, self._loop = host, loop
        self._state: Mapping[str, Any] = {}  # the root's last one, {} while it is not watched

    def ensure(self, job: Job, words: str = "") -> Index:
        try:
            index = self.read()
            # While the root is watched, the host is at it already, and an answer from a part is better than none.
            if self._state or self.condition(index).complete:
                return index
        except (IndexMissing, IndexDamaged):
            pass
        self._wait_until_searchable(job, words)
        return self.read()

    async def build(self, job: Job, rebuild: bool = False, wait: bool = True) -> str:
        method = "job/run" if wait else "job/start"
        request = {**self._request(), "kind": "index", "params": {"rebuild": rebuild}}
        answer = await self._host.request(method, request, _reporting(job))
        return str(answer["job"])

    async def watch(self, on_state: OnEvent) -> Mapping[str, Any]:
        """Keep the root open in the host. `on_state` hears its states, the first before this returns the latest."""

        def heard(state: Mapping[str, Any]) -> None:
            self._state = state
            on_state(state)

        await self._host.request("root/open", self._request(), heard)
        return self._state

    def condition(self, index: Index) -> Condition:
        # The state is replaced by the loop and read here in a worker: one reference, never changed in place.
        if self._state.get("state") == "live" and self._state.get("watching") != "lost":
            return Condition(complete=True, freshness="live")
        return super().condition(index)

    def _wait_until_searchable(self, job: Job, words: str) -> None:
        """Called in a worker. The job that is started goes on in the host when this caller has gone."""
        changed = threading.Event()
        latest: list[Mapping[str, Any]] = [{}]

        def heard(state: Mapping[str, Any]) -> None:
            latest[0] = state
            changed.set()

        async def begin() -> None:
            await self._host.request("root/open", {**self._request(), "words": words}, heard)
            await self._host.request("job/start", {**self._request(), "kind": "index", "params": {}})

        began = asyncio.run_coroutine_threadsafe(begin(), self._loop)
        deadline = time.monotonic() + ENSURE_SECONDS
        patient_until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if job.cancelled():
                began.cancel()
                raise Cancelled("waiting for the first index was cancelled", todo="The host goes on with it")
            changed.wait(CANCEL_CHECK_SECONDS)
            changed.clear()
            if began.done():
                began.result()  # raises what the host answered with
            state = latest[0]
            if state.get("searchable") and (_text_complete(state) or time.monotonic() > patient_until):
                return
            if state.get("state") == "failed":
                raise HostUnavailable("the host could not index this folder", why=str(state.get("problem", "")))
            if state:
                job.report(_progress(state, str(state.get("state", ""))))

    def _request(self) -> dict[str, Any]:
        return {"root": str(self.root), "settings": wire_settings(self.settings)}


def wire_settings(settings: Settings) -> dict[str, Any]:
    """The tree as the host's requests carry it."""
    return cast("dict[str, Any]", msgspec.to_builtins(settings))


def _reporting(job: Job) -> OnEvent:
    def on_event(event: Mapping[str, Any]) -> None:
        if event.get("type") == "progress":
            job.report(_progress(event, str(event.get("stage", "index"))))

    return on_event


def _progress(event: Mapping[str, Any], stage: str) -> Progress:
    seconds = event.get("seconds_left")
    left = f"about {seconds:.0f} s left" if isinstance(seconds, int | float) else ""
    done, total, unit = int(event.get("done", 0)), int(event.get("total", 0)), str(event.get("unit", ""))
    return Progress(stage, done, total, unit, left, str(event.get("problem", "")))


def _text_complete(state: Mapping[str, Any]) -> bool:
    return state.get("state") in ("vectors", "live")


def _identity(database: Path) -> tuple[int, int] | None:
    try:
        found = database.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
