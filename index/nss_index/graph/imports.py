"""All imports of an index as edges between its files, and what leads out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from nss_index.graph.ecmascript import EcmaFiles
from nss_index.graph.edges import Confidence, Dependencies, Edge, EdgeKind, Outside, Resolution
from nss_index.graph.go import GoFiles
from nss_index.graph.includes import IncludedFiles
from nss_index.graph.java import JavaFiles
from nss_index.graph.projects import Read, python_roots
from nss_index.graph.python import PythonFiles
from nss_index.graph.rust import RustFiles
from nss_index.model import Import

_SURE = tuple(Confidence)


class Resolver(Protocol):
    def resolve(self, source: str, found: Import) -> Resolution: ...


def import_graph(
    files: Sequence[tuple[str, str]],
    unread: Iterable[str],
    imports: Iterable[tuple[str, Import]],
    read: Read,
    top_level: Callable[[str], Iterable[tuple[str, str]]],
) -> Dependencies:
    """`files` are (path, language) of the index, `imports` (path, import) of its files, `unread` further paths that an
    import may lead to: generated code, which is not indexed. They are files of the graph when one does. `top_level`
    says (path, name) of what the files of a language define outside of other symbols.

    Several imports of one file on one line are one edge, with the surest confidence; an import of the file itself is
    none.
    """
    indexed = [path for path, _ in files]
    paths = [*indexed, *unread]
    languages = dict(files)
    known = list(imports)
    go, rust = (
        [(source, found) for source, found in known if languages.get(source) == name] for name in ("go", "rust")
    )
    ecma, included = EcmaFiles(paths, read), IncludedFiles(paths, read)
    resolvers: dict[str, Resolver] = {
        "python": PythonFiles(paths, python_roots(paths, read)),
        "javascript": ecma,
        "typescript": ecma,
        "tsx": ecma,
        "go": GoFiles(paths, read, go, top_level("go") if go else ()),
        "rust": RustFiles(paths, read, rust),
        "java": JavaFiles(paths, read),
        "c": included,
        "cpp": included,
    }
    edges: dict[tuple[str, str, int], Confidence] = {}
    outside: set[Outside] = set()
    for source, found in known:
        resolver = resolvers.get(languages.get(source, ""))
        if resolver is None or found.module == "__future__":
            continue
        resolution = resolver.resolve(source, found)
        for target, confidence in resolution.places:
            key = (source, target, found.line)
            if target != source:
                edges[key] = min(confidence, edges.get(key, confidence), key=_SURE.index)
        if not resolution.places:
            outside.add(Outside(source, found.module, found.line, resolution.missing))
    return Dependencies(
        files=tuple(sorted({*indexed, *(target for _, target, _ in edges)})),
        resolved=frozenset(path for path, language in files if language in resolvers),
        edges=tuple(
            Edge(source, target, EdgeKind.IMPORT, line, confidence)
            for (source, target, line), confidence in sorted(edges.items(), key=_place)
        ),
        outside=tuple(sorted(outside, key=lambda one: (one.source, one.line, one.module))),
    )


def _place(item: tuple[tuple[str, str, int], Confidence]) -> tuple[str, int, str]:
    source, target, line = item[0]
    return source, line, target
