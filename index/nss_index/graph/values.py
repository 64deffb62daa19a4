"""What names refer to and what values are, while a name is being resolved. Knows no language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from nss_index.graph.edges import Confidence

_SURE = tuple(Confidence)


class Kind(StrEnum):
    MODULE = "module"
    CLASS = "class"
    INSTANCE = "instance"
    SUPER = "super"
    FUNCTION = "function"
    OBJECT = "object"  # written as a literal whose members are symbols
    OUTSIDE = "outside"  # of a library, or of the language


class Ref(Struct, frozen=True):
    """What a name refers to. A module has no symbol; an attribute that only assignments make is no symbol either."""

    path: str
    symbol: str = ""
    confidence: Confidence = Confidence.CERTAIN
    attribute: bool = False
    outside: bool = False


class Value(Struct, frozen=True):
    kind: Kind
    path: str = ""
    symbol: str = ""
    confidence: Confidence = Confidence.CERTAIN


Sure = TypeVar("Sure", Ref, Value)
OUTSIDE_REF = Ref("", outside=True)
OUTSIDE = Value(Kind.OUTSIDE)


def weaker(found: Iterable[Sure], confidence: Confidence) -> tuple[Sure, ...]:
    if confidence is Confidence.CERTAIN:
        return tuple(found)
    return tuple(replace(each, confidence=max(each.confidence, confidence, key=_SURE.index)) for each in found)


def distinct(refs: Iterable[Ref]) -> tuple[Ref, ...]:
    return tuple(dict.fromkeys(refs))


def outwards(scope: str) -> Iterator[str]:
    """A symbol path and those around it, "" last."""
    while scope:
        yield scope
        scope = scope.rpartition(".")[0]
    yield ""


def linearised(orders: list[list[tuple[str, str]]]) -> list[tuple[str, str]]:
    """C3; where it has no answer, the first that is left."""
    made: list[tuple[str, str]] = []
    while orders := [order for order in orders if order]:
        heads = [order[0] for order in orders]
        good = next((head for head in heads if not any(head in order[1:] for order in orders)), heads[0])
        made.append(good)
        orders = [[each for each in order if each != good] for order in orders]
    return made
