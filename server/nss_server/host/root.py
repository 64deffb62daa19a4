"""One open root: its indexer child, kept running; its state; the jobs that wait for it. Knows no client and no socket.

starting ─▶ scanning ─▶ indexing ─▶ vectors ─▶ live        (as the child says)
    └──────────── the child crashed: back-off ◀──┘ ─▶ failed: why (until somebody asks again)
"""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable, Mapping
from logging import Logger
from typing import Any

import msgspec
from nss_index.errors import NssError

from nss_server.adapters.host_protocol import RootState, error_from
from nss_server.host.backoff import Backoff
from nss_server.host.child import Child, ended_how
from nss_server.host.indexer_inbox import Stage

CHILD_MODULE = "nss_server.host.indexer_child"
LOCKED_SECONDS = 1.0
"""Another process writes this index: not a crash; it is asked for again until that one has ended."""

SILENT_SECONDS = 120.0
"""A child beats every 5 s from a thread of its own, at the lowest priority; one that is silent for this long hangs."""

CHECK_SECONDS = 5.0


@dataclasses.dataclass(frozen=True, slots=True)
class RootJob:
    """A job's claim on the root."""

    id: str
    rebuild: bool
    vectors: bool


@dataclasses.dataclass(frozen=True, slots=True)
class RootEvents:
    """What a root tells the host."""

    state: Callable[[Root], None]  # state or need changed
    job_ended: Callable[[str, Mapping[str, Any] | None, NssError | None], None]
    job_log: Callable[[str, Mapping[str, Any]], None]


