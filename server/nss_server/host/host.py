"""The host's state: open roots, their clients, jobs, the lanes. Knows no socket and no message format.

Everything here runs on the event loop; nothing blocks.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Coroutine, Generator, Mapping
from dataclasses import dataclass, field
from logging import Logger
from typing import Any, Protocol, cast

from nss_index.errors import Cancelled, HostUnavailable, NssError, RootNotFound
from nss_index.paths import data_home, resolve_root

from nss_server.adapters.host_protocol import RootState, Version, plain
from nss_server.host.dictation import Dictation
from nss_server.host.jobs import Jobs, LiveJob
from nss_server.host.lanes import Budget, Demand, default_budget, plan
from nss_server.host.root import Root, RootEvents, RootJob
from nss_server.host.store_thread import StoreThread
from nss_server.host.timings import Timings

INDEXING_SETTINGS = ("files", "index", "embed")
"""The parts of a client's settings that change what is indexed and how; others do not restart an indexer."""

VOICE_IDLE_SECONDS = 600.0
"""After this long without a dictation the model's memory goes back to the machine; loading it again takes a second."""


class Watcher(Protocol):
    """A client that hears of roots."""

    def root_state(self, state: RootState) -> None: ...


@dataclass(frozen=True, slots=True)
class HostOptions:
    version: Version
    idle_seconds: float
    memory_limit: int  # bytes for one child
    parts: str  # module:factory of the indexer child
    budget: Budget = field(default_factory=default_budget)


