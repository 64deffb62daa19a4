"""Every way to read a stretch of heard text as a name of the project, each with what speaks for it.

A noisy channel (Shannon 1948; Kernighan, Church and Gale, "A Spelling Correction Program Based on a Noisy Channel
Model", 1990): a stretch of subwords is plain English, as likely as `english` says, or one name, as likely as the name
is in this vocabulary, times how well it explains what was heard. How well that is, the recogniser can tell, who has
the audio: see `alternatives`. Where it was not asked, the edit distance of letters and sounds stands in.
"""

from __future__ import annotations

import bisect
import dataclasses
import itertools
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from nss_server.speech.english import English
from nss_server.speech.evidence import Beside, Weights, shape_of
from nss_server.speech.subwords import Subword, letters_of, subwords
from nss_server.speech.vocabulary import Match, Vocabulary

MOST_SUBWORDS = 8
"""Of one name as it was heard. Longer names are dictated in parts anyway."""

LONGEST_HEARD, LETTERS_MORE = 1.4, 3
"""What a name may have been heard as: so many times the letters of its words, and so many more. Longer stretches hold
words that somebody said; the decoder passes over them, and what it says of the rest counts for nothing."""

_END = re.compile(r"[.!?:;]\s|\n")

Boosts = Mapping[str, float]
"""Name → logarithm of odds that it gets on top, because it is in scope."""

Weighed = Mapping[tuple[str, str], float]
"""(letters that were heard, name) → how much likelier the audio is with the name's words there, in natural logarithms;
0 for words that were heard just so, below for most others."""

Again = frozenset[tuple[str, str]] | None
"""(letters that were heard, name) where the name was heard, word by word, once names were listened for: `shortlist`.
None where nobody listened for names."""

NO_BOOSTS: Boosts = {}
NOT_WEIGHED: Weighed = {}
NOT_AGAIN: Again = None


@dataclass(frozen=True, slots=True)
class Candidate:
    score: float
    match: Match
    weighed: float | None  # None where nobody has asked the audio


@dataclass(frozen=True, slots=True)
class Reading:
    """The subwords from `first` to before `last` as one name; `gain` is over reading them as plain words."""

    first: int
    last: int
    gain: float
    candidates: tuple[Candidate, ...]  # best first

    @property
    def lead(self) -> float:
        """Of the best candidate over the next."""
        return self.candidates[0].score - self.candidates[1].score if len(self.candidates) > 1 else math.inf


@dataclass(frozen=True, slots=True)
class Lattice:
    """A text with its readings."""

    parts: tuple[Subword, ...]
    readings: tuple[Reading, ...]
    sentences: tuple[int, ...]  # of each subword, the number of its sentence

    def beside(self, reading: Reading) -> Beside:
        return _beside(self.parts, self.sentences, reading.first, reading.last)


def lattice(
    text: str,
    vocabulary: Vocabulary,
    english: English,
    weights: Weights,
    boosts: Boosts = NO_BOOSTS,
    weighed: Weighed = NOT_WEIGHED,
    again: Again = NOT_AGAIN,
) -> Lattice:
    parts = _without_possessives(subwords(text), text)
    sentences = _sentences(parts, text)
    if not parts or not vocabulary:
        return Lattice(tuple(parts), (), sentences)
    plain = _plain(parts, english, vocabulary, weights)
    matched = {
        (first, last): vocabulary.matches([part.letters for part in parts[first:last]])
        for first, last in _windows(parts, sentences)
    }
    for (first, last), matches in matched.items():
        _add_weighed(matches, [part.letters for part in parts[first:last]], vocabulary, weighed)
    distances = {window: {match.name.text: match.distance for match in found} for window, found in matched.items()}
    readings: list[Reading] = []
    for (first, last), matches in matched.items():
        heard = "".join(part.letters for part in parts[first:last])
        around = _beside(parts, sentences, first, last)
        given = weights.name + around.speaks_for_a_name(weights) - weights.crowd * math.log(vocabulary.weight)
        ordinary = sum(plain[first:last])
        found: list[Candidate] = []
        for match in matches:
            name = match.name.text
            asked = 0.0 if not match.distance else weighed.get((heard, name))
            if _is_another_name(match, parts[first:last]) or _holds_more(heard, match.said):
                continue
            if asked is None and _fits_better_inside(name, first, last, distances):
                continue
            if _is_said_by_more(name, first, last, distances):
                continue
            score = given + boosts.get(name, 0.0) + weights.known * math.log(match.name.weight)
            score += _by_its_form(match, last - first, ordinary, weights)
            if shape_of(name) == around.shape:
                score += weights.shape
            if asked is None:
                score -= weights.edit * match.distance
            else:
                said = english.phrase(match.said.split(), around.before)
                if match.distance and again is not None:
                    if (heard, name) in again:
                        # Then the plain reading is not what was heard first, but the name's words in English.
                        score += weights.again - weights.english * max(0.0, said - ordinary)
                    else:
                        score += weights.unheard
                score += weights.audio * min(asked, 0.0) + weights.language * (ordinary - said)
                score -= weights.weighed_edit * match.distance
            found.append(Candidate(score, match, asked))
        if found:
            found.sort(key=lambda candidate: (-candidate.score, candidate.match.name.text))
            joined = sum(part.joined for part in parts[first:last])
            gain = likelihood(found) - weights.english * ordinary + weights.joined * joined
            readings.append(Reading(first, last, gain, tuple(found)))
    return Lattice(tuple(parts), tuple(readings), sentences)


