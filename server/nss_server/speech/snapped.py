"""What snapping has done to a text, and how a single replacement is undone."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Replacement:
    """`heard` became `name`. Offsets are in characters of the new text, half open."""

    heard: str
    name: str
    start: int
    end: int
    confidence: float  # 0 to 1, from the margin
    alternatives: tuple[str, ...]  # other names that it may have been, the likeliest first


@dataclass(frozen=True, slots=True)
class Offer:
    """`heard` stayed; these names are possible. Offsets as in Replacement."""

    heard: str
    start: int
    end: int
    names: tuple[str, ...]  # the likeliest first, at most three


@dataclass(frozen=True, slots=True)
class Snapped:
    text: str
    replacements: tuple[Replacement, ...]
    offers: tuple[Offer, ...]


def without(snapped: Snapped, index: int) -> Snapped:
    """Undo one replacement: its words as they were heard, everything behind it moved."""
    undone = snapped.replacements[index]
    text = snapped.text[: undone.start] + undone.heard + snapped.text[undone.end :]
    moved = len(undone.heard) - len(undone.name)

    def shifted(start: int) -> int:
        return start + moved if start >= undone.end else start

    return Snapped(
        text,
        tuple(
            dataclasses.replace(item, start=shifted(item.start), end=shifted(item.end))
            for place, item in enumerate(snapped.replacements)
            if place != index
        ),
        tuple(dataclasses.replace(item, start=shifted(item.start), end=shifted(item.end)) for item in snapped.offers),
    )
