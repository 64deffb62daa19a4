"""How likely audio is with other words than those that were heard: the decoder reads them instead of guessing.

Whisper's decoder gives each token of a text its probability, given the audio and the tokens before it; their product is
that of the text (teacher forcing; the rescoring of hypotheses of Chiu and Chen, "Innovative BERT-based Reranking
Language Models for Speech Recognition", 2021, with the recogniser itself as the model). CTranslate2 offers it as
`align`. All tokens are read at once: a text costs a tenth of hearing it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from nss_server.adapters.voice.whisper import Whisper, as_view, task_tokens
from nss_server.speech.heard import Window

if TYPE_CHECKING:
    from nss_server.adapters.voice.whisper import Encoded

FRAMES = 50
"""Of the encoder, in a second."""

AROUND_SECONDS = 4.0
"""Of audio and words on either side of what is weighed; with two, a name in thirty is one that nobody said. The cost
grows with both, and what is said further away is said in any case."""

WHOLE_SECONDS = 20.0
"""A window up to this long, its silence included, is asked as a whole: its parts would be nearly as long, and each has
to be read with the words as they were heard, too."""

LEAST = 1e-9
"""A probability below it is a rounding error of the decoder, and its logarithm must not decide alone."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the text and its part of the audio, in frames."""

    start: int
    end: int
    first: int
    last: int


def weigh(
    whisper: Whisper, window: Window, language: str, translate: bool, replaced: Sequence[tuple[int, int, str]]
) -> list[float]:
    """See `Recognizer.weigh`."""
    import numpy as np

    if not replaced:
        return []
    sound = cast("Encoded", window.sound)
    start = task_tokens(whisper, language, translate)
    whole = _Piece(0, len(window.text), 0, len(sound))
    pieces, silence = [whole] * len(replaced), sound[:0]
    if len(sound) > WHOLE_SECONDS * FRAMES:
        words = _timed(whisper, start, sound, window.text)
        pieces = [_around(words, begin, end, whole) for begin, end, _ in replaced]
        # Without the silence that was encoded behind the speech the decoder doubts the last words, and so its answers.
        silence = sound[words[-1].last :]
    gains = [0.0] * len(replaced)
    for piece in dict.fromkeys(pieces):
        mine = [number for number, other in enumerate(pieces) if other == piece]
        texts = [window.text[piece.start : piece.end]]
        for begin, end, instead in (replaced[number] for number in mine):
            texts.append(window.text[piece.start : begin] + instead + window.text[end : piece.end])
        part = sound if piece == whole else np.concatenate((sound[piece.first : piece.last], silence))
        unchanged, *likely = _likely(whisper, start, part, texts)
        for number, one in zip(mine, likely, strict=True):
            gains[number] = one - unchanged
    return gains


@dataclass(frozen=True, slots=True)
class _Timed:
    """A word of the text: its characters and its frames."""

    start: int
    end: int
    first: int
    last: int


def _timed(whisper: Whisper, start: list[int], sound: Encoded, text: str) -> list[_Timed]:
    """When each word was said: the path of the decoder's attention, as whisper's own word times."""
    encoded = whisper.tokenizer.encode(f" {text}", add_special_tokens=False)
    (found,) = whisper.align(as_view([sound]), start, [encoded.ids], [2 * len(sound)])
    begun: dict[int, int] = {}
    last = 0
    for token, frame in found.alignments:
        begun.setdefault(token, frame)
        last = max(last, frame)
    words: list[_Timed] = []
    for match in re.finditer(r"\S+", text):
        low, high = match.start() + 1, match.end() + 1  # the encoded text has a space before it
        tokens = [place for place, (a, b) in enumerate(encoded.offsets) if a < high and b > low]
        first = begun.get(tokens[0], last) if tokens else last
        words.append(_Timed(match.start(), match.end(), first, begun.get(tokens[-1] + 1, last) if tokens else last))
    return words


def _around(words: Sequence[_Timed], begin: int, end: int, whole: _Piece) -> _Piece:
    """The words from so many seconds before the characters `begin` to before `end` to as many behind them."""
    inside = [word for word in words if word.start < end and word.end > begin]
    first = min(word.first for word in inside) - AROUND_SECONDS * FRAMES
    last = max(word.last for word in inside) + AROUND_SECONDS * FRAMES
    kept = [word for word in words if word in inside or (word.first >= first and word.last <= last)]
    start = 0 if kept[0] is words[0] else kept[0].start
    stop = whole.end if kept[-1] is words[-1] else kept[-1].end
    if (start, stop) == (0, whole.end):
        return whole
    return _Piece(start, stop, 0 if start == 0 else kept[0].first, kept[-1].last)


def _likely(whisper: Whisper, start: list[int], sound: Encoded, texts: Sequence[str]) -> list[float]:
    """Log probabilities of texts, given the same audio."""
    tokens = [whisper.tokenizer.encode(f" {text.strip()}", add_special_tokens=False).ids for text in texts]
    frames = [2 * len(sound)] * len(texts)
    answers = whisper.align(as_view([sound] * len(texts)), start, tokens, frames, median_filter_width=1)
    return [
        sum(math.log(max(LEAST, float(probability))) for probability in answer.text_token_probs) for answer in answers
    ]
