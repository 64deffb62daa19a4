"""Says where to look again when the tree changes. What is there is then a question for `scan.examine`.

Promise: a batch is handed over only after everything below its new folders is watched, so between looking and
watching nothing falls through. The first batch, one after any change of rules or branch, and one every
`reconcile_seconds` ask for a full look; the last covers what a kernel queue may silently drop.

Knows nothing of indexes. Runs in the thread that calls it, until `stop` is set.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from nss_index.files.watch_folders import (
    Ground,
    Identity,
    all_folders,
    folders_below,
    ground_of,
    index_fingerprint,
    is_real_folder,
    meaning_of,
)
from nss_index.files.watch_layers import MAX_LAYERS, Change, Layers, MakeNotifier, WatcherFailed, rust_notifier
from nss_index.files.watch_polling import changed_paths

if TYPE_CHECKING:
    from pathlib import Path

    from nss_index.files.rules import ScanRules

RECONCILE_SECONDS = 300.0
_HEARTBEAT_SECONDS = 5.0
_TICK_SECONDS = 0.1  # how soon `stop` is noticed; waiting on the queue costs nothing
_MANY = 2000  # changes at once: a full look costs less than that many single ones
_MODIFIED = 2
_MAX_FAILURES = 3  # of the watcher, after which polling is the better offer


@dataclass(frozen=True, slots=True)
class WatchBatch:
    """Look at `paths` (files or folders, relative to the root) again; or, with `rescan`, at everything."""

    paths: frozenset[str]
    rescan: bool


class WatchKind(StrEnum):
    WATCHING = "watching"
    POLLING = "polling"  # works, with seconds of delay; `detail` says why
    LOST = "lost"  # the root is not there; watching goes on when it is back


@dataclass(frozen=True, slots=True)
class WatchState:
    kind: WatchKind
    detail: str
    folders: int  # watched
    at: float  # time.monotonic() of this sign of life; one comes at least every few seconds while nothing else runs


OnBatch = Callable[[WatchBatch], None]
OnState = Callable[[WatchState], None]


def watch(
    root: Path,
    rules: ScanRules,
    on_batch: OnBatch,
    stop: threading.Event,
    on_state: OnState = lambda _: None,
    *,
    reconcile_seconds: float = RECONCILE_SECONDS,
    make_notifier: MakeNotifier = rust_notifier,
) -> None:
    """Watch `root` until `stop` is set; both callbacks are called in this thread, and what they raise ends it."""
    root = root.resolve()
    failures = 0
    while not stop.is_set():
        if not root.is_dir():
            on_state(_state(WatchKind.LOST, f"{root} is not there"))
            stop.wait(1.0)
            continue
        watching = _Watching(root, on_batch, on_state, stop, reconcile_seconds, Layers(make_notifier))
        try:
            watching.run()
        except WatcherFailed as error:
            failures += 1
            if failures >= _MAX_FAILURES or not watching.began:
                _poll(root, rules, on_batch, stop, on_state, str(error))
        finally:
            watching.layers.close()


def _poll(root: Path, rules: ScanRules, on_batch: OnBatch, stop: threading.Event, on_state: OnState, why: str) -> None:
    detail = f"the system gives no more watches ({why}); changes are seen after some seconds"
    for paths in changed_paths(root, rules, stop, lambda: on_state(_state(WatchKind.POLLING, detail))):
        on_batch(WatchBatch(paths or frozenset(), rescan=paths is None))


def _state(kind: WatchKind, detail: str, folders: int = 0) -> WatchState:
    return WatchState(kind, detail, folders, time.monotonic())


@dataclass(slots=True)
class _Watching:
    root: Path
    on_batch: OnBatch
    on_state: OnState
    stop: threading.Event
    reconcile_seconds: float
    layers: Layers
    began: bool = False
    watched: dict[str, Identity] = field(default_factory=dict[str, Identity])

    def run(self) -> None:
        """Until `stop`, or the root or its repository is another one (the caller starts anew). Raises WatcherFailed."""
        ground = ground_of(self.root)
        fingerprint = index_fingerprint(ground)
        self._cover(lambda: all_folders(ground))
        self.began = True
        self.on_batch(WatchBatch(frozenset(), rescan=True))
        reconciled = beaten = time.monotonic()
        self._beat()
        while not self.stop.is_set():
            changes = self._arrived()
            now = time.monotonic()
            if now - beaten >= _HEARTBEAT_SECONDS:
                beaten = now
                self._beat()
            if now - reconciled >= self.reconcile_seconds:
                reconciled = now
                if ground_of(self.root) != ground:
                    return
                self._cover(lambda: all_folders(ground))
                self.on_batch(WatchBatch(frozenset(), rescan=True))
            if not changes:
                continue
            meanings = [meaning_of(ground, path) for path in {path for _, path in changes}]
            rescan = len(changes) > _MANY or any(meaning.rescan for meaning in meanings)
            if any(meaning.index_changed for meaning in meanings):
                before, fingerprint = fingerprint, index_fingerprint(ground)
                rescan = rescan or before != fingerprint
            paths = {meaning.path for meaning in meanings if meaning.path is not None}
            if "" in paths or (rescan and ground_of(self.root) != ground):
                return
            self._forget(changes)
            if rescan:
                self._cover(lambda: all_folders(ground))
            else:
                self._cover_paths(ground, paths)
            if len(self.layers) > MAX_LAYERS:
                return
            if paths or rescan:
                self.on_batch(WatchBatch(frozenset(paths), rescan))

    def _arrived(self) -> set[Change]:
        """All changes that wait, after at most a tick. Raises WatcherFailed."""
        changes: set[Change] = set()
        timeout = _TICK_SECONDS
        while True:
            try:
                arrival = self.layers.arrivals.get(timeout=timeout) if timeout else self.layers.arrivals.get_nowait()
            except queue.Empty:
                return changes
            if isinstance(arrival, WatcherFailed):
                raise arrival
            changes |= arrival
            timeout = 0.0

    def _forget(self, changes: set[Change]) -> None:
        """Watches on folders that came or went are not to be relied on: a new folder may even have the old inode."""
        moved = {path for kind, path in changes if kind != _MODIFIED and path in self.watched}
        if moved:
            heads = tuple(path + "/" for path in moved)
            self.watched = {
                path: identity
                for path, identity in self.watched.items()
                if path not in moved and not path.startswith(heads)
            }

    def _cover_paths(self, ground: Ground, paths: set[str]) -> None:
        places = ((path, ground.root / path) for path in paths)
        new = [path for path, place in places if str(place) not in self.watched and is_real_folder(place)]
        if new:
            self._cover(lambda: folders_below(ground, new))

    def _cover(self, wanted: Callable[[], dict[str, Identity]]) -> None:
        """Watch until a second look finds nothing new: only then is every folder's content sure to be seen."""
        while not self.stop.is_set():
            missing = {path: key for path, key in wanted().items() if self.watched.get(path) != key}
            if not missing or len(self.layers) > MAX_LAYERS:
                return
            self.layers.add(missing)
            self.watched |= missing

    def _beat(self) -> None:
        self.on_state(_state(WatchKind.WATCHING, "", len(self.watched)))
