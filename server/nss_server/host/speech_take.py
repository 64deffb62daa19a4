"""One take inside the speech child: its audio as it comes, partial words while it grows, and the final hearing.

Knows the recogniser as a port, no pipe and no host. Everything happens on the caller's thread.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from nss_server.speech.agreement import Agreement, agree, finish
from nss_server.speech.heard import NOTHING, Heard, Word
from nss_server.speech.subwords import letters_of

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


class Hears(Protocol):
    def hear(
        self,
        audio: Audio,
        *,
        language: str = "",
        translate: bool = False,
        names: Sequence[str] = (),
        word_times: bool = False,
        careful: bool = True,
    ) -> Heard: ...


@dataclass(frozen=True, slots=True)
class Final:
    plain: str
    hinted: str  # the second hearing's text of the last window, "" where there were no names to tell it
    language: str
    confidence: float


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

    def hypothesize(self) -> None:
        """Hear the window again, and tell the words if they have changed."""
        before = self._agreement
        self._agreement = agree(before, self._hear(careful=False))
        if self._agreement != before:
            self.partial(self._agreement)
        self._trim()

    def first_hearing(self) -> str:
        """The text of everything, once the audio has ended."""
        stable = self._agreement.stable
        if not self._window_start:
            # The times of words are a third of the work, and only needed where the two do not begin alike.
            self._listen(word_times=False, careful=True)
            words = self._heard.text.split()
            if [letters_of(word.text) for word in stable] == [letters_of(word) for word in words[: len(stable)]]:
                self._text = " ".join([*(word.text for word in stable), *words[len(stable) :]])
                return self._text
        self._text = Agreement(finish(self._agreement, self._hear(careful=True))).text
        return self._text

    def second_hearing(self, names: Sequence[str]) -> Final:
        """The same audio again, told of names; without names nothing is heard twice."""
        hinted = ""
        if names and self._window is not None and len(self._window):
            hinted = self.recognizer.hear(
                self._window, language=self._heard.language or self.language, translate=self.translate, names=names
            ).text
        return Final(self._text, hinted, self._heard.language, self._heard.confidence)

    def use(self, recognizer: Hears) -> None:
        """Go on with another model: the first one ran out of memory. No audio is lost."""
        self.recognizer = recognizer

    def _hear(self, careful: bool) -> tuple[Word, ...]:
        self._listen(word_times=True, careful=careful)
        shift = self._window_start
        return tuple(
            Word(word.text, word.start + shift, word.end + shift, word.probability) for word in self._heard.words
        )

    def _listen(self, word_times: bool, careful: bool) -> None:
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
        )

    def _trim(self) -> None:
        if self._window is None or len(self._window) / SAMPLE_RATE < WINDOW_SECONDS:
            return
        end = self._window_start + len(self._window) / SAMPLE_RATE
        stable = self._agreement.stable[-1].end if self._agreement.stable else end
        # Never in the middle of what is not stable yet; without any words (silence) only the end is kept.
        cut = max(self._window_start, min(stable, end - KEPT_SECONDS) if self._agreement.stable else end - KEPT_SECONDS)
        self._window = self._window[int((cut - self._window_start) * SAMPLE_RATE) :]
        self._window_start = cut
