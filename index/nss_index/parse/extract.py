"""From a syntax tree to loose facts: definitions, comments, imports and calls by their bytes, not yet nested.

The queries speak one vocabulary, and this file is its dictionary:

    @definition.KIND, @declaration.KIND   a definition; a declaration has no body (prototype, abstract method)
    @name            its name, which also tells two patterns that found the same definition; of several nodes, the
                     text from the first to the last (C#'s `operator +`), as that of @module is
    @outline         where its signature ends, when that is not its `body` field
    @first @last     where it begins and ends, when no node holds all of it: Dart's body stands beside its signature
    @container       a container that the syntax names elsewhere: Go's receiver, `Foo.prototype.bar`
    @scope @scope.name    names a container without being a symbol: Rust's impl
    @wrapper @wrapped     `@wrapper`'s span replaces that of the definition in it: decorators, export, template
    @repeated        in a wrapper that stands below `@wrapped`: a name of the same definition (Haskell's equations)
    @documented @docstring    a string that documents; the file, without `@documented`
    @comment, @attribute  what may stand right above a definition and belongs to its chunk
    @import @module @imported @alias @all @default    one imported name; @tree is a Rust use tree
    @package @selected    a name of a package that is imported as a whole (Go), which makes it one imported name
    @callee @receiver     one call; the name of a definition is none
    @skip                 nothing in it is called: Elixir's @spec

Does not know Python from Go: everything particular is in `languages` and the query files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nss_index.model import Import, SymbolKind
from nss_index.parse import grammar
from nss_index.parse.expressions import chain
from nss_index.parse.imports import import_of, of_packages, rust_imports

if TYPE_CHECKING:
    from tree_sitter import Node

    from nss_index.parse.languages import Language
    from nss_index.parse.source import Source

WHOLE_FILE = -1  # the owner of a docstring at the top of the file
_KINDS = {kind.value.partition(" ")[2] or kind.value: kind for kind in SymbolKind}  # "member" is an enum member
_DEFINITIONS = {
    f"{capture}.{word}": (kind, capture == "declaration")
    for word, kind in _KINDS.items()
    for capture in ("definition", "declaration")
}


@dataclass(slots=True)
class Definition:
    """One definition by bytes. `outline` is where the body starts, -1 without one; `scope` means no symbol."""

    kind: SymbolKind
    name: str
    name_start: int
    start: int
    end: int
    outer_start: int  # with decorators, `export`, attributes
    outer_end: int
    outline: int
    container: str
    declaration: bool
    node: Node
    pattern: int
    scope: bool = False


@dataclass(slots=True)
class Facts:
    definitions: list[Definition] = field(default_factory=list[Definition])
    comments: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    attributes: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    docstrings: dict[int, tuple[int, int]] = field(default_factory=dict[int, tuple[int, int]])  # by the owner's start
    imports: list[Import] = field(default_factory=list[Import])
    calls: list[tuple[int, str, str]] = field(default_factory=list[tuple[int, str, str]])  # start, name, receiver


def extract(language: Language, source: Source, root: Node) -> Facts:
    facts = Facts()
    found: dict[int, Definition] = {}
    wrappers: dict[tuple[int, int], tuple[int, int]] = {}
    imports: dict[int, tuple[int, Import]] = {}  # by the place of the imported name
    called: set[int] = set()
    silent: list[tuple[int, int]] = []
    bound: set[int] = set()  # names that an import binds are imports, not definitions; nor are repeated ones
    selected: dict[str, dict[str, None]] = {}  # names by their package, in order
    data = source.data
    for pattern, captures in grammar.matches(language, root):
        callee = captures.get("callee")
        if callee is not None:
            start = callee[0].start_byte
            if start in called:
                continue
            called.add(start)
            receiver = captures.get("receiver")
            text = chain(source.excerpt(receiver[0].start_byte, receiver[0].end_byte)) if receiver is not None else ""
            facts.calls.append((start, source.excerpt(start, callee[0].end_byte), text))
        elif "selected" in captures:
            package, name = (captures[role][0] for role in ("package", "selected"))
            names = selected.setdefault(source.excerpt(package.start_byte, package.end_byte), {})
            names[source.excerpt(name.start_byte, name.end_byte)] = None
        elif "comment" in captures:
            node = captures["comment"][0]
            facts.comments.append((node.start_byte, source.trim(node.start_byte, node.end_byte)))
        elif "skip" in captures:
            silent += [(node.start_byte, node.end_byte) for node in captures["skip"]]
        elif "name" in captures:
            _add_definition(source, found, pattern, captures)
        elif "wrapper" in captures:
            inner, outer = captures["wrapped"][0], captures["wrapper"][0]
            wrappers[inner.start_byte, inner.end_byte] = (outer.start_byte, outer.end_byte)
            bound.update(node.start_byte for node in captures.get("repeated", ()))
        elif "docstring" in captures:
            node = captures["docstring"][0]
            owner = captures["documented"][0].start_byte if "documented" in captures else WHOLE_FILE
            facts.docstrings[owner] = (node.start_byte, node.end_byte)
        elif "tree" in captures:
            facts.imports += rust_imports(source, captures["tree"][0])
        elif "import" in captures:
            bound.update(captures[role][0].start_byte for role in ("alias", "imported") if role in captures)
            place, found_import = import_of(source, captures)
            if place not in imports or pattern < imports[place][0]:
                imports[place] = (pattern, found_import)
        elif "attribute" in captures:
            node = captures["attribute"][0]
            facts.attributes.append((node.start_byte, source.trim(node.start_byte, node.end_byte)))
        elif "scope" in captures:
            node, name = captures["scope"][0], captures["scope.name"][0]
            definition = _definition(source, SymbolKind.STRUCT, False, pattern, node, name, captures)
            definition.scope = True
            found[-1 - node.start_byte] = definition
    whole = [found_import for _, (_, found_import) in sorted(imports.items())]
    facts.imports += of_packages(whole, selected) if selected else whole
    facts.imports.sort(key=lambda each: each.line)
    facts.calls = _heard(sorted(call for call in facts.calls if call[0] not in found), sorted(silent))
    definitions = [definition for place, definition in found.items() if place not in bound]
    for definition in definitions:
        if language.sigil:
            _strip(definition, language.sigil)
        if language.indented:
            definition.end = definition.outer_end = source.trim(
                definition.start, _end(definition.node, language.indented)
            )
        _widen(definition, wrappers, data)
    facts.definitions = sorted(definitions, key=lambda each: (each.outer_start, -each.outer_end, each.name_start))
    return facts


def _heard(calls: list[tuple[int, str, str]], silent: list[tuple[int, int]]) -> list[tuple[int, str, str]]:
    """The calls outside of the silent spans, both in order."""
    kept: list[tuple[int, str, str]] = []
    at = behind = 0  # the next span, and the end of those before it
    for call in calls:
        while at < len(silent) and silent[at][0] <= call[0]:
            behind = max(behind, silent[at][1])
            at += 1
        if call[0] >= behind:
            kept.append(call)
    return kept


def _add_definition(
    source: Source, found: dict[int, Definition], pattern: int, captures: dict[str, list[Node]]
) -> None:
    name = captures["name"][0]
    if name.start_byte == name.end_byte:
        return  # made up by the grammar's error recovery
    for capture, nodes in captures.items():
        known = _DEFINITIONS.get(capture)
        if known is None:
            continue
        other = found.get(name.start_byte)
        if other is None or pattern < other.pattern:
            found[name.start_byte] = _definition(source, *known, pattern, nodes[0], name, captures)
        return


def _definition(
    source: Source,
    kind: SymbolKind,
    declaration: bool,
    pattern: int,
    node: Node,
    name: Node,
    captures: dict[str, list[Node]],
) -> Definition:
    outline = captures.get("outline")
    body = (outline[0] if outline is not None else node).child_by_field_name("body")
    if body is None and outline is not None:
        body = outline[0].children[-1] if outline[0].type == "class" else outline[0]
    start = captures["first"][0].start_byte if "first" in captures else node.start_byte
    if "last" in captures:
        node = captures["last"][0]
    end = source.trim(start, node.end_byte)
    container = captures.get("container")
    return Definition(
        kind=kind,
        name=source.excerpt(name.start_byte, (captures.get("name") or captures["scope.name"])[-1].end_byte),
        name_start=name.start_byte,
        start=start,
        end=end,
        outer_start=start,
        outer_end=end,
        outline=body.start_byte if body is not None else -1,
        container=source.excerpt(container[0].start_byte, container[0].end_byte) if container is not None else "",
        declaration=declaration,
        node=node,
        pattern=pattern,
    )


def _strip(definition: Definition, sigil: str) -> None:
    """The name without what stands before it, where something is left."""
    match = re.match(sigil, definition.name, re.IGNORECASE)
    if match is not None and match.end() < len(definition.name):
        definition.name = definition.name[match.end() :]
        definition.name_start += len(match[0].encode())


def _end(node: Node, indented: tuple[str, ...]) -> int:
    """Where a definition ends, without the comments that such a body takes from what follows it."""
    last, end = node, node.end_byte
    while last.child_count:
        children = last.children
        at = len(children) - 1
        while at and last.type in indented and "comment" in children[at].type:
            at -= 1
            end = children[at].end_byte
        last = children[at]
    return end


def _widen(definition: Definition, wrappers: dict[tuple[int, int], tuple[int, int]], data: bytes) -> None:
    span = (definition.node.start_byte, definition.node.end_byte)
    if span not in wrappers:
        return
    while (outer := wrappers.get(span)) is not None and outer != span:
        span = outer
    definition.outer_start = min(span[0], definition.outer_start)
    definition.outer_end = max(definition.outer_end, span[0] + len(data[span[0] : span[1]].rstrip()))
