"""One user's machine with a microphone and a speech model, shared by the tests of a module."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.editors.home import COMMAND, Home, temporary_home
from tests.support.voice import Microphone, installed_model, virtual_microphone

PATIENCE_SECONDS = 90  # against a hang


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody at the shell, with a microphone."""

    home: Home
    microphone: Microphone

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [COMMAND, *words], cwd=self.home.repository, env=self.home.environment, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *words: str, code: int = 0) -> str:
        done = subprocess.run(
            [COMMAND, *words], cwd=self.home.repository, env=self.home.environment, text=True, check=False,
            stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE_SECONDS,
        )  # fmt: skip
        assert done.returncode == code, f"{words}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout if code == 0 else done.stderr

    def json(self, *words: str) -> Any:
        return json.loads(self.run(*words, "--json"))

    def until_recording(self) -> None:
        self.until("recording")

    def until(self, state: str) -> None:
        for _ in range(PATIENCE_SECONDS * 4):
            if self.json("dictation", "status")["state"] == state:
                return
        raise AssertionError(f"never {state}")

    @property
    def recordings(self) -> list[Path]:
        folder = Path(self.home.environment["NSS_DATA_DIR"]) / "recordings"
        return sorted(folder.iterdir()) if folder.exists() else []


def finish(dictating: subprocess.Popen[str]) -> dict[str, Any]:
    """What `nss dictate --json` printed, once it has ended."""
    output, errors = dictating.communicate("\n", timeout=PATIENCE_SECONDS)
    assert dictating.returncode == 0, errors
    return json.loads(output)


def ended_by_itself(dictating: subprocess.Popen[str]) -> str:
    """What it printed; its standard input stays open all the while, as a terminal's does."""
    dictating.wait(PATIENCE_SECONDS)
    output, errors = dictating.communicate()
    assert dictating.returncode == 0, errors
    return output


@contextmanager
def a_speaker(rate: int = 16_000) -> Generator[Speaker]:
    with virtual_microphone(rate) as microphone:
        more = {**microphone.environment, "NSS_MODELS_DIR": str(installed_model())}
        with temporary_home(more) as home:
            yield Speaker(home, microphone)


@pytest.fixture(scope="module")
def speaker() -> Iterator[Speaker]:
    with a_speaker() as made:
        made.run("index", "-q")
        yield made
