"""The uses of a file: where a name stands that a symbol may have, and what its variables are bound to.

Scopes are told by syntax alone: a name that a function, lambda or comprehension binds is no symbol, and its uses are
left out; what stands behind a dot is kept, with the chain before it. Bindings keep what is known of such variables.
Does not resolve anything: whose name it is, is the graph's question.

The queries speak one vocabulary, as in `extract`:

    @function @comprehension @class    scopes; a function has the fields `parameters` and `body`
    @bind @outer          a name that its scope binds; a name that is declared to be bound further out
    @skip                 a name that is no use: of a definition, an import, a keyword
    @name @member         a plain name; a name behind a dot
    @callee @base         what is called, what a class inherits from
    @assigned @typed @managed    `name = value`, `name: type`, `with value as name`
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from nss_index.model import Binding, Role, SymbolKind, Use
from nss_index.parse import grammar
from nss_index.parse.annotations import instance_of
from nss_index.parse.expressions import LITERAL, UNKNOWN, chain, root_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tree_sitter import Node

    from nss_index.parse.extract import Facts
    from nss_index.parse.languages import Language
    from nss_index.parse.source import Source
    from nss_index.parse.symbols import Defined

_VALUES = frozenset({SymbolKind.VARIABLE, SymbolKind.FIELD, SymbolKind.CONSTANT})
_LITERALS = frozenset(
    [
        "string",
        "concatenated_string",
        "integer",
        "float",
        "true",
        "false",
        "list",
        "dictionary",
        "set",
        "tuple",
        "list_comprehension",
        "set_comprehension",
        "dictionary_comprehension",
        "generator_expression",
        "lambda",
        "comparison_operator",
        "not_operator",
    ]
)
_NOTHING = "none"  # the node of a value that says nothing about what else is bound
_SELF = "self"
_SUPER = re.compile(r"super\(\s*([\w.]+)")


@dataclass(slots=True)
class _Scope:
    start: int
    end: int
    kind: str  # "function", "comprehension", "class", "parameters"
    parent: int = -1
    owner: int = -1  # of parameters: their function
    names: set[str] = field(default_factory=set[str])
    outer: set[str] = field(default_factory=set[str])


def uses_of(
    language: Language, source: Source, root: Node, facts: Facts, defined: Sequence[Defined]
) -> tuple[tuple[Use, ...], tuple[Binding, ...]]:
    """Uses in source order, and bindings by scope and name. A language without a query for uses has its calls only."""
    symbols = _Symbols(defined)
    if not language.uses:
        found = [_use(source, symbols, *call, Role.CALL, False) for call in facts.calls]
        return tuple(found), ()
    captures = grammar.captures(language.grammar, language.uses, root)
    scopes = _Scopes(source, captures)
    return (
        tuple(_uses(source, captures, symbols, scopes)),
        tuple(_bindings(source, captures, symbols, scopes)),
    )


def _uses(source: Source, captures: dict[str, list[Node]], symbols: _Symbols, scopes: _Scopes) -> Iterator[Use]:
    called = {node.end_byte for node in captures.get("callee", ())}
    bases = {node.end_byte for node in captures.get("base", ())}
    no_use = {node.start_byte for role in ("skip", "bind", "outer") for node in captures.get(role, ())}
    found: list[tuple[int, int, str, bool]] = []
    for node in captures.get("name", ()):
        start, end = node.start_byte, node.end_byte
        if start not in no_use and end > start and not scopes.binds(start, source.excerpt(start, end)):
            found.append((start, end, "", False))
    for node in captures.get("member", ()):
        before, name = node.child_by_field_name("object"), node.child_by_field_name("attribute")
        if before is not None and name is not None and name.end_byte > name.start_byte:
            text = source.excerpt(before.start_byte, before.end_byte)
            receiver = UNKNOWN if _of_another(text, symbols.type_around(before.start_byte)) else chain(text)
            holder = scopes.binds(before.start_byte, root_of(receiver))
            if holder == "comprehension":
                receiver = UNKNOWN
            found.append((name.start_byte, name.end_byte, receiver, bool(holder)))
    for start, end, receiver, local in sorted(found):
        role = Role.CALL if end in called else Role.BASE if end in bases else Role.READ
        yield _use(source, symbols, start, source.excerpt(start, end), receiver, role, local)


def _of_another(text: str, owner: str | None) -> bool:
    """`super(Other, self)` in a class that is not Other: goes on behind that class, not behind this one."""
    found = _SUPER.match(text)
    return found is not None and found[1] != (owner or "").rpartition(".")[2]


def _use(source: Source, symbols: _Symbols, start: int, name: str, receiver: str, role: Role, local: bool) -> Use:
    line = source.line(start)
    scope = symbols.around(start)
    return Use(name, receiver, scope, role, local, line, start - source.starts[line - 1])


def _bindings(source: Source, captures: dict[str, list[Node]], symbols: _Symbols, scopes: _Scopes) -> list[Binding]:
    found: dict[tuple[str, str, str, str], None] = {}
    told: set[int] = set()

    def add(target: Node | None, value: str) -> None:
        if target is None or not value:
            return
        place = target.start_byte
        told.add(place)
        text = source.excerpt(place, target.end_byte)
        if target.type == "identifier":
            holder = scopes.holder(place)
            if holder != "comprehension":
                within = symbols.holder(place)
                found[within, text, value, within] = None
        elif text.startswith(f"{_SELF}.") and (owner := symbols.type_around(place)) is not None:
            found[owner, text.removeprefix(f"{_SELF}."), value, symbols.holder(place)] = None

    for node in captures.get("assigned", ()):
        add(node.child_by_field_name("left"), _assigned(source, node))
    for node in captures.get("typed", ()):
        add(node.child_by_field_name("name") or node.named_children[0], _typed(source, node))
    for node in captures.get("managed", ()):
        value, target = node.named_children[0], node.child_by_field_name("alias")
        if target is not None and target.named_children:
            add(target.named_children[0], _value(source, value))
    for node in captures.get("function", ()):
        body, returned = node.child_by_field_name("body"), node.child_by_field_name("return_type")
        if returned is not None and body is not None:
            within = symbols.holder(body.start_byte)
            found[within, "()", _type(source, returned), within] = None
    known = {(scope, name) for scope, name, _, _ in found}
    for node in captures.get("bind", ()):
        place = node.start_byte
        if place in told or scopes.holder(place) == "comprehension":
            continue
        within, name = symbols.holder(place), source.excerpt(place, node.end_byte)
        if (within, name) in known:
            found[within, name, UNKNOWN, within] = None
    return [Binding(*each) for each in sorted(found)]


def _assigned(source: Source, node: Node) -> str:
    if (annotation := node.child_by_field_name("type")) is not None:
        return _type(source, annotation)
    value = node.child_by_field_name("right")
    while value is not None and value.type == "assignment":
        value = value.child_by_field_name("right")
    return _value(source, value) if value is not None else ""


def _typed(source: Source, node: Node) -> str:
    annotation = node.child_by_field_name("type")
    return _type(source, annotation) if annotation is not None else ""


def _type(source: Source, node: Node) -> str:
    return instance_of(source.excerpt(node.start_byte, node.end_byte))


def _value(source: Source, node: Node) -> str:
    """The chain of a value; "" where it says nothing."""
    if node.type == _NOTHING:
        return ""
    if node.type in _LITERALS:
        return LITERAL
    if node.type == "await" and node.named_children:
        node = node.named_children[0]
    return chain(source.excerpt(node.start_byte, node.end_byte))


class _Symbols:
    """Which symbol is around a place."""

    def __init__(self, defined: Sequence[Defined]) -> None:
        self._defined = defined
        self._starts = [each.start for each in defined]

    def around(self, place: int) -> str:
        return next((each.path for each in self._above(place)), "")

    def holder(self, place: int) -> str:
        """The function or class around it: what binds a name there."""
        return next((each.path for each in self._above(place) if each.kind not in _VALUES), "")

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


class _Scopes:
    """Which names the functions of a file bind."""

    def __init__(self, source: Source, captures: dict[str, list[Node]]) -> None:
        self._scopes = sorted(_spans(captures), key=lambda each: (each.start, -each.end))
        self._starts = [each.start for each in self._scopes]
        self._nest()
        for node in captures.get("bind", ()):
            if (scope := self._binding(node.start_byte)) is not None:
                scope.names.add(source.excerpt(node.start_byte, node.end_byte))
        for node in captures.get("outer", ()):
            if (scope := self._binding(node.start_byte)) is not None:
                scope.outer.add(source.excerpt(node.start_byte, node.end_byte))

    def binds(self, place: int, name: str) -> str:
        """The kind of the scope that binds a name used there: "function", "comprehension"; "" for none of these."""
        for scope in self._above(place):
            if name in scope.names and name not in scope.outer and scope.kind != "class":
                return scope.kind
            if name in scope.outer:
                return ""
        return ""

    def holder(self, place: int) -> str:
        """The kind of the innermost scope, "" for the module."""
        return next((scope.kind for scope in self._above(place)), "")

    def _binding(self, place: int) -> _Scope | None:
        """The scope that a name bound there belongs to; None for the module."""
        scope = next(self._above(place), None)
        return self._scopes[scope.owner] if scope is not None and scope.kind == "parameters" else scope

    def _above(self, place: int) -> Iterator[_Scope]:
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


def _spans(captures: dict[str, list[Node]]) -> Iterator[_Scope]:
    """`owner` is first the function's own start, which joins its parameters to it."""
    for node in captures.get("function", ()):
        parameters, body = node.child_by_field_name("parameters"), node.child_by_field_name("body")
        if body is None:
            continue
        if parameters is not None:
            yield _Scope(parameters.start_byte, parameters.end_byte, "parameters", owner=node.start_byte)
        yield _Scope(body.start_byte, body.end_byte, "function", owner=node.start_byte)
    for kind in ("comprehension", "class"):
        for node in captures.get(kind, ()):
            yield _Scope(node.start_byte, node.end_byte, kind)
