"""The last whole graph of imports in a file beside the index, so that the next process need not make it.

Disposable, and not tied to a generation: what has changed since is resolved again. A file of another build, a damaged
one, or none is no graph; writing replaces it in one step. (Arrays that all readers map would be smaller in memory; this
keeps one form of the graph, and reading 80,000 edges takes a fraction of a second.)
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from nss_index.graph.edges import Confidence, Dependencies, Edge, EdgeKind, Outside
from nss_index.graph.imports import ImportGraph, resolved_files
from nss_index.kept_file import build_of, read_kept, write_kept

FileHashes = Mapping[str, tuple[str, str]]  # path → (language, content hash)
_SURE = tuple(Confidence)


@dataclass(frozen=True, slots=True)
class Whole:
    """A graph that was made as a whole, and of what."""

    files: FileHashes
    unread: frozenset[str]
    imports: ImportGraph


def _build() -> str:
    """Of what makes graphs: another way to resolve imports makes other ones."""
    return build_of(Path(__file__).parent)


class _Stored(msgspec.Struct, array_like=True):
    build: str
    files: list[tuple[str, str, str]]  # path, language, content hash
    others: list[str]  # files of the graph that are not indexed
    unread: list[str]
    read: list[str]
    shapes: dict[str, tuple[list[tuple[str, str, str]], list[str]]]
    edges: list[tuple[int, int, int, int]]  # source, target, line, confidence; files by their numbers
    outside: list[tuple[int, str, int, bool]]


def keep(file: Path, whole: Whole) -> None:
    """Where the disk does not take it, nothing is kept."""
    graph, imports = whole.imports.graph, whole.imports
    others = [path for path in graph.files if path not in whole.files]
    numbers = {path: number for number, path in enumerate([*whole.files, *others])}
    stored = _Stored(
        _build(),
        [(path, language, content_hash) for path, (language, content_hash) in whole.files.items()],
        others,
        sorted(whole.unread),
        sorted(imports.read),
        {path: (sorted(found), sorted(names)) for path, (found, names) in imports.shapes.items()},
        [(numbers[one.source], numbers[one.target], one.line, _SURE.index(one.confidence)) for one in graph.edges],
        [(numbers[one.source], one.module, one.line, one.missing) for one in graph.outside],
    )
    with contextlib.suppress(UnicodeError):
        write_kept(file, msgspec.msgpack.encode(stored))


def kept_graph(file: Path) -> Whole | None:
    data = read_kept(file)
    if data is None:
        return None
    try:
        stored = msgspec.msgpack.decode(data, type=_Stored)
    except msgspec.MsgspecError:
        return None  # of a build with another format
    return _whole(stored) if stored.build == _build() else None


def _whole(stored: _Stored) -> Whole:
    paths = [*(path for path, _, _ in stored.files), *stored.others]
    languages = {path: language for path, language, _ in stored.files}
    graph = Dependencies(
        files=tuple(sorted(paths)),
        resolved=resolved_files(languages),
        edges=tuple(
            Edge(paths[source], paths[target], EdgeKind.IMPORT, line, _SURE[sure])
            for source, target, line, sure in stored.edges
        ),
        outside=tuple(
            Outside(paths[source], module, line, missing) for source, module, line, missing in stored.outside
        ),
    )
    shapes = {path: (frozenset(found), frozenset(names)) for path, (found, names) in stored.shapes.items()}
    files = {path: (language, content_hash) for path, language, content_hash in stored.files}
    return Whole(files, frozenset(stored.unread), ImportGraph(languages, graph, set(stored.read), shapes))
