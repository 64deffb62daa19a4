"""Documents: from headings to sections, as symbols and as pieces; and where headings are in markup without a grammar.

A section's container is its parents' headings joined by " > ", as a chunk's heading path is; its chunk carries the
heading and no symbol path. A section reaches to the next heading of its own level or above; its chunk only to the next
heading of any level.

Sources: the reStructuredText specification ("Sections"), AsciiDoc's documentation ("Section Titles and Levels"), the
Org manual ("Headlines"), HTML's living standard (4.3.6), LaTeX2e's reference manual ("Sectioning").
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nss_index.model import ChunkKind, Span, Symbol, SymbolKind
from nss_index.parse import packing
from nss_index.parse.chunks import Piece
from nss_index.parse.source import fold

if TYPE_CHECKING:
    from nss_index.parse.source import Source

HEADING_LIMIT = 120  # characters of one heading
SEPARATOR = " > "
LEVELS = 6

_TITLE_MARKS = re.compile(r"[=\-`:'\"~^_*+#<>.!$%&(),/;?@\[\]\\{|}]")
_HTML = re.compile(rb"<h([1-6])\b[^>]{0,1000}>(.{0,1000}?)</h\1\s*>", re.IGNORECASE | re.DOTALL)
_HTML_MARK = re.compile(r"<[^>]*>")
_HTML_NOISE = re.compile(rb"<!--|<(script|style|pre)\b", re.IGNORECASE)
_ASCIIDOC = re.compile(rb"^(={1,6})[ \t]+(\S.*)$", re.MULTILINE)
_ORG = re.compile(rb"^(\*{1,8})[ \t]+(\S.*)$", re.MULTILINE)
_ORG_NOISE = re.compile(r"^(?:TODO|DONE)\s+|\s+:[\w@:]+:\s*$|\[#\w\]\s*")
_LATEX = re.compile(
    rb"^[ \t]*\\(part|chapter|section|subsection|subsubsection|paragraph)\*?(?:\[[^\]]*\])?\{(.+)\}", re.MULTILINE
)
_LATEX_LEVELS = (b"part", b"chapter", b"section", b"subsection", b"subsubsection", b"paragraph")
_FENCE = re.compile(rb"(-{4,}|\.{4,}|={4,}|\*{4,}|_{4,}|/{4,}|`{3,})[ \t\r]*")


@dataclass(frozen=True, slots=True)
class Heading:
    start_byte: int  # of its first line, an overline included
    level: int  # 1 to 6
    name: str
    column: int  # of the name in its line, UTF-8 bytes
    name_lines: int = 0  # lines from the first to that of the name


_Levels = Callable[[int, int], dict[int, int]]


def sections_below(
    source: Source, headings: Sequence[Heading], levels: _Levels | None
) -> tuple[tuple[Symbol, ...], list[Piece]]:
    """All sections in order, and the pieces of the document. `levels` says where long ones are cut best."""
    headings = sorted(headings, key=lambda one: one.start_byte)
    lines = [source.line(one.start_byte) for one in headings]
    symbols: list[Symbol] = []
    parents: list[Heading] = []
    for index, heading in enumerate(headings):
        while parents and parents[-1].level >= heading.level:
            parents.pop()
        following = next((other for other in headings[index + 1 :] if other.level <= heading.level), None)
        start = heading.start_byte
        end = source.trim(start, following.start_byte if following is not None else len(source.data))
        line = source.line(start)
        symbols.append(
            Symbol(
                kind=SymbolKind.SECTION,
                name=heading.name,
                container=SEPARATOR.join(parent.name for parent in parents),
                signature=f"{'#' * heading.level} {heading.name}".rstrip(),
                docstring="",
                span=Span(start, end, line, source.line(max(start, end - 1))),
                name_line=line + heading.name_lines,
                name_column=heading.column,
            )
        )
        parents.append(heading)
    pieces: list[Piece] = []
    bounds = [*lines, len(source.lines) + 1]
    _add(source, levels, pieces, 1, bounds[0] - 1, None)
    carried = 0  # first line of headings without text of their own: they open their first subsection's chunk
    for index, symbol in enumerate(symbols):
        first, last = carried or lines[index], bounds[index + 1] - 1
        bare = not any(not source.is_blank(line) for line in range(symbol.name_line + 1, last + 1))
        deeper = index + 1 < len(headings) and headings[index + 1].level > headings[index].level
        carried = first if bare and deeper else 0
        if not carried:
            _add(source, levels, pieces, first, last, symbol)
    return tuple(symbols), pieces


def heading_path(symbol: Symbol) -> str:
    return f"{symbol.container}{SEPARATOR}{symbol.name}" if symbol.container else symbol.name


def _add(
    source: Source, levels: _Levels | None, pieces: list[Piece], first: int, last: int, symbol: Symbol | None
) -> None:
    lines = packing.trimmed(source, first, last)
    if lines is None:
        return
    kind = ChunkKind.SECTION if symbol is not None else ChunkKind.MODULE
    if packing.fits(source, lines.first, lines.last):
        pieces.append(Piece(kind, lines.first, lines.last, symbol))
        return
    cuts = packing.split(source, lines.first, lines.last, levels(lines.first, lines.last) if levels else None)
    pieces += [Piece(kind, cut.first, cut.last, symbol, part) for part, cut in enumerate(cuts)]


def _rst(source: Source) -> list[Heading]:
    """A line of text with a line of one mark below it that is as long, and maybe the same above it. Which mark means
    which level is told by the order in which they come."""
    order: list[tuple[str, bool]] = []
    found: list[Heading] = []
    texts = [line.decode("utf-8", "replace").rstrip() for line in source.lines]
    for number in range(1, len(texts)):
        mark, title = _rule(texts[number]), texts[number - 1]
        if not mark or not title.strip() or _rule(title) or len(texts[number]) < len(title.rstrip()):
            continue
        over = number > 1 and _rule(texts[number - 2]) == mark and len(texts[number - 2]) >= len(title)
        if not over and (title[:1].isspace() or (number > 1 and texts[number - 2].strip())):
            continue  # a heading begins a paragraph
        if (mark, over) not in order:
            order.append((mark, over))
        first = number - 2 if over else number - 1
        column = len(title) - len(title.lstrip())
        level = min(order.index((mark, over)) + 1, LEVELS)
        found.append(Heading(source.starts[first], level, plain_title(title.strip()), column, int(over)))
    return found


def _rule(line: str) -> str:
    """The mark that a line is made of; "" for any other."""
    return line[0] if len(line) >= 2 and _TITLE_MARKS.match(line) and not line.strip(line[0]) else ""


def _html(source: Source) -> list[Heading]:
    noise = _html_noise(source.data)
    return [
        _at(source, match.start(), int(match[1]), html.unescape(_HTML_MARK.sub(" ", _text(match[2]))))
        for match in _HTML.finditer(source.data)
        if not _inside(match.start(), noise)
    ]


def _html_noise(data: bytes) -> list[tuple[int, int]]:
    """Comments, scripts, styles and preformatted text, in one pass; one that is not closed reaches to the end."""
    found: list[tuple[int, int]] = []
    lower, begun = data.lower(), _HTML_NOISE.search(data)
    while begun is not None:
        end = lower.find(b"</" + begun[1].lower() if begun[1] else b"-->", begun.end())
        end = end if end >= 0 else len(data)
        found.append((begun.start(), end))
        begun = _HTML_NOISE.search(data, end)
    return found


def _fenced(source: Source) -> list[tuple[int, int]]:
    """AsciiDoc's delimited blocks."""
    found: list[tuple[int, int]] = []
    begun, fence = 0, b""
    for number, line in enumerate(source.lines):
        match = _FENCE.fullmatch(line)
        if match and not fence:
            begun, fence = source.starts[number], match[1]
        elif match and match[1] == fence:
            found.append((begun, source.starts[number]))
            fence = b""
    return [*found, (begun, len(source.data))] if fence else found


