"""What a chunk is about, in words: the text behind the description vectors and the description column of the FTS.

Deterministic, short, and the same for the same input. Does not read the file system and knows no language.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from nss_index.tokens import identifier_parts, words

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    said = set(_parts_of(head))
    rest = " ".join([word for word in dict.fromkeys(_parts_of(text[:SCAN_LIMIT])) if word not in said])
    room = LIMIT - len(head) - 2  # a line break, and no blank behind the last word
    if len(rest) > room:
        rest = rest[: max(rest.rfind(" ", 0, room + 1), 0)]
    return f"{head}\n{rest}" if rest else head


def first_paragraph(docstring: str) -> str:
    paragraph = " ".join(docstring.partition("\n\n")[0].split())
    return paragraph if len(paragraph) <= DOC_LIMIT else paragraph[: DOC_LIMIT - 1] + "…"


@lru_cache(maxsize=8_192)
def _path_words(path: str) -> str:
    stem = path.rpartition(".")[0] or path
    return " ".join(word for part in words(stem) for word in identifier_parts(part)) or path


def _plain(name: str) -> str:
    return " ".join(word for part in words(name) for word in identifier_parts(part)) or name


def _parts_of(text: str) -> Iterator[str]:
    """The words that the identifiers of a text are made of, repetitions included."""
    if len(_PARTS) > _PARTS_LIMIT:
        _PARTS.clear()
    return chain.from_iterable(map(_PARTS.__getitem__, words(text)))


class _Parts(dict[str, tuple[str, ...]]):
    def __missing__(self, name: str) -> tuple[str, ...]:
        parts = tuple(part for part in identifier_parts(name) if len(part) >= MIN_WORD and not part.isdigit())
        self[name] = parts
        return parts


_PARTS = _Parts()
_PARTS_LIMIT = 100_000  # names, about 15 MB
