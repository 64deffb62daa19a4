"""Heard text → the same text with the project's names in it, where the evidence is clear. Every change is recorded.

The likeliest division of the whole text into plain words and names (`lattice`) is found by dynamic programming, so that
neighbours are weighed too: "for the HTTP client" is `HttpClient` after "for the", because "the" costs less as a word
than as a misheard part of the name.

A name is written only when it beats the plain reading and the next name by a margin; else the words stay and up to
three names are offered.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from nss_server.speech.english import English
from nss_server.speech.evidence import DEFAULT_WEIGHTS, Weights
from nss_server.speech.lattice import (
    NO_BOOSTS,
    NOT_AGAIN,
    NOT_WEIGHED,
    Again,
    Boosts,
    Lattice,
    Reading,
    Weighed,
    lattice,
)
from nss_server.speech.snapped import Offer, Replacement, Snapped
from nss_server.speech.subwords import Subword, subwords
from nss_server.speech.vocabulary import Vocabulary

MOST_OFFERS = 3


def snap(
    text: str,
    vocabulary: Vocabulary,
    english: English,
    weights: Weights = DEFAULT_WEIGHTS,
    boosts: Boosts = NO_BOOSTS,
    weighed: Weighed = NOT_WEIGHED,
    again: Again = NOT_AGAIN,
) -> Snapped:
    """`weighed` is what the audio says of the names that this text may mean, `again` those that it has when names are
    listened for (`alternatives`)."""
    found = lattice(text, vocabulary, english, weights, boosts, weighed, again)
    readings = [reading for reading in found.readings if reading.gain > weights.offer]
    sure = _sure(readings, found, english, weights)
    readings = _in_company(readings, sure, found, weights)
    changing = [reading for reading in _sure(readings, found, english, weights) if _changes(text, reading, found)]
    offered = _offers(readings, changing)
    return _apply(text, found.parts, changing, offered)


def _best_division(count: int, readings: Sequence[Reading]) -> list[Reading]:
    """The readings that do not overlap and gain most together (weighted interval scheduling)."""
    ending: dict[int, list[Reading]] = {}
    for reading in readings:
        if reading.gain > 0:
            ending.setdefault(reading.last, []).append(reading)
    best: list[tuple[float, tuple[Reading, ...]]] = [(0.0, ())]
    for last in range(1, count + 1):
        options = [best[last - 1]]
        for reading in ending.get(last, ()):
            gain, before = best[reading.first]
            options.append((gain + reading.gain, (*before, reading)))
        best.append(max(options, key=lambda option: option[0]))
    return list(best[count][1])


def _sure(readings: Sequence[Reading], found: Lattice, english: English, weights: Weights) -> list[Reading]:
    """What is written of the best division."""
    taken = _best_division(len(found.parts), readings)
    clear = [reading for reading in taken if reading.gain >= weights.margin and reading.lead >= weights.rival]
    return [reading for reading in clear if _may_be_written(reading, found, english)]


def _changes(text: str, reading: Reading, found: Lattice) -> bool:
    """A word that is a name as it stands is none of the readings that another may not overlap."""
    heard = text[found.parts[reading.first].start : found.parts[reading.last - 1].end]
    return heard != reading.candidates[0].match.name.text


def _in_company(
    readings: Sequence[Reading], sure: Sequence[Reading], found: Lattice, weights: Weights
) -> list[Reading]:
    """What stands in a sentence with another name that is sure is likelier to be one."""

    def raised(reading: Reading) -> Reading:
        others = (other for other in sure if found.sentences[other.first] == found.sentences[reading.first])
        if any(reading.last <= other.first or other.last <= reading.first for other in others):
            return dataclasses.replace(reading, gain=reading.gain + weights.company)
        return reading

    return [raised(reading) for reading in readings]


def _may_be_written(reading: Reading, found: Lattice, english: English) -> bool:
    """Not a guess; and for one ordinary word no other word, and only where the words beside it speak of a name: what
    was heard says nothing for `Index` or "index", and a "then" is hardly ever an `AndThen`."""
    if _is_a_guess(reading):
        return False
    if reading.last - reading.first > 1 or not english.knows(found.parts[reading.first].letters):
        return True
    match, beside = reading.candidates[0].match, found.beside(reading)
    if match.distance:
        return len(subwords(match.name.text)) > 1 and (beside.has_cue or beside.has_hint)
    return beside.has_cue


def _is_a_guess(reading: Reading) -> bool:
    """One word that only resembles a name of one word: English has too many words."""
    best = reading.candidates[0]
    return best.weighed is None and len(subwords(best.match.name.text)) == 1


def _is_one_word(reading: Reading) -> bool:
    """A guess of one word for one word, or another case of it: nobody wants `VAR` offered for every "for"."""
    name = reading.candidates[0].match.name.text
    return reading.last - reading.first == 1 and len(subwords(name)) == 1


def _offers(readings: Sequence[Reading], sure: Sequence[Reading]) -> list[Reading]:
    """What is possible beside what is sure, the best first, without overlaps."""
    chosen: list[Reading] = []
    for reading in sorted(readings, key=lambda reading: -reading.gain):
        apart = all(reading.last <= other.first or other.last <= reading.first for other in (*sure, *chosen))
        if apart and not _is_one_word(reading):
            chosen.append(reading)
    return chosen


def _apply(text: str, parts: Sequence[Subword], sure: Sequence[Reading], offered: Sequence[Reading]) -> Snapped:
    pieces: list[str] = []
    replacements: list[Replacement] = []
    offers: list[Offer] = []
    place = length = 0

    def add(piece: str) -> None:
        nonlocal length
        pieces.append(piece)
        length += len(piece)

    for reading in sorted((*sure, *offered), key=lambda reading: reading.first):
        start, end = parts[reading.first].start, parts[reading.last - 1].end
        add(text[place:start])
        heard = text[start:end]
        names = tuple(dict.fromkeys(candidate.match.name.text for candidate in reading.candidates))
        if reading in sure:
            begin = length
            add(names[0])
            confidence = 1 - 2.0 ** (-reading.gain / 5)
            alternatives = names[1 : MOST_OFFERS + 1]
            replacements.append(Replacement(heard, names[0], begin, begin + len(names[0]), confidence, alternatives))
        else:
            offers.append(Offer(heard, length, length + len(heard), names[:MOST_OFFERS]))
            add(heard)
        place = end
    add(text[place:])
    return Snapped("".join(pieces), tuple(replacements), tuple(offers))
