"""A real microphone, a real voice and a real speech model for tests, on a machine that has none of them.

The microphone is PulseAudio's: what is played into a null sink is what its monitor records. The voices are synthetic.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

SPEAKER, MICROPHONE = "vspk", "vmic"
READY_SECONDS = 20
TOOLS = Path(__file__).resolve().parents[2] / ".tools"
MODELS = TOOLS / "models"
"""Where scripts/setup.sh puts the model that the tests hear with."""

VOICE = "slt"


@dataclass(frozen=True, slots=True)
class Microphone:
    environment: dict[str, str]  # for every process that is to find it

    def play(self, path: Path) -> None:
        """Speak a wave file into it; returns when it has been said."""
        self._command("paplay", f"--device={SPEAKER}", str(path))

    def unplug(self) -> None:
        """The sound server dies, and the microphone with it."""
        os.kill(int(self.environment["NSS_TEST_PULSE_PID"]), signal.SIGKILL)

    def _command(self, *words: str) -> None:
        subprocess.run(words, env={**os.environ, **self.environment}, check=True, capture_output=True, timeout=60)


def sound_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="nss-pulse-", dir="/tmp"))
    folder.chmod(0o700)
    return folder


def sound_environment(folder: Path) -> dict[str, str]:
    """For programs that are to find the sound server there, now or later."""
    return {
        "PULSE_RUNTIME_PATH": str(folder),
        "PULSE_STATE_PATH": str(folder),
        "PULSE_COOKIE": str(folder / "cookie"),
        "PULSE_SERVER": f"unix:{folder}/native",
        "XDG_RUNTIME_DIR": str(folder),
    }


@contextlib.contextmanager
def virtual_microphone(rate: int = 16_000, folder: Path | None = None) -> Generator[Microphone]:
    """A sound server of its own whose only microphone records at `rate`. The folder is removed in the end."""
    folder = folder or sound_folder()
    environment = sound_environment(folder)
    everything = {**os.environ, **environment}
    server = subprocess.Popen(
        [
            "pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--disallow-exit", "--use-pid-file=no",
            "--log-level=error", "--log-target=stderr",
            "-L", f"module-native-protocol-unix auth-anonymous=1 socket={folder}/native",
            "-L", f"module-null-sink sink_name={SPEAKER} rate={rate} channels=1",
            "-L", f"module-remap-source master={SPEAKER}.monitor source_name={MICROPHONE}",
        ],
        env=everything, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=(folder / "log").open("wb"),
    )  # fmt: skip
    keeper: subprocess.Popen[bytes] | None = None
    try:
        _until_it_answers(everything, server)
        subprocess.run(["pactl", "set-default-source", MICROPHONE], env=everything, check=True, timeout=20)
        # Keeps the null sink at low latency: capture begins within hundredths of a second, not after two.
        keeper = subprocess.Popen(
            ["parec", f"--device={SPEAKER}.monitor", "--latency-msec=20", "--raw"],
            env=everything, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        yield Microphone({**environment, "NSS_TEST_PULSE_PID": str(server.pid)})
    finally:
        for process in (keeper, server):
            if process is not None:
                process.kill()
                process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def _until_it_answers(environment: dict[str, str], server: subprocess.Popen[bytes]) -> None:
    waiting = subprocess.run(
        ["sh", "-c", "until pactl info >/dev/null 2>&1; do sleep 0.05; done"],
        env=environment, timeout=READY_SECONDS, check=False,
    )  # fmt: skip
    assert waiting.returncode == 0 and server.poll() is None, "pulseaudio did not start (make setup brings it)"


def say(text: str, folder: Path, voice: str = VOICE) -> Path:
    """A wave file of the text: a voice of flite, or `espeak:en-us` for one of espeak-ng."""
    path = folder / f"{abs(hash((text, voice)))}.wav"
    engine, _, name = voice.rpartition(":")
    if engine == "espeak":
        command = ["espeak-ng", "-v", name, "-s", "150", "-w", str(path), text]
    else:
        command = ["flite", "-voice", voice, "-t", text, "-o", str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    return path


def installed_model() -> Path:
    """The folder for NSS_MODELS_DIR."""
    assert (MODELS / "whisper-base" / "model.bin").is_file(), "run: make setup"
    return MODELS
