"""The worker of the indexer child: takes the inbox's steps one after the other and reports on them.

Text before vectors, saved paths before everything. Every long step ends at its next safe point when something more
urgent comes, keeps what it has committed, and is taken again later.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from nss_index.errors import Cancelled, NssError
from nss_index.ports import Progress

from nss_server.adapters.host_protocol import RootPhase, error_fields, plain
from nss_server.host.estimate import Estimate
from nss_server.host.indexer_inbox import Inbox, Run, Step
from nss_server.host.indexer_parts import IndexerPort
from nss_server.host.indexer_report import Reporter, lower_priority

CANCELLED = "indexing was cancelled, so the index may be incomplete. Run `nss index` to go on"


class Worker:
    """Runs on the thread that owns the indexer."""

    def __init__(self, inbox: Inbox, reporter: Reporter, indexer: IndexerPort) -> None:
        self._inbox, self._reporter, self._indexer = inbox, reporter, indexer
        reporter.set(urgent=True, generation=indexer.generation, searchable=indexer.complete)

    def run(self) -> None:
        """Until the inbox says stop."""
        while True:
            step = self._inbox.next_step()
            if step.kind == "stop":
                return
            if step.kind == "update":
                self._update(step)
            elif step.kind == "vectors":
                self._fill_vectors()
            elif step.kind == "wait":
                self._wait(step)
            else:
                self._bring_text_up_to_date(rebuild=step.kind == "rebuild")

    def _wait(self, step: Step) -> None:
        if step.need == "vectors":
            # The text is done, which clients must see while meaning waits for its turn.
            self._reporter.set(
                urgent=True, need="vectors", state="vectors", done=0, total=0, unit="", seconds_left=None
            )
        elif step.need:
            self._reporter.set(urgent=True, need=step.need)
        else:
            self._end_runs(lambda run: run.text_done)
            self._reporter.problem("cancel", CANCELLED if self._inbox.held else "")
            self._reporter.set(urgent=True, need="", state="live", done=0, total=0, unit="", seconds_left=None)
            self._indexer.checkpoint()
        self._inbox.wait(step)

    def _bring_text_up_to_date(self, rebuild: bool) -> None:
        with self._inbox.changed:
            self._inbox.rebuild = self._inbox.reconcile = False
            waiting = list(self._inbox.runs)
        first = self._inbox.take_paths()
        self._reporter.problem("cancel", "")
        phase = _Phase(self._reporter, "scanning")
        stopped = False

        def cancelled() -> bool:
            nonlocal stopped
            stopped = stopped or self._inbox.interrupts_text(time.monotonic() - phase.began, phase.beginning())
            return stopped

        def on_progress(progress: Progress) -> None:
            if progress.stage == "text" and progress.done:
                phase.on_progress(progress, generation=self._indexer.generation, searchable=True)
            else:
                phase.on_progress(progress)

        outcome: object = None
        try:
            if rebuild:
                self._indexer.forget()
                self._reporter.set(urgent=True, searchable=False)
            outcome = self._indexer.reconcile(on_progress, cancelled, first, self._inbox.words)
        except Cancelled:
            stopped = True
        self._inbox.add_vectors()
        if stopped:
            # What was thrown away for a rebuild stays thrown away: the rest is an ordinary pass.
            self._inbox.put_back(first)
            return
        self._committed()
        phase.ended("text")
        lower_priority()
        for run in waiting:
            run.text_done = True
            run.result["text"] = plain(outcome)
        self._end_runs(lambda run: run.text_done and not run.vectors)

    def _update(self, step: Step) -> None:
        paths = self._inbox.take_paths()
        stopped = False

        def cancelled() -> bool:
            nonlocal stopped
            stopped = stopped or self._inbox.stopping
            return stopped

        try:
            self._indexer.update(sorted(paths), _ignore, cancelled)
        except Cancelled:
            stopped = True
        self._committed()
        self._inbox.add_vectors()

    def _fill_vectors(self) -> None:
        with self._inbox.changed:
            self._inbox.vectors = False
        phase = _Phase(self._reporter, "vectors")
        stopped = False

        def cancelled() -> bool:
            nonlocal stopped
            stopped = stopped or self._inbox.interrupts_vectors()
            return stopped

        filled = 0
        try:
            filled = self._indexer.fill_vectors(phase.on_progress, cancelled)
        except Cancelled:
            stopped = True
        except NssError as error:
            # Words still answer. The root says what is wrong with meaning until the next attempt.
            self._reporter.problem("vectors", error.sentence())
            self._end_runs(lambda run: run.vectors and run.text_done, error_fields(error))
            return
        self._reporter.problem("vectors", "")
        for run in self._inbox.runs:
            run.result["vectors"] = int(str(run.result.get("vectors", 0))) + filled
        if stopped:
            self._inbox.add_vectors()
        else:
            phase.ended("vectors")

    def _committed(self) -> None:
        """Readers see what was written."""
        self._reporter.set(urgent=True, generation=self._indexer.generation, searchable=True)

    def _end_runs(self, which: Callable[[Run], bool], error: Mapping[str, Any] | None = None) -> None:
        for run in self._inbox.take_runs(which):
            result = None if error else {**run.result, "generation": self._reporter.state.generation}
            self._reporter.run_ended(run.id, result, error)


class _Phase:
    """Progress of one step as the root's state, with an estimate."""

    def __init__(self, reporter: Reporter, first: RootPhase) -> None:
        self._reporter, self._state = reporter, first
        self.began = time.monotonic()
        self.at_work = False
        self._work_began = 0.0
        self._estimate = Estimate(self.began)
        need = "vectors" if first == "vectors" else "text"
        reporter.set(urgent=True, need=need, state=first, done=0, total=0, unit="", seconds_left=None)

    def beginning(self) -> float:
        """Seconds from the start of the step to the first piece of work; all of it while there is none."""
        return (self._work_began if self.at_work else time.monotonic()) - self.began

    def on_progress(self, progress: Progress, **known: Any) -> None:
        now = time.monotonic()
        state: RootPhase = (
            "scanning" if progress.stage == "scan" else "vectors" if progress.stage == "vectors" else "indexing"
        )
        if progress.stage != "scan" and not self.at_work:
            self.at_work, self._work_began = True, now
        left = self._estimate.update(progress.done, progress.total, now) if self.at_work else None
        self._reporter.set(
            urgent=state != self._state or (bool(known) and not self._reporter.state.searchable),
            state=state,
            done=progress.done,
            total=progress.total,
            unit=progress.unit,
            seconds_left=left,
            **known,
        )
        self._state = state

    def ended(self, name: str) -> None:
        now = time.monotonic()
        if verdicts := self._estimate.verdicts(now):
            self._reporter.log(
                f"{name} took {now - self.began:.1f} s",
                phase=name,
                seconds=round(now - self.began, 3),
                estimates=verdicts,
            )


def _ignore(_progress: Progress) -> None:
    """An update of a few paths is over before anybody could read its progress."""