def _by_its_form(match: Match, heard: int, ordinary: float, weights: Weights) -> float:
    """What speaks for a name whatever stands around it: how many parts it has, and whether they were said as they are
    written. `heard` is the number of subwords that it was heard as, `ordinary` how likely they are in English."""
    parts = [part.letters for part in subwords(match.name.text)]
    found = weights.parts * (min(len(parts), 3) - 2) + weights.long * max(0, len(parts) - 3)
    if not match.distance:
        found -= weights.ordinary * ordinary
        found += weights.spelled if heard > 1 else 0.0
        found += weights.expanded if match.said.split() != parts else 0.0
    return found


def _holds_more(heard: str, said: str) -> bool:
    """Whether more was heard than a name's words: its neighbours are not eaten."""
    return len(heard) > LONGEST_HEARD * len(said.replace(" ", "")) + LETTERS_MORE


def _beside(parts: Sequence[Subword], sentences: Sequence[int], first: int, last: int) -> Beside:
    sentence = sentences[first]
    before = parts[first - 1].letters if first and sentences[first - 1] == sentence else ""
    after = parts[last].letters if last < len(parts) and sentences[last] == sentence else ""
    return Beside(before, after, parts[bisect.bisect_left(sentences, sentence)].letters)


def _sounds_like(one: Candidate, other: Candidate) -> bool:
    return letters_of(one.match.name.text) == letters_of(other.match.name.text)


def likelihood(candidates: Sequence[Candidate]) -> float:
    """The logarithm of the odds that the best name is meant, or one that is said like it."""
    best = candidates[0]
    alike = (one.score for one in candidates if _sounds_like(one, best))
    return best.score + math.log(sum(math.exp(score - best.score) for score in alike))


def _add_weighed(matches: list[Match], words: list[str], vocabulary: Vocabulary, weighed: Weighed) -> None:
    """A name that the audio was asked about counts, however little it looks like the words."""
    known = {match.name.text for match in matches}
    for heard, name in weighed:
        if name not in known and heard == "".join(words) and (match := vocabulary.match(name, words)):
            matches.append(match)


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
        found.append(likely)
        before = part.letters
    return found


def stretches(text: str) -> Iterator[tuple[str, ...]]:
    """The lower-case words of every stretch that may be one name."""
    parts = _without_possessives(subwords(text), text)
    for first, last in _windows(parts, _sentences(parts, text)):
        yield tuple(part.letters for part in parts[first:last])


def _windows(parts: Sequence[Subword], sentences: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Every stretch that may be one name: whole words, within one sentence."""
    for first in range(len(parts)):
        if parts[first].joined:
            continue
        for last in range(first + 1, min(len(parts), first + MOST_SUBWORDS) + 1):
            if sentences[last - 1] != sentences[first]:
                break
            if last == len(parts) or not parts[last].joined:
                yield first, last


def _is_another_name(match: Match, parts: Sequence[Subword]) -> bool:
    """What was written as one word (`getUserById2`) and has other parts than the name is a name of its own."""
    written_as_one = any(part.joined for part in parts[1:])
    return written_as_one and match.distance > 0 and len(subwords(match.name.text)) != len(parts)


def _sentences(parts: Sequence[Subword], text: str) -> tuple[int, ...]:
    """Of each subword, how many sentences or lines have ended before it."""
    ends = [bool(_END.search(text[before.end : part.start])) for before, part in itertools.pairwise(parts)]
    return tuple(itertools.accumulate(ends, initial=0))[: len(parts)]


def _is_said_by_more(
    name: str, first: int, last: int, distances: Mapping[tuple[int, int], Mapping[str, float]]
) -> bool:
    """Whether a longer stretch around this one is the name word by word: "h t t p client" leaves no "h" behind."""
    around = (
        (start, end)
        for start in range(max(0, last - MOST_SUBWORDS), first + 1)
        for end in range(last, start + MOST_SUBWORDS + 1)
    )
    return any(
        window != (first, last) and distances.get(window, {}).get(name) == 0.0 < distances[first, last].get(name, 0.0)
        for window in around
    )


def _fits_better_inside(
    name: str, first: int, last: int, distances: Mapping[tuple[int, int], Mapping[str, float]]
) -> bool:
    """Whether a part of the stretch is more like the name than all of it: then the rest is a word of its own, and "call
    HttpClient now" keeps its "now"."""
    whole = distances[first, last][name]
    return any(
        distances.get((start, end), {}).get(name, whole) < whole
        for start in range(first, last)
        for end in range(start + 1, last + 1)
        if (start, end) != (first, last)
    )
