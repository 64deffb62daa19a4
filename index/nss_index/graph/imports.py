"""All imports of an index as edges between its files, and what leads out of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
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
_SHAPED = frozenset({"go", "rust"})
"""Languages in which what one file declares decides where the imports of others lead."""


class Resolver(Protocol):
    def resolve(self, source: str, found: Import) -> Resolution: ...


@dataclass(frozen=True, slots=True)
class Changed:
    """A file whose text is another one now."""

    imports: Sequence[Import]
    names: Sequence[str]  # of what it defines outside of other symbols


@dataclass(frozen=True, slots=True)
class Tree:
    """What says where imports lead: the files, and what can be asked about them."""

    files: Sequence[tuple[str, str]]  # (path, language) of the index
    unread: Sequence[str]  # further paths that an import may lead to: generated code, which is not indexed
    imports: Callable[[], Iterable[tuple[str, Import]]]  # (path, import) of all files
    read: Read
    top_level: Callable[[str], Iterable[tuple[str, str]]]  # (path, name) of what a language's files define outside


Shape = tuple[frozenset[tuple[str, str, str]], frozenset[str]]
"""(module, name, alias) of a file's imports, and the names that it defines outside of other symbols."""


class ImportGraph:
    """The imports of one state of an index, resolved, and what they depend on beside themselves."""

    def __init__(
        self, languages: Mapping[str, str], graph: Dependencies, read: set[str], shapes: Mapping[str, Shape]
    ) -> None:
        """`read` are the files whose text says where imports lead, `shapes` those of the languages in which what one
        file declares decides where the imports of others lead."""
        self.languages, self.graph, self.read, self.shapes = languages, graph, read, shapes
        self._resolvers: Mapping[str, Resolver] | None = None

    @staticmethod
    def made(tree: Tree) -> ImportGraph:
        known = list(tree.imports())
        languages, read = dict(tree.files), set[str]()
        own, defined = _declared(tree, known)
        resolvers = _resolvers(tree, own, defined["go"], read)
        by_source: dict[str, list[Import]] = {}
        for source, found in known:
            by_source.setdefault(source, []).append(found)
        edges: list[Edge] = []
        outside: list[Outside] = []
        for source in sorted(by_source):
            own_edges, own_outside = _resolved(resolvers.get(languages.get(source, "")), source, by_source[source])
            edges += own_edges
            outside += own_outside
        graph = Dependencies(
            files=tuple(sorted({*languages, *(edge.target for edge in edges)})),
            resolved=resolved_files(languages),
            edges=tuple(edges),
            outside=tuple(outside),
        )
        made = ImportGraph(languages, graph, read, _shapes(own, defined))
        made._resolvers = resolvers
        return made

    def with_changes(self, changed: Mapping[str, Changed], made: Callable[[], Tree]) -> Dependencies | None:
        """The graph in which some files have other imports; None where they say more than that about the graph, which
        then has to be made as a whole. `made` gives the tree with the changes, which must have the same files."""
        if not changed:
            return self.graph
        for path, now in changed.items():
            language = self.languages[path]
            same = self.shapes.get(path, _NO_SHAPE) == _shape(language, now.imports, now.names)
            if path in self.read or (language in _SHAPED and not same):
                return None
        if self._resolvers is None:
            tree = made()
            own, defined = _declared(tree, tree.imports() if _SHAPED & set(self.languages.values()) else ())
            self._resolvers = _resolvers(tree, own, defined["go"], self.read)
        resolvers = self._resolvers
        found = {
            path: _resolved(resolvers.get(self.languages[path]), path, now.imports) for path, now in changed.items()
        }
        edges = {path: own for path, (own, _) in found.items()}
        outside = {path: own for path, (_, own) in found.items()}
        files = self.graph.files
        before = {edge.target for path in changed for edge in self.graph.needs.get(path, ())}
        after = {edge.target for own in edges.values() for edge in own}
        if (before ^ after) - self.languages.keys():  # what is not indexed is a file of the graph while it is needed
            kept = (edge.target for edge in self.graph.edges if edge.source not in changed)
            files = tuple(sorted({*self.languages, *kept, *after}))
        return self.graph.with_changes(files, edges, outside)


