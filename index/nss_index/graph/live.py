"""The graph of an index as the user sees it: of one generation, with the unsaved buffers on top.

Invariant: a graph with an overlay is the graph after saving it (tested as a property).
"""

from __future__ import annotations

import threading
from pathlib import Path

from nss_index.files.rules import ScanRules, SkipReason
from nss_index.graph.edges import Dependencies
from nss_index.model import SourceText
from nss_index.overlay.view import View

REMEMBERED = 2
"""Graphs: a request with a buffer and one without alternate while somebody types."""

_STILL_CODE = (SkipReason.GENERATED, SkipReason.TOO_LARGE, "parse", "read")
"""Why a file may be left out of the index and still be what others import."""

_Key = tuple[int, tuple[tuple[str, str], ...]]


class Graphs:
    """The last graphs of one root, by generation and buffers. Thread-safe."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._guard = threading.Lock()
        self._known: dict[_Key, Dependencies] = {}

    def of(self, view: View) -> Dependencies:
        buffers = tuple((document.path, document.content_hash) for document in view.documents)
        key = (view.snapshot.generation, buffers)
        with self._guard:
            if key in self._known:
                self._known[key] = self._known.pop(key)
                return self._known[key]
        made = self._make(view)
        with self._guard:
            self._known[key] = made
            while len(self._known) > REMEMBERED:
                del self._known[next(iter(self._known))]
        return made

    def _make(self, view: View) -> Dependencies:
        from nss_index.files.read import read_source
        from nss_index.graph.imports import import_graph

        texts = {document.path: document.text for document in view.documents}

        def read(path: str) -> str | None:
            if path in texts:
                return texts[path]
            found = read_source(self._root, path, ScanRules())
            return found.text if isinstance(found, SourceText) else None

        files = [(path, language) for _, path, language in view.files()]
        known = {path for path, _ in files}
        unread = [
            row.record.path
            for row in view.snapshot.left_out()
            if row.record.reason in _STILL_CODE and row.record.path not in known
        ]
        return import_graph(files, unread, view.imports(), read)
