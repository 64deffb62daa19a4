"""How quick dictation is, from the key to the text, with a real (virtual) microphone: JSON.

    python -m bench.voice_live CLIP [--models FOLDER] [--takes 8] [--root ROOT]

CLIP is a recording of about ten seconds. Needs PulseAudio (make setup brings it). The first take is cold: the host, the
recorder and the model start with it. With --root, an indexed repository, the names that are listened for and asked
about are that repository's, looked up as an editor does; without it they are made up, and nothing is looked up.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import psutil
from nss_server.features._dictated import questions_for
from nss_server.speech.alternatives import alternatives
from nss_server.speech.english import english
from nss_server.speech.shortlist import shortlist
from nss_server.speech.vocabulary import Vocabulary

from bench.report import machine, megabytes, publish, spread
from bench.voice_rows import projects
from tests.support.voice import Microphone, installed_model, virtual_microphone

FIRST = ("get", "set", "find", "remove", "update", "create", "resolve", "parse", "load", "merge")
SECOND = ("user name", "connection", "file path", "request body", "setting")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.voice_live", description=__doc__)
    parser.add_argument("clip", type=Path)
    parser.add_argument("--models", type=Path, help="a folder of models; else the one of the tests")
    parser.add_argument("--takes", type=int, default=8)
    parser.add_argument("--root", type=Path)
    options = parser.parse_args(arguments)
    names = _Names(projects([options.root])[0].vocabulary) if options.root else _MadeUp()
    with tempfile.TemporaryDirectory(prefix="nss-bench-", dir="/tmp") as folder, virtual_microphone() as microphone:
        for name in ("CACHE", "DATA", "CONFIG", "RUNTIME"):
            os.environ[f"NSS_{name}_DIR"] = str(Path(folder) / name.lower())
        os.environ["NSS_MODELS_DIR"] = str(options.models or installed_model())
        os.environ |= microphone.environment
        takes, memory = asyncio.run(_takes(options.clip, options.takes, microphone, names))
    warm = takes[1:]
    publish(
        {
            "machine": machine(),
            "cold": takes[0],
            "key to recording": spread([take["recording"] for take in warm]),
            "speech to first partial": spread([take["first partial"] for take in warm if "first partial" in take]),
            "release to final": spread([take["final"] for take in warm]),
            "memory_mb": memory,
            "text": takes[-1]["text"],
        }
    )
    return 0


async def _takes(
    clip: Path, count: int, microphone: Microphone, names: _MadeUp
) -> tuple[list[dict[str, Any]], dict[str, float]]:
    from nss_server.adapters.host_client import HostClient

    client = HostClient("cli")
    try:
        takes = [await _take(client, clip, microphone, names) for _ in range(count)]
        status = await client.request("status", {})
        memory = {
            child["kind"]: megabytes(psutil.Process(child["pid"]).memory_info().rss) for child in status["children"]
        }
        memory["host"] = megabytes(psutil.Process(status["pid"]).memory_info().rss)
        await client.request("stop", {})
    finally:
        await client.close()
    return takes, memory


async def _take(client: Any, clip: Path, microphone: Microphone, names: _MadeUp) -> dict[str, Any]:
    marks: dict[str, float] = {}
    recording = asyncio.Event()

    def hear(event: Mapping[str, Any]) -> None:
        if event["type"] == "level":
            recording.set()
            marks.setdefault("recording", time.perf_counter())
        elif event["type"] == "partial":
            marks.setdefault("first partial", time.perf_counter())
            if not ahead or ahead[-1].done():
                ahead.append(asyncio.ensure_future(names.look_ahead(f"{event['stable']} {event['tentative']}")))
        elif event["type"] == "heard":
            requests.append(asyncio.ensure_future(names.ask(client, event)))

    requests: list[asyncio.Future[Any]] = []
    ahead: list[asyncio.Future[None]] = []
    started = time.perf_counter()
    running = asyncio.ensure_future(client.request("dictation/run", {"request": {"language": "en"}}, hear))
    await asyncio.wait((running, asyncio.ensure_future(recording.wait())), return_when=asyncio.FIRST_COMPLETED)
    spoken = time.perf_counter()
    await asyncio.to_thread(microphone.play, clip)
    released = time.perf_counter()
    await client.request("dictation/stop", {})
    result = await running
    found = {
        "recording": marks["recording"] - started,
        "final": time.perf_counter() - released,
        "text": result["plain"],
    }
    if "first partial" in marks:
        found["first partial"] = marks["first partial"] - spoken
    return found


class _MadeUp:
    """As an editor does: the audio is heard again with fifty names, and asked about some. Nothing is looked up."""

    async def look_ahead(self, text: str) -> None:
        pass

    async def ask(self, client: Any, heard: Mapping[str, Any]) -> None:
        words = [[f"{first} {second}" for first in FIRST for second in SECOND] for _ in heard["spans"]]
        await client.request("dictation/listen", {"take": heard["take"], "words": words})
        most = questions_for(heard["audio_seconds"], len(heard["spans"]), waited_for=True)
        await client.request("dictation/weigh", {"take": heard["take"], "questions": questions(heard["text"], most)})


class _Names(_MadeUp):
    """The same with the names of a repository, looked up while somebody speaks and when it is heard."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    async def look_ahead(self, text: str) -> None:
        await asyncio.to_thread(alternatives, text, [], self._vocabulary, english(), 0)

    async def ask(self, client: Any, heard: Mapping[str, Any]) -> None:
        take, text = heard["take"], heard["text"]
        words = await asyncio.to_thread(
            lambda: [shortlist(text[start:end], self._vocabulary, english()) for start, end in heard["spans"]]
        )
        again = (await client.request("dictation/listen", {"take": take, "words": words}))["text"]
        most = questions_for(heard["audio_seconds"], len(heard["spans"]), waited_for=True)
        found = await asyncio.to_thread(
            alternatives, text, heard["others"], self._vocabulary, english(), most, again=again
        )
        asked = [(item.start, item.end, item.instead(text)) for item in found]
        await client.request("dictation/weigh", {"take": take, "questions": asked})


def questions(text: str, most: int) -> list[tuple[int, int, str]]:
    """As many as are asked in a repository, each about a word of its own."""
    words = list(re.finditer(r"\w+", text))
    return [(match.start(), match.end(), "get user") for match in words[:: max(1, len(words) // most)]][:most]


if __name__ == "__main__":
    import sys

    sys.exit(main())
