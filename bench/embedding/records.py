"""One file → the chunks that the index would make of it, each with what somebody could have asked to find it.

Chunks and their descriptions come from the index's own parser, so that the model sees in training what it will see in
use. A question is never made up: it is a sentence of the documentation, a name, a comment, an error message, a heading.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath

from nss_index.embed.static import words_of
from nss_index.model import Chunk, ParsedFile, Symbol
from nss_index.parse.parser import parse_text

from bench.embedding.texts import cleaned, first_sentence, legal, without

CODE_WORDS = 260  # of a chunk: what 99 % have
DOC_WORDS = 120
SECONDS = 5.0  # to parse a file


class Asked(StrEnum):
    """Where a question comes from."""

    SENTENCE = "sentence"  # the first of the documentation
    NAME = "name"
    COMMENT = "comment"
    MESSAGE = "message"  # of an error
    HEADING = "heading"
    FILE = "file"  # what the file says of itself
    CHANGE = "change"  # a line of a change log that names the symbol
    TRANSLATION = "translation"


@dataclass
class Document:
    """What training knows of a chunk; all fields but the first three are words, lower-cased."""

    package: str
    path: str
    language: str
    code: list[str]  # without its documentation
    documentation: list[str]
    name: list[str]
    place: list[str]  # words of the path
    symbol: str = ""
    questions: list[tuple[Asked, list[str]]] = field(default_factory=list[tuple[Asked, list[str]]])


_COMMENT = re.compile(r"^\s*(?://+|#+(?!!)|--+|;+|%+|\*)\s?(\S.*)$", re.M)
_MESSAGE = re.compile(
    r"""\b(?:raise|throw|throws|error|errorf|exception|panic|fail|fatal|abort|warn|warning|assert|expect|die|log\w*)\b"""
    r"""[^"'\n]{0,80}(?:"([^"\n]{15,200})"|'([^'\n]{15,200})')""",
    re.I,
)
_FORMAT = re.compile(r"%[-\d.]*[a-z]|\{[^{}]*\}|\\[nt]|\$\w+")
_HALF = 2  # of the comments of a chunk, one is asked


def documents_of(package: str, path: str, text: str) -> Iterator[Document]:
    parsed = parse_text(path, text, SECONDS)
    symbols = _symbols(parsed)
    about = words_of(first_sentence(cleaned(parsed.docstring)))
    described: set[str] = set()
    for number, chunk in enumerate(parsed.chunks):
        symbol = symbols.get(chunk.symbol) if chunk.symbol and chunk.symbol not in described else None
        described.add(chunk.symbol)
        document = _document(package, parsed, chunk, symbol)
        if len(document.code) < 8:
            continue
        document.questions += _questions(chunk, symbol, document)
        if len(about) > 2 and _pick(path, number, 4):
            document.questions.append((Asked.FILE, about[:40]))
        yield document


def _symbols(parsed: ParsedFile) -> dict[str, Symbol]:
    found: dict[str, Symbol] = {}
    for symbol in parsed.symbols:
        found.setdefault(symbol.path, symbol)
    return found


def _document(package: str, parsed: ParsedFile, chunk: Chunk, symbol: Symbol | None) -> Document:
    documentation = words_of(symbol.docstring) if symbol is not None else []
    code = words_of(chunk.text)
    if documentation:
        code = without(code, documentation)
    name = words_of(chunk.symbol) or words_of(chunk.heading)
    stem = PurePosixPath(parsed.path).with_suffix("").parts[-4:]
    return Document(
        package=package,
        path=parsed.path,
        language=parsed.language,
        code=code[:CODE_WORDS],
        documentation=documentation[:DOC_WORDS],
        name=name[-12:],
        place=words_of(" ".join(stem))[-16:],
        symbol=chunk.symbol,
    )


def _questions(chunk: Chunk, symbol: Symbol | None, document: Document) -> Iterator[tuple[Asked, list[str]]]:
    if chunk.heading:
        heading = words_of(chunk.heading.rpartition(" > ")[2])
        if len(heading) > 1 and not legal(chunk.heading):
            yield Asked.HEADING, heading[:40]
        return
    sentence = words_of(first_sentence(cleaned(symbol.docstring))) if symbol is not None else []
    said = words_of(symbol.name) if symbol is not None else []
    if said and sentence[: len(said)] == said:
        sentence = sentence[len(said) :]  # Go's way to begin: "GetUint32 returns …"
    if len(sentence) > 2:
        yield Asked.SENTENCE, sentence[:40]
    elif symbol is not None and len(document.name) > 1:
        yield Asked.NAME, document.name
    yield from _comments(chunk, document)
    for match in list(_MESSAGE.finditer(chunk.text))[:2]:
        message = words_of(_FORMAT.sub(" ", match.group(1) or match.group(2)))
        if len(message) > 3:
            yield Asked.MESSAGE, message[:40]


def _comments(chunk: Chunk, document: Document) -> Iterator[tuple[Asked, list[str]]]:
    said = set(document.documentation)
    kept = 0
    for match in _COMMENT.finditer(chunk.text):
        comment = match.group(1)
        words = words_of(comment)
        prose = sum(one.isalpha() or one.isspace() for one in comment) > 0.8 * len(comment)
        if len(words) < 4 or not prose or legal(comment) or len(said & set(words)) > len(words) // 2:
            continue
        if _pick(comment, kept, _HALF):
            kept += 1
            yield Asked.COMMENT, words[:40]
        if kept == 2:
            return


def _pick(text: str, number: int, among: int) -> bool:
    """One of so many, the same ones at each run."""
    return hashlib.blake2b(f"{number}:{text}".encode("utf-8", "replace"), digest_size=2).digest()[0] % among == 0
