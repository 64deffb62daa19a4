"""What texts say of themselves: the sentence that stands for one, and how central each sentence of its prose is.

Remembered by path and hash of the text, in memory and in a file beside the index: a folder's summary asks sixty files,
and to parse these takes a second.
"""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from nss_index import parse
from nss_index.context.lexrank import lexrank
from nss_index.context.sentences import Sentence, first_sentence, sentences_of
from nss_index.kept_file import build_of, read_kept, write_kept
from nss_index.parse.mentions import DOCUMENTS
from nss_index.parse.parser import parse_text
from nss_index.remembered import Remembered
from nss_index.tokens import text_hash

if TYPE_CHECKING:
    from nss_index.ports import Embedder

MOST_SENTENCES = 400  # of one text: beyond, its beginning stands for it
REMEMBERED = 2_000  # texts, in memory

MOST_KEPT = 20_000
"""Texts in the file, the oldest make room: below 200 bytes one of code, 4 kB a long document."""

LEAD = 2.0
"""How much more a document's first sentence counts than one in its middle: it says first what it is about."""


class Gist(Struct, frozen=True):
    first: str  # the sentence that stands for the text, "" without one
    sentences: tuple[Sentence, ...] = ()  # of prose
    ranks: tuple[float, ...] = ()  # of these


_Known = dict[str, tuple[str, tuple[float, ...] | None]]
"""By the hash of what it was made of: the first sentence, and of a document the ranks."""


class _Stored(Struct, array_like=True):
    build: str
    gists: _Known


class Gists:
    """Thread-safe. Without a file, in memory only."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file
        self._remembered: Remembered[str, Gist] = Remembered(REMEMBERED)
        self._guard = threading.Lock()
        self._kept: _Known | None = None
        self._made: _Known = {}  # and not in the file yet

    def of(self, path: str, text: str, embedder: Embedder | None) -> Gist:
        key = text_hash("\0".join((path, embedder.model_id if embedder else "", text_hash(text))))

        def make() -> Gist:
            known = self._known().get(key)
            if known is not None:
                first, ranks = known
                return Gist(first) if ranks is None else Gist(first, _prose(text), ranks)
            gist, document = _gist(path, text, embedder)
            with self._guard:
                self._made[key] = (gist.first, gist.ranks if document else None)
            return gist

        return self._remembered.of(key, make)

    def keep(self) -> None:
        """Write what was made since, beside what others have written meanwhile."""
        with self._guard:
            made, self._made = self._made, {}
            if self._file is None or not made:
                return
            known = {**_read(self._file), **made}
            self._kept = dict(list(known.items())[-MOST_KEPT:])
            with contextlib.suppress(UnicodeError):  # a buffer may hold half a surrogate pair
                write_kept(self._file, msgspec.msgpack.encode(_Stored(_build(), self._kept)))

    def _known(self) -> _Known:
        with self._guard:
            if self._kept is None:
                self._kept = _read(self._file) if self._file is not None else {}
            return self._kept


def _read(file: Path) -> _Known:
    data = read_kept(file)
    if data is None:
        return {}
    try:
        stored = msgspec.msgpack.decode(data, type=_Stored)
    except msgspec.MsgspecError:
        return {}  # of a build with another format
    return stored.gists if stored.build == _build() else {}


def _build() -> str:
    return build_of(Path(__file__).parent, *map(Path, parse.__path__))


def _gist(path: str, text: str, embedder: Embedder | None) -> tuple[Gist, bool]:
    """And whether it is a document."""
    parsed = parse_text(path, text)
    if parsed.language not in DOCUMENTS:
        return Gist(first_sentence(parsed.docstring)), False
    sentences = _prose(text)
    ranks: tuple[float, ...] = tuple(1.0 / (place + 1) for place in range(len(sentences)))
    if embedder is not None and sentences:
        central = lexrank(embedder.encode([one.text for one in sentences]))
        ranks = tuple(float(one) * (1 + LEAD / (1 + place)) for place, one in enumerate(central))
    return Gist(sentences[0].text if sentences else "", sentences, ranks), True


def _prose(text: str) -> tuple[Sentence, ...]:
    return tuple(sentences_of(text)[:MOST_SENTENCES])
