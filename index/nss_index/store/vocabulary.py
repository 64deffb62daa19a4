"""The vocabulary of the full-text index: which terms contain a piece of a word, and in which files they occur."""

from __future__ import annotations

import threading

from msgspec import Struct

from nss_index.store.database import Database
from nss_index.store.posting_reader import Part, PostingReader
from nss_index.store.posting_tables import rows_in
from nss_index.tokens import LONG_TERM

MOST_TERMS = 300
"""A piece that more terms hold narrows nothing worth the reading of their postings."""

_FOLDING = ("\u017f", "\u0131", "i\u0307")
"""Letters that a search without regard to case takes for s and i, though they are no s and i in lower case either: long
s, dotless i, and what a dotted capital I becomes. A term with one of them is taken for one that may hold the piece."""


class _Terms(Struct, frozen=True):
    """Of one part."""

    joined: str  # "\nterm\nterm\n…\n": one search through all of them
    unclear: frozenset[int]  # the files with a term of which nobody can tell what it holds; some may have changed since


class Vocabulary:
    """Reads the terms of a part once: 0.1 s for the 125,000 of Django, then a millisecond a piece. Terms that only
    chunks have that ended since are among them: they lead to no file. Thread-safe."""

    def __init__(self, reader: PostingReader) -> None:
        self.reader = reader
        self._terms: dict[int, _Terms] = {}  # by stamp, of the parts of the last snapshot
        self._guard = threading.Lock()

    def files_with(self, db: Database, piece: str) -> frozenset[int] | None:
        """The ids of all files in which a word may hold `piece` (lower case, no underscores): each that does is among
        them. A line break before or behind the piece is the beginning or end of the word. None where there are too many
        such words to tell."""
        wanted: set[str] = set()
        found: set[int] = set()
        for known in self._of(db):
            wanted.update(_holding(known.joined, piece))
            if len(wanted) > MOST_TERMS:
                return None
            found.update(known.unclear)
        for term in wanted:
            found.update(self.reader.postings(db, term).files.tolist())
        return frozenset(found)

    def _of(self, db: Database) -> list[_Terms]:
        with self._guard:
            parts = self.reader.parts(db)
            self._terms = {part.stamp: self._terms.get(part.stamp) or _read(db, part) for part in parts}
            return list(self._terms.values())


def _read(db: Database, part: Part) -> _Terms:
    rows = db.execute("SELECT term FROM postings WHERE part = ?", (part.number,))
    terms = [term for (term,) in rows]
    odd = (term for term in terms if not term.isascii())
    unclear: set[int] = set()
    for term in odd:
        if term == LONG_TERM or any(one in term for one in _FOLDING):
            data = db.execute("SELECT rows FROM postings WHERE part = ? AND term = ?", (part.number, term)).get
            unclear.update(part.held["file"][rows_in(data, len(part.held))["chunk"]].tolist())
    return _Terms("\n".join(("", *terms, "")), frozenset(unclear))


def _holding(joined: str, piece: str) -> list[str]:
    """At most one more than MOST_TERMS."""
    found: list[str] = []
    place = joined.find(piece)
    while place >= 0 and len(found) <= MOST_TERMS:
        inside = place + piece.startswith("\n")
        end = joined.index("\n", inside)
        found.append(joined[joined.rindex("\n", 0, inside) + 1 : end])
        place = joined.find(piece, end)
    return found
