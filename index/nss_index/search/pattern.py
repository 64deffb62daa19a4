"""Exact text and regular expressions: how they match, and which words a text that matches must hold.

Smart case, as in ripgrep: capitals in the pattern make it case-sensitive. A pattern knows no index; the words that it
needs let `exact` read only the files whose vocabulary holds them (Manning, Raghavan, Schütze, "Introduction to
Information Retrieval", 3.2: wildcard queries over the vocabulary).
"""

from __future__ import annotations

import re as escapes
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import regex

from nss_index.errors import BadInput

SECONDS_A_FILE = 1.0
"""An expression that needs longer for one file is one that takes exponentially long: it is told to whoever wrote it."""

SHOWN = 80  # characters of an expression in a message
SHORTEST_WORD = 3  # characters of a word worth looking up: shorter ones are in nearly every file

_EDGE = "\n"  # of a word, as in `store.vocabulary`
_ASCII_WORD = escapes.compile(r"[A-Za-z0-9_]+")
_ESCAPED = escapes.compile(r"\\.", escapes.DOTALL)
_PLAIN = escapes.compile(r"[A-Za-z0-9_]")
_EXTENDED = escapes.compile(r"\(\?(?![:=!]|<[=!]|P?<\w|P=|[ims]+\))|\{(?!\d*,?\d*\})")  # also fuzzy matching: `{e<=1}`
_ONE_LETTER = frozenset("bBdDsSwWAZntrfv")  # escapes that end behind their letter


@dataclass(frozen=True)
class Pattern:
    """Raises BadInput, on first use, for an expression that cannot be read."""

    text: str
    expression: bool  # a regular expression, else exactly these characters

    @property
    def ignores_case(self) -> bool:
        """Smart case: no capital is asked for. `\\W` and the like are no capitals."""
        said = _ESCAPED.sub("", self.text) if self.expression else self.text
        return said == said.lower()

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """The matches (start, end) that are not empty, in order. Raises BadInput where an expression takes too long."""
        try:
            for match in self._compiled.finditer(text, timeout=SECONDS_A_FILE, concurrent=True):
                if match.end() > match.start():
                    yield match.start(), match.end()
        except TimeoutError as error:
            raise BadInput(
                f"the expression {_shown(self.text)!r} takes too long",
                why="it can match in exponentially many ways",
                todo="Avoid repetitions inside of repetitions, like (a+)+",
            ) from error

    @property
    def words(self) -> tuple[str, ...]:
        """Pieces of words, in lower case and without underscores, that every text which matches holds. A line break
        before or behind one means that the word begins or ends there: between others in "is not found", "not" is a
        whole word."""
        runs = [(run, "", "") for run in _required(self.text)] if self.expression else self._literal_runs()
        folded = ((run.replace("_", "").lower(), before, after) for run, before, after in runs)
        found = (f"{before}{word}{after}" for word, before, after in folded if len(word) >= SHORTEST_WORD)
        return tuple(dict.fromkeys(found))

    def _literal_runs(self) -> Iterator[tuple[str, str, str]]:
        for match in _ASCII_WORD.finditer(self.text):
            before, after = self.text[: match.start()][-1:], self.text[match.end() :][:1]
            yield match.group(), _EDGE if _ends_words(before) else "", _EDGE if _ends_words(after) else ""

    @cached_property
    def _compiled(self) -> regex.Pattern[str]:
        text = self.text if self.expression else regex.escape(self.text)
        try:
            return regex.compile(text, regex.MULTILINE | (regex.IGNORECASE if self.ignores_case else 0))
        except regex.error as error:
            raise BadInput(
                f"cannot read the regular expression {_shown(self.text)!r}",
                why=str(error),
                todo="Use Python's syntax, or --mode exact for these very characters",
            ) from error


def _ends_words(character: str) -> bool:
    return bool(character) and not (character.isalnum() or character == "_")


def _shown(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _required(expression: str) -> list[str]:
    """Runs of plain word characters that no match can do without: outside of groups and classes, not optional. None
    for an expression with alternatives at the top, or with extensions that change what its characters mean."""
    if _EXTENDED.search(expression):
        return []
    runs: list[str] = []
    run, depth, place = "", 0, 0

    def end() -> None:
        nonlocal run
        if run:
            runs.append(run)
        run = ""

    while place < len(expression):
        character = expression[place]
        after = place + 1
        if character == "\\":
            end()
            after = _after_escape(expression, place)
        elif character == "[":
            end()
            after = _after_class(expression, place)
        elif character in "()":
            end()
            depth += 1 if character == "(" else -1
        elif character == "|" and depth <= 0:
            return []
        elif character in "?*{":  # the character before may be missing
            run = run[:-1]
            end()
            if character == "{":
                closing = expression.find("}", place)
                after = closing + 1 if closing > 0 else len(expression)
        elif depth == 0 and _PLAIN.match(character):
            run += character
        else:
            end()
        place = after
    end()
    return runs


def _after_escape(expression: str, place: int) -> int:
    """Behind a backslash and all that may belong to it: `\\x41`, `\\N{…}`, `\\p{…}`, `\\12` are taken too long rather
    than too short."""
    letter, place = expression[place + 1 : place + 2], place + 2
    if letter in _ONE_LETTER or not letter.isalnum():
        return place
    while place < len(expression) and (expression[place].isalnum() or expression[place] in "_{}<>"):
        place += 1
    return place


def _after_class(expression: str, place: int) -> int:
    place += 1
    place += expression.startswith("^", place)
    place += expression.startswith("]", place)
    while place < len(expression) and expression[place] != "]":
        place += 2 if expression[place] == "\\" else 1
    return place + 1
