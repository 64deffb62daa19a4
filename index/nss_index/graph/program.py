"""The symbols of an index and who uses them, as one state of it has them: asked for, not kept.

A use is resolved when somebody asks. A question about one symbol looks at the uses that are spelled like it (or like an
alias of it), so it costs what that name costs, and the answer is as fresh as the view (`memory` keeps what was found).
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from nss_index.graph.edges import EdgeKind, SymbolEdge
from nss_index.graph.uses import Meanings
from nss_index.model import Role, SymbolKind, Use, symbol_path
from nss_index.parse.mentions import DOCUMENTS
from nss_index.tokens import folded_name

if TYPE_CHECKING:
    from nss_index.graph.ecmascript import EcmaFiles
    from nss_index.graph.facts import FileFacts
    from nss_index.graph.memory import Meant, ProgramMemory
    from nss_index.graph.projects import Read
    from nss_index.graph.python import PythonFiles
    from nss_index.graph.uses import Meaning, Target
    from nss_index.model import Symbol
    from nss_index.overlay.view import View

_EVERY = 1 << 31
_KINDS = {Role.CALL: EdgeKind.CALL, Role.BASE: EdgeKind.INHERIT, Role.READ: EdgeKind.REFERENCE}


def _edge(path: str, use: Use, target: Target, kind: EdgeKind) -> SymbolEdge:
    return SymbolEdge(
        path, use.scope, target.path, target.symbol, kind, use.line, use.column, use.name, target.confidence
    )


def _holds(use: Use, column: int) -> bool:
    return use.column <= column <= use.column + len(use.name.encode())


class Program:
    """Valid while its view is; `state` tells that view from others, `shape` what names mean there from what they mean
    in others. Not thread-safe."""

    def __init__(
        self,
        view: View,
        state: Hashable,
        shape: Hashable,
        languages: Mapping[str, str],
        python: PythonFiles,
        ecma: EcmaFiles,
        memory: ProgramMemory,
        read: Read,
    ) -> None:
        self._view = view
        self._state, self._shape = state, shape
        self._read = read
        self._lines: dict[str, list[str]] = {}
        self._memory = memory
        self._languages = languages
        self._facts: dict[str, FileFacts | None] = {}
        self._names: dict[str, list[tuple[str, str, SymbolKind]]] | None = None
        self.meanings = Meanings(python, ecma, self._facts_of, self._language, self._named, view.attributes_named)

    def read_names(self) -> None:
        """Whoever asks about everything has the names of all symbols read at once, instead of each when it is used."""
        self._names = {}
        for path, container, name, kind in self._view.symbol_names():
            self._names.setdefault(name, []).append((path, symbol_path(container, name), SymbolKind(kind)))

    def uses(self, path: str) -> list[tuple[Use, Meaning]]:
        """Every use in a file with what it may mean, in order."""
        return [(use, self.meanings.of(path, use)) for use in self._view.uses_of(path)]

    def edges(self, paths: Iterable[str]) -> Iterator[SymbolEdge]:
        """The uses in these files that mean a symbol of the index, by path and place."""
        for path in paths:
            for use in self._view.uses_of(path):
                yield from self._edges(path, use)

    def mentions(self, path: str, symbol: str) -> list[SymbolEdge]:
        """Where documents name a symbol, by path and place. The source is the section."""
        name = symbol.rpartition(".")[2]
        return [
            edge
            for where, use in self._view.uses_named([name])
            if self._is_document(where)
            for edge in self._edges(where, use)
            if (edge.target, edge.target_symbol) == (path, symbol)
        ]

    def references(self, path: str, symbol: str) -> list[SymbolEdge]:
        """The uses in code that may mean a symbol, by path and place. A class is called to make one: these are the
        references of its constructor."""
        owner, _, name = symbol.rpartition(".")
        meant = self.symbol(path, symbol)
        if meant is not None and meant.kind is SymbolKind.CONSTRUCTOR:
            return [edge for edge in self.references(path, owner) if edge.kind is EdgeKind.CALL]
        found = [
            _edge(where, use, target, _KINDS[use.role])
            for spelled in self._spellings(path, name)
            for target, uses in self._meant_by(spelled).get((path, symbol), ())
            for where, use in uses
        ]
        return sorted(found, key=lambda edge: (edge.source, edge.line, edge.column))

    def _meant_by(self, name: str) -> Meant:
        """What the uses of a name in code mean. Most mean the same: they are grouped by it, and the question is
        answered for each symbol of that name (impact asks for many) from one look at them."""

        def make() -> Meant:
            groups: dict[int, tuple[Meaning, list[tuple[str, Use]]]] = {}
            rows = [row for row in self._view.uses_named([name]) if not self._is_document(row[0])]
            for row, meaning in zip(rows, self._meanings_of(name, rows), strict=True):
                groups.setdefault(id(meaning), (meaning, []))[1].append(row)
            found: Meant = {}
            for meaning, uses in groups.values():
                for target in meaning.targets:
                    found.setdefault((target.path, target.symbol), []).append((target, uses))
            return found

        return self._memory.meant(self._state, name, make)

    def _meanings_of(self, name: str, rows: list[tuple[str, Use]]) -> list[Meaning]:
        known = self._memory.ways(self._shape, name, len(rows))
        found: list[Meaning] = []
        for where, use in rows:
            way = (where, use.scope, use.receiver, use.local, use.role)
            meaning = known.get(way)
            if meaning is None:
                meaning = known[way] = self.meanings.of(where, use)
            found.append(meaning)
        return found

    def spelled_elsewhere(self, path: str, name: str) -> int:
        """How often the code of other files uses something that is spelled so. Cheap, and by name only."""
        uses = self._view.uses_named([name])
        return sum(where != path and not self._is_document(where) for where, _ in uses)

    def _spellings(self, path: str, name: str) -> set[str]:
        """A name, those under which its module exports it, the aliases that imports give these, and theirs."""
        facts = self._facts_of(path)
        found = {name, *(facts.exported_as(name) if facts is not None else ())}
        waiting = list(found)
        while waiting:
            aliases = self._aliases_of(waiting.pop()) - found
            found |= aliases
            waiting += aliases
        return found

    def _aliases_of(self, name: str) -> frozenset[str]:
        def make() -> frozenset[str]:
            return frozenset(alias for _, alias in self._view.aliases_of(name))

        return self._memory.aliases(self._shape, name, make)

    def uses_within(self, path: str, symbol: str) -> list[SymbolEdge]:
        """What a symbol uses, its inner symbols included, by place."""
        inside = f"{symbol}."
        return [
            edge
            for use in self._view.uses_of(path)
            if not symbol or use.scope == symbol or use.scope.startswith(inside)
            for edge in self._edges(path, use)
        ]

    def targets_at(self, path: str, line: int, column: int) -> list[tuple[str, Symbol]]:
        """(path, symbol) of what the name at a place means: the symbol that is defined there, or those that are used.
        `column` in UTF-8 bytes, anywhere in the name."""
        for one in self._view.symbols_of(path):
            if one.name_line == line and one.name_column <= column <= one.name_column + len(one.name.encode()):
                return [(path, one)]
        at = [use for use in self._view.uses_of(path) if use.line == line and _holds(use, column)]
        for use in at or self._imported_at(path, line, column):
            return [
                (target.path, symbol)
                for target in self.meanings.of(path, use).targets
                if (symbol := self.symbol(target.path, target.symbol)) is not None
            ]
        return []

    def _imported_at(self, path: str, line: int, column: int) -> Iterator[Use]:
        """The name of an import as if it were used there: it means what it means to the file."""
        here = self.line(path, line).encode()
        for found in self._view.imports_of(path):
            if found.line == line:
                for word in re.finditer(rb"[^\W\d]\w*", here):
                    name = word.group().decode("utf-8", "replace")
                    if word.start() <= column <= word.end() and name in (found.name, found.alias):
                        yield Use(found.alias or found.name, "", "", Role.READ, False, line, word.start())

    def content_hash(self, path: str) -> str:
        """Of the text that the symbols of a file are of, "" where there are none."""
        return self._view.content_hash(path)

    def symbols_called(self, name: str) -> list[tuple[str, Symbol]]:
        """(path, symbol) of the symbols with this name or symbol path, by path and place."""
        last = name.rpartition(".")[2]
        rows = self._view.symbols_named(folded_name(last), _EVERY, last)
        return [(row.path, row.symbol) for row in rows if name in (row.symbol.name, row.symbol.path)]

    def symbols_of(self, path: str) -> list[tuple[str, Symbol]]:
        return [(path, symbol) for symbol in self._view.symbols_of(path)]

    def symbol(self, path: str, symbol: str) -> Symbol | None:
        facts = self._facts_of(path)
        return facts.symbols.get(symbol) if facts is not None else None

    def bases(self, path: str, symbol: str) -> tuple[tuple[str, str], ...]:
        """(path, symbol path) of the classes of the index that a class inherits from, the nearest first."""
        return self.meanings.bases(path, symbol) if self.symbol(path, symbol) is not None else ()

    def line(self, path: str, line: int) -> str:
        """The text of a line as it is now, "" where there is none."""
        if path not in self._lines:
            self._lines[path] = (self._read(path) or "").split("\n")
        lines = self._lines[path]
        return lines[line - 1].rstrip("\r") if 0 < line <= len(lines) else ""

    def symbol_at(self, path: str, line: int) -> Symbol | None:
        """The innermost symbol around a line."""
        around = [one for one in self._view.symbols_of(path) if one.span.start_line <= line <= one.span.end_line]
        return min(around, key=lambda one: one.span.end_byte - one.span.start_byte, default=None)

    def _edges(self, path: str, use: Use) -> Iterator[SymbolEdge]:
        kind = EdgeKind.MENTION if self._is_document(path) else _KINDS[use.role]
        return (_edge(path, use, target, kind) for target in self.meanings.of(path, use).targets)

    def _facts_of(self, path: str) -> FileFacts | None:
        if path not in self._facts:
            known = path in self._languages
            self._facts[path] = self._memory.facts(self._view, path) if known else None
        return self._facts[path]

    def _is_document(self, path: str) -> bool:
        return self._languages.get(path) in DOCUMENTS

    def _language(self, path: str) -> str:
        return self._languages.get(path, "")

    def _named(self, name: str) -> list[tuple[str, str, SymbolKind]]:
        if self._names is not None:
            return self._names.get(name, [])
        rows = self._view.symbols_named(folded_name(name), _EVERY, name)
        return [(row.path, row.symbol.path, row.symbol.kind) for row in rows]
