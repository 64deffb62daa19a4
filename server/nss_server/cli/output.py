"""The one writer of standard output, and what standard error is told. Colours, and text that cannot hurt a terminal."""

from __future__ import annotations

import json
import os
import re
import sys
from typing import Any, Literal

import msgspec

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""Control characters and direction overrides: a file's text must not steer the terminal that shows it."""

Style = Literal["plain", "path", "name", "dim", "good", "warn", "bad"]
_CODES: dict[Style, str] = {
    "path": "35",
    "name": "1",
    "dim": "2",
    "good": "32",
    "warn": "33",
    "bad": "31",
}


class Output:
    def __init__(self, color: Literal["auto", "always", "never"], quiet: bool) -> None:
        terminal = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
        self._colored = color == "always" or (color == "auto" and terminal)
        self.quiet = quiet

    def line(self, *parts: tuple[str, Style] | str) -> None:
        """One line of data for people. Each part is text, or text and its style."""
        shown: list[str] = []
        for part in parts:
            text, style = (part, "plain") if isinstance(part, str) else part
            text = harmless(text)
            code = _CODES.get(style, "") if self._colored else ""
            shown.append(f"\x1b[{code}m{text}\x1b[0m" if code and text else text)
        self._write("".join(shown).encode("utf-8", "replace") + b"\n")

    def document(self, text: str) -> None:
        """A text in a format of its own, as it is, for a file or another program; a terminal gets it harmless."""
        shown = harmless(text) if sys.stdout.isatty() else text
        self._write(shown.encode("utf-8", "replace"))

    def json(self, value: Any) -> None:
        """One JSON object on one line."""
        try:
            encoded = msgspec.json.encode(value)
        except UnicodeEncodeError:
            # A path or a query that is not UTF-8 holds lone surrogates; plain JSON can escape them.
            encoded = json.dumps(value).encode("ascii")
        self._write(encoded + b"\n")

    def remark(self, text: str) -> None:
        """Something to know beside the data, on standard error."""
        if not self.quiet:
            complain(text)

    def flush(self) -> None:
        sys.stdout.buffer.flush()

    def _write(self, data: bytes) -> None:
        sys.stdout.buffer.write(data)


def complain(text: str) -> None:
    """A line on standard error, also in quiet mode."""
    sys.stderr.write(harmless(text).encode("utf-8", "replace").decode("utf-8") + "\n")
    sys.stderr.flush()


def harmless(text: str) -> str:
    return _CONTROLS.sub("\ufffd", text)
