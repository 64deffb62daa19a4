"""Whether an interface comes before its implementations when its own documentation is asked for.

Of packages that were not trained on, in languages that name interfaces. Texts are the ones that the index embeds,
documentation included; a chunk counts by the mean of the cosines of its description and its code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from nss_index.embed.static import load_static, words_of
from nss_index.model import Chunk, ParsedFile, Symbol, SymbolKind
from nss_index.parse.parser import parse_text

from bench.embedding.archives import open_archive, package_of
from bench.embedding.corpus import kept_aside
from bench.embedding.extract import BYTES, SOURCES, UNWANTED, archives_below
from bench.embedding.records import SECONDS
from bench.embedding.texts import cleaned, first_sentence

LANGUAGES = frozenset({"java", "typescript", "csharp", "kotlin", "php", "swift"})
_SUPERTYPES = re.compile(r"\bimplements\s+(.+?)(?:\{|$)|\)?\s*:\s*([A-Z].+?)(?:\{|$)")


@dataclass(frozen=True)
class Pair:
    question: str
    interface: Chunk
    implementation: Chunk


def pairs_below(folder: Path) -> list[Pair]:
    """Of the archives of packages that are kept aside."""
    aside = [path for path in archives_below(folder) if kept_aside(package_of(path))]
    return [pair for path in aside for pair in _pairs(path)]


def interface_first(pairs: list[Pair], model: Path) -> float:
    """The share of pairs whose interface scores higher."""
    embedder = load_static(model)
    first = 0
    for pair in pairs:
        texts = [pair.interface.description, pair.interface.text, pair.implementation.description]
        question, *others = embedder.encode([pair.question, *texts, pair.implementation.text])
        cosines = [float(other @ question) for other in others]
        first += cosines[0] + cosines[1] > cosines[2] + cosines[3]
    return first / len(pairs) if pairs else 0.0


def _pairs(path: Path) -> Iterator[Pair]:
    interfaces: dict[str, tuple[str, Chunk]] = {}
    classes: list[tuple[Symbol, Chunk]] = []
    budget = BYTES
    for name, content in open_archive(path, SOURCES, UNWANTED).files:
        budget -= len(content)
        if budget < 0:
            break
        parsed = parse_text(name, content.decode("utf-8", "replace"), SECONDS)
        if parsed.language in LANGUAGES:
            for symbol, chunk in _with_chunks(parsed):
                question = first_sentence(cleaned(symbol.docstring))
                if symbol.kind is SymbolKind.INTERFACE and len(words_of(question)) > 3:
                    interfaces[symbol.name] = (question, chunk)
                elif symbol.kind is SymbolKind.CLASS:
                    classes.append((symbol, chunk))
    for symbol, chunk in classes:
        match = _SUPERTYPES.search(symbol.signature)
        supertypes = re.findall(r"[A-Z]\w+", (match.group(1) or match.group(2)) if match else "")
        for supertype in supertypes[:1]:
            if supertype in interfaces:
                question, interface = interfaces[supertype]
                yield Pair(question, interface, chunk)


def _with_chunks(parsed: ParsedFile) -> Iterator[tuple[Symbol, Chunk]]:
    first: dict[str, Chunk] = {}
    for chunk in parsed.chunks:
        first.setdefault(chunk.symbol, chunk)
    for symbol in parsed.symbols:
        if symbol.path in first:
            yield symbol, first[symbol.path]
