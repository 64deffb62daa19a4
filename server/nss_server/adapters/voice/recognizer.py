"""faster-whisper as NSS uses it: silence stays silent, nothing is invented, other words can be weighed.

Runs in the speech child only: CTranslate2 and its memory live and die there. Never looks anything up on a network: the
model is a folder.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nss_index.ports import IsCancelled, never

from nss_server.adapters.voice.listening import listen_for
from nss_server.adapters.voice.weighing import weigh
from nss_server.adapters.voice.whisper import Whisper
from nss_server.speech.heard import NOTHING, Heard, Segment, Window, Word

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Audio = npt.NDArray[np.float32]
    """Mono, 16,000 samples a second, -1 to 1."""

SAMPLE_RATE = 16_000

CAREFUL_BEAM, QUICK_BEAM = 5, 1
"""Hypotheses kept while decoding. Five as in faster-whisper: a tenth fewer wrong words than greedy, for a fifth more
time (bench/README.md). Partial words are greedy: the next hypothesis is on its way."""

TEMPERATURES = (0.0, 0.2, 0.4)
"""Tried in order when a result repeats itself or is unlikely. faster-whisper's further ones (to 1.0) only guess, and
each costs another decoding while somebody waits."""

LEAST_SEGMENT_PROBABILITY = 0.25
"""A segment that the model itself finds this unlikely while it also suspects silence is noise put into words."""

SUSPECTED_SILENCE = 0.5

MOST_PER_SECOND = 8.0
"""Words in a second of a segment: people reach five; more is a loop of the decoder."""

VAD = {"min_silence_duration_ms": 500, "speech_pad_ms": 300}
"""faster-whisper's defaults wait two seconds and pad by 400 ms; half a second closes a phrase, and 300 ms keep soft
beginnings."""


class Recognizer:
    """One loaded model. Not thread-safe."""

    def __init__(self, folder: Path, device: str = "cpu", compute_type: str = "int8", threads: int = 0) -> None:
        """Raises ModelUnavailable when the extra is not installed or the folder holds no model."""
        self._whisper = Whisper(folder, device, compute_type, threads)

    @property
    def multilingual(self) -> bool:
        return bool(self._whisper.is_multilingual)

    def hear(
        self,
        audio: Audio,
        *,
        language: str = "",
        translate: bool = False,
        word_times: bool = False,
        speech_only: bool = True,
        careful: bool = True,
        windows: bool = False,
        on_segment: Callable[[Segment], None] | None = None,
        abandoned: IsCancelled = never,
    ) -> Heard:
        """`language` "" finds out. `windows`: what `weigh` needs is kept.
        `on_segment` gets each segment as soon as it is there and may raise to end it. Raises Cancelled soon after
        `abandoned` has become true."""
        if not len(audio):
            return NOTHING
        self._whisper.begin(abandoned)
        segments, info = self._whisper.model.transcribe(
            audio,
            language=language or None,
            task="translate" if translate else "transcribe",
            beam_size=CAREFUL_BEAM if careful else QUICK_BEAM,
            temperature=TEMPERATURES,
            condition_on_previous_text=False,
            word_timestamps=word_times,
            vad_filter=speech_only,
            vad_parameters=VAD,
        )
        kept: list[Segment] = []
        logarithms: list[float] = []
        seen: list[tuple[int, Window]] = []
        for raw in segments:
            if _invented(raw):
                continue
            segment = _segment(raw)
            if kept and _repeats(kept, segment):
                continue
            kept.append(segment)
            logarithms.append(raw.avg_logprob)
            if windows:
                self._add_window(seen, raw.seek, segment.text)
            if on_segment:
                on_segment(segment)
        confidence = math.exp(sum(logarithms) / len(logarithms)) if logarithms else 0.0
        return Heard(
            tuple(kept),
            info.language,
            float(info.language_probability),
            confidence,
            tuple(window for _, window in seen),
        )

    def weigh(
        self, window: Window, language: str, translate: bool, replaced: Sequence[tuple[int, int, str]]
    ) -> list[float]:
        """How much likelier the audio is with other words: for each (start, end, words), the logarithm of the odds of
        the window's text with `words` for its characters `start` to before `end`, against the text as it is."""
        self._whisper.begin(never)  # whoever gave up an earlier hearing has nothing to do with these questions
        return weigh(self._whisper, window, language, translate, replaced)

    def listen_for(self, window: Window, language: str, translate: bool, words: Sequence[str]) -> str:
        """The window's text as it is heard by somebody who expects these words, the likeliest of which are last."""
        self._whisper.begin(never)
        return listen_for(self._whisper, window, language, translate, words)

    def _add_window(self, seen: list[tuple[int, Window]], seek: int, text: str) -> None:
        if seen and seen[-1][0] == seek:
            window = seen[-1][1]
            seen[-1] = (seek, replace(window, text=f"{window.text} {text}"))
            return
        others = tuple(dict.fromkeys(self._whisper.text_of(tokens) for tokens in self._whisper.others))
        seen.append((seek, Window(text, others, self._whisper.encoded)))


def _invented(raw: Any) -> bool:
    """Whether the text is likely not to have been said: unlikely over silence, a loop, or faster than speech."""
    words = len(raw.text.split())
    seconds = max(0.1, raw.end - raw.start)
    unlikely = math.exp(raw.avg_logprob) < LEAST_SEGMENT_PROBABILITY and raw.no_speech_prob > SUSPECTED_SILENCE
    return not raw.text.strip() or unlikely or words / seconds > MOST_PER_SECOND


def _repeats(kept: list[Segment], segment: Segment) -> bool:
    """The third time in a row that the same is said is a loop of the decoder."""
    return len(kept) >= 2 and all(earlier.text.lower() == segment.text.lower() for earlier in kept[-2:])


def _segment(raw: Any) -> Segment:
    words = tuple(
        Word(word.word.strip(), float(word.start), float(word.end), float(word.probability)) for word in raw.words or ()
    )
    return Segment(raw.text.strip(), float(raw.start), float(raw.end), words)
