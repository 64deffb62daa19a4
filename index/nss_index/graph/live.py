"""The graph of an index as the user sees it: of one generation, with the unsaved buffers on top.

Made as a whole once; after that the imports of changed files are resolved again and the rest is shared, as long as the
same files are there and none of those that say where imports lead (pyproject.toml, go.mod …) has changed.

Invariant: a graph with an overlay is the graph after saving it, and one brought up to date is one made anew (tested as
properties).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from nss_index.files.rules import ScanRules, SkipReason
from nss_index.graph.ecmascript import EcmaFiles
from nss_index.graph.edges import Dependencies
from nss_index.graph.imports import Changed, ImportGraph, Tree
from nss_index.graph.kept import FileHashes, Whole, keep, kept_graph
from nss_index.graph.memory import ProgramMemory
from nss_index.graph.program import Program
from nss_index.graph.projects import python_roots
from nss_index.graph.python import PythonFiles
from nss_index.model import SourceText
from nss_index.overlay.document import EMPTY_OVERLAY
from nss_index.overlay.view import View
from nss_index.remembered import Remembered

REMEMBERED = 2
"""Graphs: a request with a buffer and one without alternate while somebody types."""

MOST_CHANGED = 200
"""Files that are resolved again on top of a whole graph, each time anew; beyond, the whole is made."""

WORTH_KEEPING = 500
"""Files: a smaller graph is made as quickly as it is read."""

_STILL_CODE = (SkipReason.GENERATED, SkipReason.TOO_LARGE, "parse", "read")
"""Why a file may be left out of the index and still be what others import."""

_State = tuple[int, float]
"""Generation and time of its commit: a database that was made again counts its generations from the start."""

_Key = tuple[_State, tuple[tuple[str, str], ...]]
_numbers = itertools.count()


@dataclass(frozen=True, slots=True)
class _Saved:
    """The files of one generation."""

    files: FileHashes
    unread: frozenset[str]  # those that imports may lead to though they are not indexed


@dataclass(frozen=True, slots=True)
class _Made:
    """What something was made of: the files that a view had."""

    files: FileHashes
    number: int = field(default_factory=lambda: next(_numbers))


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where modules are, for the uses of symbols: by the names of the files and what configurations say."""

    made: _Made
    read: frozenset[str]  # the configurations
    languages: Mapping[str, str]
    python: PythonFiles
    ecma: EcmaFiles


@dataclass(frozen=True, slots=True)
class _Difference:
    """Between the files of a generation and those that something was made of."""

    changed: frozenset[str]
    gone: frozenset[str]  # buffers that were never saved, if anything


