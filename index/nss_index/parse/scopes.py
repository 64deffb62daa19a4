"""Which symbol and which function is around a place in a file, and which names the functions bind.

Scopes are told by syntax alone. The captures are those of `uses`.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from nss_index.model import SymbolKind

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Sequence

    from tree_sitter import Node

    from nss_index.parse.source import Source
    from nss_index.parse.symbols import Defined

_VALUES = frozenset({SymbolKind.VARIABLE, SymbolKind.FIELD, SymbolKind.CONSTANT})
_MEMBERS = _VALUES | {SymbolKind.PROPERTY, SymbolKind.CONSTRUCTOR}
_CLASSES = frozenset({SymbolKind.CLASS, SymbolKind.INTERFACE})
_INNER = ("comprehension", "block", "class")  # captures that are scopes without parameters


@dataclass(slots=True)
class Scope:
    start: int
    end: int
    kind: str  # "function", "comprehension", "block", "class", "parameters"
    parent: int = -1
    owner: int = -1  # of parameters: their function
    names: set[str] = field(default_factory=set[str])
    outer: set[str] = field(default_factory=set[str])


class Symbols:
    """Which symbol is around a place."""

    def __init__(self, defined: Sequence[Defined]) -> None:
        self._defined = defined
        self._starts = [each.start for each in defined]

    def sweep(self) -> Callable[[int], str]:
        """The path of the symbol around a place, "" for none, for places that are asked in their order."""
        defined, at = self._defined, -1

        def around(place: int) -> str:
            nonlocal at
            while at + 1 < len(defined) and defined[at + 1].start <= place:
                at += 1
            inner = at
            while inner >= 0 and defined[inner].end <= place:
                inner = defined[inner].parent
            return defined[inner].path if inner >= 0 else ""

        return around

    def holder(self, place: int) -> str:
        """The function or class around it: what binds a name there."""
        return next((each.path for each in self._above(place) if each.kind not in _VALUES), "")

    def class_around(self, place: int) -> str | None:
        """The class that has a field written there, in its body or its constructor's head."""
        holder = next((each for each in self._above(place) if each.kind not in _MEMBERS), None)
        return holder.path if holder is not None and holder.kind in _CLASSES else None

    def names(self, source: Source) -> set[int]:
        """Where the names of functions and classes stand."""
        symbols = (each.symbol for each in self._defined if each.kind not in _VALUES)
        return {source.starts[symbol.name_line - 1] + symbol.name_column for symbol in symbols}

    def type_around(self, place: int) -> str | None:
        """The class of the method around it."""
        functions = [each for each in self._above(place) if each.kind not in _VALUES]
        for function, owner in pairwise(functions):
            if owner.kind is SymbolKind.CLASS and function.kind is not SymbolKind.CLASS:
                return owner.path
        return None

    def _above(self, place: int) -> Iterator[Defined]:
        at = bisect_right(self._starts, place) - 1
        while at >= 0:
            each = self._defined[at]
            if each.end > place:
                yield each
            at = each.parent


class Scopes:
    """Which names the functions of a file bind."""

    def __init__(self, source: Source, captures: dict[str, list[Node]], symbols: Container[int]) -> None:
        """`symbols` are the places of names that are symbols, which bind no variable."""
        self._scopes = sorted(_spans(captures), key=lambda each: (each.start, -each.end))
        self._starts = [each.start for each in self._scopes]
        self._nest()
        for node in captures.get("bind", ()):
            if node.start_byte not in symbols and (scope := self._binding(node.start_byte)) is not None:
                scope.names.add(source.excerpt(node.start_byte, node.end_byte))
        self._names = {name for scope in self._scopes for name in scope.names}
        for node in captures.get("outer", ()):
            if (scope := self._binding(node.start_byte)) is not None:
                scope.outer.add(source.excerpt(node.start_byte, node.end_byte))

    def binds(self, place: int, name: str) -> str:
        """The kind of the scope that binds a name used there: "function", "comprehension"; "" for none of these."""
        if name not in self._names:
            return ""
        for scope in self._above(place):
            if name in scope.names and name not in scope.outer and scope.kind != "class":
                return scope.kind
            if name in scope.outer:
                return ""
        return ""

    def holder(self, place: int) -> str:
        """The kind of the innermost scope, "" for the module."""
        return next((scope.kind for scope in self._above(place)), "")

    def _binding(self, place: int) -> Scope | None:
        """The scope that a name bound there belongs to; None for the module."""
        scope = next(self._above(place), None)
        return self._scopes[scope.owner] if scope is not None and scope.kind == "parameters" else scope

    def _above(self, place: int) -> Iterator[Scope]:
        at = bisect_right(self._starts, place) - 1
        while at >= 0:
            scope = self._scopes[at]
            if scope.end > place:
                yield scope
            at = scope.parent

    def _nest(self) -> None:
        around: list[int] = []
        parameters: dict[int, int] = {}
        for at, scope in enumerate(self._scopes):
            while around and self._scopes[around[-1]].end <= scope.start:
                around.pop()
            scope.parent = around[-1] if around else -1
            around.append(at)
            if scope.kind == "parameters":
                parameters[scope.owner] = at
            elif scope.kind == "function" and scope.owner in parameters:
                self._scopes[parameters[scope.owner]].owner = at


def _spans(captures: dict[str, list[Node]]) -> Iterator[Scope]:
    """`owner` is first the function's own start, which joins its parameters to it."""
    for node in captures.get("function", ()):
        parameters = node.child_by_field_name("parameters") or node.child_by_field_name("parameter")
        body = node.child_by_field_name("body")
        if body is None:
            continue
        if parameters is not None:
            yield Scope(parameters.start_byte, parameters.end_byte, "parameters", owner=node.start_byte)
        yield Scope(body.start_byte, body.end_byte, "function", owner=node.start_byte)
    for kind in _INNER:
        for node in captures.get(kind, ()):
            yield Scope(node.start_byte, node.end_byte, kind)
