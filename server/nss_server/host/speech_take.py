"""One take inside the speech child: its audio as it comes, partial words while it grows, and the final hearing.

Knows the recogniser as a port, no pipe and no host. Everything happens on the caller's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Protocol

from nss_index.errors import Cancelled
from nss_index.ports import IsCancelled, never

from nss_server.speech.agreement import Agreement, agree, agree_until, finish, settled
from nss_server.speech.heard import NOTHING, Heard, Window, Word

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Audio = npt.NDArray[np.float32]

SAMPLE_RATE = 16_000

STEP_SECONDS = 0.6
"""New audio that makes another hypothesis worth its while; a hypothesis of ten seconds takes about as long on two
cores."""

WINDOW_SECONDS = 18.0
"""Audio looked at again for each hypothesis. Whisper hears thirty seconds at once; what lies behind the last stable
word of a longer take is not looked at any more."""

KEPT_SECONDS = 6.0
"""Of a window that has grown too long, this much stays for context."""

MOST_SECONDS = 26.0
"""A window never grows longer: words that its hypotheses still differ in are taken as the last one has them."""


MOST_PIECES = 40
"""Windows whose encoded audio is kept, for asking it about names: about ten minutes, 60 MB with Whisper base. What was
said before is spelled by its letters only."""


SLACK = 60
"""Characters that a window's text may be longer in the take than as the window heard it: its first words were settled
by an earlier one."""


class Hears(Protocol):
    def hear(
        self,
        audio: Audio,
        *,
        language: str = "",
        translate: bool = False,
        word_times: bool = False,
        careful: bool = True,
        windows: bool = False,
        abandoned: IsCancelled = ...,
    ) -> Heard: ...

    def weigh(
        self, window: Window, language: str, translate: bool, replaced: Sequence[tuple[int, int, str]]
    ) -> list[float]: ...

    def listen_for(self, window: Window, language: str, translate: bool, words: Sequence[str]) -> str: ...


@dataclass(frozen=True, slots=True)
class Replaced:
    """`words` instead of the characters `start` to before `end` of a take's text."""

    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class Final:
    plain: str
    gains: list[float | None]  # of each question; None where the audio is not at hand any more
    language: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Piece:
    """A window, and which of its characters are which of the take's: blocks of (take, window, length)."""

    window: Window
    blocks: tuple[tuple[int, int, int], ...]

    def place(self, start: int, end: int) -> tuple[int, int] | None:
        """The words of the window where these characters of the take's text stand, however it heard them: settled words
        stay when a later hearing has others. None where its audio is of something else."""
        first, last = self._at(start, -1), self._at(end, 1)
        if first is None or last is None:
            return None
        text = self.window.text
        while first > 0 and text[first - 1].isalnum():
            first -= 1
        while last < len(text) and text[last].isalnum():
            last += 1
        return (first, last) if first < last else None

    @property
    def span(self) -> tuple[int, int]:
        """The characters of the take's text that are the window's: as it heard them, or as they were settled before."""
        found = [block for block in self.blocks if block[2]]
        if not found:
            return (0, 0)
        (first, ahead, _), (last, theirs, length) = found[0], found[-1]
        return max(0, first - ahead), last + len(self.window.text) - theirs if length else last

    def _at(self, character: int, side: int) -> int | None:
        """Of what differs, the end on that side: -1 for the end before it, 1 for the one behind."""
        found = [block for block in self.blocks if block[2]]
        for ours, theirs, length in found:
            if ours <= character <= ours + length:
                return theirs + character - ours
        if not found or not found[0][0] <= character <= found[-1][0] + found[-1][2]:
            return None
        if side < 0:
            return max(theirs + length for ours, theirs, length in found if ours < character)
        return min(theirs for ours, theirs, _ in found if ours > character)


