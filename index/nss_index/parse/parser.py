"""`parse_text`: one file's text in, everything that the index keeps of it out. Pure, in-process, never raises.

A text that cannot be read as its language (no grammar, out of time, a grammar that fails) is chunked by lines, and a
Problem says why. Native crashes and scanners that hang are beyond any process's own means: `pool` is for those.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from msgspec import Struct

from nss_index.model import Chunk, ChunkKind, ParsedFile, Problem, Span, SymbolKind
from nss_index.parse import markdown, packing
from nss_index.parse.chunks import Block, Piece, plan
from nss_index.parse.comments import string_text
from nss_index.parse.describe import describe
from nss_index.parse.documents import HEADINGS, heading_path, sections_below
from nss_index.parse.extract import WHOLE_FILE, extract
from nss_index.parse.grammar import OutOfTime, parse_tree, prepare
from nss_index.parse.languages import LANGUAGES, language_of
from nss_index.parse.mentions import DOCUMENTS, mentions_of
from nss_index.parse.notebooks import cells
from nss_index.parse.source import source_of
from nss_index.parse.symbols import nest
from nss_index.parse.tags import tags_of
from nss_index.parse.uses import uses_of
from nss_index.tokens import MAX_TERM, text_hash

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nss_index.model import Import, NamedUses, Symbol
    from nss_index.parse.languages import Language
    from nss_index.parse.source import Source

LINES_TARGET = 40  # lines of a chunk in a language without a grammar
HEAD = 20_000  # characters from which the language is told

_LONGEST_WORD_BYTES = 8 * MAX_TERM  # one that is longer leaves a piece that is too long for a term, too
_SEPARATORS = frozenset(byte for byte in range(0x80) if not (chr(byte).isalnum() or chr(byte) == "_"))
_HIGH = frozenset(range(0x80, 0x100))


class _Outline(Struct, frozen=True):
    """What a tree says of a file; empty where there is no tree."""

    pieces: list[Piece]
    symbols: tuple[Symbol, ...] = ()
    imports: tuple[Import, ...] = ()
    uses: tuple[NamedUses, ...] = ()
    bindings: str = ""
    docstring: str = ""  # of the file


def parse_text(path: str, text: str, seconds: float | None = None) -> ParsedFile:
    """Parse one file. `path` is relative with `/`; `seconds` bounds the parse (None: no bound), checked between steps.

    Never raises for any text: a failure is a Problem in the result, and the text is then chunked by lines.
    """
    source = source_of(text)
    language = LANGUAGES[language_of(path, text[:HEAD])]
    problems: tuple[Problem, ...] = ()
    outline = _Outline([])
    if language.complete and text:
        try:
            prepare(language)
            outline = _outline(language, source, None if seconds is None else time.monotonic() + seconds)
        except OutOfTime:
            problems = (Problem(path, f"parse took over {seconds:g} s; chunked by lines"),)
        except Exception as error:  # noqa: BLE001 - an index must survive any grammar; the problem is recorded
            problems = (Problem(path, f"parse failed ({type(error).__name__}: {error}); chunked by lines"),)
    elif language.name == "notebook":
        symbols, pieces = cells(source)
        outline = _Outline(pieces, symbols)
    elif (headings_of := HEADINGS.get(language.name)) is not None and (headings := headings_of(source)):
        symbols, pieces = sections_below(source, headings, None)
        outline = _Outline(pieces, symbols)
    if not outline.pieces:
        outline = _Outline(_by_lines(source))
    mentions = mentions_of(source, outline.symbols) if language.name in DOCUMENTS else ()
    return ParsedFile(
        path=path,
        language=language.name,
        text=text,
        content_hash=text_hash(text),
        chunks=tuple(_chunks(path, source, outline)),
        symbols=outline.symbols,
        imports=outline.imports,
        uses=mentions or outline.uses,
        bindings=outline.bindings,
        tags=tags_of(source),
        problems=problems,
        docstring=outline.docstring,
    )


def _outline(language: Language, source: Source, deadline: float | None) -> _Outline:
    tree = parse_tree(language, source.data, deadline)
    root = tree.root_node
    if language.name == "markdown":
        symbols, pieces = markdown.sections(source, root)
        return _Outline(pieces, symbols)
    facts = extract(language, source, root)
    _check(deadline)
    defined = nest(language, source, facts)
    uses, bindings = uses_of(language, source, root, facts, defined)
    _check(deadline)

    def levels(block: Block, first: int, last: int) -> dict[int, int]:
        _check(deadline)
        return packing.statement_levels(source, block.defined.node if block.defined else root, first, last)

    pieces = plan(source, defined, levels)
    _check(deadline)
    docstring = facts.docstrings.get(WHOLE_FILE)
    return _Outline(
        pieces=pieces,
        symbols=tuple(each.symbol for each in defined if not each.scope),
        imports=tuple(facts.imports),
        uses=uses,
        bindings=bindings,
        docstring=string_text(source.excerpt(*docstring)) if docstring is not None else "",
    )


def _check(deadline: float | None) -> None:
    if deadline is not None and time.monotonic() > deadline:
        raise OutOfTime


def _by_lines(source: Source) -> list[Piece]:
    """Chunks of about LINES_TARGET lines, ended at a blank line where one is near, fewer where lines are long."""
    pieces: list[Piece] = []
    rest = packing.trimmed(source, 1, len(source.lines))
    while rest is not None:
        last = _end_of_lines(source, rest.first, rest.last)
        kept = packing.trimmed(source, rest.first, last)
        if kept is not None:
            pieces.append(Piece(ChunkKind.LINES, kept.first, kept.last, None))
        rest = packing.trimmed(source, last + 1, rest.last)
    return pieces


def _end_of_lines(source: Source, first: int, last: int) -> int:
    """The last line of a chunk that begins at `first`."""
    end = blank = first
    while end < last and end - first + 1 < LINES_TARGET and packing.fits(source, first, end + 1):
        end += 1
        if source.is_blank(end) and source.size(first, end) >= packing.TARGET_BYTES // 2:
            blank = end
    if end == last:
        return end
    return blank if blank > first else end


def _chunks(path: str, source: Source, outline: _Outline) -> Iterator[Chunk]:
    for index, piece in enumerate(outline.pieces):
        symbol = piece.symbol
        signature = symbol.signature if symbol is not None else ""
        heading = symbol_path = ""
        kind = None
        docstring = ""
        if symbol is not None:
            kind = symbol.kind
            docstring = symbol.docstring if piece.part == 0 else ""
            if kind is SymbolKind.SECTION:
                heading = heading_path(symbol)
            else:
                symbol_path = symbol.path
        if index == 0 and piece.kind is ChunkKind.MODULE:
            docstring = outline.docstring
        for span in _spans(source, piece):
            text = source.slice(span.start_byte, span.end_byte)
            description = describe(
                path,
                kind=piece.kind,
                text=text,
                symbol=symbol_path,
                symbol_kind=kind,
                heading=heading,
                signature=signature,
                docstring=docstring,
            )
            yield Chunk(
                kind=piece.kind,
                symbol=symbol_path,
                symbol_kind=kind,
                heading=heading,
                signature=signature,
                span=span,
                text=text,
                description=description,
                description_hash=text_hash(description),
                code_hash=text_hash(text),
            )


def _spans(source: Source, piece: Piece) -> Iterator[Span]:
    """The piece's bytes without the white space at its end; one line beyond MAX_LINE_BYTES in several spans."""
    start = source.starts[piece.first - 1]
    end = source.trim(start, source.starts[piece.last - 1] + len(source.lines[piece.last - 1]))
    while end - start > packing.MAX_LINE_BYTES:
        cut = _between_words(source.data, start + packing.MAX_LINE_BYTES)
        yield Span(start, cut, piece.first, piece.last)
        start = cut
    if source.data[start:end].strip():
        yield Span(start, end, piece.first, piece.last)


def _between_words(data: bytes, cut: int) -> int:
    """`cut`, or a place a little before it that is in no word, or at least in none of ASCII, and in no character."""
    while data[cut] & 0xC0 == 0x80:
        cut -= 1
    places = range(cut, cut - _LONGEST_WORD_BYTES, -1)
    for between in (_SEPARATORS, _SEPARATORS | _HIGH):
        for place in places:
            if data[place - 1] in between and data[place] & 0xC0 != 0x80:
                return place
    return cut
