"""What the audio should be asked: which names a heard text may mean, and with which words for them.

A recogniser that has the audio can say how likely any text is with it, much more surely than letters can: "start
swimming" is nearer to `streaming` by its letters, and to `StartsWith` by its sound. It is asked about the names that
the first hearing makes possible, each put in the place of the words that may have been it, and about those that its
other hypotheses make possible: the words that it nearly heard.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from nss_server.speech.english import English
from nss_server.speech.evidence import DEFAULT_WEIGHTS, Weights
from nss_server.speech.lattice import NO_BOOSTS, Again, Boosts, Lattice, Weighed, lattice
from nss_server.speech.subwords import Subword, letters_of, subwords
from nss_server.speech.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Alternative:
    """`words`, which are a way to say `name`, instead of the characters `start` to before `end`, which are `heard`."""

    start: int
    end: int
    heard: str  # letters
    name: str
    words: str
    again: bool | None = None  # whether it was what the second hearing, which knew names, has there; None without one

    def instead(self, text: str) -> str:
        """The words as they would have been heard there: a sentence still begins with a capital."""
        return self.words[:1].upper() + self.words[1:] if text[self.start].isupper() else self.words


def alternatives(
    text: str,
    others: Sequence[str],
    vocabulary: Vocabulary,
    english: English,
    most: int,
    weights: Weights = DEFAULT_WEIGHTS,
    boosts: Boosts = NO_BOOSTS,
    again: str = "",
) -> list[Alternative]:
    """At most `most` of them, the likeliest first. `others` are further hypotheses about the same audio, `again` is
    what was heard when names were listened for: what it has word by word as a name comes first. What was heard so the
    first time needs no asking, and a name that is one ordinary word none that pays."""
    heard = lattice(text, vocabulary, english, weights, boosts)
    found: dict[tuple[int, int, str], tuple[float, Alternative]] = {}
    differing = {letters_of(other): other for other in (again, *others)}
    differing.pop(letters_of(text), None)
    listened = letters_of(again)
    hypotheses = {key: lattice(other, vocabulary, english, weights, boosts) for key, other in differing.items()}
    for key, other in ((None, heard), *hypotheses.items()):
        places = _places(heard.parts, other.parts)
        for gain, first, last, name, words, exact in _possible(other, english):
            start, end = places[first], places[last]
            if start >= end:
                continue
            stretch = heard.parts[start:end]
            letters = "".join(part.letters for part in stretch)
            if stretch[0].joined or letters == words.replace(" ", ""):
                continue
            known = found.get((start, end, name))
            there = exact and key == listened if again else None
            if known is None or (bool(known[1].again), known[0]) < (bool(there), gain):
                alternative = Alternative(stretch[0].start, stretch[-1].end, letters, name, words, there)
                found[start, end, name] = (gain, alternative)
    ranked = sorted(found.values(), key=lambda pair: (not pair[1].again, -pair[0], pair[1].start, pair[1].name))
    return [alternative for _, alternative in ranked[:most]]


def weighed(asked: Sequence[Alternative], gains: Sequence[float | None]) -> Weighed:
    """What the answers say; None where the audio is not at hand any more."""
    found: dict[tuple[str, str], float] = {}
    for alternative, gain in zip(asked, gains, strict=True):
        key = (alternative.heard, alternative.name)
        if gain is not None:
            found[key] = max(gain, found.get(key, gain))
    return found


def heard_again(asked: Sequence[Alternative]) -> Again:
    """Of what was asked, what the second hearing has; None where there was none."""
    if all(alternative.again is None for alternative in asked):
        return None
    return frozenset((alternative.heard, alternative.name) for alternative in asked if alternative.again)


def _possible(found: Lattice, english: English) -> Iterator[tuple[float, int, int, str, str, bool]]:
    """(gain, first and last subword, name, words for it, whether they were heard just so)."""
    for reading in found.readings:
        for candidate in reading.candidates:
            name = candidate.match.name.text
            if not english.is_ordinary([part.letters for part in subwords(name)]):
                gain = reading.gain + candidate.score - reading.candidates[0].score
                yield gain, reading.first, reading.last, name, candidate.match.said, not candidate.match.distance


def _places(heard: Sequence[Subword], other: Sequence[Subword]) -> list[int]:
    """For each border between subwords of another hypothesis, the border of the heard text in the same place: inside of
    what differs, the border behind what both begin with there is the nearest one before."""
    ours, theirs = [part.letters for part in heard], [part.letters for part in other]
    found = [0] * (len(theirs) + 1)
    for _, start, end, first, last in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        for place in range(first, last):
            done = (place - first) / (last - first)
            found[place] = start + round(done * (end - start))
        if first < len(found):
            found[first] = start
    found[-1] = len(ours)
    return found
