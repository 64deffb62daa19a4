"""How well dictation hears, spells names, and how quick it is: JSON.

    python -m bench.voice FOLDER ROOT [ROOT …] --model FOLDER [--sentences 300] [--seed 7] [--clips FOLDER]

FOLDER keeps audio and hearings, so that a second run costs only the text half. Each ROOT is an indexed repository:
half of the sentences hold names drawn from its index, half are prose of its own documents ("own") and of the other
roots ("foreign"). Voices alternate (espeak-ng and flite). Clips are recordings of people with a README table of
transcripts.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from pathlib import Path
from typing import Any

from rapidfuzz.distance import Levenshtein

from bench.report import machine, publish, spread
from bench.voice_audio import Hearings
from bench.voice_noise import invented
from bench.voice_rows import names_in, projects, rows
from bench.voice_sentences import Sentence


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.voice", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("roots", nargs="+", type=Path)
    parser.add_argument("--model", type=Path, required=True, help="the folder of a Whisper model")
    parser.add_argument("--sentences", type=int, default=300, help="with names, and as many without")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=0)
    parser.add_argument("--clips", type=Path, help="a folder of human speech with a README of transcripts")
    options = parser.parse_args(arguments)
    hearings = Hearings(options.folder, options.model, options.threads)
    found = {
        "machine": machine(),
        "model": options.model.name,
        "names": _names(options, hearings),
        "speed": _speed(hearings),
        "five minutes without speech": invented(hearings.recognizer),
    }
    if options.clips:
        found["human"] = _human(options.clips, hearings)
    publish(found)
    return 0


def _names(options: argparse.Namespace, hearings: Hearings) -> dict[str, Any]:
    from nss_server.speech.english import english
    from nss_server.speech.snap import snap

    found = projects(options.roots)
    share = max(1, options.sentences // len(found))
    count: Counter[str] = Counter()
    by_voice: dict[str, Counter[str]] = {}
    errors: Counter[str] = Counter()
    text_seconds: list[float] = []
    for row in rows(found, share, options.seed, options.folder, hearings):
        started = time.perf_counter()
        done = snap(row.heard, row.project.vocabulary, english(), weighed=row.weighed, again=row.again)
        text_seconds.append(row.text_seconds + time.perf_counter() - started)
        if row.sentence.names:
            written, offered = names_in(done)
            for name in row.names:
                exact = name in written
                for counter in (count, by_voice.setdefault(row.voice, Counter())):
                    counter["names"] += 1
                    counter["plain"] += name in re.findall(r"\w+", row.heard)
                    counter["exact"] += exact
                    counter["within three"] += exact or name in offered
            continue
        kind = "own" if row.own else "foreign"
        snapped_words = sum(len(item.heard.split()) for item in done.replacements)
        for group in (kind,) if row.says_a_name() else (kind, f"{kind} nameless"):
            count[f"{group} words"] += len(row.heard.split())
            count[f"{group} snapped"] += snapped_words
        count[f"{kind} snaps"] += len(done.replacements)
        if row.own:
            _add_errors(errors, row.sentence, row.heard)
    words = count["names"]
    return {
        "names": words,
        "exact": _ratio(count["exact"], words),
        "within three": _ratio(count["within three"], words),
        "exact in plain Whisper": _ratio(count["plain"], words),
        "words of prose": {"other repositories": count["foreign words"], "the same": count["own words"]},
        "false snaps": {"other repositories": count["foreign snaps"], "the same": count["own snaps"]},
        "words snapped, prose of other repositories": _ratio(count["foreign snapped"], count["foreign words"]),
        "words snapped, prose of the same repository": _ratio(count["own snapped"], count["own words"]),
        "the same, sentences that say no name of the vocabulary word by word": {
            "other repositories": _ratio(count["foreign nameless snapped"], count["foreign nameless words"]),
            "the same": _ratio(count["own nameless snapped"], count["own nameless words"]),
        },
        "WER of prose (synthetic voices)": _ratio(errors["wrong"], errors["words"]),
        "by voice": {
            voice: {
                "exact": _ratio(counts["exact"], counts["names"]),
                "within three": _ratio(counts["within three"], counts["names"]),
            }
            for voice, counts in sorted(by_voice.items())
        },
        "text half": spread(text_seconds),
    }


def _speed(hearings: Hearings) -> dict[str, Any]:
    """Of what was heard in this run and in earlier ones with the same folder."""
    kept = hearings.all()
    heard, weighed = [one for one in kept if "text" in one], [one for one in kept if "gains" in one]
    audio = sum(item["audio_seconds"] for item in heard)
    return {
        "hearings": len(heard),
        "real-time factor": round(sum(item["seconds"] for item in heard) / audio, 3) if audio else None,
        "per hearing": spread([item["seconds"] for item in heard]),
        "questions to one audio": spread([item["asked_seconds"] for item in weighed]),
    }


def _human(folder: Path, hearings: Hearings) -> dict[str, Any]:
    """WER of our recogniser, and of faster-whisper as it comes, with the same model."""
    from faster_whisper import WhisperModel

    plain: Any = WhisperModel(str(hearings.model), device="cpu", compute_type="int8", cpu_threads=hearings.threads)
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    for name, transcript in re.findall(r"^\|\s*([\w.-]+\.(?:wav|flac))\s*\|\s*([^|]+?)\s*\|", _readme(folder), re.M):
        sentence = Sentence(transcript, transcript, ())
        _add_errors(ours, sentence, hearings.hear(folder / name)["text"])
        segments, _ = plain.transcribe(str(folder / name), language="en", beam_size=1, condition_on_previous_text=False)
        _add_errors(theirs, sentence, " ".join(segment.text for segment in segments))
    return {
        "words": ours["words"],
        "WER": _ratio(ours["wrong"], ours["words"]),
        "WER of plain faster-whisper": _ratio(theirs["wrong"], theirs["words"]),
    }


def _readme(folder: Path) -> str:
    return (folder / "README.md").read_text()


def _add_errors(errors: Counter[str], sentence: Sentence, heard: str) -> None:
    wanted, got = _plain_words(sentence.written), _plain_words(heard)
    errors["words"] += len(wanted)
    errors["wrong"] += Levenshtein.distance(wanted, got)


def _plain_words(text: str) -> list[str]:
    return re.sub(r"[^a-z0-9 ]", "", text.lower().replace("-", " ")).split()


def _ratio(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


if __name__ == "__main__":
    import sys

    sys.exit(main())