def _asciidoc(source: Source) -> list[Heading]:
    noise = _fenced(source)
    return [
        _at(source, match.start(), len(match[1]), _text(match[2]).rstrip("= "))
        for match in _ASCIIDOC.finditer(source.data)
        if not _inside(match.start(), noise)
    ]


def _org(source: Source) -> list[Heading]:
    return [
        _at(source, match.start(), min(len(match[1]), LEVELS), _ORG_NOISE.sub("", _text(match[2])))
        for match in _ORG.finditer(source.data)
    ]


def _latex(source: Source) -> list[Heading]:
    return [
        _at(source, match.start(), _LATEX_LEVELS.index(match[1]) + 1, _text(match[2]).partition("}")[0])
        for match in _LATEX.finditer(source.data)
    ]


HEADINGS: Mapping[str, Callable[[Source], list[Heading]]] = {
    "rst": _rst, "html": _html, "asciidoc": _asciidoc, "org": _org, "latex": _latex,
}  # fmt: skip
"""Where the headings of a text are, by language."""


def _at(source: Source, start: int, level: int, name: str) -> Heading:
    first = source.starts[source.line(start) - 1]
    text = plain_title(name.strip())
    line = source.data[first : source.starts[source.line(start)]]
    column = line.find(text.encode("utf-8", "replace"), start - first)
    return Heading(start, level, text, max(column, 0))


def _inside(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def plain_title(text: str) -> str:
    """A heading without marks of emphasis, as short as one is shown."""
    return fold(re.sub(r"[`*]+", "", text), HEADING_LIMIT)
