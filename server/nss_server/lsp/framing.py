"""Messages out of a byte stream, and into one: the base protocol's headers, with every length bounded.

Owns the limits and the way back into step after a broken frame. Knows nothing of JSON, methods or answers: a frame that
cannot be a message is handed on as `BadFrame`, and whoever answers decides what to say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

MAX_MESSAGE = 64 * 1024 * 1024
"""Bytes of one message. An editor that opens a larger file gets an error for it and goes on."""
MAX_SKIP = 1024 * 1024 * 1024
"""Bytes of a too large message that are read past. A length above that is not believed: the next header is sought."""
MAX_HEADER_LINE = 4096
MAX_HEADER_LINES = 32
SNIFFED = 4096
"""First bytes of a skipped message that are kept, to find the id that must be answered."""
_BLOCK = 64 * 1024

_HEADER = re.compile(rb"([A-Za-z0-9-]+)[ \t]*:[ \t]*([^\r\n]*?)[ \t]*\r?\n")
_LENGTH_ANYWHERE = re.compile(rb"content-length[ \t]*:[ \t]*(\d{1,10})[ \t]*\r?\n\Z", re.IGNORECASE)


class ByteStream(Protocol):
    """What is read from: a buffered binary file."""

    def readline(self, size: int = -1, /) -> bytes: ...

    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Frame:
    body: bytes


@dataclass(frozen=True, slots=True)
class BadFrame:
    """A frame that is not a message. `start` holds its first bytes where the body could be skipped."""

    reason: str
    start: bytes = b""


class FrameReader:
    """Reads one stream, frame after frame. Used by one thread at a time; `next` blocks.

    After a broken header the position in the stream is unknown. That is said once, and whatever comes up to the next
    Content-Length header is dropped: also one at the end of a line that began as something else, as after a body that
    was longer than announced.
    """

    def __init__(self, stream: ByteStream) -> None:
        self._stream = stream
        self._lost = False
        self._line = b""  # read already, to be looked at again

    def next(self) -> Frame | BadFrame | None:
        """The next frame, or None at the end of the stream. Memory stays below MAX_MESSAGE plus a block."""
        if self._lost and not self._find_header():
            return None
        self._lost = False
        return self._read_frame()

    def _read_frame(self) -> Frame | BadFrame | None:
        length: int | None = None
        count = 0
        while line := self._read_line():
            if line in (b"\r\n", b"\n"):
                if length is not None:
                    return self._read_body(length)
                if count:
                    return self._lose_step("a message header without Content-Length")
                continue  # a stray empty line between two messages
            count += 1
            header = _HEADER.fullmatch(line)
            is_length = header is not None and header.group(1).lower() == b"content-length"
            if header is None or (not is_length and _LENGTH_ANYWHERE.search(line)):
                return self._lose_step("a line that is not a message header", line)
            if is_length:
                announced = _parse_length(header.group(2))
                if announced is None or (length is not None and length != announced):
                    return self._lose_step("a Content-Length that cannot be one")
                length = announced
            if count == MAX_HEADER_LINES:
                return self._lose_step("a message header with too many lines")
        return None

    def _read_body(self, length: int) -> Frame | BadFrame | None:
        if length <= MAX_MESSAGE:
            body = self._stream.read(length)
            return Frame(body) if len(body) == length else None
        start = b""
        left = length
        while left:
            block = self._stream.read(min(left, _BLOCK))
            if not block:
                return None
            start += block[: SNIFFED - len(start)]
            left -= len(block)
        return BadFrame(f"a message of {length} bytes; the limit is {MAX_MESSAGE}", start)

    def _lose_step(self, reason: str, line: bytes = b"") -> BadFrame:
        self._lost = True
        self._line = line
        return BadFrame(reason)

    def _find_header(self) -> bool:
        """Drop bytes until a line ends in a believable Content-Length header, and keep that header to be read next."""
        tail = b""  # a header may be cut in two by the limit on a line
        while line := self._read_line():
            found = _LENGTH_ANYWHERE.search(tail + line)
            if found is not None and int(found.group(1)) <= MAX_SKIP:
                self._line = found.group(0)
                return True
            tail = b"" if line.endswith(b"\n") else line[-64:]
        return False

    def _read_line(self) -> bytes:
        line, self._line = self._line, b""
        return line or self._stream.readline(MAX_HEADER_LINE)


def encode_frame(body: bytes) -> bytes:
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


def _parse_length(value: bytes) -> int | None:
    if not value.isdigit() or len(value) > 10:
        return None
    length = int(value)
    return length if length <= MAX_SKIP else None
