"""The uses of a file: where a name stands that a symbol may have.

A name that a function, lambda, block or comprehension binds is no symbol, and its uses are left out; what stands behind
a dot is kept, with the chain before it. Does not resolve anything: whose name it is, is the graph's question.

The queries speak one vocabulary, as in `extract`, which `scopes` and `bindings` read, too:

    @function @comprehension @block @class    scopes; a function has the fields `parameters` (or `parameter`) and `body`
    @bind @outer          a name that its scope binds; a name that is declared to be bound further out
    @skip                 a name that is no use: of a definition, an import, a keyword
    @name @member         a plain name; a name behind a dot
    @callee @base         what is called, what a class inherits from
    @type                 where a type is named, in languages that have no query for all uses
    @assigned @typed @managed @field @returns @default @exported @listed @open    what is bound to what: `bindings`
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nss_index.model import Role
from nss_index.packed import UseRow, pack_bindings, pack_uses
from nss_index.parse import grammar
from nss_index.parse.bindings import bindings_of
from nss_index.parse.expressions import UNKNOWN, chain, root_of
from nss_index.parse.scopes import Scopes, Symbols

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence

    from tree_sitter import Node

    from nss_index.model import NamedUses
    from nss_index.parse.extract import Facts
    from nss_index.parse.languages import Language
    from nss_index.parse.source import Source
    from nss_index.parse.symbols import Defined

_QUALIFIED = frozenset({
    "qualified_type", "scoped_type_identifier", "qualified_identifier", "scope_resolution", "qualified_name",
})  # fmt: skip
"""Nodes of a type and what is before it."""

_SUPER = re.compile(r"super\(\s*([\w.]+)")
_HOLDERS = ("object", "module")  # fields of what stands before the dot
_NAMES = ("attribute", "property", "name")  # and of what stands behind it


def uses_of(
    language: Language, source: Source, root: Node, facts: Facts, defined: Sequence[Defined]
) -> tuple[tuple[NamedUses, ...], str]:
    """(uses, bindings), packed. A language without a query for uses has its calls, and where it names types."""
    symbols = Symbols(defined)
    if not language.uses:
        calls = [(start, start + len(name.encode()), name, receiver, False) for start, name, receiver in facts.calls]
        types, bases = _types(language, source, root, {start for start, *_ in calls})
        found = sorted([*calls, *types])
        return pack_uses(_rows(source, symbols, found, {end for _, end, *_ in calls}, bases)), ""
    captures = grammar.captures(language.grammar, language.uses, root)
    scopes = Scopes(source, captures, symbols.names(source))
    called = {node.end_byte for node in captures.get("callee", ())}
    bases = {node.end_byte for node in captures.get("base", ())}
    uses = sorted(_found(source, captures, symbols, scopes))
    bindings = bindings_of(source, captures, symbols, scopes)
    return pack_uses(_rows(source, symbols, uses, called, bases)), pack_bindings(bindings) if bindings else ""


_Found = tuple[int, int, str, str, bool]  # start, end, name, receiver, local


def _found(source: Source, captures: dict[str, list[Node]], symbols: Symbols, scopes: Scopes) -> Iterator[_Found]:
    no_use = {node.start_byte for role in ("skip", "bind", "outer") for node in captures.get(role, ())}
    inside: set[int] = set()  # names that a member has as a whole
    for node in captures.get("member", ()):
        before, name = _field(node, _HOLDERS), _field(node, _NAMES)
        if before is None or name is None or name.end_byte == name.start_byte:
            continue
        start, end, first = name.start_byte, name.end_byte, before.start_byte
        inside.add(start)
        text = source.excerpt(first, before.end_byte)
        receiver = chain(text)
        if text.startswith("super(") and _of_another(text, symbols.type_around(first)):
            receiver = UNKNOWN
        holder = scopes.binds(first, root_of(receiver))
        if holder == "comprehension":
            receiver = UNKNOWN
        yield start, end, source.excerpt(start, end), receiver, bool(holder)
    for node in captures.get("name", ()):
        start, end = node.start_byte, node.end_byte
        if start not in no_use and start not in inside and end > start:
            name = source.excerpt(start, end)
            if not scopes.binds(start, name):
                yield start, end, name, "", False


def _types(language: Language, source: Source, root: Node, called: Container[int]) -> tuple[list[_Found], set[int]]:
    """The types that are named, without those that are called, and where those end that are inherited from."""
    if not language.types:
        return [], set()
    captures = grammar.captures(language.grammar, language.types, root)
    no_use = {node.start_byte for node in captures.get("skip", ())}
    bases = {node.end_byte for node in captures.get("base", ())}
    found: dict[int, _Found] = {}
    for node in (*captures.get("type", ()), *captures.get("base", ())):
        start, end, around = node.start_byte, node.end_byte, node.parent
        if around is not None and around.type == "template_type":
            around = around.parent
        if start in no_use or start in called or end == start:
            continue
        first = around.start_byte if around is not None and around.type in _QUALIFIED else start
        before = source.excerpt(first, start).rstrip(".:\\ \t\r\n")
        found[start] = start, end, source.excerpt(start, end), chain(before) if before else "", False
    return list(found.values()), bases


def _rows(
    source: Source, symbols: Symbols, uses: Iterable[_Found], called: Container[int], bases: Container[int]
) -> Iterator[UseRow]:
    """`uses` in order of their places."""
    around, line, starts = symbols.sweep(), 1, source.starts
    last = len(source.lines)
    for start, end, name, receiver, local in uses:
        while line < last and starts[line] <= start:
            line += 1
        role = Role.CALL if end in called else Role.BASE if end in bases else Role.READ
        yield name, receiver, around(start), role, local, line, start - starts[line - 1]


def _field(node: Node, names: tuple[str, ...]) -> Node | None:
    for name in names:
        found = node.child_by_field_name(name)
        if found is not None:
            return found
    return None


def _of_another(text: str, owner: str | None) -> bool:
    """`super(Other, self)` in a class that is not Other: goes on behind that class, not behind this one."""
    found = _SUPER.match(text)
    return found is not None and found[1] != (owner or "").rpartition(".")[2]
