"""Sentences of prose: of documents without their markup, of docstrings. Does not know which of them matter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LEAST_WORDS = 4  # fewer are a label
MOST_WORDS = 80  # more are a list or a table

_END = re.compile(r"(?<=[.!?])(?:[)\"'”*`]*)\s+(?=[\"'“(*]*[A-Z0-9À-Þ`])")
_SHORT = re.compile(r"(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|no|Fig|Mr|Ms|Dr|St|resp)\.|\b[A-Z]\.)$", re.IGNORECASE)
_LONGEST_SHORT = 8  # characters
_FENCE = re.compile(r"\s*(```|~~~)")
_LINK = re.compile(r"!?\[([^\[\]]{0,300})\](?:\([^()]{0,500}\)|\[[^\[\]]{0,300}\])")
_ROLE = re.compile(r":[a-z:]{1,40}:`~?([^`<]{0,200}?)(?:\s?<[^<>]{0,300}>)?`")
_TARGET = re.compile(r"`([^`<]{1,200}?)\s?<[^<>]{0,300}>`_+")
_MARKUP = re.compile(
    r"<!--[^<>]{0,300}-->|</?[A-Za-z][^<>]{0,300}>|\*{1,3}(?=\S)|(?<=\S)\*{1,3}|(?<!\w)_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w)|`+"
)
_NO_PROSE = re.compile(r"\s*(?:#|\||\+[-=]|\.\. |:[\w ]+:|[-=~^\"'*+#`]{3,}\s*$|\$ |>>> |//|@|=+ |\\|\{|\}|<)")
_ITEM = re.compile(r"\s*(?:[-*+•]|\d+[.)])\s+")


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str
    line: int  # 1-based, where its paragraph begins


def first_sentence(text: str) -> str:
    """Of a docstring, on one line; "" where there is none. As in Javadoc and PEP 257, it stands for the whole."""
    paragraph = text.strip().partition("\n\n")[0]
    if not paragraph or _NO_PROSE.match(paragraph):
        return ""
    return next(_split(" ".join(paragraph.split())), "")


def sentences_of(text: str) -> list[Sentence]:
    """The sentences of a document's paragraphs and list items, in order; not of its code, tables and headings."""
    return [
        Sentence(sentence, line)
        for line, paragraph in _paragraphs(text)
        for sentence in _split(paragraph)
        if LEAST_WORDS <= len(sentence.split()) <= MOST_WORDS
    ]


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    begun, words, fenced = 0, list[str](), ""
    for number, line in enumerate(text.split("\n"), 1):
        fence = _FENCE.match(line)
        if fence and fenced in ("", fence[1]):
            fenced = "" if fenced else fence[1]
        item = _ITEM.match(line)
        deep = line.startswith(("    ", "\t")) and not words  # code that is set off by its indentation
        ends = not line.strip() or bool(fence) or bool(fenced) or deep or _NO_PROSE.match(line) is not None
        if (ends or item) and words:
            yield begun, " ".join(words)
            words = []
        if not ends:
            begun = begun if words else number
            words.append(line[item.end() :].strip() if item else line.strip())
    if words:
        yield begun, " ".join(words)


def _plain(text: str) -> str:
    text = _LINK.sub(r"\1", _TARGET.sub(r"\1", _ROLE.sub(r"\1", text)))
    return " ".join(_MARKUP.sub("", text).split())


def _split(text: str) -> Iterator[str]:
    start = 0
    for match in _END.finditer(text):
        if not _SHORT.search(text[max(start, match.start() - _LONGEST_SHORT) : match.start()]):
            yield _plain(text[start : match.end()])
            start = match.end()
    if rest := _plain(text[start:]):
        yield rest
