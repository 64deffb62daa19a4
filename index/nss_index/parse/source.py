"""A text with its bytes and its lines: the one place that turns offsets into lines and slices.

A line ends at `\\n`, nowhere else (a `\\r` before it belongs to the line; a lone `\\r` is an ordinary character, as in
git and in Neovim). Does not know any language.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate

from msgspec import Struct

_BLANK = b" \t\r\n\f\v"


class Source(Struct, frozen=True):
    text: str
    data: bytes  # UTF-8 of the text, lone surrogates kept
    starts: list[int]  # byte offset of each line, plus the end of the text
    lines: list[bytes]  # without their `\n`

    def slice(self, start: int, end: int) -> str:
        """The text between two byte offsets that lie on character boundaries."""
        if len(self.data) == len(self.text):  # ASCII: bytes are characters
            return self.text[start:end]
        return self.data[start:end].decode("utf-8", "surrogatepass")

    def excerpt(self, start: int, end: int) -> str:
        """As `slice`, for offsets that a grammar made up and that may split a character."""
        return self.data[start:end].decode("utf-8", "replace")

    def line(self, byte: int) -> int:
        """The 1-based line that holds this byte."""
        return min(bisect_right(self.starts, byte), len(self.lines))

    def size(self, first: int, last: int) -> int:
        """Bytes of the lines `first` to `last`, 1-based and inclusive."""
        return self.starts[last] - self.starts[first - 1]

    def is_blank(self, line: int) -> bool:
        return not self.lines[line - 1].strip(_BLANK)

    def trim(self, start: int, end: int) -> int:
        """`end`, moved back over white space: some grammars let a node own its line's end."""
        return start + len(self.data[start:end].rstrip(_BLANK))


def source_of(text: str) -> Source:
    data = text.encode("utf-8", "surrogatepass")
    lines = data.split(b"\n")
    starts = list(accumulate((len(line) + 1 for line in lines), initial=0))
    starts[-1] -= 1  # no line break behind the last line
    return Source(text, data, starts, lines)


def fold(text: str, limit: int) -> str:
    """White space folded to single blanks, cut to `limit` characters with an ellipsis."""
    folded = " ".join(text.split())
    return folded if len(folded) <= limit else folded[: limit - 1].rstrip() + "…"