@dataclass(slots=True)
class Take:
    recognizer: Hears
    language: str
    translate: bool
    partial: Callable[[Agreement], None]
    _blocks: list[npt.NDArray[np.float32]] = field(default_factory=list[Any])  # not yet in the window
    _window: Audio | None = None
    _window_start: float = 0.0  # seconds of the take before the window
    _since: float = 0.0  # seconds of audio that the last hypothesis has not seen
    _agreement: Agreement = field(default_factory=Agreement)
    _heard: Heard = NOTHING
    _text: str = ""
    _whole: bool = False
    _pieces: list[Piece] = field(default_factory=list[Piece])
    _last: list[Piece] = field(default_factory=list[Piece])  # those of the last hearing, in order
    _others: list[str] = field(default_factory=list[str])

    def add(self, samples: Audio) -> None:
        self._blocks.append(samples)
        self._since += len(samples) / SAMPLE_RATE

    @property
    def wants_hypothesis(self) -> bool:
        return self._since >= STEP_SECONDS and not self._whole

    def add_all(self, samples: Audio) -> None:
        """Everything at once, from a file: there is nobody to show words to before the end."""
        self._whole = True
        self.add(samples)

    def hypothesize(self, abandoned: IsCancelled = never) -> None:
        """Hear the window again, and tell the words if they have changed. Once `abandoned` says so, nothing changes."""
        before = self._agreement
        try:
            self._agreement = agree(before, self._hear(careful=False, abandoned=abandoned))
        except Cancelled:
            return
        if self._agreement != before:
            self.partial(self._agreement)
        self._trim()

    def finish(self) -> tuple[str, list[str]]:
        """The text of everything, once the audio has ended, and what else its last windows may have been."""
        stable = self._agreement.stable
        if not self._window_start:
            # The times of words are a third of the work, and only needed where the two do not end alike.
            self._listen(word_times=False, careful=True)
            words = self._heard.text.split()
            begun = settled(stable, words)
            if begun is not None:
                self._text = " ".join([*(word.text for word in stable), *words[begun:]])
                self._keep(self._text)
                return self._text, self._others
        self._text = Agreement(finish(self._agreement, self._hear(careful=True))).text
        self._keep(self._text)
        return self._text, self._others

    @property
    def spans(self) -> list[tuple[int, int]]:
        """Of the take's text, what the windows of the last hearing say: (start, end) in characters, in order."""
        return [piece.span for piece in self._last]

    @property
    def window_seconds(self) -> float:
        """Of audio that was heard last."""
        return 0.0 if self._window is None else len(self._window) / SAMPLE_RATE

    def listen(self, words: Sequence[Sequence[str]]) -> str:
        """The take's text as it is heard by somebody who expects these words, of each of `spans` other ones."""
        text = self._text
        for piece, expected in reversed(list(zip(self._last, words, strict=False))):
            if expected:
                start, end = piece.span
                again = self.recognizer.listen_for(piece.window, self._heard.language, self.translate, expected)
                text = " ".join(filter(None, (text[:start].rstrip(), again, text[end:].lstrip())))
        return text

    def weigh(self, questions: Sequence[Replaced]) -> Final:
        """How much likelier the audio is with other words, for each question."""
        gains: list[float | None] = [None] * len(questions)
        for piece in reversed(self._pieces):
            mine = {
                number: (*place, asked.words)
                for number, asked in enumerate(questions)
                if gains[number] is None and (place := piece.place(asked.start, asked.end))
            }
            answers = self.recognizer.weigh(piece.window, self._heard.language, self.translate, list(mine.values()))
            for number, gain in zip(mine, answers, strict=True):
                gains[number] = gain
        return Final(self._text, gains, self._heard.language, self._heard.confidence)

    def use(self, recognizer: Hears) -> None:
        """Go on with another model: the first one ran out of memory. No audio is lost, but what the first one has
        encoded says nothing to another."""
        self.recognizer, self._pieces, self._last = recognizer, [], []

    def _keep(self, text: str) -> None:
        """The windows that were heard just now, for questions; the take's text ends in `text` with them."""
        end = len(text)
        kept: list[Piece] = []
        for window in reversed(self._heard.windows):
            begin = max(0, end - len(window.text) - SLACK)
            matched = SequenceMatcher(None, text[begin:end], window.text, autojunk=False).get_matching_blocks()
            kept.append(Piece(window, tuple((ours + begin, theirs, length) for ours, theirs, length in matched)))
            self._others += window.others
            end -= len(window.text) + 1
        self._last = kept[::-1][-MOST_PIECES:]
        self._pieces = [*self._pieces, *self._last][-MOST_PIECES:]

    def _hear(self, careful: bool, abandoned: IsCancelled = never) -> tuple[Word, ...]:
        self._listen(word_times=True, careful=careful, abandoned=abandoned)
        shift = self._window_start
        return tuple(
            Word(word.text, word.start + shift, word.end + shift, word.probability) for word in self._heard.words
        )

    def _listen(self, word_times: bool, careful: bool, abandoned: IsCancelled = never) -> None:
        import numpy as np

        blocks = self._blocks if self._window is None else [self._window, *self._blocks]
        self._window = np.concatenate(blocks) if blocks else np.zeros(0, dtype=np.float32)
        self._blocks, self._since = [], 0.0
        self._heard = self.recognizer.hear(
            self._window,
            language=self.language,
            translate=self.translate,
            word_times=word_times,
            careful=careful,
            windows=True,
            abandoned=abandoned,
        )

    def _trim(self) -> None:
        if self._window is None or (length := len(self._window) / SAMPLE_RATE) < WINDOW_SECONDS:
            return
        cut = self._window_start + length - KEPT_SECONDS
        if length >= MOST_SECONDS:
            self._agreement = agree_until(self._agreement, cut)
        if self._agreement.tentative:
            cut = min(cut, self._agreement.tentative[0].start)  # what is not stable yet is looked at again
        if cut <= self._window_start:
            return
        self._keep(" ".join(word.text for word in self._agreement.stable))
        self._window = self._window[int((cut - self._window_start) * SAMPLE_RATE) :]
        self._window_start = cut
