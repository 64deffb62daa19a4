"""The shell's voice commands beside dictation: files, microphones, a level meter."""

from __future__ import annotations

import importlib
import json
import wave
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support.voice import say
from tests.voice.conftest import Speaker

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return say("The elephants sleep in the garden. Nobody counts them.", tmp_path_factory.mktemp("speech"))


@pytest.mark.parametrize("kind", ["flac", "mp3", "ogg", "m4a"])
def test_audio_files_become_text_by_their_content(speaker: Speaker, speech: Path, tmp_path: Path, kind: str) -> None:
    made = tmp_path / f"made.{kind}"
    _convert(speech, made)
    renamed = made.rename(tmp_path / "audio.dat")
    assert "elephants" in speaker.run("transcribe", str(renamed))


def test_a_transcript_has_times_and_subtitles(speaker: Speaker, speech: Path) -> None:
    found = speaker.json("transcribe", str(speech), "--words")
    assert found["segments"][0]["start"] < found["segments"][0]["end"] <= found["audio_seconds"] + 1
    words = [word["text"] for segment in found["segments"] for word in segment["words"]]
    assert any("elephants" in word for word in words)
    subtitles = speaker.run("transcribe", str(speech), "--format", "srt").splitlines()
    assert subtitles[0] == "1" and subtitles[1].startswith("00:00:0") and " --> " in subtitles[1]


@pytest.mark.parametrize(
    ("name", "content", "code", "sentence"),
    [
        ("text.wav", b"this is no audio at all", 2, "is no audio that can be read"),
        ("cut.wav", b"RIFF\x24\x00\x00\x00WAVEfmt ", 2, "cannot be decoded"),
        ("bomb.flac", b"fLaC" + b"\xff" * 4096, 2, "cannot be decoded"),
        ("empty.mp3", b"", 2, "is no audio that can be read"),
    ],
)
def test_bad_files_are_named_and_harm_nothing(
    speaker: Speaker, speech: Path, tmp_path: Path, name: str, content: bytes, code: int, sentence: str
) -> None:
    bad = tmp_path / name
    bad.write_bytes(content)
    answer = speaker.run("transcribe", str(bad), code=code)
    assert str(bad) in answer and sentence in answer and answer.count("\n") == 1
    assert "elephants" in speaker.run("transcribe", str(speech)), "the recogniser goes on"


def test_of_several_files_one_that_is_bad_stops_no_other(speaker: Speaker, speech: Path, tmp_path: Path) -> None:
    bad = tmp_path / "text.wav"
    bad.write_bytes(b"this is no audio at all")
    shown, problems = speaker.start("transcribe", "--quiet", str(bad), str(speech)).communicate(timeout=60)
    assert f"{bad} is no audio" in problems and "elephants" in shown.split(str(speech))[1]
    asked = speaker.start("transcribe", "--json", str(speech), str(bad), str(speech))
    first, second, third = (json.loads(line) for line in asked.communicate(timeout=60)[0].splitlines())
    assert asked.returncode == 1
    assert first == third and "elephants" in first["text"] and not first["problem"]
    assert second["file"] == str(bad) and "is no audio" in second["problem"]


def test_without_a_file_the_command_says_what_is_missing(speaker: Speaker) -> None:
    assert "FILE is missing" in speaker.run("transcribe", code=2)


def test_a_missing_file_is_said(speaker: Speaker, tmp_path: Path) -> None:
    assert f"cannot read {tmp_path}/none.wav" in speaker.run("transcribe", str(tmp_path / "none.wav"), code=2)


def test_audio_that_is_longer_than_allowed_is_refused(speaker: Speaker, tmp_path: Path) -> None:
    long = tmp_path / "long.wav"
    with wave.open(str(long), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes(bytes(2 * 16_000 * 60))
    assert "is longer than 0.01 hours" in speaker.run("transcribe", str(long), "--hours", "0.01", code=6)


def test_microphones_are_listed_and_tried(speaker: Speaker, speech: Path) -> None:
    names = [line for line in speaker.run("voice", "devices", "--json").splitlines() if '"default":true' in line]
    assert len(names) == 1
    trying = speaker.start("voice", "test", "--seconds", "3", "--json")
    speaker.until_recording()
    speaker.microphone.play(speech)
    output, errors = trying.communicate(timeout=60)
    assert trying.returncode == 0, errors
    assert '"ok":true' in output
    assert "muted" in speaker.run("voice", "test", "--seconds", "1", code=1)


def test_doctor_says_what_the_model_takes(speaker: Speaker) -> None:
    checks = {check["name"]: check for check in speaker.json("doctor")["checks"]}
    assert checks["voice"]["state"] == "ok" and "whisper-base" in checks["voice"]["found"]
    assert "Whisper int8" in checks["voice memory"]["found"]


def _convert(source: Path, target: Path) -> None:
    """With the library that decodes: no other program is needed."""
    av: Any = importlib.import_module("av")  # its hints do not know which stream a codec makes
    rates = {"ogg": "libopus", "m4a": "aac", "mp3": "libmp3lame", "flac": "flac"}
    with av.open(str(source)) as reading, av.open(str(target), "w") as writing:
        stream = writing.add_stream(rates[target.suffix[1:]], rate=48_000)
        resampler = av.AudioResampler(format=stream.format.name, layout="mono", rate=48_000)
        for frame in (*reading.decode(audio=0), None):
            for resampled in resampler.resample(frame):
                writing.mux(stream.encode(resampled))
        writing.mux(stream.encode(None))
    assert target.stat().st_size > 1000


def test_a_file_is_dictated_with_the_names_of_the_repository(speaker: Speaker, tmp_path: Path) -> None:
    audio = say("the method apply discount should never return a negative price.", tmp_path)
    found = speaker.json("dictate", "--file", str(audio))
    assert "apply_discount" in found["text"] and "apply_discount" not in found["raw"]
    assert speaker.run("voice", "history", "--json") == "", "a file is there already; nothing is kept of it"


BLOCKED = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"rapidfuzz", "jellyfish", "symspellpy"}:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
"""


def test_without_the_extra_packages_one_line_says_what_to_install(
    speaker: Speaker, speech: Path, tmp_path: Path
) -> None:
    (tmp_path / "sitecustomize.py").write_text(BLOCKED)
    environment = {**speaker.home.environment, "PYTHONPATH": str(tmp_path)}
    answer = replace(speaker, home=replace(speaker.home, environment=environment)).run(
        "dictate", "--file", str(speech), code=4
    )
    assert answer.endswith("Run: pip install 'nss-lsp[voice]'\n") and answer.count("\n") == 1


@pytest.mark.parametrize("command", [("dictate", "--file"), ("transcribe",)])
def test_another_language_is_translated_where_it_is_asked_for(
    speaker: Speaker, tmp_path: Path, command: tuple[str, ...]
) -> None:
    spoken = say("Buenos días, muchas gracias.", tmp_path, "espeak:es")
    name, *flags = command
    assert "gracias" in speaker.run(name, "--language", "es", *flags, str(spoken))
    assert "thank you" in speaker.run(name, "--language", "es", "--translate", *flags, str(spoken)).lower()
