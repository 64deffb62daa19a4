"""Who may work now: a pure plan from what everybody wants. Runs nothing.

Two lanes. *Interactive* work has a person waiting (the first text of a root that somebody opened; later dictation, a
hover's question); *batch* work has nobody (vectors, jobs resumed after a restart). While interactive work runs, batch
work pauses. Pausing is cooperative: the worker stops at its next safe point, keeps what it has committed, and begins
again there. Not SIGSTOP: a process stopped in the middle of a commit would hold the lock of the shared vectors.db, and
the interactive one would wait for the one that waits for it.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

from nss_server.userstore.jobs import JobLane


@dataclass(frozen=True, slots=True)
class Demand:
    """Somebody (`key`) wants to do heavy work, and has wanted it since `since` (monotonic seconds)."""

    key: str
    lane: JobLane
    since: float


@dataclass(frozen=True, slots=True)
class Budget:
    """How many of each lane may work at once."""

    interactive: int
    batch: int


def default_budget(cores: int | None = None) -> Budget:
    """One heavy indexer in the background on up to four cores, one more for each four beyond; a second text phase may
    run beside the first, so that a small repository does not wait for a huge one."""
    count = cores or os.cpu_count() or 1
    return Budget(interactive=max(2, count // 2), batch=max(1, count // 4))


def plan(demands: Iterable[Demand], budget: Budget) -> frozenset[str]:
    """The keys that may work, first come first served within a lane."""
    waiting = sorted(demands, key=lambda demand: (demand.since, demand.key))
    interactive = [demand.key for demand in waiting if demand.lane == "interactive"]
    if interactive:
        return frozenset(interactive[: budget.interactive])
    return frozenset([demand.key for demand in waiting][: budget.batch])
