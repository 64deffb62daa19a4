"""A Whisper model as faster-whisper loads it, with what dictation needs besides: it hears no silence, remembers what it
has encoded, says what else it nearly heard, and stops between two steps when nobody waits any more.

Runs in the speech child only: CTranslate2 and its memory live and die there. Never looks anything up on a network.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from nss_index.errors import Cancelled, ModelUnavailable
from nss_index.ports import IsCancelled, never

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Encoded = npt.NDArray[np.floating[Any]]
    """Audio as the encoder left it: (frames of 20 ms, width of the model)."""

SILENT_FRAMES = 400
"""Of 10 ms, encoded after the end of the audio. Whisper was trained on windows of thirty seconds, and faster-whisper
always encodes so many: 0.9 s of work on two cores for a sentence of three. With four seconds of silence behind it the
words are the same (bench/README.md has the figures); with much less the decoder begins to repeat itself."""

LONGEST_REPEATED = 3
"""Tokens in a row that a second try never says twice. The first one is given up mostly because it went round in circles
("Move, move, move, …"), and no temperature alone gets out of that: without this the sentence would be lost."""

LATIN = "<|la|>"
"""Nobody grew up with it, and Whisper takes other languages for it: of 150 English sentences of synthetic voices four
were taken for another language, three of them for Latin. Who dictates it can still say so."""

_NEEDED = ("model.bin", "config.json", "tokenizer.json")
"""Files of a model. What is missing, faster-whisper would ask a hub for: the tokeniser, without a word."""

_FIRST_MERGE = ("Ġ", "t")


class Whisper:
    """One loaded model. Not thread-safe."""

    def __init__(self, folder: Path, device: str, compute_type: str, threads: int) -> None:
        """Raises ModelUnavailable when the extra is not installed or the folder holds no model."""
        missing = [name for name in _NEEDED if not (folder / name).is_file()]
        if missing:
            raise ModelUnavailable(
                f"{folder} holds no Whisper model", why=f"{', '.join(missing)} missing",
                todo="`nss models list` shows what can be had, `nss models pull` gets it",
            )  # fmt: skip
        try:
            from faster_whisper import WhisperModel
            from tokenizers import Tokenizer
        except ImportError as error:
            raise ModelUnavailable(
                "dictation needs the extra packages of NSS", why=str(error), todo="Run: pip install 'nss-lsp[voice]'"
            ) from error
        try:
            self.model: Any = WhisperModel(
                str(folder), device=device, compute_type=compute_type, cpu_threads=threads, local_files_only=True
            )
            self.tokenizer: Any = Tokenizer.from_str(mended_tokenizer((folder / "tokenizer.json").read_text("utf-8")))
        except (RuntimeError, ValueError, OSError) as error:
            raise ModelUnavailable(f"the Whisper model in {folder} cannot be loaded", why=str(error)) from error
        self.model.hf_tokenizer = self.tokenizer
        self._engine: Any = self.model.model
        self._encode_window: Callable[[Any], Any] = self.model.encode
        self.model.model, self.model.encode = self, self._encode
        self._last: tuple[Any, Any] | None = None
        self._hypotheses: list[list[int]] = []
        self._abandoned: IsCancelled = never

    def __getattr__(self, name: str) -> Any:
        """faster-whisper takes this object for CTranslate2's own."""
        return getattr(self.__dict__["_engine"], name)

    def begin(self, abandoned: IsCancelled) -> None:
        """A new hearing, which raises Cancelled between two steps once `abandoned` says so."""
        self._abandoned = abandoned
        self._hypotheses = []

    @property
    def others(self) -> list[list[int]]:
        """Tokens of what the last window's search nearly took, the likeliest first."""
        return self._hypotheses[1:]

    @property
    def encoded(self) -> Encoded:
        """The last window as the encoder left it."""
        import numpy as np

        features: Any = None if self._last is None else self._last[1]
        if str(self.model.model.device) != "cpu":
            import ctranslate2

            features = features.to_device(cast("Any", ctranslate2).Device.cpu)
        return np.asarray(features)[0]

    def text_of(self, tokens: Sequence[int]) -> str:
        """Without the marks of time."""
        end = self.tokenizer.token_to_id("<|endoftext|>")
        return str(self.tokenizer.decode([token for token in tokens if token < end])).strip()

    def generate(self, features: Any, prompts: Any, **options: Any) -> Any:
        """CTranslate2's, which is made to tell the hypotheses that it gives up in the end."""
        self._look()
        beam = int(options.get("beam_size", 1))
        if options.get("sampling_temperature"):
            options["no_repeat_ngram_size"] = LONGEST_REPEATED
        if beam > 1:
            options["num_hypotheses"] = beam
        results = self._engine.generate(features, prompts, **options)
        if beam > 1:
            self._hypotheses = [list(tokens) for tokens in results[0].sequences_ids]
        return results

    def detect_language(self, features: Any) -> list[list[tuple[str, float]]]:
        """CTranslate2's, for each window (token, probability) of the languages but Latin, the likeliest first."""
        return [without_latin(found) for found in self._engine.detect_language(features)]

    def align(self, *arguments: Any, **options: Any) -> Any:
        self._look()
        return self._engine.align(*arguments, **options)

    def _encode(self, features: Any) -> Any:
        """Of what was said, and not of the silence that faster-whisper fills up to thirty seconds with."""
        import numpy as np

        self._look()
        said = np.flatnonzero(features.any(axis=0))
        features = features[:, : int(said[-1]) + 1 + SILENT_FRAMES] if len(said) else features
        if self._last is None or not np.array_equal(self._last[0], features):
            self._last = features, self._encode_window(features)
        return self._last[1]

    def _look(self) -> None:
        if self._abandoned():
            raise Cancelled("nobody waits for this hearing any more")


def without_latin(found: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """Languages as (token, probability), as likely as they are when it is none of them."""
    kept = [(token, probability) for token, probability in found if token != LATIN]
    total = sum(probability for _, probability in kept)
    return [(token, probability / total) for token, probability in kept] if total else list(found)


def task_tokens(whisper: Whisper, language: str, translate: bool) -> list[int]:
    """What the decoder begins with, in tokens."""
    number = whisper.tokenizer.token_to_id
    start = [number("<|startoftranscript|>")]
    if whisper.is_multilingual:
        start += [number(f"<|{language or 'en'}|>"), number("<|translate|>" if translate else "<|transcribe|>")]
    return start


def as_view(parts: Sequence[Encoded]) -> Any:
    """Encoded audio, all of one length, as CTranslate2 takes it."""
    import ctranslate2
    import numpy as np

    return cast("Any", ctranslate2).StorageView.from_array(np.ascontiguousarray(np.stack(parts)))


def mended_tokenizer(definition: str) -> str:
    """The tokeniser's JSON with the merge of " t" in it. Some published conversions have lost it (whisper-base of
    Systran: it was the first line of a file whose first line is a heading elsewhere): then " the" becomes two tokens
    that the model has never seen side by side, and so does every word with a t that it is asked about."""
    found = cast("dict[str, Any]", json.loads(definition))
    merges = cast("list[str] | list[list[str]]", found["model"]["merges"])
    if not any(_pair(merge) == _FIRST_MERGE for merge in merges[:10]):
        joined = isinstance(merges[0], str)
        found["model"]["merges"] = [" ".join(_FIRST_MERGE) if joined else list(_FIRST_MERGE), *merges]
    return json.dumps(found)


def _pair(merge: str | Sequence[str]) -> tuple[str, ...]:
    return tuple(merge.split(" ")) if isinstance(merge, str) else tuple(merge)