class Graphs:
    """The last graphs of one root, by generation and buffers. Thread-safe."""

    def __init__(self, root: Path, file: Path | None = None) -> None:
        """`file` keeps the last whole graph for the next process; it is made anew when it is missing or no good."""
        self._root, self._file = root, file
        self._known: Remembered[_Key, Dependencies] = Remembered(REMEMBERED)
        self._saved: Remembered[_State, _Saved] = Remembered(REMEMBERED)
        self._differences: Remembered[tuple[_State, int], _Difference | None] = Remembered(4 * REMEMBERED)
        self._whole: list[tuple[_Made, Whole]] | None = None
        self._layouts: list[_Layout] = []
        self._memory = ProgramMemory()

    def program(self, view: View) -> Program:
        """The symbols of the view and their uses. Valid while the view is."""
        layout, changed = self._layout(view)
        modules = (layout.languages, layout.python, layout.ecma)
        return Program(view, _key(view), self._shape(view, layout, changed), *modules, self._memory, self.reader(view))

    def of(self, view: View) -> Dependencies:
        return self._known.of(_key(view), lambda: self._make(view))

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

    def _make(self, view: View) -> Dependencies:
        saved = self._saved_of(view)
        for made, whole in self._wholes():
            changed = self._changed(view, made) if whole.unread == saved.unread else None
            if changed is None or len(changed) > MOST_CHANGED:
                continue
            now = {
                path: Changed(view.imports_of(path), [one.name for one in view.symbols_of(path) if not one.container])
                for path in changed
            }
            if (graph := whole.imports.with_changes(now, lambda: self._tree(view, saved))) is not None:
                return graph
        files = _files_of(view, saved)
        whole = Whole(files, saved.unread, ImportGraph.made(self._tree(view, saved)))
        self._whole = [(_Made(files), whole), *self._wholes()][:REMEMBERED]
        if self._file is not None and not view.documents and len(files) >= WORTH_KEEPING:
            keep(self._file, whole)
        return whole.imports.graph

    def _tree(self, view: View, saved: _Saved) -> Tree:
        files = _files_of(view, saved)
        languages = [(path, language) for path, (language, _) in sorted(files.items())]
        unread = sorted(saved.unread - files.keys())
        return Tree(languages, unread, view.imports, self.reader(view), view.top_level)

    def _wholes(self) -> list[tuple[_Made, Whole]]:
        if self._whole is None:
            found = kept_graph(self._file) if self._file is not None else None
            self._whole = [(_Made(found.files), found)] if found is not None else []
        return self._whole

    def _layout(self, view: View) -> tuple[_Layout, frozenset[str]]:
        """And the files whose text has changed since it was made."""
        for layout in self._layouts:
            changed = self._changed(view, layout.made)
            if changed is not None and not changed & layout.read:
                return layout, changed
        files = _files_of(view, self._saved_of(view))
        paths, read, noted = sorted(files), self.reader(view), set[str]()

        def noting(path: str) -> str | None:
            noted.add(path)
            return read(path)

        python, ecma = PythonFiles(paths, python_roots(paths, noting)), EcmaFiles(paths, noting)
        # A configuration of TypeScript is read when a file below it is asked for.
        noted |= {path for path in paths if path.endswith(("tsconfig.json", "jsconfig.json"))}
        languages = {path: language for path, (language, _) in files.items()}
        made = _Layout(_Made(files), frozenset(noted), languages, python, ecma)
        self._layouts = [made, *self._layouts][:REMEMBERED]
        return made, frozenset()

    def _shape(self, view: View, layout: _Layout, changed: frozenset[str]) -> Hashable:
        """What decides about the meaning of names: the files as they were laid out, and the shapes of those that have
        changed since."""
        if len(changed) > MOST_CHANGED:
            return layout.made.number, frozenset((path, view.content_hash(path)) for path in changed)
        saved = View(view.snapshot, EMPTY_OVERLAY)

        def laid_out(path: str) -> int | None:
            """None where nobody has looked while the text was there."""
            content_hash = layout.made.files[path][1]
            if saved.content_hash(path) == content_hash:
                return self._memory.shape(saved, path)
            return self._memory.known_shape(path, content_hash)

        shapes = ((path, self._memory.shape(view, path)) for path in changed)
        return layout.made.number, frozenset((path, shape) for path, shape in shapes if shape != laid_out(path))

    def _changed(self, view: View, made: _Made) -> frozenset[str] | None:
        """The files of the view whose text is another one; None where it has other files, or in other languages."""
        saved = self._saved_of(view)
        key = (_state(view), made.number)
        difference = self._differences.of(key, lambda: _difference(saved.files, made.files))
        if difference is None or not difference.gone <= {document.path for document in view.documents}:
            return None
        changed = set(difference.changed)
        for document in view.documents:
            language, content_hash = made.files.get(document.path, ("", ""))
            if not content_hash or language != document.parsed().language:
                return None
            (changed.discard if content_hash == document.content_hash else changed.add)(document.path)
        return frozenset(changed)

    def _saved_of(self, view: View) -> _Saved:
        def make() -> _Saved:
            files = {path: (language, text) for path, language, text in view.snapshot.file_hashes()}
            left_out = (row.record for row in view.snapshot.left_out())
            unread = frozenset(one.path for one in left_out if one.reason in _STILL_CODE)
            return _Saved(files, unread - files.keys())

        return self._saved.of(_state(view), make)


def _difference(saved: FileHashes, made: FileHashes) -> _Difference | None:
    """None where files have come, or are in another language."""
    if saved.keys() - made.keys():
        return None
    changed: set[str] = set()
    for path, (language, content_hash) in saved.items():
        known = made[path]
        if known[0] != language:
            return None
        if known[1] != content_hash:
            changed.add(path)
    return _Difference(frozenset(changed), frozenset(made.keys() - saved.keys()))


def _files_of(view: View, saved: _Saved) -> FileHashes:
    buffers = {document.path: (document.parsed().language, document.content_hash) for document in view.documents}
    return {**saved.files, **buffers}


def _state(view: View) -> _State:
    return view.snapshot.generation, view.snapshot.indexed_at


def _key(view: View) -> _Key:
    return _state(view), tuple((document.path, document.content_hash) for document in view.documents)
