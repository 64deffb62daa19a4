"""What a chunk is about, in words: the text behind the description vectors and the description column of the FTS.

Deterministic, short, and the same for the same input. Does not read the file system and knows no language.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from nss_index.tokens import identifier_parts, words

if TYPE_CHECKING:
    from nss_index.model import ChunkKind, SymbolKind

LIMIT = 600  # characters: about 150 tokens, beyond which a mean of word vectors only blurs
DOC_LIMIT = 280  # characters of the docstring's first paragraph
SCAN_LIMIT = 1_500  # characters of the text whose identifiers are read
MIN_WORD = 3  # shorter words (i, in, of) say nothing


def describe(
    path: str,
    *,
    kind: ChunkKind,
    text: str,
    symbol: str = "",
    symbol_kind: SymbolKind | None = None,
    heading: str = "",
    signature: str = "",
    docstring: str = "",
) -> str:
    """One line a field: path words; kind and symbol or heading in words; signature; docstring's first paragraph;
    the identifiers of `text` as plain words, each once. At most LIMIT characters."""
    lines = [_path_words(path)]
    if heading:
        lines.append(heading)
    if symbol:
        lines.append(f"{symbol_kind or kind} {_plain(symbol)}")
    if signature and not heading:
        lines.append(signature)
    if docstring:
        lines.append(first_paragraph(docstring))
    head = "\n".join(lines)
    if len(head) >= LIMIT:
        return head[:LIMIT]
    room = LIMIT - len(head) - 1
    seen = {word for line in lines for name in words(line) for word in _parts(name)}
    rest: list[str] = []
    for name in words(text[:SCAN_LIMIT]):
        for word in _parts(name):
            if word in seen:
                continue
            seen.add(word)
            room -= len(word) + 1
            if room < 0:
                return f"{head}\n{' '.join(rest)}" if rest else head
            rest.append(word)
    return f"{head}\n{' '.join(rest)}" if rest else head


def first_paragraph(docstring: str) -> str:
    paragraph = " ".join(docstring.partition("\n\n")[0].split())
    return paragraph if len(paragraph) <= DOC_LIMIT else paragraph[: DOC_LIMIT - 1] + "…"


@lru_cache(maxsize=8_192)
def _path_words(path: str) -> str:
    stem = path.rpartition(".")[0] or path
    return " ".join(word for part in words(stem) for word in identifier_parts(part)) or path


def _plain(name: str) -> str:
    return " ".join(word for part in words(name) for word in identifier_parts(part)) or name


@lru_cache(maxsize=100_000)
def _parts(name: str) -> tuple[str, ...]:
    return tuple(part for part in identifier_parts(name) if len(part) >= MIN_WORD and not part.isdigit())
