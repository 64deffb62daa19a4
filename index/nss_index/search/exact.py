"""Exact text and regular expressions: the lines that match, as a scan of all indexed files would find them.

Only files whose vocabulary holds the words of the pattern are read (`pattern`), and a test holds the result against the
full scan. The text that is searched is the buffer's, or the file's as it is on disk now.
"""

from __future__ import annotations

import heapq
import re
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from nss_index.answers import Freshness, Hit, SearchMode, SearchQuery, Signal
from nss_index.model import Symbol
from nss_index.overlay.view import View
from nss_index.ports import ChunkRow, IsCancelled
from nss_index.search.file_names import AskedWords, kind_of
from nss_index.search.filters import allowed_chunks, file_filter
from nss_index.search.pattern import Pattern
from nss_index.search.source import text_now
from nss_index.search.weights import EXACT, Priors

MOST_LINES = 60  # of a hit, as for all hits
SHOWN = 1_000  # characters of a line that are shown: a minified file is one line
BEFORE = 200  # of them before the match

_PHRASE = re.compile(r'"(?=[^"\n]*\w)([^"\n]{2,200})"')


@dataclass(frozen=True, slots=True)
class ExactMatches:
    hits: tuple[Hit, ...]  # one a line, the best first
    lines: int  # that match, shown or not


@dataclass(frozen=True, slots=True)
class _Text:
    path: str
    language: str
    text: str
    content_hash: str
    overlay: bool


@dataclass(frozen=True, slots=True)
class _Line:
    """A line on which a match begins, 1-based; `end` is where the last match that begins there ends."""

    number: int
    last: int  # the line on which that match ends
    start: int
    end: int
    count: int


def match_lines(view: View, root: Path, query: SearchQuery, priors: Priors, cancelled: IsCancelled) -> ExactMatches:
    """The best `query.limit` lines with a match, and how many there are. Raises BadInput for an expression or a filter
    that cannot be read."""
    pattern = Pattern(query.text, query.mode is SearchMode.REGEX)
    allowed = allowed_chunks(view, query)
    asked = AskedWords(query.text)
    lines = 0

    def found() -> Iterator[Hit]:
        nonlocal lines
        for text in _texts(view, root, pattern, query, cancelled):
            matches = list(_lines(pattern, text.text))
            if not matches:
                continue
            kind = kind_of(text.path, asked, priors)
            chunks, symbols = view.chunks_of(text.path), view.symbols_of(text.path)
            for line in matches:
                chunk = _chunk(chunks, line.number)
                if allowed is None or (chunk and chunk.chunk_id in allowed):
                    lines += 1
                    fresh = bool(chunks) and chunks[0].content_hash == text.content_hash
                    yield _hit(text, line, chunk, _signals(text, line, symbols, kind), fresh)

    best = heapq.nsmallest(max(0, query.limit), found(), key=lambda hit: (-hit.score, hit.path, hit.start_line))
    return ExactMatches(tuple(best), lines)


def quoted(view: View, root: Path, text: str, cancelled: IsCancelled) -> tuple[frozenset[int] | None, str]:
    """The chunks that hold every phrase in double quotes of a question, None where there is no such phrase; and what to
    say of phrases that no chunk holds, which are left out: an error message quotes what no source can hold."""
    found: frozenset[int] | None = None
    missing: list[str] = []
    for phrase in dict.fromkeys(_PHRASE.findall(text)):
        chunks = chunks_with(view, root, phrase, cancelled)
        if chunks:
            found = chunks if found is None else found & chunks
        else:
            missing.append(f'"{phrase}"')
    if found is not None and not found:
        return None, "no place holds all quoted phrases: searched without them"
    return found, f"nothing holds {', '.join(missing)}: searched without" if missing else ""


