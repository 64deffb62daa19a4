"""gitignore syntax: one line to one pattern, one file to one list, and git's exact answer whether a path matches.

Follows git's own `dir.c` and `wildmatch.c` byte for byte (`?` is one byte, a pattern without a slash looks at the
base name only, the literal head of a pattern is compared before its wildcards). Does not know where files lie.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from dulwich.wildmatch import MalformedPattern, translate_bracket_expression
from msgspec import Struct

_SPECIAL = frozenset(b"*?[\\")


class Pattern(Struct, frozen=True):
    """One line of an ignore file. `text` and `line` are what `nss why` shows."""

    text: str
    line: int
    negated: bool
    directory_only: bool
    basename_only: bool
    name: bytes | None  # equals this, when there is no wildcard
    suffix: bytes | None  # ends with this, for "*.log"
    expression: re.Pattern[bytes] | None

    def matches(self, path: bytes, basename: bytes, is_directory: bool) -> bool:
        """Whether it names the entry `path` (relative to the ignore file's folder, no trailing slash)."""
        if self.directory_only and not is_directory:
            return False
        subject = basename if self.basename_only else path
        if self.name is not None:
            return subject == self.name
        if self.suffix is not None:
            return subject.endswith(self.suffix)
        return self.expression is not None and self.expression.match(subject) is not None


@dataclass(frozen=True)
class PatternList:
    """The patterns of one file. `base` is its folder relative to the top ("" or ending in "/"), `source` its name."""

    source: str
    base: bytes
    patterns: tuple[Pattern, ...]
    ignore_case: bool = False

    def last_match(self, path: bytes, is_directory: bool) -> Pattern | None:
        """The last pattern that names `path` (relative to the top), which is the one that decides."""
        relative = path[len(self.base) :]
        if self.ignore_case:
            relative = relative.lower()
        basename = relative.rpartition(b"/")[2]
        if not self._may_match(relative, basename):
            return None
        for pattern in reversed(self.patterns):
            if pattern.matches(relative, basename, is_directory):
                return pattern
        return None

    # Nearly every path matches nothing: three quick looks spare it the walk over hundreds of patterns.
    def _may_match(self, path: bytes, basename: bytes) -> bool:
        names, suffixes, expressions = self._index
        if basename in names or path in names or basename.endswith(suffixes):
            return True
        return any(pattern.matches(path, basename, True) for pattern in expressions)

    @cached_property
    def _index(self) -> tuple[frozenset[bytes], tuple[bytes, ...], tuple[Pattern, ...]]:
        names = frozenset(pattern.name for pattern in self.patterns if pattern.name is not None)
        suffixes = tuple(pattern.suffix for pattern in self.patterns if pattern.suffix is not None)
        return names, suffixes, tuple(pattern for pattern in self.patterns if pattern.expression is not None)


def parse_patterns(data: bytes, *, source: str, base: bytes = b"", ignore_case: bool = False) -> PatternList:
    """All patterns of an ignore file's bytes."""
    lines = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    parsed = (parse_pattern(line, number, ignore_case) for number, line in enumerate(lines, 1))
    return PatternList(source, base, tuple(pattern for pattern in parsed if pattern is not None), ignore_case)


def parse_pattern(line: bytes, number: int, ignore_case: bool = False) -> Pattern | None:
    """One line without its line feed; None for a blank line or a comment, and for what can never match."""
    if line.startswith(b"#"):
        return None
    body = _without_trailing_spaces(line.removesuffix(b"\r").partition(b"\0")[0])
    shown = body.decode("utf-8", "backslashreplace")
    negated = body.startswith(b"!")
    body = body[1:] if negated else body
    directory_only = body.endswith(b"/")
    body = body[:-1] if directory_only else body
    basename_only = b"/" not in body
    body = body.lower() if ignore_case else body
    if not basename_only:
        body = body.removeprefix(b"/")
    if not body:
        return None
    name, suffix, expression = _matcher(body, basename_only)
    if name is None and suffix is None and expression is None:
        return None
    return Pattern(shown, number, negated, directory_only, basename_only, name, suffix, expression)


def _without_trailing_spaces(line: bytes) -> bytes:
    """Trailing blanks do not count unless a backslash protects them; tabs do."""
    last_space = -1
    position = 0
    while position < len(line):
        character = line[position : position + 1]
        if character == b" ":
            last_space = position if last_space < 0 else last_space
        else:
            last_space = -1
            if character == b"\\":
                position += 1
        position += 1
    return line if last_space < 0 else line[:last_space]


def _matcher(body: bytes, basename_only: bool) -> tuple[bytes | None, bytes | None, re.Pattern[bytes] | None]:
    head = next((index for index, byte in enumerate(body) if byte in _SPECIAL), len(body))
    if head == len(body):
        return body, None, None
    if basename_only and body.startswith(b"*") and not _SPECIAL.intersection(body[1:]):
        return None, body[1:], None
    # git compares the literal head first and hands only the rest to its matcher, so "a**/b" means "a" then "**/b".
    # For a base name it hands over everything, and "**" is then an ordinary star.
    try:
        rest = _translate(body, 0) if basename_only else re.escape(body[:head]) + _translate(body, head)
    except MalformedPattern:
        return None, None, None  # git's matcher gives up on it: it names nothing
    return None, None, re.compile(b"(?s)" + rest + rb"\Z")


def _translate(pattern: bytes, start: int) -> bytes:
    """A regular expression for `pattern[start:]` that cannot backtrack exponentially.

    Between two wildcards of one kind the leftmost match is always good enough, so everything but the last stretch is
    an atomic group: a hostile ignore file cannot hang the scan. Stretches split at "**/", and inside them at "*".
    """
    tokens = _tokens(pattern, start)
    stretches: list[list[bytes]] = [[]]
    for token in tokens:
        if token == _ANY_FOLDERS:
            stretches.append([])
        else:
            stretches[-1].append(token)
    first, rest = stretches[0], stretches[1:]
    result = _stretch(first)
    for stretch, following in pairwise([*rest, None]):
        assert stretch is not None
        if following is None:
            result += b"(?:.*/)?" + _stretch(stretch)
        else:
            result += b"(?>(?:[^/]*/)*?" + _stretch(stretch) + b")"
    return result


_STAR, _ANY_FOLDERS, _ANYTHING, _SLASH = b"*", b"**/", b".*", b"/"


def _stretch(tokens: list[bytes]) -> bytes:
    """Tokens without "**/": each star that another star of the same path component follows becomes atomic."""
    result = b""
    component: list[bytes] = []
    for token in [*tokens, None]:
        if token is None or token in (_SLASH, _ANYTHING):
            result += _component(component) + (token or b"")
            component = []
        else:
            component.append(token)
    return result


def _component(tokens: list[bytes]) -> bytes:
    pieces: list[bytes] = [b""]
    for token in tokens:
        if token == _STAR:
            pieces.append(b"")
        else:
            pieces[-1] += token
    if len(pieces) == 1:
        return pieces[0]
    middle = b"".join(b"(?>[^/]*?" + piece + b")" for piece in pieces[1:-1])
    return pieces[0] + middle + b"[^/]*" + pieces[-1]


def _tokens(pattern: bytes, start: int) -> list[bytes]:
    tokens: list[bytes] = []
    position, end = start, len(pattern)
    while position < end:
        character = pattern[position : position + 1]
        if character == b"*":
            stars = position
            while pattern[position : position + 1] == b"*":
                position += 1
            # Only here the matcher cannot see the literal head that was compared before it: `start` is its beginning.
            whole = position - stars > 1 and (stars == start or pattern[stars - 1 : stars] == b"/")
            if whole and pattern[position : position + 1] == b"/":
                tokens.append(_ANY_FOLDERS)
                position += 1
            elif whole and (position == end or pattern[position : position + 2] == b"\\/"):
                tokens.append(_ANYTHING)
            else:
                tokens.append(_STAR)
            continue
        position += 1
        if character == b"?":
            tokens.append(b"[^/]")
        elif character == b"[":
            position, expression = translate_bracket_expression(pattern, position)
            tokens.append(expression)
        elif character == b"\\":
            if position == end:
                raise MalformedPattern(pattern)
            tokens.append(_literal(pattern[position : position + 1]))
            position += 1
        else:
            tokens.append(_literal(character))
    return tokens


def _literal(character: bytes) -> bytes:
    return _SLASH if character == b"/" else re.escape(character)
