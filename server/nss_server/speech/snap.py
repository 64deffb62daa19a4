"""Heard text → the same text with the project's names in it, where the evidence is clear. Every change is recorded.

A noisy channel (Shannon 1948; Kernighan, Church and Gale, "A Spelling Correction Program Based on a Noisy Channel
Model", 1990): each stretch of subwords either is plain English, as likely as `english` says, or is one name, as likely
as the name is in this vocabulary, times how well it explains what was heard. The likeliest division of the whole text
is found by dynamic programming, so that neighbours are weighed too: "for the HTTP client" is `HttpClient` after
"for the", because "the" costs less as a word than as a misheard part of the name.

A name is written only when it beats the plain reading and the next name by a margin; else the words stay and up to
three names are offered.
"""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nss_server.speech.english import English
from nss_server.speech.evidence import ARTICLES, CUES_AFTER, CUES_BEFORE, DEFAULT_WEIGHTS, Weights
from nss_server.speech.second import NOT_HEARD, Second
from nss_server.speech.snapped import Offer, Replacement, Snapped
from nss_server.speech.subwords import Subword, subwords
from nss_server.speech.vocabulary import Match, Vocabulary

MOST_SUBWORDS = 8
"""Of one name as it was heard. Longer names are dictated in parts anyway."""

MOST_OFFERS = 3

_END = re.compile(r"[.!?:;]\s|\n")
NO_BOOSTS: Mapping[str, float] = {}


@dataclass(frozen=True, slots=True)
class _Reading:
    """The subwords from `first` to before `last` as one name; `gain` is over reading them as plain words."""

    first: int
    last: int
    gain: float
    matches: tuple[tuple[float, Match], ...]  # with the score of each name, best first
    seen: bool  # a second hearing wrote the best of them here


def snap(
    text: str,
    vocabulary: Vocabulary,
    english: English,
    weights: Weights = DEFAULT_WEIGHTS,
    boosts: Mapping[str, float] = NO_BOOSTS,
    second: Second = NOT_HEARD,
) -> Snapped:
    """`boosts` are logarithms of odds that single names get on top: those in scope. `second` is what another hearing of
    the same audio says of this text."""
    parts = _without_possessives(subwords(text), text)
    if not parts or not vocabulary:
        return Snapped(text, (), ())
    plain = _plain(parts, english, vocabulary, weights)
    readings = _readings(parts, _apart(parts, text), plain, vocabulary, weights, boosts, second)
    taken = _best_division(len(parts), readings)
    sure = [reading for reading in taken if _is_sure(reading, parts, weights)]
    offered = _offers(readings, sure, parts, weights)
    return _apply(text, parts, sure, offered)


def hints(
    text: str,
    vocabulary: Vocabulary,
    english: English,
    most: int,
    weights: Weights = DEFAULT_WEIGHTS,
    boosts: Mapping[str, float] = NO_BOOSTS,
) -> list[str]:
    """The names that the text may mean, the likeliest first: what a second hearing should be told of. A name that is
    one ordinary word is not among them: the hearing needs no help with it, and would write it everywhere."""
    parts = _without_possessives(subwords(text), text)
    best: dict[str, float] = {}
    plain = _plain(parts, english, vocabulary, weights)
    for reading in _readings(parts, _apart(parts, text), plain, vocabulary, weights, boosts, NOT_HEARD):
        for score, match in reading.matches[:MOST_OFFERS]:
            pieces = subwords(match.name.text)
            if len(pieces) > 1 or not english.knows(pieces[0].letters):
                gain = reading.gain + score - reading.matches[0][0]
                best[match.name.text] = max(gain, best.get(match.name.text, gain))
    return sorted(best, key=lambda name: (-best[name], name))[:most]


def _without_possessives(parts: Sequence[Subword], text: str) -> list[Subword]:
    """ "the client's" holds the name and an 's that stays."""
    return [
        dataclasses.replace(part, letters=part.letters[:-1], end=part.end - 2)
        if text[part.start : part.end].endswith(("'s", "’s"))
        else part
        for part in parts
    ]


def _plain(parts: Sequence[Subword], english: English, vocabulary: Vocabulary, weights: Weights) -> list[float]:
    """The log probability of each subword as a plain word after the one before it."""
    found: list[float] = []
    before = ""
    for part in parts:
        likely = english.word(part.letters, before)
        if not english.knows(part.letters) and vocabulary.has_part(part.letters):
            likely = max(likely, weights.project_word)
        found.append(likely - (weights.joined if part.joined else 0.0))
        before = part.letters
    return found


def _readings(
    parts: Sequence[Subword],
    apart: Sequence[bool],
    plain: Sequence[float],
    vocabulary: Vocabulary,
    weights: Weights,
    boosts: Mapping[str, float],
    second: Second,
) -> list[_Reading]:
    seen = {(item.first, item.last): item.name for item in second.seen}
    matched: dict[tuple[int, int], dict[str, Match]] = {}
    for first, last in _windows(parts, apart):
        letters = [part.letters for part in parts[first:last]]
        matches = {match.name.text: match for match in vocabulary.matches(letters)}
        written = seen.get((first, last), "")
        if written and (match := vocabulary.match(written, letters)):
            matches[written] = match
        matched[first, last] = matches
    found: list[_Reading] = []
    for (first, last), matches in matched.items():
        written = seen.get((first, last), "")
        context = weights.name + _context(parts, first, last, weights)
        scored = [
            (context + boosts.get(text, 0.0) + _heard(match, written, second.told, weights), match)
            for text, match in matches.items()
            if text == written
            or not (
                _fits_better_inside(text, match, first, last, matched) or _is_another_name(match, parts[first:last])
            )
        ]
        if scored:
            scored.sort(key=lambda pair: (-pair[0], pair[1].name.text))
            gain = scored[0][0] - sum(plain[first:last])
            if gain > weights.offer:
                found.append(_Reading(first, last, gain, tuple(scored), scored[0][1].name.text == written))
    return found