def import_graph(tree: Tree) -> Dependencies:
    """An import of the file itself is no edge. Unread files are files of the graph when an import leads to one."""
    return ImportGraph.made(tree).graph


def resolved_files(languages: Mapping[str, str]) -> frozenset[str]:
    """Those whose imports are understood."""
    return frozenset(path for path, language in languages.items() if language in _RESOLVED)


_RESOLVED = frozenset({"python", "javascript", "typescript", "tsx", "go", "rust", "java", "c", "cpp"})


def _declared(
    tree: Tree, known: Iterable[tuple[str, Import]]
) -> tuple[dict[str, list[tuple[str, Import]]], dict[str, list[tuple[str, str]]]]:
    """Of the languages in which declarations decide: their imports, and what they define."""
    languages = dict(tree.files)
    own: dict[str, list[tuple[str, Import]]] = {name: [] for name in _SHAPED}
    for source, found in known:
        if (language := languages.get(source, "")) in _SHAPED:
            own[language].append((source, found))
    return own, {name: list(tree.top_level(name)) if own[name] else [] for name in _SHAPED}


def _resolvers(
    tree: Tree, own: Mapping[str, Sequence[tuple[str, Import]]], defined: Sequence[tuple[str, str]], read: set[str]
) -> Mapping[str, Resolver]:
    """One a language of `_RESOLVED`. What they read, now or later, is added to `read`."""
    paths = [*(path for path, _ in tree.files), *tree.unread]

    def noted(path: str) -> str | None:
        read.add(path)
        return tree.read(path)

    ecma, included = EcmaFiles(paths, noted), IncludedFiles(paths, noted)
    return {
        "python": PythonFiles(paths, python_roots(paths, noted)),
        "javascript": ecma,
        "typescript": ecma,
        "tsx": ecma,
        "go": GoFiles(paths, noted, own["go"], defined),
        "rust": RustFiles(paths, noted, own["rust"]),
        "java": JavaFiles(paths, noted),
        "c": included,
        "cpp": included,
    }


def _resolved(resolver: Resolver | None, source: str, imports: Iterable[Import]) -> tuple[list[Edge], list[Outside]]:
    """By line and target. Several imports on one line are one edge, with the surest confidence."""
    if resolver is None:
        return [], []
    edges: dict[tuple[int, str], Confidence] = {}
    outside: set[Outside] = set()
    for found in imports:
        if found.module == "__future__":
            continue
        resolution = resolver.resolve(source, found)
        for target, confidence in resolution.places:
            key = (found.line, target)
            if target != source:
                edges[key] = min(confidence, edges.get(key, confidence), key=_SURE.index)
        if not resolution.places:
            outside.add(Outside(source, found.module, found.line, resolution.missing))
    made = [Edge(source, target, EdgeKind.IMPORT, line, edges[line, target]) for line, target in sorted(edges)]
    return made, sorted(outside, key=lambda one: (one.line, one.module))


_NO_SHAPE: Shape = (frozenset(), frozenset())


def _shapes(
    own: Mapping[str, Sequence[tuple[str, Import]]], defined: Mapping[str, Sequence[tuple[str, str]]]
) -> dict[str, Shape]:
    imports: dict[str, tuple[str, list[Import]]] = {}
    names: dict[str, list[str]] = {}
    for language in _SHAPED:
        for path, found in own[language]:
            imports.setdefault(path, (language, []))[1].append(found)
        for path, name in defined[language]:
            names.setdefault(path, []).append(name)
            imports.setdefault(path, (language, []))
    return {path: _shape(language, found, names.get(path, ())) for path, (language, found) in imports.items()}


def _shape(language: str, imports: Iterable[Import], names: Iterable[str]) -> Shape:
    """What other files' imports may depend on. Of the other languages: nothing."""
    if language not in _SHAPED:
        return _NO_SHAPE
    return frozenset((one.module, one.name, one.alias) for one in imports), frozenset(names)
