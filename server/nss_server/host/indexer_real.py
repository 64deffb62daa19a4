"""The indexer child's ports joined to nss_index: the one place that reads the client's settings for it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
from nss_index.errors import BadInput
from nss_index.files.watch import WatchBatch, WatchKind, WatchState, watch
from nss_index.indexer import Indexer

from nss_server.adapters.host_protocol import Watching
from nss_server.host.indexer_parts import IndexerPort, OnPaths, OnWatching, Parts
from nss_server.settings.indexing import index_options
from nss_server.settings.tree import Settings

_WATCHING: Mapping[WatchKind, Watching] = {
    WatchKind.WATCHING: "native",
    WatchKind.POLLING: "polling",
    WatchKind.LOST: "lost",
}


def real_parts(root: Path, settings: Mapping[str, Any]) -> Parts:
    """Raises BadInput for settings that are not of this build's tree."""
    options = index_options(_tree(settings))

    def open_indexer() -> IndexerPort:
        return Indexer.open(root, options)

    def look(on_paths: OnPaths, on_watching: OnWatching, stop: threading.Event) -> None:
        def on_batch(batch: WatchBatch) -> None:
            on_paths(batch.paths, batch.rescan)

        def on_state(state: WatchState) -> None:
            on_watching(_WATCHING[state.kind], state.detail)

        watch(root, options.rules, on_batch, stop, on_state)

    return Parts(open_indexer, look)


def _tree(settings: Mapping[str, Any]) -> Settings:
    """The client's settings, which are the tree as JSON or parts of it."""
    try:
        return msgspec.convert(settings, Settings)
    except msgspec.ValidationError as error:
        raise BadInput("these settings cannot be read", why=str(error), todo="Update the editor's plugin") from error
