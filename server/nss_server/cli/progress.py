"""Progress of a command on standard error: a bar on a terminal; elsewhere only what keeps it waiting. Implements
`capability.Job`."""

from __future__ import annotations

import sys
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from nss_index.ports import Progress
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

SHOW_AFTER_SECONDS = 0.3
"""A command that ends sooner shows no bar: it would only flicker."""


class ShellJob:
    """Reports come from any thread. `on_partial` gets the plain dict of each partial result."""

    def __init__(self, show: bool, on_partial: Callable[[object], None] | None = None) -> None:
        self._show, self._tell = show and sys.stderr.isatty(), show
        self._told = ""  # the problem that was shown last
        self._on_partial = on_partial
        self._guard = threading.Lock()
        self._bar: Bar | None = None
        self._stages: dict[str, TaskID] = {}
        self._started = time.monotonic()
        self._ended = False

    def report(self, progress: Progress) -> None:
        if self._tell and progress.problem != self._told:
            self._told = progress.problem
            if progress.problem:
                sys.stderr.write(f"nss: waiting: {progress.problem}\n")
        if not self._show or time.monotonic() - self._started < SHOW_AFTER_SECONDS:
            return
        with self._guard:
            if self._ended:
                return
            bar = self._bar or self._begin()
            text = f"{progress.stage} {progress.message}".strip()
            if progress.stage not in self._stages:
                self._stages[progress.stage] = bar.add_task(text, total=progress.total or None)
            bar.update(
                self._stages[progress.stage],
                completed=progress.done,
                total=progress.total or None,
                description=text,
            )

    def partial(self, result: object) -> None:
        if self._on_partial is not None:
            self._on_partial(result)

    @property
    def streams(self) -> bool:
        return self._on_partial is not None

    def cancelled(self) -> bool:
        return False  # Ctrl-C cancels the task, and dispatch tells the capability

    def end(self) -> None:
        """Take the bar away; later reports are ignored."""
        with self._guard:
            self._ended = True
            if self._bar is not None:
                self._bar.stop()
                self._bar = None

    def _begin(self) -> Bar:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._bar = Bar(*columns, console=Console(stderr=True), transient=True)
        self._bar.start()
        return self._bar
