"""Kernel watches on a growing set of folders, without ever letting go of one that might still hold an event.

A watcher of `watchfiles` cannot take more folders once it runs, and closing one to open a larger one loses what it
had not handed over. So new folders get a watcher of their own, a layer; each layer has a thread that moves its
changes into one queue. Past `MAX_LAYERS` everything is watched anew and the caller told to look at everything.

Each folder is watched on its own, not recursively (watchfiles would take in node_modules and git's objects).
Measured: 5,000 folders 0.03 to 0.3 s to set up; an event arrives after 30 to 40 ms.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal, Protocol

MAX_LAYERS = 16  # inotify instances: a user has 128
_DEBOUNCE_MS, _STEP_MS, _WAIT_MS = 200, 20, 1000

Change = tuple[int, str]  # 1 added, 2 modified, 3 deleted; absolute path


class Notifier(Protocol):
    """The part of `watchfiles.RustNotify` that is used."""

    def watch(
        self, debounce_ms: int, step_ms: int, timeout_ms: int, stop_event: threading.Event, /
    ) -> set[Change] | Literal["signal", "stop", "timeout"]: ...

    def close(self) -> None: ...


MakeNotifier = Callable[[list[str]], Notifier]


class WatcherFailed(Exception):
    """The system refused a watch (its limits), or a watcher broke. Stays inside this room."""


Arrival = set[Change] | WatcherFailed


@dataclass(slots=True)
class Layers:
    """All watchers of one root. Used from one thread; only `arrivals` is shared."""

    make: MakeNotifier
    arrivals: queue.SimpleQueue[Arrival] = field(default_factory=queue.SimpleQueue[Arrival])
    _open: list[tuple[Notifier, threading.Thread, threading.Event]] = field(
        default_factory=list[tuple[Notifier, threading.Thread, threading.Event]]
    )

    def __len__(self) -> int:
        return len(self._open)

    def add(self, folders: Iterable[str]) -> None:
        """Watch these folders too. Raises WatcherFailed."""
        names = list(folders)
        if not names:
            return
        try:
            notifier = self.make(names)
        except (OSError, RuntimeError) as error:
            raise WatcherFailed(str(error)) from error
        stop = threading.Event()
        thread = threading.Thread(target=_carry, args=(notifier, self.arrivals, stop), name="nss-watch", daemon=True)
        self._open.append((notifier, thread, stop))
        thread.start()

    def close(self) -> None:
        """Stop all watchers and wait for their threads; what has not arrived is lost."""
        for _, _, stop in self._open:
            stop.set()
        for notifier, thread, _ in self._open:
            thread.join()
            notifier.close()
        self._open.clear()


def rust_notifier(folders: list[str]) -> Notifier:
    """watchfiles' watcher on exactly these folders; one that cannot be read is left out."""
    from watchfiles._rust_notify import RustNotify

    return RustNotify(folders, False, False, 0, False, True)


def _carry(notifier: Notifier, arrivals: queue.SimpleQueue[Arrival], stop: threading.Event) -> None:
    while True:
        try:
            answer = notifier.watch(_DEBOUNCE_MS, _STEP_MS, _WAIT_MS, stop)
        except (OSError, RuntimeError) as error:
            arrivals.put(WatcherFailed(str(error)))
            return
        if answer == "stop" or stop.is_set():
            return
        if not isinstance(answer, str):
            arrivals.put(answer)
