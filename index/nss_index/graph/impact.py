"""What may break when a symbol changes: who uses it, who uses those, as far as somebody can tell.

A use that is only possible is listed and not followed: behind it everything would be possible. A method is reached
through the methods that it overrides, too: who calls the base's may get this one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from nss_index.graph.edges import Confidence, SymbolEdge
from nss_index.ports import IsCancelled, never

if TYPE_CHECKING:
    from nss_index.graph.program import Program

_SURE = tuple(Confidence)
Place = tuple[str, str]  # (path, symbol path); "" is the module itself


class Affected(Struct, frozen=True):
    path: str
    symbol: str  # "" for what stands at module level
    depth: int
    confidence: Confidence  # of the weakest use on the way
    via: SymbolEdge  # the last use of a shortest way


class Impact(Struct, frozen=True):
    affected: tuple[Affected, ...]  # by depth, path and symbol
    complete: bool  # False when `limit` was reached


def impact(
    program: Program, starts: Iterable[Place], depth: int = 0, limit: int = 1_000, cancelled: IsCancelled = never
) -> Impact:
    """Everything within `depth` uses (0: any number) of the symbols `starts`, at most `limit` places."""
    begun = dict.fromkeys(starts)
    found: dict[Place, Affected] = {}
    waiting = deque((start, 0, Confidence.CERTAIN) for start in begun)
    while waiting and not cancelled():
        place, far, sure = waiting.popleft()
        if depth and far >= depth:
            continue
        for edge, certainty in _uses(program, place):
            user = (edge.source, edge.source_symbol)
            if user in begun or user == place:
                continue
            weakest = max(sure, certainty, key=_SURE.index)
            known = found.get(user)
            if known is not None and _SURE.index(known.confidence) <= _SURE.index(weakest):
                continue
            if known is None and len(found) >= limit:
                return _answer(found, complete=False)
            via = replace(edge, confidence=certainty)
            found[user] = Affected(*user, known.depth if known else far + 1, weakest, via)
            if weakest is not Confidence.POSSIBLE and user[1]:
                waiting.append((user, far + 1, weakest))
    return _answer(found, complete=True)


def _uses(program: Program, place: Place) -> Iterator[tuple[SymbolEdge, Confidence]]:
    for edge in program.references(*place):
        yield edge, edge.confidence
    path, symbol = place
    owner, _, name = symbol.rpartition(".")
    for base_path, base in program.bases(path, owner) if owner and not name.startswith("__") else ():
        if program.symbol(base_path, f"{base}.{name}") is not None:
            for edge in program.references(base_path, f"{base}.{name}"):
                yield edge, Confidence.POSSIBLE


def _answer(found: dict[Place, Affected], complete: bool) -> Impact:
    return Impact(tuple(sorted(found.values(), key=lambda one: (one.depth, one.path, one.symbol))), complete)
