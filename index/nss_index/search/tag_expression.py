"""Which files a question about tags means: `auth`, `auth/*`, `auth/* and not (old or draft)`.

A name stands for itself; `*` in it for any characters. `and`, `or`, `not` (also `&`, `|`, `!`) bind as in Python, from
the loosest: or, and, not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable

from msgspec import Struct

from nss_index.errors import BadInput

MOST_WORDS = 200
_WORD = re.compile(r"\s*(?:(?P<sign>[()&|!])|(?P<word>[A-Za-z0-9_./*-]+))")
_SIGNS = {"&": "and", "|": "or", "!": "not"}
_Test = Callable[[Collection[str]], bool]


class TagExpression(Struct, frozen=True):
    admits: _Test  # whether a file with these tags is meant
    names: tuple[re.Pattern[str], ...]  # patterns of the names that it asks for; not of those behind `not`

    def asks_for(self, name: str) -> bool:
        return any(pattern.fullmatch(name) for pattern in self.names)


def tag_expression(text: str) -> TagExpression:
    """Raises BadInput for what cannot be read."""
    reader = _Reader(text)
    test = reader.either(wanted=True)
    if reader.words:
        raise reader.wrong(f"{reader.words[0]!r} stands where nothing is expected")
    return TagExpression(test, tuple(reader.names))


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.words = list(_words(text))
        self.names: list[re.Pattern[str]] = []
        if len(self.words) > MOST_WORDS:
            raise self.wrong(f"it has more than {MOST_WORDS} words")

    def either(self, wanted: bool) -> _Test:
        tests = [self._both(wanted)]
        while self._takes("or"):
            tests.append(self._both(wanted))
        return tests[0] if len(tests) == 1 else lambda tags: any(test(tags) for test in tests)

    def _both(self, wanted: bool) -> _Test:
        tests = [self._not(wanted)]
        while self._takes("and"):
            tests.append(self._not(wanted))
        return tests[0] if len(tests) == 1 else lambda tags: all(test(tags) for test in tests)

    def _not(self, wanted: bool) -> _Test:
        if self._takes("not"):
            test = self._not(not wanted)
            return lambda tags: not test(tags)
        if self._takes("("):
            test = self.either(wanted)
            if not self._takes(")"):
                raise self.wrong("a parenthesis is not closed")
            return test
        word = self.words.pop(0) if self.words else ""
        if word in ("", "and", "or", ")"):
            raise self.wrong(f"a name is missing before {word!r}" if word else "a name is missing at the end")
        pattern = re.compile(".*".join(re.escape(part) for part in word.split("*")))
        if wanted:
            self.names.append(pattern)
        return lambda tags: any(pattern.fullmatch(tag) for tag in tags)

    def _takes(self, word: str) -> bool:
        if not self.words or self.words[0] != word:
            return False
        del self.words[0]
        return True

    def wrong(self, why: str) -> BadInput:
        return BadInput(
            f"cannot read the tags {self.text!r}",
            why=why,
            todo="Write names with `*`, `and`, `or`, `not` and parentheses",
        )


def _words(text: str) -> Iterable[str]:
    at = 0
    while text[at:].strip():
        match = _WORD.match(text, at)
        if match is None:
            raise BadInput(f"cannot read the tags {text!r}", why=f"{text[at:].strip()[0]!r} is in no name of a tag")
        at = match.end()
        yield _SIGNS.get(match["sign"], match["sign"]) if match["sign"] else match["word"]
