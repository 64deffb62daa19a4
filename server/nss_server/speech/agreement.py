"""Which words of a running recognition are final: those that successive hypotheses agree on.

Local agreement (Liu, Spanakis and Niehues, "Low-Latency Sequence-to-Sequence Speech Recognition and Translation by
Partial Hypothesis Selection", 2020; as in Macháček, Dabre and Bojar, "Turning Whisper into Real-Time Transcription
System", 2023). A word that was once said to be stable is never taken back.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from nss_server.speech.heard import Word
from nss_server.speech.subwords import letters_of

AGREEING = 4
"""Hypotheses that must have a word in the same place. Two, as in the papers, settle what Whisper base takes a beginning
for before it has heard how it goes on: 36 % of 70 takes ended with other words than one careful hearing of the whole
(7 % of the words), with four it is 9 % (1 %). The words are shown at once either way, only later as settled ones
(bench/README.md)."""

SAME_PLACE_SECONDS = 1.0
"""Two hypotheses end the same word at most this far apart."""

CONTEXT = 5
"""Words compared to find the last stable one again in a new hypothesis."""


MOST_APART = 2
"""Words that one hypothesis may be ahead of another before a word that both have is taken for another one."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """`stable` grows only; `tentative` is what the last hypothesis says of the rest, `earlier` what those before it
    said of it."""

    stable: tuple[Word, ...] = ()
    tentative: tuple[Word, ...] = ()
    earlier: tuple[tuple[Word, ...], ...] = field(default=(), compare=False)

    @property
    def text(self) -> str:
        return " ".join(word.text for word in (*self.stable, *self.tentative))


def agree(before: Agreement, hypothesis: tuple[Word, ...]) -> Agreement:
    """Take the next hypothesis over all of the audio that is still looked at: words that stand where the last AGREEING
    hypotheses had them, with the same letters, become stable."""
    rest = _beyond(before.stable, hypothesis)
    others = (*before.earlier, before.tentative)[1 - AGREEING :]
    letters = [_letters(words) for words in (rest, *others)]
    count = min(_alike(letters[0], other) for other in letters[1:]) if len(others) == AGREEING - 1 else 0
    return _settle(Agreement(before.stable, rest, others), count)


def agree_until(before: Agreement, seconds: float) -> Agreement:
    """The words of the last hypothesis that end before that become stable: what is behind is not looked at again."""
    return _settle(before, sum(1 for word in before.tentative if word.end <= seconds))


def finish(before: Agreement, hypothesis: tuple[Word, ...]) -> tuple[Word, ...]:
    """The words of the last hypothesis behind the stable ones."""
    return (*before.stable, *_beyond(before.stable, hypothesis))


def settled(stable: Sequence[Word], words: Sequence[str]) -> int | None:
    """How many of the words say what the stable ones say already. None where the last stable one is not found again in
    its place: then only times can tell."""
    ours, theirs = [letters_of(word.text) for word in stable], [letters_of(word) for word in words]
    if not ours:
        return 0
    for mine, other, length in SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks():
        if mine + length == len(ours) and length and abs(other - mine) <= MOST_APART:
            return other + length
    return None


def _settle(state: Agreement, count: int) -> Agreement:
    return Agreement(
        (*state.stable, *state.tentative[:count]),
        state.tentative[count:],
        tuple(words[count:] for words in state.earlier),
    )


def _beyond(stable: tuple[Word, ...], hypothesis: tuple[Word, ...]) -> tuple[Word, ...]:
    """The part of the hypothesis that comes after the stable words: behind its word that is the last stable one, else
    behind them in time.

    The same word may stand there twice ("very very"): it is the one whose context is the same as far as it can be seen,
    and of those the nearest in time. The longest context alone would take the second "very" for the first.
    """
    if not stable:
        return hypothesis
    end = stable[-1].end
    tail, letters = _letters(stable[-CONTEXT:]), _letters(hypothesis)
    found: list[tuple[int, float, int]] = []
    for place, word in enumerate(hypothesis):
        apart = abs(word.end - end)
        visible = min(len(tail), place + 1)
        alike = _alike(reversed(tail), reversed(letters[: place + 1])) if apart <= SAME_PLACE_SECONDS else 0
        if alike:
            found.append((0 if alike == visible else -alike + CONTEXT, apart, place))
    if found:
        return hypothesis[min(found)[2] + 1 :]
    return tuple(word for word in hypothesis if (word.start + word.end) / 2 > end)


def _letters(words: Sequence[Word]) -> list[str]:
    return [letters_of(word.text) for word in words]


def _alike(one: Iterable[str], other: Iterable[str]) -> int:
    """How many of them are the same before two differ."""
    return sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
