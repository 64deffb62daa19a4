"""The vocabulary of the full-text index: which terms contain a piece of a word, and in which files they occur."""

from __future__ import annotations

from nss_index.store.database import Database
from nss_index.tokens import LONG_TERM

MOST_TERMS = 2_000
"""A piece that more terms hold narrows nothing worth the reading of their postings."""

_FOLDING = ("\u017f", "\u0131", "i\u0307")
"""Letters that a search without regard to case takes for s and i, though they are no s and i in lower case either: long
s, dotless i, and what a dotted capital I becomes. A term with one of them is taken for one that may hold the piece."""


def files_with(db: Database, piece: str) -> frozenset[int] | None:
    """The ids of all files in which a word may hold `piece` (lower case, no underscores): each that does is among them.
    None where there are too many such words to tell."""
    rows = db.execute(
        "SELECT term FROM lexicon_terms WHERE instr(term, ?) OR term = ?"
        f" OR {' OR '.join('instr(term, ?)' for _ in _FOLDING)} LIMIT ?",
        (piece, LONG_TERM, *_FOLDING, MOST_TERMS + 1),
    ).fetchall()
    if len(rows) > MOST_TERMS:
        return None
    found: set[int] = set()
    for (term,) in rows:
        files = db.execute(
            "SELECT DISTINCT c.file_id FROM lexicon_instances AS i CROSS JOIN chunks AS c ON c.id = i.doc"
            " WHERE i.term = ?",
            (term,),
        )
        found.update(file_id for (file_id,) in files)
    return frozenset(found)
