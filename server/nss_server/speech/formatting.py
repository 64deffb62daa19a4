"""Spoken formatting: "snake case foo bar" → foo_bar, "open paren" → (, "new line" → a line break.

A command is a command only as a whole: "the new line of products" would be one too, so words that people also mean
literally can be kept by saying "literal" before them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence

_Style = Callable[[Sequence[str]], str]

STYLES: Mapping[tuple[str, ...], _Style] = {
    ("snake", "case"): lambda words: "_".join(words).lower(),
    ("camel", "case"): lambda words: words[0].lower() + "".join(word.capitalize() for word in words[1:]),
    ("pascal", "case"): lambda words: "".join(word.capitalize() for word in words),
    ("kebab", "case"): lambda words: "-".join(words).lower(),
    ("constant", "case"): lambda words: "_".join(words).upper(),
    ("screaming", "snake", "case"): lambda words: "_".join(words).upper(),
    ("all", "caps"): lambda words: " ".join(words).upper(),
}
"""Each takes the words up to the next punctuation, the next command, or "end case"; at most `MOST_STYLED`."""

MOST_STYLED = 6

SYMBOLS: Mapping[tuple[str, ...], tuple[str, bool, bool]] = {
    # words: (text, glued to what is before, glued to what is after)
    ("new", "line"): ("\n", True, True),
    ("newline",): ("\n", True, True),
    ("new", "paragraph"): ("\n\n", True, True),
    ("open", "paren"): ("(", True, True),
    ("open", "parenthesis"): ("(", True, True),
    ("close", "paren"): (")", True, False),
    ("close", "parenthesis"): (")", True, False),
    ("open", "bracket"): ("[", True, True),
    ("close", "bracket"): ("]", True, False),
    ("open", "brace"): ("{", False, False),
    ("close", "brace"): ("}", False, False),
    ("open", "quote"): ('"', False, True),
    ("close", "quote"): ('"', True, False),
    ("back", "tick"): ("`", False, True),
    ("backtick",): ("`", False, True),
    ("full", "stop"): (".", True, False),
    ("semicolon",): (";", True, False),
    ("equals", "sign"): ("=", False, False),
    ("double", "equals"): ("==", False, False),
    ("fat", "arrow"): ("=>", False, False),
    ("thin", "arrow"): ("->", False, False),
    ("underscore",): ("_", True, True),
    ("forward", "slash"): ("/", True, True),
    ("back", "slash"): ("\\", True, True),
    ("at", "sign"): ("@", False, True),
    ("hash", "sign"): ("#", False, True),
    ("percent", "sign"): ("%", True, False),
    ("question", "mark"): ("?", True, False),
    ("exclamation", "mark"): ("!", True, False),
}

LITERAL = "literal"
END = ("end", "case")

_Token = tuple[str, str, str, str]  # white space, punctuation before, word, punctuation behind
_TOKEN = re.compile(r"\s*\S+")
_EDGES = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)


def format_spoken(text: str) -> str:
    """The text with its spoken commands carried out. Text without one comes back as it is."""
    tokens = [_split(match.group()) for match in _TOKEN.finditer(text)]
    pieces: list[str] = []
    changed = glue = False
    place = 0
    while place < len(tokens):
        space, before, word, after = tokens[place]
        opening = ("" if glue else space) + before
        symbol = next((words for words in SYMBOLS if _says(tokens, place, words)), None)
        style = next((words for words in STYLES if _says(tokens, place, words)), None)
        if length := _literal_at(tokens, place):
            (_, *first), *others = tokens[place + 1 : place + 1 + length]
            pieces += [opening + "".join(first), *("".join(token) for token in others)]
            place, changed, glue = place + 1 + length, True, False
        elif symbol is not None:
            shown, left, right = SYMBOLS[symbol]
            if pieces and left and not shown.isspace():
                pieces[-1] = pieces[-1].removesuffix(",")  # of the pause before the command
            pieces.append(("" if left or glue or not pieces else space) + shown)
            place, changed, glue = place + len(symbol), True, right
        elif style is not None and (styled := _styled(tokens, place + len(style))):
            words, opened, ending, used = styled
            pieces.append(opening + opened + STYLES[style](words) + ending)
            place, changed, glue = place + len(style) + used, True, False
        else:
            pieces.append(opening + word + after)
            place, glue = place + 1, False
    return "".join(pieces) if changed else text


def _styled(tokens: Sequence[_Token], place: int) -> tuple[list[str], str, str, int] | None:
    """(the words, the punctuation before the first, that behind the last, tokens used), None where no word follows."""
    words: list[str] = []
    opened = ending = ""
    start, literal = place, 0
    while place < len(tokens) and len(words) < MOST_STYLED and not ending:
        if _says(tokens, place, END):
            place += len(END)
            break
        if not literal and (literal := _literal_at(tokens, place)):
            place += 1
        _, before, word, after = tokens[place]
        if words and (before or (not literal and _command_at(tokens, place))):
            break
        if word:
            opened = opened if words else before
            ending = after
            words += [part for part in re.split(r"\W+", re.sub("['’]", "", word)) if part]
        place += 1
        literal = max(0, literal - 1)
    return (words, opened, ending, place - start) if words else None


def _literal_at(tokens: Sequence[_Token], place: int) -> int:
    """Tokens of the command that "literal", standing here, keeps as words; 0 for none."""
    return _command_at(tokens, place + 1) if tokens[place][2].lower() == LITERAL else 0


def _command_at(tokens: Sequence[_Token], place: int) -> int:
    """Tokens of the command that stands here, 0 for none."""
    return next((len(words) for words in (*SYMBOLS, *STYLES) if _says(tokens, place, words)), 0)


def _says(tokens: Sequence[_Token], place: int, words: tuple[str, ...]) -> bool:
    """Whether these words stand here. Whisper puts a comma or full stop around commands; inside them it does not, so
    that "It is new. Line three" holds none."""
    said = tokens[place : place + len(words)]
    return (
        len(said) == len(words)
        and all(token[2].lower() == word for token, word in zip(said, words, strict=True))
        and not any(left[3] or right[1] for left, right in itertools.pairwise(said))
    )


def _split(token: str) -> _Token:
    bare = token.lstrip()
    match = _EDGES.match(bare)
    before, word, after = match.groups() if match else ("", bare, "")
    return token[: len(token) - len(bare)], before, word, after
