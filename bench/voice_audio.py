"""Synthetic voices (espeak-ng, flite) and a real recogniser, both remembered: a wave file and a hearing are made once.

Needs the commands espeak-ng and flite, and `pip install 'nss-lsp[voice]'`.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nss_server.adapters.voice.recognizer import Recognizer

VOICES = (
    "espeak:en-us", "flite:slt", "espeak:en-gb+f3", "flite:rms", "espeak:en-gb-x-rp+m3", "flite:awb",
    "espeak:en-us+f2", "flite:kal16",
)  # fmt: skip


def speak(text: str, voice: str, folder: Path) -> Path:
    """A wave file of the text."""
    path = folder / "audio" / f"{_key(voice, text)}.wav"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part.wav")
        engine, _, name = voice.partition(":")
        if engine == "espeak":
            command = ["espeak-ng", "-v", name, "-s", "160", "-w", str(part), text]
        else:
            command = ["flite", "-voice", name, "-t", text, "-o", str(part)]
        subprocess.run(command, check=True, capture_output=True)
        part.rename(path)
    return path


class Hearings:
    """What a recogniser hears and what it says of other words, remembered by audio, model and questions."""

    def __init__(self, folder: Path, model: Path, threads: int) -> None:
        self._folder, self.model, self.threads = folder / "heard" / model.name, model, threads
        self._recognizer: Recognizer | None = None
        self._last: tuple[Path, Any] | None = None

    @property
    def recognizer(self) -> Recognizer:
        if self._recognizer is None:
            from nss_server.adapters.voice.recognizer import Recognizer

            self._recognizer = Recognizer(self.model, threads=self.threads)
        return self._recognizer

    def all(self) -> list[dict[str, Any]]:
        """Everything that was heard with this model, in this run and before."""
        return [json.loads(path.read_text()) for path in sorted(self._folder.glob("*.json"))]

    def hear(self, path: Path) -> dict[str, Any]:
        """ "text", "others", "confidence" and the time it took."""

        def heard(audio: Any) -> dict[str, Any]:
            found, window = self._heard(audio)
            self._last = (path, window)
            return found

        return self._remembered(_key("heard", path.stem), path, heard)

    def weigh(self, path: Path, text: str, questions: Sequence[tuple[int, int, str]]) -> list[float]:
        """`text` is what was heard; another hearing may differ, where the decoder had to guess. Each question is asked
        once, whichever others it came with: a change of what is asked costs only what is new."""
        kept = self._folder / f"{_key('weighed', path.stem, text)}.json"
        known: dict[str, float] = json.loads(kept.read_text())["gains"] if kept.exists() else {}
        new = [question for question in questions if json.dumps(question) not in known]
        if new:
            from nss_server.adapters.voice.decode import decode

            window = self._window(path, decode(path), text)
            started = time.perf_counter()
            gains = self.recognizer.weigh(window, "en", False, new)
            seconds = time.perf_counter() - started
            known.update((json.dumps(question), gain) for question, gain in zip(new, gains, strict=True))
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(json.dumps({"gains": known, "asked_seconds": seconds, "questions": len(new)}))
        return [known[json.dumps(question)] for question in questions]

    def again(self, path: Path, text: str, words: Sequence[str]) -> str:
        """`text`, which was heard, as it is heard when these words are listened for."""
        if not text or not words:
            return text

        def heard(audio: Any) -> dict[str, Any]:
            window = self._window(path, audio, text)
            started = time.perf_counter()
            found = self.recognizer.listen_for(window, "en", False, words)
            return {"again": found, "again_seconds": time.perf_counter() - started}

        return str(self._remembered(_key("again", path.stem, text, *words), path, heard)["again"])

    def _window(self, path: Path, audio: Any, text: str) -> Any:
        """The audio as it was heard, which is heard anew where another one was asked about since."""
        if self._last is None or self._last[0] != path:
            self._last = (path, self._heard(audio)[1])
        return replace(self._last[1], text=text)

    def _heard(self, audio: Any) -> tuple[dict[str, Any], Any]:
        started = time.perf_counter()
        heard = self.recognizer.hear(audio, language="en", speech_only=False, windows=True)
        found = {
            "text": heard.text, "others": [other for window in heard.windows for other in window.others],
            "seconds": time.perf_counter() - started, "audio_seconds": len(audio) / 16_000,
            "confidence": heard.confidence,
        }  # fmt: skip
        return found, heard.windows[-1] if heard.windows else None

    def _remembered(self, key: str, path: Path, make: Callable[[Any], dict[str, Any]]) -> dict[str, Any]:
        kept = self._folder / f"{key}.json"
        if kept.exists():
            return json.loads(kept.read_text())
        from nss_server.adapters.voice.decode import decode

        found = make(decode(path))
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(found))
        return found


def _key(*parts: str) -> str:
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=12).hexdigest()
