"""Five minutes in which nobody speaks: what a recogniser makes of silence, noise, a hum, typing and music."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt
    from nss_server.adapters.voice.recognizer import Recognizer

    Audio = npt.NDArray[np.float32]

RATE = 16_000
SECONDS = 60.0
TAKE_SECONDS = 12.0
"""Of one hearing: a take that somebody holds for a while."""


def invented(recognizer: Recognizer) -> dict[str, Any]:
    """Words by kind of sound, a minute of each; there should be none."""
    found: dict[str, Any] = {}
    for kind, audio in sounds().items():
        step = int(TAKE_SECONDS * RATE)
        texts = [
            recognizer.hear(audio[start : start + step], language="en").text for start in range(0, len(audio), step)
        ]
        found[kind] = {"words": sum(len(text.split()) for text in texts), "texts": [text for text in texts if text]}
    return found


def sounds(seconds: float = SECONDS) -> dict[str, Audio]:
    """Made from a seed."""
    chance = np.random.default_rng(3)
    time = np.arange(int(seconds * RATE)) / RATE
    typing = np.zeros(len(time))
    for place in chance.integers(0, len(time) - 400, int(seconds * 6)):
        typing[place : place + 400] += chance.normal(0, 0.3, 400) * np.exp(-np.arange(400) / 60)
    chords = ((262, 330, 392), (220, 262, 330), (175, 220, 262), (196, 247, 294))
    music = np.zeros(len(time))
    for bar, start in enumerate(range(0, len(time), RATE)):
        part = time[start : start + RATE] - time[start]
        tones = [
            np.sin(2 * np.pi * tone * harmonic * part) / harmonic for tone in chords[bar % 4] for harmonic in (1, 2, 3)
        ]
        music[start : start + RATE] = 0.08 * np.sum(tones, axis=0) * np.exp(-2 * part)
    made = {
        "silence": np.zeros(len(time)),
        "noise": chance.normal(0, 0.02, len(time)),
        "hum": 0.1 * np.sin(2 * np.pi * 50 * time) + 0.03 * np.sin(2 * np.pi * 150 * time),
        "typing": typing + chance.normal(0, 0.002, len(time)),
        "music": music,
    }
    return {kind: audio.astype(np.float32) for kind, audio in made.items()}
