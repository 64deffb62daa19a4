"""The audio of a take as a WAV file that is whole after every block: a killed host leaves a file that plays."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path

from nss_index.paths import folder_named

RATE, WIDTH = 16_000, 2
HEADER_BYTES = 44
READ_BYTES = 64 * 1024
"""Two seconds at once when a new child is told what was recorded so far."""


class Spool:
    """16-bit mono samples at 16 kHz. `path` None keeps nothing (for a file that is there already)."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._bytes = 0
        self._discarded = False
        self._file: io.BufferedRandom | None = None
        if path is not None:
            with folder_named(path.parent):
                self._file = path.open("w+b")
                path.chmod(0o600)
            self._file.write(_header(0))

    @property
    def seconds(self) -> float:
        return round(self._bytes / (RATE * WIDTH), 3)

    def write(self, pcm: bytes) -> None:
        if self._file is None or self._discarded:
            return
        self._file.seek(HEADER_BYTES + self._bytes)
        self._file.write(pcm)
        self._bytes += len(pcm)
        self._file.seek(0)
        self._file.write(_header(self._bytes))
        self._file.flush()

    def read(self, start: int) -> Iterator[bytes]:
        """The samples from this byte on."""
        while self._file is not None and start < self._bytes:
            self._file.seek(HEADER_BYTES + start)
            block = self._file.read(min(READ_BYTES, self._bytes - start))
            start += len(block)
            yield block

    def discard(self) -> None:
        """Nothing of it is kept, nor of what the recorder still sends."""
        self._discarded = True
        self._bytes = 0

    def close(self, keep: bool) -> str:
        """Ends it; the path of the file when it stays, "" when it is deleted or holds nothing."""
        if self._file is None or self._path is None:
            return ""
        self._file.close()
        self._file = None
        if keep and self._bytes:
            return str(self._path)
        self._path.unlink(missing_ok=True)
        return ""


def _header(size: int) -> bytes:
    riff = struct.pack("<4sI4s", b"RIFF", 36 + size, b"WAVE")
    form = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, RATE, RATE * WIDTH, WIDTH, 16)
    return riff + form + struct.pack("<4sI", b"data", size)
