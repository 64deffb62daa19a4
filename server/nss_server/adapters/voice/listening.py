"""The same audio heard once more, with names that it may hold told to the recogniser beforehand.

Whisper reads its prompt as the text that came before, and expects its words again. The audio is encoded already, so
that this costs the decoder's part of a hearing only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from nss_server.adapters.voice.whisper import Whisper, as_view, task_tokens
from nss_server.speech.heard import Window

if TYPE_CHECKING:
    from nss_server.adapters.voice.whisper import Encoded

MOST_PROMPT = 223
"""Tokens: half of what the decoder has room for, less one (as faster-whisper cuts its hotwords)."""

BEAM = 2
"""Five find three names more of ninety and take a third longer; greedy finds a tenth fewer."""

LONGEST_REPEATED = 4
"""Tokens in a row that it never says twice: a prompt that is a list makes it go on listing."""

LONGER, MORE = 1.5, 8
"""It may say so many times the tokens of the first hearing, and so many more; spelling names takes a few more."""


def listen_for(whisper: Whisper, window: Window, language: str, translate: bool, words: Sequence[str]) -> str:
    """What the window's audio says to somebody who expects these words, the likeliest of which are last."""
    sound = cast("Encoded", window.sound)
    number = whisper.tokenizer.token_to_id

    def tokens(text: str) -> list[int]:
        return list(whisper.tokenizer.encode(f" {text}", add_special_tokens=False).ids)

    task = [*task_tokens(whisper, language, translate), number("<|notimestamps|>")]
    prompt = [number("<|startofprev|>"), *tokens(", ".join(words))[-MOST_PROMPT:], *task]
    longest = len(prompt) + int(LONGER * len(tokens(window.text))) + MORE
    (result,) = whisper.generate(
        as_view([sound]),
        [prompt],
        beam_size=BEAM,
        max_length=longest,
        no_repeat_ngram_size=LONGEST_REPEATED + 1,
    )
    return whisper.text_of(result.sequences_ids[0])