class Root:
    def __init__(
        self, root: str, settings: Mapping[str, Any], events: RootEvents, parts: str, memory_limit: int, log: Logger
    ) -> None:
        self.root, self.settings, self._events, self._parts, self._log = root, settings, events, parts, log
        self._memory_limit = memory_limit
        self.state = RootState(root, "starting", False, 0, 0, 0, "", None, "lost", "")
        self.need: Stage = "text"
        self.need_since = asyncio.get_running_loop().time()
        self.jobs: dict[str, RootJob] = {}
        self.restarts = 0
        self.child: Child | None = None
        self._words = ""
        self._allowed: Stage = ""
        self._failure: Mapping[str, Any] | None = None
        self._stopping = False
        self._asked = asyncio.Event()
        self._backoff = Backoff()
        self._task = asyncio.create_task(self._keep_running())
        self._guard = asyncio.create_task(self._watch_child())

    def add_job(self, job: RootJob) -> None:
        self.jobs[job.id] = job
        self._send_job(job)
        self.ask()

    def cancel_job(self, identity: str) -> None:
        if self.jobs.pop(identity, None):
            self._send({"do": "cancel", "run": identity})

    def prefer(self, words: str) -> None:
        """Somebody waits for an answer about these words: the child's first pass begins with files that hold them."""
        self._words = words
        self._send({"do": "prefer", "words": words})

    def changed(self, paths: list[str]) -> None:
        self._send({"do": "changed", "paths": paths})

    def reconcile(self) -> None:
        self._send({"do": "reconcile"})
        self.ask()

    def ask(self) -> None:
        """Somebody wants this root: a failed one gets all its chances again."""
        if self.state.state == "failed":
            self._backoff.forget()
            self._asked.set()

    def allow(self, stage: Stage) -> None:
        if stage != self._allowed:
            self._allowed = stage
            self._send({"do": "allow", "stage": stage})

    def restart_with(self, settings: Mapping[str, Any]) -> None:
        """Other settings: the child begins again with them."""
        self.settings = settings
        self._failure = None
        if self.child:
            asyncio.create_task(self.child.stop(), name="restart child")  # noqa: RUF006 - `run` sees its end
        self.ask()

    async def stop(self) -> None:
        self._stopping = True
        self._guard.cancel()
        if self.child:
            # Its last words (a job that has just ended) are still heard: the task ends by itself.
            await self.child.stop()
        else:
            self._task.cancel()
        await asyncio.gather(self._task, self._guard, return_exceptions=True)

    async def _keep_running(self) -> None:
        while not self._stopping:
            settings, self._failure = self.settings, None
            how = await self._run_child()
            if self._stopping:
                return
            if settings is not self.settings:
                continue
            pause = self._after(how)
            if pause is None:
                self._asked.clear()
                await self._asked.wait()
                self._set(state="starting", problem="")
            else:
                await asyncio.sleep(pause)

    async def _run_child(self) -> str:
        """One life of the child; returns how it ended."""
        try:
            arguments = ["--root", self.root, "--parts", self._parts]
            self.child = await Child.start(CHILD_MODULE, arguments, self.root, self._log)
        except OSError as error:
            return f"the indexer could not be started: {error}"
        try:
            self._allowed = ""
            self._send(self.settings)
            if self._words:
                self._send({"do": "prefer", "words": self._words})
            for job in self.jobs.values():
                self._send_job(job)
            self._set_need("text", fresh=True)
            code = await self.child.run(self._hear)
            return self.child.killed_because or ended_how(code)
        finally:
            self.child = None
            self._set_need("")

    def _after(self, how: str) -> float | None:
        """Seconds until the next start, None to wait until somebody asks."""
        failure = error_from(self._failure) if self._failure else None
        if failure and failure.code == "index-locked":
            self._set(state="starting", watching="lost", problem=failure.sentence())
            return LOCKED_SECONDS
        if self._failure and self._failure.get("final"):
            self._fail(failure or NssError(how))
            return None
        self.restarts += 1
        pause = self._backoff.crashed(asyncio.get_running_loop().time())
        why = failure.sentence() if failure else how
        self._log.warning("%s: the indexer ended: %s; %d in a row", self.root, why, self._backoff.count)
        if pause is None:
            self._fail(
                NssError(
                    f"the indexer of {self.root} ended {self._backoff.count} times in a row",
                    why=why,
                    todo="See indexer.log, then ask again with `nss index`",
                )
            )
            return None
        self._set(state="starting", watching="lost", problem=f"the indexer ended ({why}) and is started again")
        return pause

    def _fail(self, error: NssError) -> None:
        jobs, self.jobs = self.jobs, {}
        self._set(state="failed", watching="lost", problem=error.sentence(), seconds_left=None)
        for identity in jobs:
            self._events.job_ended(identity, None, error)

    def _hear(self, message: Mapping[str, Any]) -> None:
        event = message.get("event")
        if event == "state":
            self.state = msgspec.convert(message["state"], RootState)
            self._set_need(message["need"])
            self._events.state(self)
        elif event == "run" and self.jobs.pop(message["run"], None):
            error = error_from(message["error"]) if message["error"] else None
            self._events.job_ended(message["run"], message["result"], error)
        elif event == "log":
            for identity in list(self.jobs):
                self._events.job_log(identity, {"message": message["message"], **message["data"]})
        elif event == "failed":
            self._failure = {**message["error"], "final": message["final"]}

    def _set(self, **changes: Any) -> None:
        self.state = dataclasses.replace(self.state, **changes)
        self._events.state(self)

    def _set_need(self, need: Stage, fresh: bool = False) -> None:
        if need != self.need or fresh:
            self.need, self.need_since = need, asyncio.get_running_loop().time()
            self._events.state(self)

    def _send(self, message: Mapping[str, Any]) -> None:
        if self.child:
            self.child.send(message)

    def _send_job(self, job: RootJob) -> None:
        self._send({"do": "run", "run": job.id, "rebuild": job.rebuild, "vectors": job.vectors})

    async def _watch_child(self) -> None:
        """Memory and heartbeat of the child that runs now."""
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            child = self.child
            if child is None:
                continue
            if child.rss_bytes > self._memory_limit:
                child.kill(f"it used {child.rss_bytes >> 20} MiB of memory, more than {self._memory_limit >> 20}")
            elif asyncio.get_running_loop().time() - child.heard_at > SILENT_SECONDS:
                child.kill(f"it was silent for {SILENT_SECONDS:.0f} s")
