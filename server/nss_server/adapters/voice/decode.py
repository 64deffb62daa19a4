"""An audio file as samples, decoded in a child with limits: files come from anywhere, and decoders have bugs.

    python -m nss_server.adapters.voice.decode PATH SECONDS      → 16-bit mono samples at 16 kHz on standard output

What a file is, its content says (WAV, FLAC, MP3, OGG, M4A by their first bytes), never its name.
"""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nss_index.errors import BadInput, LimitReached

from nss_server.adapters.host_protocol import python_command

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SAMPLE_RATE = 16_000
MOST_BYTES = 2 * 1024**3
"""Of a file: two hours of uncompressed stereo at 48 kHz are 1.4 GB."""

MOST_SECONDS = 4 * 3600
"""Four hours of samples are 460 MB; a bomb that decodes to more is cut off there."""

MEMORY_BYTES = 1 << 30
CPU_SECONDS = 300
"""Decoding runs a thousand times faster than the audio; five minutes are a decoder in a loop."""

_KINDS = (
    (0, b"RIFF", "WAV"), (0, b"RF64", "WAV"), (0, b"fLaC", "FLAC"), (0, b"OggS", "OGG"), (0, b"ID3", "MP3"),
    (4, b"ftyp", "M4A"), (0, b"\x1aE\xdf\xa3", "WebM"),
)  # fmt: skip
_BROKEN, _TOO_LONG = 3, 4


def kind_of(path: Path) -> str:
    """ "WAV", "FLAC", "MP3", "OGG", "M4A" or "WebM" by the file's content. Raises BadInput."""
    try:
        with path.open("rb") as file:
            head = file.read(16)
        size = path.stat().st_size
    except OSError as error:
        raise BadInput(f"cannot read {path}", why=error.strerror or str(error), todo="Name an audio file") from error
    if not path.is_file():
        raise BadInput(f"{path} is not a file", todo="Name an audio file")
    if size > MOST_BYTES:
        raise LimitReached(f"{path} is too large", why=f"{size >> 20} MiB, at most {MOST_BYTES >> 20}", todo="Cut it")
    for place, mark, kind in _KINDS:
        if head[place : place + len(mark)] == mark:
            return kind
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        return "MP3"
    raise BadInput(
        f"{path} is no audio that can be read", why="its first bytes are not those of WAV, FLAC, MP3, OGG or M4A",
        todo="Convert it to one of these",
    )  # fmt: skip


def decode(path: Path, most_seconds: float = MOST_SECONDS) -> npt.NDArray[np.float32]:
    """Mono samples at 16 kHz, -1 to 1. Raises BadInput for what cannot be decoded, LimitReached for too much."""
    import numpy as np

    kind = kind_of(path)
    command = python_command("nss_server.adapters.voice.decode", str(path.absolute()), str(most_seconds))
    try:
        done = subprocess.run(
            command, capture_output=True, stdin=subprocess.DEVNULL, cwd="/", check=False, timeout=CPU_SECONDS * 2
        )
    except subprocess.TimeoutExpired as error:
        raise LimitReached(f"{path} took too long to decode", todo="Convert it to WAV") from error
    if done.returncode == _TOO_LONG:
        raise LimitReached(f"{path} is longer than {most_seconds / 3600:g} hours", todo="Cut it into parts")
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        why = said[-1] if done.returncode == _BROKEN and said else f"the decoder ended with code {done.returncode}"
        raise BadInput(f"{path} cannot be decoded", why=why, todo=f"Is it a whole {kind} file?")
    return np.frombuffer(done.stdout, dtype="<i2").astype(np.float32) / np.float32(32768)


def main(arguments: list[str]) -> int:
    path, seconds = arguments[0], float(arguments[1])
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # macOS refuses a limit of the address space
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    import av
    from av.audio.resampler import AudioResampler
    from av.error import FFmpegError

    left = int(seconds * SAMPLE_RATE)
    output = sys.stdout.buffer
    try:
        with av.open(path, mode="r", metadata_errors="ignore") as container:
            resampler = AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
            for frame in _frames(container):
                for resampled in resampler.resample(frame):
                    data = bytes(resampled.planes[0])[: resampled.samples * 2]
                    left -= resampled.samples
                    if left < 0:
                        return _TOO_LONG
                    output.write(data)
    except (FFmpegError, IndexError, ValueError, MemoryError) as error:
        sys.stderr.write(f"{error or type(error).__name__}\n")
        return _BROKEN
    output.flush()
    return 0


def _frames(container: Any) -> Iterator[Any]:
    """The frames, one by one, and a last None, which makes the resampler give what it still holds."""
    yield from container.decode(audio=0)
    yield None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