class Host:
    def __init__(
        self, options: HostOptions, store: StoreThread, log: Logger, child_log: Logger, voice_log: Logger
    ) -> None:
        self.options, self.store, self._log, self._child_log = options, store, log, child_log
        self.jobs = Jobs(store)
        self.dictation = Dictation(voice_log, VOICE_IDLE_SECONDS)
        self.timings = Timings(data_home() / "slow.log")
        self.pid = os.getpid()
        self.started_at = time.time()
        self.problems: tuple[str, ...] = ()
        self.roots: dict[str, Root] = {}
        self.watchers: dict[str, set[Watcher]] = {}
        self.wanted_at: dict[str, float] = {}
        self._told: dict[str, RootState] = {}  # the last state that clients heard, by root
        self.waiting: dict[str, int] = {}  # clients that wait for a job, by job
        self._tasks: set[asyncio.Task[Any]] = set()
        self._closing = False
        # One start at a time: a second client that asks meanwhile finds the job of the first and joins it.
        self._starting = asyncio.Lock()

    async def resume(self) -> None:
        """Go on with what an earlier host left."""
        for job in await self.jobs.unfinished():
            try:
                root = resolve_root(job.row.root)
            except RootNotFound as error:
                await self.jobs.end(job.row.id, "failed", error=error)
                continue
            self._claim(self._open(str(root), _settings_of(job)), job)

    async def open_root(self, root: str, settings: Mapping[str, Any], watcher: Watcher, words: str = "") -> RootState:
        """Watch and index `root`; `watcher` hears of it until `close_root`. A first pass over the tree begins with the
        files that hold one of `words`. Raises RootNotFound."""
        resolved = str(resolve_root(root))
        known = self.roots.get(resolved)
        self.watchers.setdefault(resolved, set()).add(watcher)
        if known is None or known.state.state == "failed":
            await self.start_index(resolved, settings, rebuild=False, vectors=True)
        opened = self._open(resolved, settings)
        if words:
            opened.prefer(words)
        self._plan()
        return opened.state

    def close_root(self, root: str, watcher: Watcher) -> None:
        self.watchers.get(root, set()).discard(watcher)
        self.wanted_at[root] = time.monotonic()
        self._plan()

    async def start_index(self, root: str, settings: Mapping[str, Any], rebuild: bool, vectors: bool) -> LiveJob:
        """The job that indexes `root`: the one that does so already, else a new one. Raises RootNotFound."""
        resolved = str(resolve_root(root))
        async with self._starting:
            if self._closing:
                raise HostUnavailable("the nss host ends just now", todo="Try again")
            opened = self._open(resolved, settings)
            for identity, claim in opened.jobs.items():
                if identity in self.jobs.live and claim.rebuild >= rebuild and claim.vectors >= vectors:
                    return self.jobs.live[identity]
            params = {"rebuild": rebuild, "vectors": vectors, "settings": dict(settings)}
            job = await self.jobs.add("index", resolved, "batch", params)
            self._claim(opened, job)
            return job

    async def cancel(self, identity: str) -> None:
        job = self.jobs.live.get(identity)
        if job is None:
            return
        if root := self.roots.get(job.row.root):
            root.cancel_job(identity)
        await self.jobs.end(identity, "cancelled", error=Cancelled(f"the job {identity} was cancelled"))

    async def sweep(self, clients: int, idle_since: float) -> bool:
        """Let go of roots that nobody wants any more; True when the host itself has been idle for long enough."""
        now = time.monotonic()
        for name, root in list(self.roots.items()):
            wanted = bool(self.watchers.get(name)) or bool(root.jobs)
            if wanted:
                self.wanted_at[name] = now
            elif now - self.wanted_at.get(name, now) > self.options.idle_seconds:
                del self.roots[name]
                self.wanted_at.pop(name, None)
                self._told.pop(name, None)
                await root.stop()
        await self.dictation.sweep(editors=any(self.watchers.values()))
        busy = bool(clients or self.jobs.live or self.dictation.busy)
        return not busy and now - idle_since > self.options.idle_seconds

    def name_of(self, root: str) -> str:
        """The resolved name of a root, also of one whose folder has gone while it was open."""
        return root if root in self.roots else str(resolve_root(root))

    @contextlib.contextmanager
    def awaited(self, job: str) -> Generator[None]:
        """Somebody waits for the job inside this block, which puts its text into the interactive lane."""
        self.waiting[job] = self.waiting.get(job, 0) + 1
        self._plan()
        try:
            yield
        finally:
            self.waiting[job] -= 1
            if not self.waiting[job]:
                del self.waiting[job]
            self._plan()

    def status(self) -> dict[str, Any]:
        return {
            "pid": self.pid,
            "build": self.options.version.build,
            "uptime_seconds": round(time.time() - self.started_at, 1),
            "roots": [plain(root.state) for root in self.roots.values()],
            "jobs": [
                {"job": job.row.id, "kind": job.row.kind, "root": job.row.root, "running": job.running}
                for job in self.jobs.live.values()
            ],
            "children": [
                {"kind": "indexer", "root": root.root, "pid": root.child.pid, "rss_bytes": root.child.rss_bytes,
                 "restarts": root.restarts}
                for root in self.roots.values()
                if root.child
            ] + self.dictation.children,
            "timings": plain(self.timings.summaries()),
            "slow": list(self.timings.slow),
            "problems": list(self.problems),
        }  # fmt: skip

    async def close(self, reason: str) -> None:
        """Leave every job for the next host and end the children."""
        self._closing = True
        await self.jobs.interrupt(reason)
        await asyncio.gather(self.dictation.close(), *(root.stop() for root in self.roots.values()))
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _open(self, resolved: str, settings: Mapping[str, Any]) -> Root:
        root = self.roots.get(resolved)
        used = {part: settings[part] for part in INDEXING_SETTINGS if part in settings}
        if root is None:
            events = RootEvents(self._root_changed, self._job_ended, self._job_log)
            options = self.options
            root = Root(resolved, used, events, options.parts, options.memory_limit, self._child_log)
            self.roots[resolved] = root
        elif used and used != root.settings:
            # The newest opener is right: it is the one whose user has just changed something.
            root.restart_with(used)
        self.wanted_at[resolved] = time.monotonic()
        return root

    def _claim(self, root: Root, job: LiveJob) -> None:
        params = job.row.params
        root.add_job(RootJob(job.row.id, bool(params.get("rebuild")), bool(params.get("vectors", True))))
        self._plan()

    def _root_changed(self, root: Root) -> None:
        if self._told.get(root.root) != root.state:
            self._told[root.root] = root.state
            progress = {field: value for field, value in plain(root.state).items() if field != "root"}
            for identity in root.jobs:
                if root.state.state in ("scanning", "indexing", "vectors"):
                    self._run(self.jobs.running(identity))
                self.jobs.report(identity, progress)
            for watcher in tuple(self.watchers.get(root.root, ())):
                watcher.root_state(root.state)
        self._plan()

    def _job_ended(self, identity: str, result: Mapping[str, Any] | None, error: NssError | None) -> None:
        self._run(self.jobs.end(identity, "failed" if error else "done", result, error))

    def _job_log(self, identity: str, data: Mapping[str, Any]) -> None:
        self._run(self.jobs.log(identity, data))

    def _plan(self) -> None:
        demands: list[Demand] = []
        for root in self.roots.values():
            if root.need:
                awaited = bool(self.watchers.get(root.root)) or any(self.waiting.get(job) for job in root.jobs)
                lane = "interactive" if awaited and root.need == "text" else "batch"
                demands.append(Demand(root.root, lane, root.need_since))
        allowed = plan(demands, self.options.budget)
        for root in self.roots.values():
            root.allow(root.need if root.root in allowed else "")

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        """Work that nobody waits for; what goes wrong in it is logged."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()):
            self._log.error("a background task failed", exc_info=error)


def _settings_of(job: LiveJob) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", job.row.params.get("settings") or {})
