"""Documentation out of comments and strings: marks and quotes removed, the common indent removed.

Knows comment marks (`//`, `///`, `/** */`, `#`, `--`, `(** *)`, `{- -}`, `<# #>`, `#= =#`) and string quotes.
Does not know where a comment belongs.
"""

from __future__ import annotations

import ast
import inspect
import re

_LINE_MARK = re.compile(r"^\s*(?:///?/?!?|//!|#+!?:?|--+(?:[ \t]*[|^](?!\S))?)[ \t]?")
_STAR = re.compile(r"^\s*\*(?!/)[ \t]?")
_BLOCKS = {"/*": "*/", "(*": "*)", "{-": "-}", "<#": "#>", "#=": "=#"}
_STARRED = ("*/", "*)")  # where each line may begin with a star
_HADDOCK = re.compile(r"\s*[|^](?!\S)")  # `{- | what it documents -}`
_LONG = re.compile(r"--\[(=*)\[(.*?)(?:\]\1\])?\Z|=begin\b[^\n]*\n(.*?)(?:\n?=end[^\n]*)?\Z", re.DOTALL)  # Lua, Ruby
_STRING = re.compile(r"""~?[A-Za-z]*(\"\"\"|'''|"|')(.*)\1""", re.DOTALL)
_RULER = re.compile(r"[\s\-=*#/_~+]*")
DOC_LIMIT = 4_000  # characters of documentation that are kept


def comment_text(comments: list[str]) -> str:
    """The text of comments that stand below each other. Rulers (`-----`) and pragma-only marks yield nothing."""
    lines: list[str] = []
    for comment in comments:
        closing = _BLOCKS.get(comment[:2])
        if closing is not None and comment.endswith(closing):
            inner = comment[2:-2]
            if closing in _STARRED:
                lines += [_STAR.sub("", line, count=1) for line in inner.lstrip("*!").split("\n")]
            else:
                lines += _HADDOCK.sub("", inner, count=1).split("\n")
        elif (long := _LONG.match(comment)) is not None:
            lines += inspect.cleandoc(long[2] or long[3] or "").split("\n")
        else:
            lines += [_LINE_MARK.sub("", line, count=1) for line in comment.split("\n")]
    kept = [line.rstrip() for line in lines if not (line.strip() and _RULER.fullmatch(line))]
    return _clean("\n".join(kept))


def string_text(literal: str) -> str:
    """The value of a documentation string as written in the source, prefixes and quotes included."""
    if literal.startswith("<#"):  # PowerShell documents a function in a comment at the top of its body
        return comment_text([literal])
    match = _STRING.fullmatch(literal)
    if match is None:
        return ""
    body = match[2]
    if "\\" in body and "r" not in literal[:2].lower() and literal[0] != "~":
        try:
            body = str(ast.literal_eval(literal))
        except (SyntaxError, ValueError):  # an escape that Python refuses: the text as written still documents
            body = match[2]
    return _clean(body)


def _clean(text: str) -> str:
    return inspect.cleandoc(text).strip()[:DOC_LIMIT].rstrip()
