"""What the indexer child works with, as ports: the writer of an index and the watcher.

`indexer_real` joins them to nss_index; tests hand in another factory by name, through an argument of the child only.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from nss_index.ports import IsCancelled, OnProgress

from nss_server.adapters.host_protocol import Watching

OnPaths = Callable[[Collection[str], bool], None]
"""(paths to look at again, whether to look at the whole tree)."""

OnWatching = Callable[[Watching, str], None]
"""How the tree is watched from now on, and why not natively, as a sentence."""


class IndexerPort(Protocol):
    """The part of `nss_index.indexer.Indexer` that the child uses, from one thread. Long calls raise Cancelled at a
    safe point, keep what they committed, and go on from there when they are made again."""

    @property
    def generation(self) -> int: ...

    @property
    def complete(self) -> bool: ...

    def reconcile(
        self, on_progress: OnProgress, cancelled: IsCancelled, first: Collection[str] = (), words: str = ""
    ) -> object: ...

    def update(self, paths: Collection[str], on_progress: OnProgress, cancelled: IsCancelled) -> object: ...

    def fill_vectors(self, on_progress: OnProgress, cancelled: IsCancelled) -> int: ...

    def forget(self) -> None: ...

    def checkpoint(self) -> None: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Parts:
    open_indexer: Callable[[], IndexerPort]  # raises IndexLocked, RootNotFound, …
    watch: Callable[[OnPaths, OnWatching, threading.Event], None]  # blocks until the event is set


PartsFactory = Callable[[Path, Mapping[str, Any]], Parts]
"""(root, settings as sent by the client) → parts."""
