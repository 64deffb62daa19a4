"""faster-whisper as NSS uses it: silence stays silent, nothing is invented, names may be hinted at.

Runs in the speech child only: CTranslate2 and its memory live and die there. Never looks anything up on a network: the
model is a folder.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nss_index.errors import ModelUnavailable

from nss_server.speech.heard import NOTHING, Heard, Segment, Word

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

PROMPT_TOKENS = 200
"""Of Whisper's 223 tokens of context: names are cut by the tokeniser's count, and some room is left for its marks."""

SILENT_FRAMES = 400
"""Of 10 ms, encoded after the end of the audio. Whisper was trained on windows of thirty seconds, and faster-whisper
always encodes so many: 0.9 s of work on two cores for a sentence of three. With four seconds of silence behind it the
words are the same (bench/README.md has the figures); with much less the decoder begins to repeat itself."""

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
        if not (folder / "model.bin").is_file():
            raise ModelUnavailable(
                f"{folder} holds no Whisper model",
                todo="`nss models list` shows what can be had, `nss models pull` gets it",
            )
        try:
            self._model = _load(folder, device, compute_type, threads)
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelUnavailable(f"the Whisper model in {folder} cannot be loaded", why=str(error)) from error

    @property
    def multilingual(self) -> bool:
        return bool(self._model.model.is_multilingual)

    def hear(
        self,
        audio: Audio,
        *,
        language: str = "",
        translate: bool = False,
        names: Sequence[str] = (),
        word_times: bool = False,
        speech_only: bool = True,
        careful: bool = True,
        on_segment: Callable[[Segment], None] | None = None,
    ) -> Heard:
        """`language` "" finds out. `names` are hinted at, the first ones first, as far as Whisper's context goes.
        `on_segment` gets each segment as soon as it is there and may raise to end it."""
        if not len(audio):
            return NOTHING
        segments, info = self._model.transcribe(
            audio,
            language=language or None,
            task="translate" if translate else "transcribe",
            beam_size=CAREFUL_BEAM if careful else QUICK_BEAM,
            temperature=TEMPERATURES,
            condition_on_previous_text=False,
            initial_prompt=self._prompt(names) or None,
            word_timestamps=word_times,
            vad_filter=speech_only,
            vad_parameters=VAD,
        )
        kept: list[Segment] = []
        logarithms: list[float] = []
        for raw in segments:
            if _invented(raw):
                continue
            segment = _segment(raw)
            if kept and _repeats(kept, segment):
                continue
            kept.append(segment)
            logarithms.append(raw.avg_logprob)
            if on_segment:
                on_segment(segment)
        confidence = math.exp(sum(logarithms) / len(logarithms)) if logarithms else 0.0
        return Heard(tuple(kept), info.language, float(info.language_probability), confidence)

    def _prompt(self, names: Sequence[str]) -> str:
        """The names as a list in the past of the conversation: Whisper spells what it has just seen, and best what it
        has seen last. So the likeliest stand at the end: a fifth more names come out right than the other way round."""
        encode = self._model.hf_tokenizer.encode
        kept: list[str] = []
        used = 0
        for name in names:
            used += len(encode(f" {name},", add_special_tokens=False).ids)
            if used > PROMPT_TOKENS:
                break
            kept.append(name)
        return ", ".join(reversed(kept)) + "." if kept else ""


def _load(folder: Path, device: str, compute_type: str, threads: int) -> Any:
    try:
        import numpy as np
        from faster_whisper import WhisperModel
    except ImportError as error:
        raise ModelUnavailable(
            "dictation needs the extra packages of NSS", why=str(error), todo="Run: pip install 'nss-lsp[voice]'"
        ) from error

    model: Any = WhisperModel(
        str(folder), device=device, compute_type=compute_type, cpu_threads=threads, local_files_only=True
    )
    encode_all = model.encode
    last: list[Any] = [None, None]

    def encode(features: Any) -> Any:
        """Of what was said, and not of the silence that faster-whisper fills up to thirty seconds with. Remembers the
        last: a second hearing of the same audio, told of names, costs the decoder only."""
        said = np.flatnonzero(features.any(axis=0))
        features = features[:, : int(said[-1]) + 1 + SILENT_FRAMES] if len(said) else features
        if last[0] is None or not np.array_equal(last[0], features):
            last[:] = features, encode_all(features)
        return last[1]

    model.encode = encode
    return model


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
