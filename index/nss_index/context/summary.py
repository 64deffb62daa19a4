"""Summaries without a language model: extracts that are the same each time.

Prose is summarised by its most central sentences, in their order. Code is told by what it says of itself (signature,
first sentence of its docstring) and by what the graph says of it: what it uses, who uses it. A folder is built from its
files, the most needed first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from nss_index.context.lexrank import lexrank
from nss_index.context.sentences import first_sentence, sentences_of
from nss_index.errors import ModelUnavailable
from nss_index.graph.edges import Confidence, EdgeKind, SymbolEdge
from nss_index.graph.testfiles import is_test
from nss_index.model import SymbolKind
from nss_index.parse.parser import parse_text
from nss_index.tokens import text_hash

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from nss_index.context.gists import Gist, Gists
    from nss_index.graph.edges import Dependencies
    from nss_index.graph.program import Program
    from nss_index.model import Symbol
    from nss_index.ports import Embedder

MOST_FILES = 60  # of one folder
MOST_SYMBOLS = 40  # of one file

_TOLD = frozenset(SymbolKind) - {
    SymbolKind.FIELD, SymbolKind.ENUM_MEMBER, SymbolKind.SECTION, SymbolKind.PROPERTY, SymbolKind.CONSTANT,
    SymbolKind.VARIABLE,
}  # fmt: skip


class Size(StrEnum):
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    PAGE = "page"


WORDS = {Size.SENTENCE: 30, Size.PARAGRAPH: 120, Size.PAGE: 500}
"""About what the words mean: one line of a list, what one reads without scrolling, a sheet of paper."""


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence of a summary, and what it is taken from."""

    text: str
    path: str
    line: int  # 1-based
    symbol: str  # symbol path, "" for a file or its prose


@dataclass(slots=True)
class Sources:
    """What summaries are made of; `read` gives the text of a file as the user sees it. An embedder that fails, a server
    that has gone, is not asked again: then a text's first sentences are its most telling ones."""

    program: Program
    graph: Dependencies
    read: Callable[[str], str | None]
    embedder: Embedder | None
    gists: Gists

    def gist(self, path: str) -> Gist:
        text = self.read(path) or ""
        try:
            return self.gists.of(path, text, self.embedder)
        except ModelUnavailable:
            self.embedder = None
            return self.gists.of(path, text, None)

    def vectors(self, texts: Sequence[str]) -> NDArray[np.float32] | None:
        try:
            return self.embedder.encode(texts) if self.embedder is not None else None
        except ModelUnavailable:
            self.embedder = None
            return None

    def symbols(self, path: str) -> Sequence[Symbol]:
        """Of the text as it is now: the index's, where that is the one that it has."""
        text = self.read(path) or ""
        if text_hash(text) == self.program.content_hash(path):
            return [symbol for _, symbol in self.program.symbols_of(path)]
        return parse_text(path, text).symbols


def of_symbol(sources: Sources, path: str, symbol: Symbol, size: Size) -> list[Part]:
    """What it is called and says, what it uses, who uses it; a class also tells its members."""
    program = sources.program

    def part(text: str, of: Symbol = symbol) -> Part:
        return Part(text, path, of.span.start_line, of.path)

    told = first_sentence(symbol.docstring)
    head = symbol.signature or f"{symbol.kind} {symbol.name}"
    if size is Size.SENTENCE:
        return [part(f"{symbol.name}: {told}" if told else head)]
    parts = [part(head)] + [part(told)] * bool(told)
    used = [one for one in program.uses_within(path, symbol.path) if one.confidence is not Confidence.POSSIBLE]
    inner = f"{symbol.path}."
    called = [one for one in used if one.target_symbol != symbol.path and not one.target_symbol.startswith(inner)]
    parts += [part(f"Uses {_names(one.target_symbol for one in called)}.")] * bool(called)
    users = [one for one in program.references(path, symbol.path) if one.confidence is not Confidence.POSSIBLE]
    parts += [part(text) for text in _users(users)]
    if size is Size.PAGE:
        parts += [part(one.text) for one in sentences_of(symbol.docstring) if one.text != told]
        for member in (one for _, one in program.symbols_of(path) if one.container == symbol.path):
            said = first_sentence(member.docstring)
            parts.append(part(f"{member.signature}: {said}" if said else member.signature or member.name, member))
    return _within([one for one in parts if one.text], WORDS[size])


def of_file(sources: Sources, path: str, size: Size) -> list[Part]:
    gist = sources.gist(path)
    if gist.sentences and size is Size.SENTENCE:
        return [Part(gist.first, path, gist.sentences[0].line, "")]
    if gist.sentences:
        return _prose(gist, path, WORDS[size])
    shown = _most_used(sources.program, path, sources.symbols(path))
    first = gist.first or (f"Defines {_names(one.name for one in shown)}." if shown else "")
    parts = [Part(first, path, 1, "")] if first else []
    if size is Size.SENTENCE:
        return parts[:1]
    parts += [Part(text, path, 1, "") for text in _neighbours(sources.graph, path)]
    for symbol in shown:
        said = first_sentence(symbol.docstring)
        head = symbol.signature or symbol.name
        parts.append(Part(f"{head}: {said}" if said else head, path, symbol.span.start_line, symbol.path))
    return _within(parts, WORDS[size])


