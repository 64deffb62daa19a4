"""The dataclasses of the contract as plain data: names, fields, types, comments. What the languages' writers share."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import textwrap
import types
import typing
from collections.abc import Iterator
from dataclasses import MISSING, dataclass
from typing import Any, Literal, Union

from msgspec import Meta

from nss_server.capability import Capability


@dataclass(frozen=True, slots=True)
class Field:
    name: str
    type: Any  # without `Annotated`
    optional: bool  # has a default
    doc: str  # the Meta description, or the comment beside the field
    default: Any  # MISSING when there is none


@dataclass(frozen=True, slots=True)
class Shape:
    name: str
    doc: str
    fields: tuple[Field, ...]


def shapes(capabilities: tuple[Capability, ...]) -> list[Shape]:
    """Every params and result dataclass and all that they hold, each once; what a shape uses comes before it."""
    found: dict[str, tuple[type, Shape]] = {}
    for capability in capabilities:
        for kind in (capability.params, capability.result):
            for used in _reachable(kind):
                known = found.setdefault(used.__name__, (used, shape(used)))
                if known[0] is not used:
                    raise TypeError(f"two dataclasses of the contract are named {used.__name__}")
    return [entry for _, entry in found.values()]


def shape(kind: type) -> Shape:
    hints = typing.get_type_hints(kind, include_extras=True)
    comments = _comments(kind)
    doc = inspect.getdoc(kind) or ""
    # A dataclass without a docstring gets its signature as one.
    doc = "" if doc.startswith(f"{kind.__name__}(") else doc
    fields: list[Field] = []
    for item in dataclasses.fields(kind):
        hint = hints[item.name]
        description = ""
        if typing.get_origin(hint) is typing.Annotated:
            meta = next((extra for extra in hint.__metadata__ if isinstance(extra, Meta)), None)
            description = (meta.description if meta else "") or ""
            hint = hint.__origin__
        optional = item.default is not MISSING or item.default_factory is not MISSING
        fields.append(Field(item.name, hint, optional, description or comments.get(item.name, ""), item.default))
    return Shape(kind.__name__, doc, tuple(fields))


@dataclass(frozen=True, slots=True)
class Words:
    """How a language writes types."""

    text: str
    integer: str
    number: str
    boolean: str
    null: str
    anything: str
    list_of: str  # a format with {}
    mapping: str
    literal: str  # a format with {}
    name: str  # of a dataclass, a format with {}


def written(kind: Any, words: Words) -> str:
    """A type of the contract in another language. Raises TypeError for one that has no counterpart."""
    plain = {str: words.text, int: words.integer, float: words.number, bool: words.boolean, Any: words.anything}
    if typing.get_origin(kind) is typing.Annotated:
        return written(kind.__origin__, words)
    if kind in plain:
        return plain[kind]
    if kind is type(None):
        return words.null
    if dataclasses.is_dataclass(kind):
        return words.name.format(typing.cast("type", kind).__name__)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is Literal:
        return " | ".join(words.literal.format(value) for value in arguments)
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        return words.list_of.format(written(arguments[0], words))
    if origin in (Union, types.UnionType):
        return " | ".join(written(argument, words) for argument in arguments)
    if origin is dict:
        return words.mapping
    raise TypeError(f"the contract's type {kind} has no counterpart")


def _reachable(kind: Any) -> Iterator[type]:
    for argument in typing.get_args(kind):
        yield from _reachable(argument)
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        for hint in typing.get_type_hints(kind).values():
            yield from _reachable(hint)
        yield kind


def _comments(kind: type) -> dict[str, str]:
    """The comment at the end of each field's line, which is its documentation."""
    source = textwrap.dedent(inspect.getsource(kind))
    lines = source.splitlines()
    found: dict[str, str] = {}
    definition = typing.cast("ast.ClassDef", ast.parse(source).body[0])
    for node in definition.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            rest = lines[(node.end_lineno or node.lineno) - 1][node.end_col_offset or 0 :]
            found[node.target.id] = rest.partition("#")[2].strip()
    return found
