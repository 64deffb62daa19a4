"""The names that an utterance may mean, each with its ways to be said and its weight; and which of them sound alike.

Knows nothing of where names come from: `features` reads them off the index, the buffers and the user's dictionary.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from nss_server.speech.grams import Grams
from nss_server.speech.sound import Sound, distance, likeness, sound_of
from nss_server.speech.spoken import readings
from nss_server.speech.subwords import subwords

LEAST_ALIKE = 0.6
"""Below this a phrase and a name have so little in common that no context makes one of the other: of ten pairs of
unrelated names of a repository fewer than one is as alike."""

REMEMBERED = 10_000
"""Phrases: a minute of speech has about a thousand."""

NEAREST = 6
"""Names looked at for one phrase: three are offered, one has to win, and readings of the same name come twice."""

MOST_ALIKE = 12
"""Names that one phrase puts on the list of those to listen for (`shortlist`), however little they are alike."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it is written. `weight` is how much likelier than an ordinary name of the project it is meant."""

    text: str
    weight: float = 1.0


PRIVATE = 0.25
"""Of `post_process` and `_post_process`, which sound alike, the public one is meant four times of five: a private name
is spoken of in its own file, where it weighs more anyway."""


def project_name(name: str, definitions: int) -> Name:
    """A name of the code with the number of its definitions: what is defined often is spoken of more often, but not in
    proportion."""
    return Name(name, (1 + math.log(definitions)) * (PRIVATE if name.startswith("_") else 1.0))


@dataclass(frozen=True, slots=True)
class Match:
    name: Name
    said: str  # the words for it that are nearest to what was heard
    distance: float  # edits, see `sound.distance`
    log_prior: float  # of this name among all of the vocabulary


@dataclass(frozen=True, slots=True)
class Alike:
    """What a phrase may be, if it was misheard badly."""

    likeness: float  # see `sound.likeness`
    name: str
    said: str


@dataclass(frozen=True, slots=True)
class _Looked:
    matches: tuple[Match, ...]
    alike: tuple[Alike, ...]


class Vocabulary:
    """`over` is a larger vocabulary that this one adds to: the names of unsaved buffers, over those of the index."""

    def __init__(self, names: Iterable[Name], over: Vocabulary | None = None) -> None:
        self._over = over
        kept: dict[str, Name] = {}
        for name in names:
            known = kept.get(name.text)
            if name.weight > 0 and (known is None or name.weight > known.weight):
                kept[name.text] = name
        self.names = tuple(kept.values())
        self._weight = sum(name.weight for name in self.names) + (over.weight if over else 0.0)
        self._total = math.log(self._weight) if self._weight else 0.0
        self._said: list[tuple[Name, str, Sound]] = []
        self._by_text = kept
        self._looked: dict[tuple[str, ...], _Looked] = {}
        self._parts = {part.letters for name in self.names for part in subwords(name.text)}
        for name in self.names:
            self._said += [(name, said, sound_of(tuple(said.split()))) for said in readings(name.text)]
        self._letters = Grams([sound.letters for _, _, sound in self._said])
        self._codes = Grams([sound.code for _, _, sound in self._said])

    def has_part(self, word: str) -> bool:
        """Whether a lower-case word is a part of any name: then it is a word of this project."""
        return word in self._parts or bool(self._over and self._over.has_part(word))

    @property
    def weight(self) -> float:
        """The sum of the weights of all names."""
        return self._weight

    def __bool__(self) -> bool:
        return bool(self.names) or bool(self._over)

    def match(self, text: str, words: Sequence[str]) -> Match | None:
        """One name against the words, however little they are alike; None for a name that is not in here."""
        name = self._by_text.get(text)
        if name is None:
            return self._over.match(text, words) if self._over else None
        heard = sound_of(tuple(words))
        edits, said = min((distance(heard, sound_of(tuple(said.split()))), said) for said in readings(text))
        return Match(name, said, edits, math.log(name.weight) - self._total)

    def matches(self, words: Sequence[str]) -> list[Match]:
        """The names that sound like the words, the likeliest first; at most `NEAREST` of them. Remembered for a while:
        a growing text is looked at again and again."""
        return list(self._look_at(tuple(words)).matches)

    def alike(self, words: Sequence[str]) -> tuple[Alike, ...]:
        """At most `MOST_ALIKE` names, the most alike first. Costs nothing beside `matches`."""
        return self._look_at(tuple(words)).alike

    def _look_at(self, words: tuple[str, ...]) -> _Looked:
        found = self._looked.get(words)
        if found is None:
            if len(self._looked) > REMEMBERED:
                self._looked.clear()
            found = self._looked[words] = self._look_up(words)
        return found

    def _look_up(self, words: tuple[str, ...]) -> _Looked:
        heard = sound_of(words)
        near = {*self._letters.near(heard.letters), *self._codes.near(heard.code)}
        below = self._over._look_at(words) if self._over else _Looked((), ())
        best = {match.name.text: match for match in below.matches}
        alike = {one.name: one for one in below.alike}
        for place in near:
            name, said, sound = self._said[place]
            likely = likeness(heard, sound)
            if name.text not in alike or alike[name.text].likeness < likely:
                alike[name.text] = Alike(likely, name.text, said)
            if likely < LEAST_ALIKE:
                continue
            edits = distance(heard, sound)
            known = best.get(name.text)
            if known is None or edits < known.distance:
                best[name.text] = Match(name, said, edits, math.log(name.weight) - self._total)
        matches = sorted(best.values(), key=lambda match: (match.distance, -match.log_prior, match.name.text))
        nearest = sorted(alike.values(), key=lambda one: (-one.likeness, one.name))
        return _Looked(tuple(matches[:NEAREST]), tuple(nearest[:MOST_ALIKE]))
