"""What a task points at: symbols and files by name, lines in a message or a stack trace, the lines of a change."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from nss_index.errors import BadInput
from nss_index.model import SymbolKind
from nss_index.parse.documents import SEPARATOR

if TYPE_CHECKING:
    from unidiff.patch import Hunk

    from nss_index.answers import Hit
    from nss_index.context.summary import Sources
    from nss_index.model import Symbol

MOST_LINES = 250  # of a whole piece: beyond, its signature stands for it
SAME_NAME = 3  # symbols or files that a name in the task may mean
AROUND = 5  # lines before and after one that is in no symbol
MOST_PLACES = 24  # in the words of a task: a stack trace can have hundreds

_WORD = re.compile(r"[A-Za-z_][\w]*(?:(?:\.|::)[A-Za-z_]\w*)*")
_SPELLED = re.compile(r"[a-z0-9][A-Z]|[A-Za-z0-9]_[A-Za-z0-9]|\.|::")
_PATH = re.compile(r"[\w@.-]+(?:/[\w@.-]+)+|[\w-]+\.\w{1,5}\b")
_LINE = re.compile(
    r'File "(?P<python>[^"\n]{1,400})", line (?P<python_line>\d{1,7})'  # a traceback
    r"|(?P<path>[\w@./\\-]{1,400}\.\w{1,8})(?::|\()(?P<line>\d{1,7})\b"  # compilers and linters: a.c:1:2, a.ts(1,2)
)


class Lines(NamedTuple):
    path: str
    first: int  # 1-based, inclusive
    last: int


class Place(NamedTuple):
    """What a piece may show. The lines are 0 where the symbol says them, or the whole file is meant."""

    path: str
    symbol: str  # symbol path, "" for lines of a file
    first: int = 0
    last: int = 0


def of_hit(sources: Sources, hit: Hit) -> Place:
    """The symbol or section that stands for a hit; its own lines where none is known, or where that is too long."""
    above, _, title = hit.heading.rpartition(SEPARATOR)
    name = hit.symbol or (f"{above}.{title}" if above else title)
    symbol = sources.program.symbol(hit.path, name) if name else None
    if symbol is not None and _is_short(sources, hit.path, symbol):
        return Place(hit.path, name)
    return Place(hit.path, "", hit.start_line, hit.end_line)


def at(sources: Sources, lines: Lines) -> list[Place]:
    """The innermost symbols that lines touch; where one is too long, the lines. Between symbols, some lines around."""
    symbols = [one for _, one in sources.program.symbols_of(lines.path) if one.kind not in _PARTS]
    touched = [one for one in symbols if one.span.start_line <= lines.last and one.span.end_line >= lines.first]
    inner = [one for one in touched if not any(other.path.startswith(f"{one.path}.") for other in touched)]
    if not inner:
        above = max((one.span.end_line for one in symbols if one.span.end_line < lines.first), default=0)
        below = min((one.span.start_line for one in symbols if one.span.start_line > lines.last), default=1 << 31)
        first, last = max(above + 1, lines.first - AROUND), min(below - 1, lines.last + AROUND)
        return [Place(lines.path, "", first, last)]
    if not all(_is_short(sources, lines.path, one) for one in inner):
        return [Place(lines.path, "", lines.first, lines.last)]
    return [Place(lines.path, one.path) for one in inner]


def named_in(sources: Sources, words: str) -> Iterator[Place]:
    """Symbols and files that the words spell, where few are called so."""
    for word in dict.fromkeys(_PATH.findall(words)):
        yield from (Place(path, "") for path in _files(sources, word))
    for word in dict.fromkeys(_WORD.findall(words)):
        if not _SPELLED.search(word):
            continue
        meant = sources.program.symbols_called(word.replace("::", "."))
        if 0 < len(meant) <= SAME_NAME:
            yield from (Place(path, symbol.path) for path, symbol in meant if symbol.kind is not SymbolKind.SECTION)


def lines_in(sources: Sources, words: str) -> list[Lines]:
    """The lines of indexed files that a message names, as compilers, linters and stack traces write them."""
    found: dict[Lines, None] = {}
    for match in _LINE.finditer(words):
        name = (match["python"] or match["path"]).replace("\\", "/")
        line = int(match["python_line"] or match["line"])
        found |= dict.fromkeys(Lines(path, line, line) for path in _files(sources, name))
        if len(found) >= MOST_PLACES:
            break
    return list(found)


def changed_in(sources: Sources, before: str, path: str) -> list[Place]:
    """The innermost symbols of a file whose text does not stand in what the file was before."""
    text = (sources.read(path) or "").replace("\r\n", "\n")
    before = before.replace("\r\n", "\n")
    lines = text.split("\n")
    symbols = [one for _, one in sources.program.symbols_of(path) if one.kind not in _PARTS]
    differ = [one for one in symbols if _text_of(lines, one) not in before]
    inner = [one for one in differ if not any(other.path.startswith(f"{one.path}.") for other in differ)]
    return [Place(path, one.path) for one in inner]


def lines_of(sources: Sources, path: str, symbol: Symbol) -> tuple[int, int]:
    """Of a section, those before the next heading: what is below that has a name of its own."""
    first, last = symbol.span.start_line, symbol.span.end_line
    if symbol.kind is SymbolKind.SECTION:
        starts = [one.span.start_line for _, one in sources.program.symbols_of(path)]
        last = min((start - 1 for start in starts if start > first), default=last)
    return first, max(first, last)


_PARTS = frozenset({SymbolKind.FIELD, SymbolKind.ENUM_MEMBER, SymbolKind.PROPERTY})
"""Shown with what they are part of: alone they say little."""


def lines_of_diff(sources: Sources, diff: str) -> list[Lines]:
    """The lines that a unified diff touches, of the files as they are: after the change where it has been made, before
    it where not. What it names and the index does not know is passed over. Raises BadInput."""
    from unidiff.errors import UnidiffParseError
    from unidiff.patch import PatchSet

    try:
        files = list(PatchSet.from_string(diff))
    except UnidiffParseError as error:
        raise BadInput(f"that is no unified diff: {error}", todo="`git diff` writes one") from error
    if not files:
        raise BadInput("that is no unified diff: it names no file", todo="`git diff` writes one")
    found: dict[Lines, None] = {}
    for file in files:
        before, after = _unquoted(file.source_file, "a/"), _unquoted(file.target_file, "b/")
        for path in _files(sources, after) or _files(sources, before):
            lines = (sources.read(path) or "").split("\n")
            found |= dict.fromkeys(_touched(path, lines, hunk) for hunk in file)
    return list(found)


def _touched(path: str, lines: list[str], hunk: Hunk) -> Lines:
    """The first and the last changed line of a hunk; where it only removes, the lines around."""
    made = [line.value.rstrip("\r\n") for line in hunk if not line.is_removed]
    start = hunk.target_start
    if [line.rstrip("\r") for line in lines[start - 1 : start - 1 + len(made)]] == made:
        numbers = [line.target_line_no for line in hunk if line.is_added]
    else:
        start = hunk.source_start
        numbers = [line.source_line_no for line in hunk if line.is_removed]
    known = [number for number in numbers if number is not None] or [start, start + len(made) - 1]
    first = min(max(1, min(known)), len(lines))
    return Lines(path, first, max(first, min(max(known), len(lines))))


def _unquoted(name: str, prefix: str) -> str:
    """A path of a diff without its prefix; git writes unusual ones in quotes, each byte as an escape of C."""
    name = name.partition("\t")[0]
    if len(name) > 1 and name[0] == name[-1] == '"':
        octets = name[1:-1].encode("utf-8").decode("unicode_escape").encode("latin-1", "replace")
        name = octets.decode("utf-8", "surrogateescape")
    return name.removeprefix(prefix)


def _files(sources: Sources, name: str) -> list[str]:
    """The files of the index that a path in a text means, where few do: the end of one, or one behind a root."""
    name = name.removeprefix("./")
    files = sources.graph.files
    if name in files:
        return [name]
    fitting = [path for path in files if path.endswith(f"/{name}")]
    fitting = fitting or [path for path in files if name.endswith(f"/{path}")]
    return fitting if len(fitting) <= SAME_NAME else []


def _is_short(sources: Sources, path: str, symbol: Symbol) -> bool:
    first, last = lines_of(sources, path, symbol)
    return last - first < MOST_LINES


def _text_of(lines: list[str], symbol: Symbol) -> str:
    return "\n".join(lines[symbol.span.start_line - 1 : symbol.span.end_line])
