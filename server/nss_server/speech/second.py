"""Two hearings of the same audio: which names the second one, told of them, wrote where the first heard something else.

The text stays the first hearing's, and so does its error rate: the second one also sees names where there are none,
and runs words together. What counts of it is only that a name stands in it, and where.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from nss_server.speech.sound import likeness, sound_of
from nss_server.speech.subwords import Subword, letters_of, subwords

LEAST_ALIKE = 0.4
"""Of what was heard first and the name, see `sound.likeness`. Below it the two stand in the same place by chance."""

MOST_PARTS = 8
SLACK = 2
"""Subwords that a phrase of the first hearing may be longer or shorter than the name that it was."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The subwords `first` to before `last` of the first hearing are `name` in the second."""

    first: int
    last: int
    name: str


@dataclass(frozen=True, slots=True)
class Second:
    seen: tuple[Seen, ...] = ()
    told: frozenset[str] = frozenset()  # the names that it was told of


NOT_HEARD = Second()


def second_hearing(plain: str, hinted: str, names: Collection[str]) -> Second:
    """What the text of the second hearing, which was told of `names`, says of the text `plain`."""
    if not hinted:
        return NOT_HEARD
    return Second(_seen(plain, hinted, names), frozenset(names))


def _seen(plain: str, hinted: str, names: Collection[str]) -> tuple[Seen, ...]:
    """In the order of the text; at most one for each place of the second hearing."""
    known = {letters_of(name): name for name in names}
    first, second = subwords(plain), subwords(hinted)
    blocks = SequenceMatcher(
        None, [part.letters for part in first], [part.letters for part in second], autojunk=False
    ).get_matching_blocks()
    found: list[Seen] = []
    place = 0
    while place < len(second):
        length = _longest_name(second, place, known)
        if not length:
            place += 1
            continue
        letters = "".join(part.letters for part in second[place : place + length])
        low, high = _between(blocks, place, place + length)
        window = _most_alike(first, max(low, found[-1].last if found else 0), high, second[place : place + length])
        if window is not None:
            found.append(Seen(*window, known[letters]))
        place += length
    return tuple(found)


def _longest_name(parts: Sequence[Subword], place: int, known: dict[str, str]) -> int:
    """Subwords of the longest name that begins here, 0 for none."""
    for length in range(min(MOST_PARTS, len(parts) - place), 0, -1):
        if "".join(part.letters for part in parts[place : place + length]) in known:
            return length
    return 0


def _between(blocks: Sequence[tuple[int, int, int]], start: int, end: int) -> tuple[int, int]:
    """The stretch of the first hearing that the second one's `start` to `end` can come from: between the words that
    both have before and behind it."""
    low, high = 0, 1 << 30
    for a, b, size in blocks:
        if b + size <= start:
            low = a + size
        elif b < start:
            low = a + start - b
        if b >= end and size:
            high = min(high, a)
        elif b < end < b + size:
            high = min(high, a + end - b)
    return low, high


def _most_alike(parts: Sequence[Subword], low: int, high: int, name: Sequence[Subword]) -> tuple[int, int] | None:
    """The window within the bounds that sounds most like the name, None when none does."""
    wanted = sound_of(tuple(part.letters for part in name))
    best: tuple[float, int, int] = (LEAST_ALIKE, 0, 0)
    high = min(high, len(parts))
    for first in range(low, high):
        for last in range(first + 1, min(high, first + len(name) + SLACK) + 1):
            alike = likeness(sound_of(tuple(part.letters for part in parts[first:last])), wanted)
            best = max(best, (alike, -first, last))
    return (-best[1], best[2]) if best[2] else None
