"""What the indexer child has been asked to do and has not done yet, shared by its threads; and what to do next.

The worker thread takes steps; the command reader and the watcher add wishes and wake it. Knows no index and no pipe.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Literal

Stage = Literal["text", "vectors", ""]
StepKind = Literal["stop", "rebuild", "reconcile", "update", "vectors", "wait"]

MANY_PATHS = 20_000
"""More waiting paths than this cost more than looking at the whole tree once."""

PATIENCE_SECONDS = 5.0
"""A first pass over a large tree is interrupted for saved files after this long: a save must not wait for minutes, and
a pass that begins again every five seconds still gets on, because it skips what is already indexed."""

PATIENCE_SHARE = 4.0
"""… and only when the pass has run this many times as long as it took to begin: at most a quarter is beginning."""


@dataclass(slots=True)
class Run:
    """One job's claim: done when the text (and the vectors, where asked) have been brought up to date since it came."""

    id: str
    vectors: bool
    text_done: bool = False
    result: dict[str, object] = field(default_factory=dict[str, object])


@dataclass(frozen=True, slots=True)
class Step:
    kind: StepKind
    need: Stage = ""  # the lane permission that this step uses or waits for
    paths: frozenset[str] = frozenset()


class Inbox:
    """Every field is guarded by `changed`; methods take it themselves."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.paths: set[str] = set()
        self.rebuild = False
        self.reconcile = True  # a child that starts knows nothing of what happened before
        self.vectors = True
        self.held = False  # the user cancelled: nothing but live updates until somebody asks again
        self.allowed: Stage = ""
        self.runs: list[Run] = []
        self.stopping = False
        self.words = ""  # a question that waits for the first pass

    def stop(self) -> None:
        with self.changed:
            self.stopping = True
            self.changed.notify_all()

    def allow(self, stage: Stage) -> None:
        with self.changed:
            self.allowed = stage
            self.changed.notify_all()

    def prefer(self, words: str) -> None:
        with self.changed:
            self.words = words

    def add_paths(self, paths: Collection[str], everything: bool = False) -> None:
        """Look at these paths again, or at everything. Not after a cancel: then only the paths count."""
        with self.changed:
            self.paths.update(paths)
            self.reconcile = self.reconcile or (everything and not self.held)
            if len(self.paths) > MANY_PATHS:
                self.paths.clear()
                self.reconcile = True
            self.changed.notify_all()

    def ask_reconcile(self) -> None:
        """Look at the whole tree again because somebody asks; ends what a cancel began."""
        with self.changed:
            self.reconcile, self.held = True, False
            self.changed.notify_all()

    def ask_run(self, run: Run, rebuild: bool) -> None:
        with self.changed:
            self.runs.append(run)
            self.rebuild = self.rebuild or rebuild
            self.reconcile, self.vectors, self.held = True, True, False
            self.changed.notify_all()

    def cancel_run(self, identity: str) -> None:
        """Forget the run; when no other one wants the work, the work is dropped."""
        with self.changed:
            self.runs = [run for run in self.runs if run.id != identity]
            if not self.runs:
                self.rebuild = self.reconcile = self.vectors = False
                self.held = True
            self.changed.notify_all()

    def next_step(self) -> Step:
        """What to do now. "wait" names the permission that the work waits for."""
        with self.changed:
            return self._next_step()

    def wait(self, step: Step) -> None:
        """Return when there is another step than `step`."""
        with self.changed:
            while self._next_step() == step:
                self.changed.wait()

    def take_paths(self) -> frozenset[str]:
        with self.changed:
            taken = frozenset(self.paths)
            self.paths.clear()
            return taken

    def add_vectors(self) -> None:
        """Text has changed, or vectors were interrupted: fill what is missing."""
        with self.changed:
            self.vectors = self.vectors or not self.held

    def put_back(self, paths: Collection[str]) -> None:
        """A pass over the tree was interrupted: it is wanted again, unless that was a cancel."""
        with self.changed:
            self.reconcile = self.reconcile or not self.held
            self.paths.update(paths)

    def take_runs(self, which: Callable[[Run], bool]) -> list[Run]:
        """Remove and return the runs that are over: those of `which`."""
        with self.changed:
            taken = [run for run in self.runs if which(run)]
            self.runs = [run for run in self.runs if run not in taken]
            return taken

    def interrupts_text(self, running: float, beginning: float) -> bool:
        """Whether a pass that has run for `running` seconds, `beginning` of them before its first file, must stop."""
        patient = running < max(PATIENCE_SECONDS, PATIENCE_SHARE * beginning)
        return self.stopping or self.held or self.allowed != "text" or (bool(self.paths) and not patient)

    def interrupts_vectors(self) -> bool:
        """Text comes first: whatever changes it stops the filling of vectors at its next batch."""
        return (
            self.stopping
            or self.held
            or self.allowed != "vectors"
            or bool(self.paths)
            or self.reconcile
            or self.rebuild
        )

    def _next_step(self) -> Step:
        if self.stopping:
            return Step("stop")
        text_wanted = self.rebuild or self.reconcile
        if self.rebuild and self.allowed == "text":
            return Step("rebuild", "text")
        if self.paths and not self.rebuild:
            return Step("update", "text" if text_wanted else "", frozenset(self.paths))
        if text_wanted:
            return Step("reconcile" if self.allowed == "text" else "wait", "text")
        if self.vectors:
            return Step("vectors" if self.allowed == "vectors" else "wait", "vectors")
        return Step("wait")
