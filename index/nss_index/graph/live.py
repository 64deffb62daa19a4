"""The graph of an index as the user sees it: of one generation, with the unsaved buffers on top.

Invariant: a graph with an overlay is the graph after saving it (tested as a property).
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from nss_index.files.rules import ScanRules, SkipReason
from nss_index.graph.edges import Dependencies
from nss_index.model import SourceText
from nss_index.overlay.view import View
from nss_index.remembered import Remembered

if TYPE_CHECKING:
    from nss_index.graph.ecmascript import EcmaFiles
    from nss_index.graph.program import FactsMemory, Program
    from nss_index.graph.python import PythonFiles

REMEMBERED = 2
"""Graphs: a request with a buffer and one without alternate while somebody types."""

_STILL_CODE = (SkipReason.GENERATED, SkipReason.TOO_LARGE, "parse", "read")
"""Why a file may be left out of the index and still be what others import."""

_Key = tuple[int, tuple[tuple[str, str], ...]]


class Graphs:
    """The last graphs of one root, by generation and buffers. Thread-safe."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: Remembered[_Key, Dependencies] = Remembered(REMEMBERED)
        self._files: tuple[_Key, PythonFiles, EcmaFiles] | None = None
        self._memory: FactsMemory | None = None

    def program(self, view: View) -> Program:
        """The symbols of the view and their uses. Valid while the view is."""
        from nss_index.graph.ecmascript import EcmaFiles
        from nss_index.graph.program import FactsMemory, Program
        from nss_index.graph.projects import python_roots
        from nss_index.graph.python import PythonFiles

        key, kept = _key(view), self._files
        if kept is None or kept[0] != key:
            paths = [path for _, path, _ in view.files()]
            read = self.reader(view)
            kept = self._files = key, PythonFiles(paths, python_roots(paths, read)), EcmaFiles(paths, read)
        self._memory = self._memory or FactsMemory()
        return Program(view, *kept[1:], self._memory, self.reader(view))

    def of(self, view: View) -> Dependencies:
        return self._known.of(_key(view), lambda: self._make(view))

    def _make(self, view: View) -> Dependencies:
        from nss_index.graph.imports import import_graph

        files = [(path, language) for _, path, language in view.files()]
        known = {path for path, _ in files}
        unread = [
            row.record.path
            for row in view.snapshot.left_out()
            if row.record.reason in _STILL_CODE and row.record.path not in known
        ]
        return import_graph(files, unread, view.imports(), self.reader(view), view.top_level)

    def reader(self, view: View) -> Callable[[str], str | None]:
        """The text of a file as the view has it."""
        from nss_index.files.read import read_source

        texts = {document.path: document.text for document in view.documents}

        def read(path: str) -> str | None:
            if path in texts:
                return texts[path]
            found = read_source(self._root, path, ScanRules())
            return found.text if isinstance(found, SourceText) else None

        return read


def _key(view: View) -> _Key:
    return view.snapshot.generation, tuple((document.path, document.content_hash) for document in view.documents)
