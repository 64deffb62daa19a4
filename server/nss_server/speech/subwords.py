"""A text as subwords with their places. `renameGetUserById` is five subwords; so is "rename get user by id"."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CASED = [chr(code) for code in range(0x530)]  # Latin, Greek, Cyrillic: `re` has no classes for cases
_UPPER = "".join(letter for letter in _CASED if letter.isupper())
_LOWER = "".join(letter for letter in _CASED if letter.islower())
_PART = re.compile(
    rf"[{_UPPER}]{{2,}}s(?![{_LOWER}])"  # "URLs"
    rf"|[{_UPPER}]+(?![{_LOWER}])|[{_UPPER}]?[{_LOWER}]+|\d+|[^\W\d_{_UPPER}{_LOWER}]+"
)
_JOINERS = ("'", "’")
"""Inside a word they separate nothing: "don't" is one subword."""


@dataclass(frozen=True, slots=True)
class Subword:
    letters: str  # lower case, apostrophes removed
    start: int  # in the text, in characters, half open
    end: int
    joined: bool  # at most underscores stand between it and the subword before it: `User` in `getUser`


def subwords(text: str) -> list[Subword]:
    found: list[Subword] = []
    for match in _PART.finditer(text):
        start, end = match.span()
        before = found[-1] if found else None
        if before and text[before.end : start] in _JOINERS and match.group().islower():
            found[-1] = Subword(before.letters + match.group().lower(), before.start, end, before.joined)
            continue
        between = text[before.end : start] if before else " "
        found.append(Subword(match.group().lower(), start, end, bool(before) and between.strip("_") == ""))
    return found


def letters_of(text: str) -> str:
    """All subwords joined: the same for every way to write a name, and for the name spoken word by word."""
    return "".join(part.letters for part in subwords(text))