def chunks_with(view: View, root: Path, phrase: str, cancelled: IsCancelled) -> frozenset[int]:
    """The chunks on whose lines a phrase begins."""
    pattern = Pattern(phrase, expression=False)
    found: set[int] = set()
    for text in _texts(view, root, pattern, SearchQuery(phrase), cancelled):
        matches = list(_lines(pattern, text.text))
        chunks = view.chunks_of(text.path) if matches else []
        found.update(chunk.chunk_id for line in matches if (chunk := _chunk(chunks, line.number)))
    return frozenset(found)


def _texts(view: View, root: Path, pattern: Pattern, query: SearchQuery, cancelled: IsCancelled) -> Iterator[_Text]:
    keep = file_filter(query.languages, query.paths)
    narrowed = view.files_with(pattern.words)
    for file_id, path, language in view.files():
        if (narrowed is not None and file_id not in narrowed) or not keep(path, language):
            continue
        if cancelled():
            return
        current = text_now(view, root, path)
        if current:
            yield _Text(path, language, *current, overlay=file_id < 0)


def _lines(pattern: Pattern, text: str) -> Iterator[_Line]:
    line, counted = 1, 0
    last: _Line | None = None
    for start, end in pattern.spans(text):
        line, counted = line + text.count("\n", counted, start), start
        if last and last.number == line:
            last = _Line(line, line + text.count("\n", start, end - 1), last.start, end, last.count + 1)
            continue
        if last:
            yield last
        last = _Line(line, line + text.count("\n", start, end - 1), start, end, 1)
    if last:
        yield last


def _signals(text: _Text, line: _Line, symbols: Collection[Symbol], kind: tuple[str, float]) -> tuple[Signal, ...]:
    signals = [Signal("exact", 0, line.count, EXACT.match)]
    if not _in_word(text.text, line.start) and not _in_word(text.text, line.end):
        signals.append(Signal("whole word", 0, 1.0, EXACT.whole_word))
    matched = text.text[line.start : line.end].lower()
    if any(symbol.name_line == line.number and symbol.name.lower() in matched for symbol in symbols):
        signals.append(Signal("definition", 0, 1.0, EXACT.definition))
    name, share = kind
    if share < 1:
        signals.append(Signal(name, 0, share, (share - 1) * sum(one.contribution for one in signals)))
    return tuple(signals)


def _in_word(text: str, place: int) -> bool:
    """Whether a word goes on from before `place` to behind it."""
    return 0 < place < len(text) and all(one.isalnum() or one == "_" for one in text[place - 1 : place + 1])


def _chunk(chunks: list[ChunkRow], line: int) -> ChunkRow | None:
    """The chunk that holds the line; where the file changed since, the one that did."""
    place = bisect_right(chunks, line, key=lambda chunk: chunk.start_line) - 1
    return chunks[place] if place >= 0 and chunks[place].end_line >= line else None


def _hit(text: _Text, line: _Line, chunk: ChunkRow | None, signals: tuple[Signal, ...], fresh: bool) -> Hit:
    last = min(line.last, line.number + MOST_LINES - 1)
    return Hit(
        path=text.path,
        start_line=line.number,
        end_line=last,
        symbol=chunk.symbol if chunk else "",
        kind=(chunk.symbol_kind or chunk.kind) if chunk else "lines",
        language=text.language,
        score=sum(signal.contribution for signal in signals),
        signals=signals,
        terms=(),
        freshness=Freshness.OVERLAY if text.overlay else Freshness.FRESH if fresh else Freshness.CHANGED,
        snippet=_shown(text.text, line, last - line.number),
        heading=chunk.heading if chunk else "",
        signature=chunk.signature if chunk else "",
        content_hash=text.content_hash,
    )


def _shown(text: str, line: _Line, more: int) -> str:
    """The lines of the match, of a very long line what is around the match."""
    first = text.rfind("\n", 0, line.start) + 1
    last = text.find("\n", line.start)
    for _ in range(more):
        last = text.find("\n", last + 1) if last >= 0 else last
    end = last if last >= 0 else len(text)
    if end - first <= SHOWN:
        return text[first:end]
    start = max(first, line.start - BEFORE)
    return text[start : min(end, start + SHOWN)]
