"""The recorder and its microphone: real PortAudio, a real sound server."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from nss_server.host.dictation import Dictation

from tests.support.voice import installed_model, sound_environment, sound_folder, virtual_microphone

pytestmark = pytest.mark.slow

LATECOMER = """
import sys
from nss_server.adapters.voice.microphone import MicrophoneProblem, Recording

def record():
    recording = Recording("", on_block=lambda block: None, on_end=print)
    try:
        recording.start()
    except MicrophoneProblem as problem:
        return str(problem)
    recording.stop()
    return "recorded"

print(record(), flush=True)
sys.stdin.readline()
print(record(), flush=True)
"""


def test_a_microphone_that_comes_later_is_found() -> None:
    folder = sound_folder()
    environment = {**os.environ, **sound_environment(folder)}
    recorder = subprocess.Popen(
        [sys.executable, "-c", LATECOMER], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with recorder:
        assert recorder.stdin and recorder.stdout
        assert "microphone" in recorder.stdout.readline()
        with virtual_microphone(folder=folder):
            recorder.stdin.write("\n")
            recorder.stdin.flush()
            assert recorder.stdout.readline() == "recorded\n"


@pytest.mark.parametrize(
    ("set_up", "editors", "ready"), [(True, True, True), (True, False, False), (False, True, False)]
)
def test_the_recorder_is_ready_while_an_editor_is_open_and_a_model_is_there(
    set_up: bool, editors: bool, ready: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NSS_MODELS_DIR", str(installed_model() if set_up else tmp_path / "none"))

    async def swept() -> bool:
        dictation = Dictation(logging.getLogger("test"), idle_seconds=0)
        await dictation.sweep(editors)
        running = dictation.audio.running
        await dictation.sweep(editors=False)
        assert not dictation.audio.running, "nobody needs it any more"
        await dictation.close()
        return running

    assert asyncio.run(swept()) == ready
