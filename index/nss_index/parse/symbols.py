"""Loose definitions become symbols: nested by their spans, named by kind, documented.

Nesting is by span alone, in one sweep with an explicit stack, so depth costs nothing. Does not know queries or chunks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nss_index.model import Span, Symbol, SymbolKind, symbol_path
from nss_index.parse.comments import comment_text, string_text
from nss_index.parse.source import fold

if TYPE_CHECKING:
    from tree_sitter import Node

    from nss_index.parse.extract import Definition, Facts
    from nss_index.parse.languages import Language
    from nss_index.parse.source import Source

SIGNATURE_LIMIT = 240  # characters: enough for any header that a person reads in one line
_TYPES = frozenset({
    SymbolKind.CLASS, SymbolKind.INTERFACE, SymbolKind.TRAIT, SymbolKind.STRUCT, SymbolKind.UNION, SymbolKind.ENUM,
})  # fmt: skip
_VALUES = frozenset({SymbolKind.VARIABLE, SymbolKind.FIELD, SymbolKind.CONSTANT, SymbolKind.PROPERTY})
_UPPER = re.compile(r"_*[A-Z][A-Z0-9_]*")
_ANNOTATIONS = re.compile(
    r"\A(?:@(?!(?:interface|implementation|protocol|property|enum)\b)[\w.]+(?:\([^()]*\))?\s+"
    r"|#\[(?:[^\[\]]|\[[^\[\]]*\])*\]\s*)+"
)
_ATTRIBUTES = frozenset({"attribute_list", "annotation", "attribute"})
_COMMENTED = re.compile(r":\s*#.*\Z")  # `class A:  # why`: the comment stands before the body
_ARGUMENTS = re.compile(r"<[^<>]*>")


@dataclass(slots=True)
class Defined:
    """A symbol with what chunking needs to know of it: its lines with leading comments, its node, its parent."""

    symbol: Symbol
    scope: bool  # only names a container (Rust's impl): labels its chunks, is no symbol of the file
    path: str
    kind: SymbolKind
    start: int
    end: int
    first: int  # line of the first leading comment or attribute
    last: int
    declaration: bool
    node: Node
    parent: int  # index in the list, -1 at the top


def nest(language: Language, source: Source, facts: Facts) -> list[Defined]:
    """All definitions in source order, parents before children."""
    above = _lines_above(source, facts.comments)
    attributes = _lines_above(source, facts.attributes)
    found: list[Defined] = []
    stack: list[int] = []
    seen: set[tuple[str, str]] = set()
    types: dict[str, SymbolKind] = {}
    for definition in facts.definitions:
        while stack and not _encloses(found[stack[-1]], definition):
            stack.pop()
        parent = found[stack[-1]] if stack else None
        container, name = _place(language, definition, parent)
        kind = _kind(language, definition, name, container, parent)
        if kind is SymbolKind.FIELD and parent is not None and parent.kind is SymbolKind.CONSTRUCTOR:
            container = container.rpartition(".")[0]  # TypeScript's `constructor(private path: string)`
        if kind in _VALUES and kind is not SymbolKind.PROPERTY and (name == "_" or (container, name) in seen):
            continue  # a name bound again is the same variable, and `_` is none
        seen.add((container, name))
        if definition.scope:
            kind = types.get(symbol_path(container, name), kind)
        start, first, notes = _leading(source, definition, above, attributes)
        last = source.line(max(definition.outer_end - 1, start))
        symbol = Symbol(
            kind=kind,
            name=name,
            container=container,
            signature=_signature(source, definition),
            docstring=_docstring(language, source, facts, definition, notes),
            span=Span(start, definition.outer_end, source.line(start), last),
            name_line=(name_line := source.line(definition.name_start)),
            name_column=definition.name_start - source.starts[name_line - 1],
        )
        found.append(
            Defined(
                symbol=symbol,
                scope=definition.scope,
                path=symbol.path,
                kind=kind,
                start=start,
                end=definition.outer_end,
                first=first,
                last=last,
                declaration=definition.declaration,
                node=definition.node,
                parent=stack[-1] if stack else -1,
            )
        )
        if kind in _TYPES:
            types[symbol.path] = kind
        if kind is not SymbolKind.TYPE:  # in `typedef struct node {…} node_t` the struct is not inside its alias
            stack.append(len(found) - 1)
    return found


def _encloses(outer: Defined, definition: Definition) -> bool:
    return (
        outer.start <= definition.outer_start
        and definition.outer_end <= outer.end
        and (outer.end - outer.start) > (definition.outer_end - definition.outer_start)
    )


def _place(language: Language, definition: Definition, parent: Defined | None) -> tuple[str, str]:
    """(container, name), with a container that the name or the syntax spells out appended to the enclosing one."""
    container, name = parent.path if parent is not None else "", " ".join(definition.name.split())
    if (bare := name.strip(":")) and (bare[0].isalnum() or bare[0] == "_"):
        name = bare  # `:name` and `name:` are names as symbols, atoms and keys
    hint = definition.container.removesuffix(".prototype")
    if hint and hint not in language.export_objects:
        hint = hint.removeprefix("exports.").removeprefix("module.exports.")
        container = symbol_path(container, hint)
    if name[0] in "\"'`[":
        return container, name.strip("\"'`") or name
    if "operator " in name:
        name = name.partition("(")[0].rstrip()
    if language.qualifier and language.qualifier in name:
        while (shorter := _ARGUMENTS.sub("", name)) != name:
            name = shorter
        scope, _, name = name.rpartition(language.qualifier)
        scope = scope.strip(": ").replace(language.qualifier, ".")
        if scope:
            container = symbol_path(container, scope)
    return container, name


def _kind(language: Language, definition: Definition, name: str, container: str, parent: Defined | None) -> SymbolKind:
    kind = definition.kind
    in_type = parent is not None and (parent.kind in _TYPES)
    spelled = container != (parent.path if parent is not None else "")
    if kind is SymbolKind.FUNCTION and (in_type or spelled):
        kind = SymbolKind.METHOD
    if kind is SymbolKind.METHOD:
        owner = container.rpartition(".")[2]
        if name in language.constructors or (language.constructor_is_class and name == owner):
            return SymbolKind.CONSTRUCTOR
    if language.constants_by_case and kind in _VALUES and _UPPER.fullmatch(name):
        return SymbolKind.CONSTANT
    bare = parent is None or parent.kind is not SymbolKind.NAMESPACE
    if kind is SymbolKind.PROPERTY and bare and not (in_type or spelled):
        return SymbolKind.FUNCTION
    return kind


def _lines_above(source: Source, spans: list[tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """By its last line, each span that has its first line for itself."""
    found: dict[int, tuple[int, int]] = {}
    for start, end in spans:
        first = source.line(start)
        if not source.data[source.starts[first - 1] : start].strip():
            found[source.line(max(end - 1, start))] = (start, end)
    return found


def _leading(
    source: Source,
    definition: Definition,
    comments: dict[int, tuple[int, int]],
    attributes: dict[int, tuple[int, int]],
) -> tuple[int, int, list[tuple[int, int]]]:
    """(start with attributes, first line with comments, the comments) of the block right above a definition."""
    start = definition.outer_start
    line = source.line(start)
    notes: list[tuple[int, int]] = []
    if source.data[source.starts[line - 1] : start].strip():
        return start, line, notes  # something else stands before it on its line
    while line > 1:
        if (attribute := attributes.get(line - 1)) is not None:
            start = attribute[0]
            line = source.line(start)
        elif (comment := comments.get(line - 1) or _doc_block_apart(source, line, comments)) is not None:
            notes.append(comment)
            line = source.line(comment[0])
        else:
            break
    notes.reverse()
    return start, line, notes


def _doc_block_apart(source: Source, line: int, comments: dict[int, tuple[int, int]]) -> tuple[int, int] | None:
    """A `/** … */` one blank line above: it documents what follows (Express writes so), unless it heads the file."""
    comment = comments.get(line - 2) if line > 2 and source.is_blank(line - 1) else None
    if comment is None or not source.data.startswith(b"/**", comment[0]) or source.line(comment[0]) == 1:
        return None
    return comment


def _docstring(
    language: Language, source: Source, facts: Facts, definition: Definition, notes: list[tuple[int, int]]
) -> str:
    span = facts.docstrings.get(definition.start)
    if span is not None:
        return string_text(source.excerpt(*span))
    if not language.comment_docs or not notes:
        return ""
    return comment_text([source.excerpt(*note) for note in notes if not source.data.startswith(b"#!", note[0])])


def _signature(source: Source, definition: Definition) -> str:
    end = definition.outline if definition.outline > definition.start else definition.end
    start = _behind_attributes(definition.node) if source.data[definition.start] in b"@[" else definition.start
    text = source.excerpt(start, min(end, start + 4 * SIGNATURE_LIMIT))
    if text.startswith(("@", "#[")) and definition.node.type != "unary_operator":  # Elixir's `@type t` is no annotation
        text = _ANNOTATIONS.sub("", text, count=1)
    if definition.outline > definition.start:
        text = _COMMENTED.sub("", text.rstrip()).rstrip()
        for tail in ("{", "=>", ":", "="):
            text = text.removesuffix(tail).rstrip()
    return fold(text.rstrip(" \t\r\n;,"), SIGNATURE_LIMIT)


def _behind_attributes(node: Node) -> int:
    """Where a declaration goes on behind the attributes that its grammar keeps inside it: C#, Kotlin, Swift, Scala."""
    parts = node.children
    if parts and parts[0].type == "modifiers":
        parts = parts[0].children + parts[1:]
    return next((part.start_byte for part in parts if part.type not in _ATTRIBUTES), node.start_byte)
