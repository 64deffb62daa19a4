"""What streaming costs: the words of takes that are heard while they grow, against one careful hearing of the whole.

    python -m bench.voice_stream FOLDER --model MODEL [--takes N] [--seed S]

FOLDER holds WAV files (bench.voice leaves some in its FOLDER/audio). Audio comes as fast as it is heard, one hypothesis
for each step of it, the most that a fast machine would make: the more hypotheses, the sooner words are settled.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

from nss_server.adapters.voice.decode import decode
from nss_server.adapters.voice.recognizer import Recognizer
from nss_server.host.speech_take import SAMPLE_RATE, Take
from nss_server.speech.agreement import AGREEING, Agreement
from nss_server.speech.subwords import letters_of
from rapidfuzz.distance import Levenshtein

BLOCK = SAMPLE_RATE // 10


def main() -> None:
    options = _options()
    recognizer = Recognizer(options.model)
    files = sorted(options.folder.rglob("*.wav"))
    random.Random(options.seed).shuffle(files)
    words = errors = otherwise = settled = 0
    for path in files[: options.takes]:
        audio = decode(path)
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
    print(
        json.dumps(
            {
                "hypotheses that must agree": AGREEING,
                "takes": min(options.takes, len(files)),
                "takes with other words": otherwise,
                "words": words,
                "other words": round(errors / words, 4) if words else None,
                "words settled before the end": round(settled / words, 3) if words else None,
            },
            indent=1,
        )
    )


def _words(text: str) -> list[str]:
    return [letters_of(word) for word in text.split()]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.voice_stream", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--takes", type=int, default=70)
    parser.add_argument("--seed", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    main()
