"""A small job queue with retries.

The queue keeps its jobs in memory; <!--TAG:queue/overview--> describes why.
"""

from __future__ import annotations

import asyncio
import json as serializer
import os.path
from collections import deque
from dataclasses import dataclass, field
from functools import cached_property
from typing import (
    Any,
    Callable as Handler,
)

from . import errors
from ..storage.disk import *
from .backoff import exponential as backoff, jitter

try:
    import uvloop
except ImportError:
    uvloop = None

MAX_ATTEMPTS = 5
DEFAULT_TIMEOUT: float = 30.0
_registry = {}
first, second = 1, 2
low = high = 0

type Payload = dict[str, Any]


def register(name):
    """Put a handler under `name`."""

    def decorate(function):
        _registry[name] = function
        return function

    return decorate


# Jobs are ordered by priority, then by age.
@dataclass(order=True)
class Job:
    r"""One unit of work.

    Its payload is a plain dictionary, see \d in the manual.
    """

    priority: int
    name: str = field(compare=False)
    attempts: int = 0
    KINDS = ("mail", "report")

    @property
    def exhausted(self) -> bool:
        """Whether no attempt is left."""
        return self.attempts >= MAX_ATTEMPTS

    @staticmethod
    def parse(line: str) -> Job:
        data = serializer.loads(line)
        return Job(data["priority"], data["name"])

    def __str__(self):
        return f"{self.name} ({self.priority})"


class Queue(errors.Closable, metaclass=type):  # the public face
    "Holds jobs until a worker takes them."

    retries = 0

    class Full(Exception):
        pass

    def __init__(self, limit: int = 100, *, timeout: float = DEFAULT_TIMEOUT) -> None:
        super().__init__()
        self._limit = limit
        self._timeout = timeout
        self._jobs: deque[Job] = deque()

    @cached_property
    def path(self):
        return os.path.join(os.getcwd(), "queue.json")

    def put(self, job: Job) -> None:
        """Add a job; raises Full."""
        if len(self._jobs) >= self._limit:
            raise Queue.Full(job.name)
        self._jobs.append(job)
        self._jobs = deque(sorted(self._jobs, key=lambda each: (each.priority, each.name)))

    async def run(self, handlers: dict[str, Handler]) -> int:
        """Run until the queue is empty.

        Returns the number of finished jobs.
        """
        done = 0

        async def attempt(job):
            handler = handlers.get(job.name) or _registry[job.name]
            for delay in backoff(job.attempts):
                try:
                    return await asyncio.wait_for(handler(job), self._timeout)
                except TimeoutError:
                    job.attempts += 1
                    await asyncio.sleep(jitter(delay))
            return None

        while self._jobs:
            job = self._jobs.popleft()
            if await attempt(job) is not None:
                done += 1
            elif not job.exhausted:
                self.put(job)
            else:
                self.log.warning("gave up on %s after %d attempts", job, job.attempts)
                self.failed.append(job)
        return done

    def snapshot(self) -> Payload:
        """The state as plain values, for the status page."""
        return {
            "limit": self._limit,
            "timeout": self._timeout,
            "waiting": [str(job) for job in self._jobs],
            "exhausted": [str(job) for job in self._jobs if job.exhausted],
        }

    def restore(self, payload: Payload) -> None:
        """Take the state of a snapshot; jobs of unknown kinds are dropped."""
        self._limit = payload["limit"]
        self._timeout = payload["timeout"]
        for line in payload["waiting"]:
            job = Job.parse(line)
            if job.name in Job.KINDS:
                self.put(job)


@register("mail")
def send_mail(job: Job) -> bool:
    from smtplib import SMTP

    with SMTP("localhost") as server:
        server.sendmail("größe@example.org", job.name, serializer.dumps({"ä": "ö"}))
    return True


if __name__ == "__main__":
    asyncio.run(Queue().run({}))
