"""A microphone as blocks of 16 kHz mono samples with their level and spectrum. Each failure has its sentence.

Runs in the audio child only. sounddevice is imported at the first use: it raises when PortAudio is missing.
"""

from __future__ import annotations

import base64
import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from nss_index.errors import NssError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SAMPLE_RATE = 16_000
BLOCK_SECONDS = 0.05
"""Twenty events a second: a meter that moves smoothly, and a word is on its way before it has ended."""

BANDS = 16
LOWEST_HZ, HIGHEST_HZ = 80.0, 7600.0
"""What speech has; the bands between are equally wide on a logarithmic scale, as ears hear."""

FLOOR_DB = -60.0
"""Shown as no level: the noise of a quiet room through a laptop's microphone."""


class MicrophoneProblem(NssError):
    """There is no microphone to record with, or it is gone."""

    code = "microphone"


@dataclass(frozen=True, slots=True)
class Device:
    index: int
    name: str
    system: str  # "ALSA", "Core Audio"
    channels: int
    rate: int  # samples a second that it prefers
    default: bool


def look_again() -> None:
    """See what was plugged in, or started, since: PortAudio looks once, when it is loaded. Ends what records."""
    sounddevice = _sounddevice()
    sounddevice._terminate()  # there is no public way
    sounddevice._initialize()


def devices() -> list[Device]:
    """The devices that could record when PortAudio last looked. Raises MicrophoneProblem when the sound system cannot
    be asked."""
    sounddevice = _sounddevice()
    systems = [str(api["name"]) for api in _rows(sounddevice.query_hostapis())]
    default = int(sounddevice.default.device[0])
    return [
        Device(
            index=index,
            name=str(entry["name"]),
            system=systems[int(entry["hostapi"])],
            channels=int(entry["max_input_channels"]),
            rate=int(entry["default_samplerate"]),
            default=index == default,
        )
        for index, entry in enumerate(_rows(sounddevice.query_devices()))
        if entry["max_input_channels"] > 0
    ]


def _rows(found: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in found]


class Recording:
    """`on_block` gets {"pcm", "level", "spectrum"} from PortAudio's own thread; `on_end` the reason, once, when it ends
    without having been stopped."""

    def __init__(self, device: str, on_block: Callable[[dict[str, Any]], None], on_end: Callable[[str], None]) -> None:
        self._device, self._on_block, self._on_end = device, on_block, on_end
        self._stream: Any = None
        self._stopping = threading.Event()
        self._resampler: Any = None

    def start(self) -> dict[str, Any]:
        """Returns {"device", "rate"}. Raises MicrophoneProblem."""
        try:
            return self._open()
        except MicrophoneProblem:
            look_again()
        return self._open()

    def _open(self) -> dict[str, Any]:
        sounddevice = _sounddevice()
        index, name, preferred = self._find(sounddevice)
        last: Exception | None = None
        for rate in dict.fromkeys((SAMPLE_RATE, preferred)):
            try:
                self._stream = sounddevice.InputStream(
                    samplerate=rate, blocksize=int(rate * BLOCK_SECONDS), device=index, channels=1, dtype="float32",
                    latency="low", callback=self._callback, finished_callback=self._finished,
                )  # fmt: skip
                if rate != SAMPLE_RATE:
                    import soxr

                    self._resampler = soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="float32")
                self._stream.start()
            except sounddevice.PortAudioError as error:
                last = error
                continue
            return {"device": name, "rate": rate}
        raise MicrophoneProblem(
            f"the microphone {name} cannot be opened",
            why=_reason(last),
            todo="Another program may be using it; `nss voice devices` lists the others",
        )

    def stop(self) -> None:
        self._stopping.set()
        if self._stream is not None:
            self._stream.abort()
            self._stream.close()

    def _find(self, sounddevice: Any) -> tuple[int, str, int]:
        found = devices()
        if not found:
            raise MicrophoneProblem(
                "there is no microphone", why="the sound system offers no device that records",
                todo="Plug one in, or check the sound settings; `nss voice devices` shows what is there",
            )  # fmt: skip
        wanted = self._device.strip().lower()
        if not wanted:
            chosen = next((device for device in found if device.default), found[0])
        else:
            matching = [device for device in found if wanted in device.name.lower() or wanted == str(device.index)]
            if not matching:
                known = ", ".join(device.name for device in found)
                raise MicrophoneProblem(
                    f"there is no microphone {self._device!r}", why=f"there are {known}",
                    todo="Set voice.device to one of them, or to nothing for the default",
                )  # fmt: skip
            chosen = matching[0]
        return chosen.index, chosen.name, chosen.rate

    def _callback(self, samples: npt.NDArray[np.float32], frames: int, time: object, status: object) -> None:
        mono = samples[:, 0]
        if self._resampler is not None:
            mono = self._resampler.resample_chunk(mono)
        self._on_block(describe(mono))

    def _finished(self) -> None:
        # The only word that comes when the sound server dies or the device is pulled out.
        if not self._stopping.is_set():
            self._on_end("the microphone is gone: it was unplugged, or the sound server ended")


def describe(mono: npt.NDArray[np.float32]) -> dict[str, Any]:
    """{"pcm": base64 of 16-bit samples, "level": 0 to 1, "spectrum": BANDS values from 0 to 1}."""
    import numpy as np

    pcm = (np.clip(mono, -1, 1) * 32767).astype("<i2").tobytes()
    level = float(np.sqrt(np.mean(np.square(mono)))) if len(mono) else 0.0
    power = np.abs(np.fft.rfft(mono * np.hanning(len(mono)))) / max(1, len(mono)) * 4 if len(mono) else np.zeros(1)
    edges = np.geomspace(LOWEST_HZ, HIGHEST_HZ, BANDS + 1) * len(mono) / SAMPLE_RATE
    bands = [
        float(power[int(low) : max(int(low) + 1, int(high))].max(initial=0.0))
        for low, high in itertools.pairwise(edges)
    ]
    return {
        "pcm": base64.b64encode(pcm).decode("ascii"),
        "level": _meter(level),
        "spectrum": [_meter(band) for band in bands],
    }


def _meter(amplitude: float) -> float:
    """Amplitude as a place on a meter in decibels: 0 at the floor, 1 at full scale."""
    import math

    return round(max(0.0, min(1.0, 1 - 20 * math.log10(max(amplitude, 1e-9)) / FLOOR_DB)), 3)


def _sounddevice() -> Any:
    try:
        import sounddevice
    except ImportError as error:
        raise MicrophoneProblem(
            "recording needs the extra packages of NSS", why=str(error), todo="Run: pip install 'nss-lsp[voice]'"
        ) from error
    except OSError as error:
        raise MicrophoneProblem(
            "the library PortAudio is missing", why=str(error),
            todo="Install it (Debian, Ubuntu: sudo apt install libportaudio2; macOS: brew install portaudio)",
        ) from error  # fmt: skip
    except Exception as error:  # sounddevice raises PortAudioError at import when the sound system is broken
        raise MicrophoneProblem(
            "the sound system does not answer", why=str(error), todo="Is a sound server running?"
        ) from error
    return sounddevice


def _reason(error: Exception | None) -> str:
    return str(error.args[0]) if error is not None and error.args else str(error)