def _windows(parts: Sequence[Subword], apart: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Every stretch that may be one name: whole words, within one sentence."""
    for first in range(len(parts)):
        if parts[first].joined:
            continue
        for last in range(first + 1, min(len(parts), first + MOST_SUBWORDS) + 1):
            if last - 1 > first and apart[last - 1]:
                break
            if last == len(parts) or not parts[last].joined:
                yield first, last


def _is_another_name(match: Match, parts: Sequence[Subword]) -> bool:
    """What was written as one word (`getUserById2`) and has other parts than the name is a name of its own."""
    written_as_one = any(part.joined for part in parts[1:])
    return written_as_one and match.distance > 0 and len(subwords(match.name.text)) != len(parts)


def _apart(parts: Sequence[Subword], text: str) -> list[bool]:
    """Of each subword, whether a sentence or a line ends before it."""
    between = [text[before.end : part.start] for before, part in itertools.pairwise(parts)]
    return [True, *(bool(_END.search(piece)) for piece in between)][: len(parts)]


def _fits_better_inside(
    text: str, match: Match, first: int, last: int, matched: Mapping[tuple[int, int], Mapping[str, Match]]
) -> bool:
    """Whether a part of the stretch is more like the name than all of it: then the rest is a word of its own, and "call
    HttpClient now" keeps its "now"."""
    return any(
        (inner := matched.get((start, end), {}).get(text)) is not None and inner.distance < match.distance
        for start in range(first, last)
        for end in range(start + 1, last + 1)
        if (start, end) != (first, last)
    )


def _heard(match: Match, written: str, told: frozenset[str], weights: Weights) -> float:
    """How well the name explains what both hearings have made of it."""
    if match.name.text == written:
        return match.log_prior + weights.seen - weights.seen_edit * match.distance
    doubt = weights.unseen if match.distance and match.name.text in told else 0.0
    return match.log_prior + doubt - weights.edit * match.distance


def _context(parts: Sequence[Subword], first: int, last: int, weights: Weights) -> float:
    if _has_cue(parts, first, last):
        return weights.cue
    return weights.article if first and parts[first - 1].letters in ARTICLES else 0.0


def _has_cue(parts: Sequence[Subword], first: int, last: int) -> bool:
    before = parts[first - 1].letters if first else ""
    after = parts[last].letters if last < len(parts) else ""
    return before in CUES_BEFORE or after in CUES_AFTER


def _best_division(count: int, readings: Sequence[_Reading]) -> list[_Reading]:
    """The readings that do not overlap and gain most together (weighted interval scheduling)."""
    ending: dict[int, list[_Reading]] = {}
    for reading in readings:
        if reading.gain > 0:
            ending.setdefault(reading.last, []).append(reading)
    best: list[tuple[float, tuple[_Reading, ...]]] = [(0.0, ())]
    for last in range(1, count + 1):
        options = [best[last - 1]]
        for reading in ending.get(last, ()):
            gain, before = best[reading.first]
            options.append((gain + reading.gain, (*before, reading)))
        best.append(max(options, key=lambda option: option[0]))
    return list(best[count][1])


def _is_sure(reading: _Reading, parts: Sequence[Subword], weights: Weights) -> bool:
    if reading.gain < weights.margin or _changes_case_only(reading, parts) or _is_a_guess(reading):
        return False
    return len(reading.matches) < 2 or reading.matches[0][0] - reading.matches[1][0] >= weights.rival


def _is_a_guess(reading: _Reading) -> bool:
    """One word that resembles a name of one word, which no second hearing has confirmed: English has too many words."""
    match = reading.matches[0][1]
    return not reading.seen and match.distance > 0 and len(subwords(match.name.text)) == 1


def _changes_case_only(reading: _Reading, parts: Sequence[Subword]) -> bool:
    """One ordinary word that is a name too ("index", `Index`): what was heard says nothing for either."""
    if reading.last - reading.first != 1 or reading.matches[0][1].distance:
        return False
    return not _has_cue(parts, reading.first, reading.last)


def _offers(
    readings: Sequence[_Reading], sure: Sequence[_Reading], parts: Sequence[Subword], weights: Weights
) -> list[_Reading]:
    """What is possible beside what is sure, the best first, without overlaps."""
    chosen: list[_Reading] = []
    for reading in sorted(readings, key=lambda reading: -reading.gain):
        apart = all(reading.last <= other.first or other.last <= reading.first for other in (*sure, *chosen))
        if apart and not _changes_case_only(reading, parts):
            chosen.append(reading)
    return chosen


def _apply(text: str, parts: Sequence[Subword], sure: Sequence[_Reading], offered: Sequence[_Reading]) -> Snapped:
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
        names = tuple(dict.fromkeys(match.name.text for _, match in reading.matches))
        if reading in sure:
            begin = length
            add(names[0])
            confidence = 1 - 2.0 ** (-reading.gain / 5)
            alternatives = names[1 : MOST_OFFERS + 1]
            replacement = Replacement(heard, names[0], begin, begin + len(names[0]), confidence, alternatives)
            if heard != names[0]:
                replacements.append(replacement)
        else:
            offers.append(Offer(heard, length, length + len(heard), names[:MOST_OFFERS]))
            add(heard)
        place = end
    add(text[place:])
    return Snapped("".join(pieces), tuple(replacements), tuple(offers))
