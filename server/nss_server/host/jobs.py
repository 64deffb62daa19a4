"""The registry of jobs: their durable state, their event logs, who follows them. Knows no kind of work.

An event is stored before anybody hears of it, so that a follower who comes back after a crash (with the number of the
last event it saw) misses nothing. Progress is a level, not an event: it carries the number of the last event, is not
stored, and a new follower gets the latest one.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from nss_index.errors import BadInput, NssError

from nss_server.adapters.host_protocol import error_from, plain
from nss_server.host.store_thread import StoreThread
from nss_server.userstore.jobs import (
    UNFINISHED,
    JobEvent,
    JobLane,
    JobRow,
    JobState,
    add_job,
    append_event,
    get_job,
    job_events,
    list_jobs,
    set_job_state,
)

MOST_ATTEMPTS = 5
"""A job that was begun this often and never ended brings something down each time."""

Follow = Callable[[Mapping[str, Any]], None]


@dataclass(slots=True)
class Follower:
    """Gets the job's events in order. What happens while the old ones are read waits in `early`."""

    send: Follow
    seen: int
    early: list[Mapping[str, Any]] | None = None

    def hear(self, event: Mapping[str, Any]) -> None:
        if self.early is not None:
            self.early.append(event)
        elif event["type"] == "progress":
            self.send(event)  # whose number says nothing of which events were heard
        elif event["seq"] > self.seen:
            self.seen = event["seq"]
            self.send(event)


@dataclass(slots=True)
class LiveJob:
    """A job that has not ended. `ended` gets its final row."""

    row: JobRow
    ended: asyncio.Future[JobRow]
    seq: int = 0
    running: bool = False
    progress: Mapping[str, Any] | None = None
    followers: set[int] = field(default_factory=set[int])


class Jobs:
    def __init__(self, store: StoreThread) -> None:
        self._store = store
        self.live: dict[str, LiveJob] = {}
        self._followers: dict[str, list[Follower]] = {}

    async def add(self, kind: str, root: str, lane: JobLane, params: Mapping[str, Any]) -> LiveJob:
        row, event = await self._store.call(add_job, kind, root, lane, params)
        job = self.live[row.id] = LiveJob(row, asyncio.get_running_loop().create_future())
        self._publish(event)
        return job

    async def unfinished(self) -> list[LiveJob]:
        """The jobs that an earlier host left, oldest first, live again and queued; those that keep ending it fail."""
        rows = await self._store.call(list_jobs, 1000, UNFINISHED)
        resumed: list[LiveJob] = []
        for row in sorted(rows, key=lambda row: row.created_at):
            if row.id in self.live:
                continue
            job = self.live[row.id] = LiveJob(row, asyncio.get_running_loop().create_future())
            if row.attempts >= MOST_ATTEMPTS:
                error = NssError(
                    f"the job {row.id} was begun {row.attempts} times and interrupted each time",
                    todo="See indexer.log and host.log, then start it again",
                )
                await self.end(row.id, "failed", error=error)
                continue
            await self._set(row.id, "queued", reason="resumed by a new host")
            resumed.append(job)
        return resumed

    async def running(self, identity: str) -> None:
        """The job has begun to work. Says nothing when that is known."""
        job = self.live.get(identity)
        if job and not job.running:
            job.running = True
            await self._set(identity, "running")

    async def end(
        self, identity: str, state: JobState, result: Mapping[str, Any] | None = None, error: NssError | None = None
    ) -> None:
        """`state` is done, failed or cancelled. An end is final: a second one is ignored."""
        if identity not in self.live:
            return
        fields = None
        if error is not None:
            fields = {"code": error.code, "what": error.what, "why": error.why, "todo": error.todo}
        await self._set(identity, state, result=result, error=fields)
        row = await self._store.call(get_job, identity)
        job = self.live.pop(identity, None)
        self._followers.pop(identity, None)
        if job and row and not job.ended.done():
            job.ended.set_result(row)

    async def interrupt(self, reason: str) -> None:
        """The host ends: what has not ended is left for the next one."""
        for identity in list(self.live):
            await self._set(identity, "interrupted", reason=reason)

    async def log(self, identity: str, data: Mapping[str, Any]) -> None:
        if identity in self.live:
            self._publish(await self._store.call(append_event, identity, "log", data))

    def report(self, identity: str, progress: Mapping[str, Any]) -> None:
        """The latest progress, for those who follow and those who will."""
        job = self.live.get(identity)
        if job:
            job.progress = {"job": identity, "seq": job.seq, "at": time.time(), "type": "progress", **progress}
            for follower in self._followers.get(identity, []):
                follower.hear(job.progress)

    async def follow(self, identity: str, after: int, send: Follow) -> Callable[[], None]:
        """Replay the log after event `after`, then the latest progress, then go on live. Returns how to stop.

        Raises BadInput for a job that is not known (any more).
        """
        follower = Follower(send, after, [])
        followers = self._followers.setdefault(identity, [])
        followers.append(follower)
        try:
            if await self._store.call(get_job, identity) is None:
                raise BadInput(f"no job {identity}", todo="`nss jobs list` shows those that are kept")
            events = await self._store.call(job_events, identity, after)
        except BaseException:
            followers.remove(follower)
            raise
        early, follower.early = follower.early or [], None
        for event in events:
            follower.hear(_fields(event))
        job = self.live.get(identity)
        if job and job.progress:
            early.insert(0, job.progress)
        for event in early:
            follower.hear(event)

        def leave() -> None:
            if follower in followers:
                followers.remove(follower)
            if not followers and self._followers.get(identity) is followers:
                del self._followers[identity]

        return leave

    async def result(self, identity: str) -> Mapping[str, Any]:
        """Wait for the end. Raises what the job failed with, BadInput when it is not known."""
        job = self.live.get(identity)
        row = await asyncio.shield(job.ended) if job else await self._store.call(get_job, identity)
        if row is None:
            raise BadInput(f"no job {identity}", todo="`nss jobs list` shows those that are kept")
        if row.error is not None:
            raise error_from(row.error)
        return {"job": identity, "result": row.result}

    async def _set(self, identity: str, state: JobState, **details: Any) -> None:
        event = await self._store.call(set_job_state, identity, state, **details)
        if event:
            self._publish(event)

    def _publish(self, event: JobEvent) -> None:
        job = self.live.get(event.job)
        if job:
            job.seq = event.seq
        for follower in self._followers.get(event.job, []):
            follower.hear(_fields(event))


def _fields(event: JobEvent) -> dict[str, Any]:
    return plain(event)
