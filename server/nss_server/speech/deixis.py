"""What a speaker points at: "this function", "the selection", "that error", "the file I edited last".

Each pointing phrase becomes an anchor where the editor's state says what it is; the words stay in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["symbol", "selection", "diagnostic", "file", "line"]


@dataclass(frozen=True, slots=True)
class Place:
    """Something in a file. Lines are 1-based and inclusive; `content_hash` is that of the whole file's text."""

    path: str
    start_line: int
    end_line: int
    symbol: str = ""  # symbol path
    content_hash: str = ""
    text: str = ""  # of a selection, or the message of a diagnostic


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the editor knows at the moment of speaking; None where there is nothing of the kind."""

    cursor: Place | None = None
    function: Place | None = None  # the innermost function or method around the cursor
    container: Place | None = None  # the innermost class or the like around the cursor
    selection: Place | None = None
    diagnostic: Place | None = None  # the nearest one to the cursor
    edited: Place | None = None  # the file that was edited last, other than the current one


@dataclass(frozen=True, slots=True)
class Anchor:
    """`phrase` stands at `start` to `end` (characters, half open) of the text and means `place`."""

    kind: Kind
    phrase: str
    start: int
    end: int
    place: Place


_POINTING = r"(?:this|that|the current)"
_PHRASES: tuple[tuple[re.Pattern[str], Kind, str], ...] = (
    (re.compile(rf"\b{_POINTING} (?:function|method|procedure)\b", re.I), "symbol", "function"),
    (re.compile(rf"\b{_POINTING} (?:class|struct|interface|type|trait|module)\b", re.I), "symbol", "container"),
    (
        re.compile(r"\b(?:the|this|that|my|the current) (?:selection|selected (?:code|text|lines))\b", re.I),
        "selection",
        "selection",
    ),
    (re.compile(rf"\b{_POINTING} (?:error|warning|diagnostic|problem)\b", re.I), "diagnostic", "diagnostic"),
    (
        re.compile(r"\bthe (?:file I (?:(?:just )?edited last|just edited|was just in)|last edited file)\b", re.I),
        "file",
        "edited",
    ),
    (re.compile(rf"\b{_POINTING} file\b", re.I), "file", "cursor"),
    (re.compile(rf"\b{_POINTING} line\b", re.I), "line", "cursor"),
)


def anchors(text: str, surroundings: Surroundings) -> tuple[Anchor, ...]:
    """The pointing phrases of `text` whose place is known, in order."""
    found: list[Anchor] = []
    for pattern, kind, what in _PHRASES:
        place: Place | None = getattr(surroundings, what)
        if place is not None:
            found += [Anchor(kind, match.group(), *match.span(), place) for match in pattern.finditer(text)]
    return tuple(sorted(found, key=lambda anchor: anchor.start))
