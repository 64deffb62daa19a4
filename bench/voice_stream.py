"""What streaming costs: the words of takes that are heard while they grow, against one careful hearing of the whole.

    python -m bench.voice_stream FOLDER --model MODEL [--takes N] [--seed S] [--prose ROOT]

FOLDER holds WAV files (bench.voice leaves some in its FOLDER/audio). Audio comes as fast as it is heard, one hypothesis
for each step of it, the most that a fast machine would make: the more hypotheses, the sooner words are settled. With
--prose, a take is three sentences of that repository's documents (it needs its index), spoken by synthetic voices that
halt for half a second in the middle of each and between them, and its words are known.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from nss_server.adapters.voice.decode import decode
from nss_server.adapters.voice.recognizer import Recognizer
from nss_server.host.speech_take import SAMPLE_RATE, Take
from nss_server.speech.agreement import AGREEING, Agreement
from nss_server.speech.subwords import letters_of
from rapidfuzz.distance import Levenshtein

from bench.voice_audio import VOICES, speak
from bench.voice_sentences import without_names

if TYPE_CHECKING:
    from nss_server.host.speech_take import Audio

BLOCK = SAMPLE_RATE // 10


def main() -> None:
    options = _options()
    recognizer = Recognizer(options.model)
    files = sorted(options.folder.rglob("*.wav"))
    random.Random(options.seed).shuffle(files)
    words = errors = otherwise = settled = true_words = wrong_whole = wrong_streamed = 0
    takes = list(_halting(options)) if options.prose else [(decode(path), "") for path in files[: options.takes]]
    for audio, said in takes:
        told: list[Agreement] = []
        take = Take(recognizer, "", False, told.append)
        for start in range(0, len(audio), BLOCK):
            take.add(audio[start : start + BLOCK])
            if take.wants_hypothesis:
                take.hypothesize()
        streamed, whole = _words(take.finish()[0]), _words(recognizer.hear(audio).text)
        wrong = Levenshtein.distance(whole, streamed)
        words, errors, otherwise = words + len(whole), errors + wrong, otherwise + bool(wrong)
        settled += len(told[-1].stable) if told else 0
        if true := _words(said):
            true_words += len(true)
            wrong_whole += Levenshtein.distance(true, whole)
            wrong_streamed += Levenshtein.distance(true, streamed)
    print(
        json.dumps(
            {
                "hypotheses that must agree": AGREEING,
                "takes": len(takes),
                "takes with other words": otherwise,
                "words": words,
                "other words": round(errors / words, 4) if words else None,
                "words settled before the end": round(settled / words, 3) if words else None,
                "word error rate": round(wrong_streamed / true_words, 4) if true_words else None,
                "of one hearing of the whole": round(wrong_whole / true_words, 4) if true_words else None,
            },
            indent=1,
        )
    )


def _halting(options: argparse.Namespace) -> Iterator[tuple[Audio, str]]:
    silence = np.zeros(SAMPLE_RATE // 2, dtype=np.float32)
    sentences = without_names(options.prose, 3 * options.takes, options.seed)
    for number in range(len(sentences) // 3):
        said = [sentence.spoken for sentence in sentences[3 * number : 3 * number + 3]]
        voice = VOICES[number % len(VOICES)]
        parts: list[Audio] = []
        for sentence in said:
            words = sentence.split()
            for half in (words[: len(words) // 2], words[len(words) // 2 :]):
                parts += [decode(speak(" ".join(half), voice, options.folder)), silence]
        yield np.concatenate(parts[:-1]), " ".join(said)


def _words(text: str) -> list[str]:
    return [letters_of(word) for word in text.split()]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.voice_stream", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--takes", type=int, default=70)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--prose", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
