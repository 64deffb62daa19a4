"""What variables, parameters, attributes, exports and calls of a file are, as far as the source says so.

@assigned    `name = value`, `name: type`; fields left or name, right or value, type
@typed       a parameter with a type; the name is the field `name` or `pattern`, or the first child
@managed     `with value as name`
@field       a class's own field: fields name (or property, or pattern), type, value
@returns     a function without a body that says what it returns (@function, too)
@default @exported    what a module exports as its default, and under another name
@listed @open         a name of `__all__`; that there are more, which nobody can tell
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from nss_index.parse.annotations import instance_of
from nss_index.parse.expressions import LITERAL, UNKNOWN, chain

if TYPE_CHECKING:
    from tree_sitter import Node

    from nss_index.parse.scopes import Scopes, Symbols
    from nss_index.parse.source import Source

RETURNS = "()"  # the name of what a function returns
EXPORT = "export "  # before the name under which a module exports something
EVERYTHING = "*"  # the name of an export that nobody can tell

_LITERALS = frozenset({
    "string", "concatenated_string", "integer", "float", "true", "false", "list", "dictionary", "set", "tuple",
    "list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression", "lambda",
    "comparison_operator", "not_operator", "template_string", "number", "regex", "array", "object", "arrow_function",
    "function_expression",
})  # fmt: skip
_NOTHING = frozenset({"none", "null", "undefined"})  # say nothing about what else is bound
_WRAPPERS = frozenset({"await", "await_expression", "parenthesized_expression", "non_null_expression"})
_CASTS = frozenset({"as_expression", "satisfies_expression"})
_REQUIRE = "require()"  # is an import, which says what is bound
_SELVES = ("self.", "this.")
_BLIND = ("comprehension",)


def bindings_of(
    source: Source, captures: dict[str, list[Node]], symbols: Symbols, scopes: Scopes
) -> list[tuple[str, str, str, str]]:
    """Rows of the fields of a `Binding`."""
    found = _Found(source, symbols, scopes)
    for node in captures.get("assigned", ()):
        found.add(_field(node, "left", "name"), _assigned(source, node))
    for node in captures.get("typed", ()):
        if scopes.holder(node.start_byte) == "parameters":  # else of a type or a signature: nobody uses its name
            found.add(_field(node, "name", "pattern") or node.named_children[0], _type(source, node))
    for node in captures.get("managed", ()):
        value, target = node.named_children[0], node.child_by_field_name("alias")
        if target is not None and target.named_children:
            found.add(target.named_children[0], _value(source, value))
    for node in captures.get("field", ()):
        found.add_field(_field(node, "name", "property", "pattern"), _assigned(source, node))
    for node in (*captures.get("function", ()), *captures.get("returns", ())):
        found.add_return(node)
    for node in captures.get("default", ()):
        found.add_export("default", source.excerpt(node.start_byte, node.end_byte))
    for node in captures.get("exported", ()):
        name, alias = node.child_by_field_name("name"), node.child_by_field_name("alias")
        if name is not None:
            text = source.excerpt(name.start_byte, name.end_byte)
            found.add_export(text if alias is None else source.excerpt(alias.start_byte, alias.end_byte), text)
    for node in captures.get("listed", ()):
        text = source.excerpt(node.start_byte, node.end_byte)
        found.add_export(text, text)
    if captures.get("open"):
        found.add_export(EVERYTHING, "")
    found.add_unknown(captures.get("bind", ()))
    return list(found.rows)


class _Found:
    """Bindings as they are found. A name that is bound to something unknown as well says so."""

    def __init__(self, source: Source, symbols: Symbols, scopes: Scopes) -> None:
        self.rows: dict[tuple[str, str, str, str], None] = {}
        self._source, self._symbols, self._scopes = source, symbols, scopes
        self._told: set[int] = set()

    def add(self, target: Node | None, value: str) -> None:
        if target is None or not value:
            return
        place = target.start_byte
        self._told.add(place)
        text = self._source.excerpt(place, target.end_byte)
        within = self._symbols.holder(place)
        if target.type == "identifier":
            if self._scopes.holder(place) not in _BLIND:
                self.rows[within, text, value, within] = None
        elif text.startswith(_SELVES) and (owner := self._symbols.type_around(place)) is not None:
            self.rows[owner, text[len(_SELVES[0]) :], value, within] = None

    def add_field(self, name: Node | None, value: str) -> None:
        """A class has it, whatever its value is."""
        owner = self._symbols.class_around(name.start_byte) if name is not None else None
        if name is not None and owner is not None:
            text = self._source.excerpt(name.start_byte, name.end_byte)
            self.rows[owner, text, value or UNKNOWN, owner] = None

    def add_return(self, node: Node) -> None:
        returned = node.child_by_field_name("return_type")
        place = node.child_by_field_name("body") or node.child_by_field_name("name")
        if returned is not None and place is not None:
            within = self._symbols.holder(place.start_byte)
            value = instance_of(self._source.excerpt(returned.start_byte, returned.end_byte))
            self.rows[within, RETURNS, value, within] = None

    def add_export(self, name: str, value: str) -> None:
        self.rows["", EXPORT + name, value, ""] = None

    def add_unknown(self, bound: list[Node] | tuple[()]) -> None:
        known = {(scope, name) for scope, name, _, _ in self.rows}
        for node in bound:
            place = node.start_byte
            if place in self._told or self._scopes.holder(place) in _BLIND:
                continue
            within, name = self._symbols.holder(place), self._source.excerpt(place, node.end_byte)
            if (within, name) in known:
                self.rows[within, name, UNKNOWN, within] = None


def _field(node: Node, *names: str) -> Node | None:
    for name in names:
        found = node.child_by_field_name(name)
        if found is not None:
            return found
    return None


def _assigned(source: Source, node: Node) -> str:
    if annotated := _type(source, node):
        return annotated
    value = _field(node, "right", "value")
    while value is not None and value.type in ("assignment", "assignment_expression"):
        value = value.child_by_field_name("right")
    return _value(source, value) if value is not None else ""


def _type(source: Source, node: Node) -> str:
    annotation = node.child_by_field_name("type")
    return instance_of(source.excerpt(annotation.start_byte, annotation.end_byte)) if annotation is not None else ""


def _value(source: Source, node: Node) -> str:
    """The chain of a value; "" where it says nothing."""
    while node.type in _WRAPPERS and node.named_children:
        node = node.named_children[0]
    if node.type in _NOTHING:
        return ""
    if node.type in _LITERALS:
        return LITERAL
    if node.type in _CASTS and len(node.named_children) > 1:
        cast = node.named_children[-1]
        return instance_of(source.excerpt(cast.start_byte, cast.end_byte))
    found = chain(source.excerpt(node.start_byte, node.end_byte))
    return "" if found == _REQUIRE else found
