"""Expressions as chains: the form in which the index keeps what stands before a name and what a name is bound to.

A chain is names joined by dots, each followed by `()` for a call and `[]` for a subscript, whatever their arguments:
`self.pool().first[]`. `""` at the front is any value of the language's own types; `?` is what no chain can say.
"""

from __future__ import annotations

import re

UNKNOWN = "?"
LITERAL = '""'

_LIMIT = 2_000  # characters: a fluent chain repeats all that stands before a name
_PLAIN = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_PART = re.compile(r"(?:#|@@?|:)?[^\W\d][\w$]*|\$[\w$]*|[.!\s]+|\??->|::|[?&]\.|\\")
_DOTS = frozenset({"->", "?->", "::", "?.", "&.", "\\"})
_ROOT = re.compile(r"[^.(\[]*")
_NEW = re.compile(r"new\s+")  # `new Foo()` is, as a chain, what `Foo()` is
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_QUOTES = "\"'`"
_MARK = re.compile(r"[][(){}\"'`]")  # all that `_behind` looks at
_LITERALS = _QUOTES + "[{"


def chain(text: str) -> str:
    """The chain of an expression's source text."""
    if _PLAIN.fullmatch(text):
        return text
    if len(text) > _LIMIT:
        return UNKNOWN
    if (made_new := _NEW.match(text)) is not None:
        return chain(text[made_new.end() :])
    made: list[str] = []
    at = 0
    while at < len(text):
        char = text[at]
        if char in "([" and made:
            at = _behind(text, at)
            made.append("()" if char == "(" else "[]")
        elif char in _LITERALS and not made:
            at = _behind_string(text, at) if char in _QUOTES else _behind(text, at)
            made.append(LITERAL)
        elif (part := _PART.match(text, at)) is not None:
            at = part.end()
            word = part.group().strip("! \t\r\n")
            if (
                (word[:1].isalnum() or word[:1] == "@" or (word[:1] == ":" and word != "::"))
                and made
                and made[-1] != "."
            ):
                return UNKNOWN  # two words beside each other: an operator
            if word:
                made.append("." if word in _DOTS else word)
        else:
            return UNKNOWN
    found = "".join(made).rstrip(".")  # Haskell's module is `Data.Map.` before a name
    return found or UNKNOWN


def root_of(expression: str) -> str:
    """The name at the front of a chain."""
    found = _ROOT.match(expression)
    return found[0] if found is not None else expression


def _behind(text: str, at: int) -> int:
    """Behind the bracket that closes the one at `at`; the end of the text where none does."""
    waiting: list[str] = []
    while (mark := _MARK.search(text, at)) is not None:
        char, at = mark[0], mark.end()
        if char in _CLOSING:
            waiting.append(_CLOSING[char])
        elif waiting and char == waiting[-1]:
            waiting.pop()
            if not waiting:
                return at
        elif char in _QUOTES:
            at = _behind_string(text, at - 1)
    return len(text)


def _behind_string(text: str, at: int) -> int:
    mark = text[at]
    at += 1
    while at < len(text) and text[at] != mark:
        at += 2 if text[at] == "\\" else 1
    return at + 1
