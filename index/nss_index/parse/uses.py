"""The uses of a file: where a name stands that a symbol may have.

A name that a function, lambda, block or comprehension binds is no symbol, and its uses are left out; what stands behind
a dot is kept, with the chain before it. Does not resolve anything: whose name it is, is the graph's question.

The queries speak one vocabulary, as in `extract`, which `scopes` and `bindings` read, too:

    @function @comprehension @block @class    scopes; a function has the fields `parameters` (or `parameter`) and `body`
    @bind @outer          a name that its scope binds; a name that is declared to be bound further out
    @skip                 a name that is no use: of a definition, an import, a keyword
    @name @member         a plain name; a name behind a dot
    @callee @base         what is called, what a class inherits from
    @assigned @typed @managed @field @returns @default @exported    what a name is bound to, see `bindings`
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nss_index.model import Binding, Role, Use
from nss_index.parse import grammar
from nss_index.parse.bindings import bindings_of
from nss_index.parse.expressions import UNKNOWN, chain, root_of
from nss_index.parse.scopes import Scopes, Symbols

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tree_sitter import Node

    from nss_index.parse.extract import Facts
    from nss_index.parse.languages import Language
    from nss_index.parse.source import Source
    from nss_index.parse.symbols import Defined

_SUPER = re.compile(r"super\(\s*([\w.]+)")
_HOLDERS = ("object", "module")  # fields of what stands before the dot
_NAMES = ("attribute", "property", "name")  # and of what stands behind it


def uses_of(
    language: Language, source: Source, root: Node, facts: Facts, defined: Sequence[Defined]
) -> tuple[tuple[Use, ...], tuple[Binding, ...]]:
    """Uses in source order, and bindings by scope and name. A language without a query for uses has its calls only."""
    symbols = Symbols(defined)
    if not language.uses:
        found = [_use(source, symbols, *call, Role.CALL, False) for call in facts.calls]
        return tuple(found), ()
    captures = grammar.captures(language.grammar, language.uses, root)
    scopes = Scopes(source, captures, symbols.names(source))
    return (
        tuple(_uses(source, captures, symbols, scopes)),
        tuple(bindings_of(source, captures, symbols, scopes)),
    )


def _uses(source: Source, captures: dict[str, list[Node]], symbols: Symbols, scopes: Scopes) -> Iterator[Use]:
    called = {node.end_byte for node in captures.get("callee", ())}
    bases = {node.end_byte for node in captures.get("base", ())}
    no_use = {node.start_byte for role in ("skip", "bind", "outer") for node in captures.get(role, ())}
    found: list[tuple[int, int, str, bool]] = []
    inside: set[int] = set()  # names that a member has as a whole
    for node in captures.get("member", ()):
        before, name = _field(node, _HOLDERS), _field(node, _NAMES)
        if before is None or name is None or name.end_byte == name.start_byte:
            continue
        inside.add(name.start_byte)
        text = source.excerpt(before.start_byte, before.end_byte)
        receiver = UNKNOWN if _of_another(text, symbols.type_around(before.start_byte)) else chain(text)
        holder = scopes.binds(before.start_byte, root_of(receiver))
        if holder == "comprehension":
            receiver = UNKNOWN
        found.append((name.start_byte, name.end_byte, receiver, bool(holder)))
    for node in captures.get("name", ()):
        start, end = node.start_byte, node.end_byte
        if start in no_use or start in inside or end == start:
            continue
        if not scopes.binds(start, source.excerpt(start, end)):
            found.append((start, end, "", False))
    for start, end, receiver, local in sorted(found):
        role = Role.CALL if end in called else Role.BASE if end in bases else Role.READ
        yield _use(source, symbols, start, source.excerpt(start, end), receiver, role, local)


def _field(node: Node, names: tuple[str, ...]) -> Node | None:
    return next((found for name in names if (found := node.child_by_field_name(name)) is not None), None)


def _of_another(text: str, owner: str | None) -> bool:
    """`super(Other, self)` in a class that is not Other: goes on behind that class, not behind this one."""
    found = _SUPER.match(text)
    return found is not None and found[1] != (owner or "").rpartition(".")[2]


def _use(source: Source, symbols: Symbols, start: int, name: str, receiver: str, role: Role, local: bool) -> Use:
    line = source.line(start)
    return Use(name, receiver, symbols.around(start), role, local, line, start - source.starts[line - 1])