def of_folder(sources: Sources, paths: Collection[str], size: Size) -> list[Part]:
    """From its files: what says what it is (README, `__init__`), then the most needed ones, a sentence each."""
    needed = Counter({path: len(sources.graph.needed_by.get(path, ())) for path in paths})
    fronts = sorted((one for one in paths if _is_front(one)), key=lambda one: (one.count("/"), one))
    others = sorted((one for one in paths if not _is_front(one)), key=lambda one: (is_test(one), -needed[one], one))
    parts: list[Part] = []
    for path in [*fronts, *others][:MOST_FILES]:
        for part in of_file(sources, path, Size.SENTENCE):
            text = part.text if path in fronts else f"{path}: {part.text}"
            parts.append(Part(text, path, part.line, ""))
    return _within(parts, WORDS[size])


def of_question(sources: Sources, question: str, places: Sequence[tuple[str, str, int]], size: Size) -> list[Part]:
    """From what a search found: (path, symbol path, line), best first. Prose is chosen by how central it is to the
    question; code says one sentence each."""
    parts: list[Part] = []
    prose: list[Part] = []
    for path, symbol_path, line in places:
        symbol = sources.program.symbol(path, symbol_path) if symbol_path else None
        if symbol is not None and symbol.kind is not SymbolKind.SECTION:
            parts += of_symbol(sources, path, symbol, Size.SENTENCE)
        else:
            near = [one for one in sources.gist(path).sentences if line <= one.line < line + 60]
            prose += [Part(one.text, path, one.line, "") for one in near]
            parts += [] if near else of_file(sources, path, Size.SENTENCE)
    vectors = sources.vectors([question, *(one.text for one in prose)]) if prose else None
    if vectors is not None:
        alike = vectors[1:] @ vectors[0]
        ranks = lexrank(vectors[1:], alike) * alike.clip(0)
        order = sorted(range(len(prose)), key=lambda one: (-ranks[one], one))
        prose = [prose[one] for one in order]
    mixed = [one for pair in _zipped(prose, parts) for one in pair]
    return _within(list(dict.fromkeys(mixed)), WORDS[size])


def _prose(gist: Gist, path: str, words: int) -> list[Part]:
    """The most central sentences that fit, in the order of the text."""
    order = sorted(range(len(gist.sentences)), key=lambda one: (-gist.ranks[one], one))
    chosen: list[int] = []
    left = words
    for index in order:
        length = len(gist.sentences[index].text.split())
        if length <= left or not chosen:
            chosen.append(index)
            left -= length
    return [Part(gist.sentences[one].text, path, gist.sentences[one].line, "") for one in sorted(chosen)]


def _most_used(program: Program, path: str, symbols: Sequence[Symbol]) -> list[Symbol]:
    """What a file defines for others, the most used first; by name, which is cheap."""
    outer = [one for one in symbols if not one.container and one.kind in _TOLD]
    top = ([one for one in outer if not one.name.startswith("_")] or outer)[:MOST_SYMBOLS]
    counted = {one.name: program.spelled_elsewhere(path, one.name) for one in top}
    return sorted(top, key=lambda one: (-counted[one.name], one.span.start_byte))


def _users(users: Sequence[SymbolEdge]) -> list[str]:
    tests = {one.source for one in users if is_test(one.source)}
    others = [one for one in users if one.source not in tests]
    verb = "Inherited by" if others and all(one.kind is EdgeKind.INHERIT for one in others) else "Used by"
    told = [f"{verb} {_names(one.source_symbol or one.source for one in others)}."] * bool(others)
    return told + [f"Tested in {_names(sorted(tests))}."] * bool(tests)


def _neighbours(graph: Dependencies, path: str) -> list[str]:
    needs = {edge.target for edge in graph.needs.get(path, ())}
    needed = {edge.source for edge in graph.needed_by.get(path, ())}
    told = [f"Needs {_names(sorted(needs))}."] * bool(needs)
    return told + [f"Needed by {_names(sorted(needed, key=lambda one: (is_test(one), one)))}."] * bool(needed)


def _names(names: Iterable[str], most: int = 5) -> str:
    """ "a, b and 3 more"."""
    found = list(dict.fromkeys(names))
    rest = len(found) - most
    return ", ".join(found[:most]) + (f" and {rest} more" if rest > 0 else "")


def _is_front(path: str) -> bool:
    name = path.rpartition("/")[2].lower()
    return name.startswith("readme") or name in ("__init__.py", "mod.rs", "lib.rs", "doc.go", "package-info.java")


def _within(parts: Sequence[Part], words: int) -> list[Part]:
    found: list[Part] = []
    left = words
    for part in parts:
        length = len(part.text.split())
        if length <= left or not found:
            found.append(part)
            left -= length
    return found


def _zipped(first: Sequence[Part], second: Sequence[Part]) -> list[list[Part]]:
    longest = max(len(first), len(second))
    return [[*first[at : at + 1], *second[at : at + 1]] for at in range(longest)]
