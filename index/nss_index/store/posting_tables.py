"""Which chunks hold a term, and how often: the truth, inside index.db, in rows that are searched as they are stored.

A log-structured merge tree (O'Neil, Cheng, Gawlick, O'Neil, "The log-structured merge-tree", Acta Informatica 33, 1996)
of immutable *parts*. A transaction that changes files writes one part: its new chunks, for each term one row with all
of its postings, and the chunks that ended. Parts of one size are joined before they are many.

Owns the tables `postings` and `posting_parts`. Runs inside the caller's transaction.

Invariants: the chunks of all parts that have not ended are the rows of `chunks` (tested as a property). Chunk ids are
never used twice, so an end holds for every part, whatever their order. A stamp names one part's content for ever.
"""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import apsw
import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from nss_index.ports import MOST_COUNTED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from nss_index.store.database import Database

TABLES = """
CREATE TABLE posting_parts(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  stamp INTEGER NOT NULL,                 -- random: a database that was made again counts its ids from the start
  rows INTEGER NOT NULL, held INTEGER NOT NULL, dead INTEGER NOT NULL,   -- postings, chunks, ended chunks
  chunks BLOB NOT NULL, ended BLOB NOT NULL   -- posting_tables.CHUNK, and ids
);
CREATE TABLE postings(part INTEGER NOT NULL, term TEXT NOT NULL, rows BLOB NOT NULL, PRIMARY KEY(part, term)) WITHOUT ROWID;
"""  # noqa: E501

CHUNK = np.dtype([("id", "<i8"), ("file", "<u4"), ("length", "<u4")])
_NARROW = np.dtype([("chunk", "<u2"), ("context", "u1"), ("body", "u1")])
_WIDE = np.dtype([("chunk", "<u4"), ("context", "u1"), ("body", "u1")])
"""A posting: the number of a chunk in its part, and how often the chunk has the term (MOST_COUNTED: or more)."""

FAN = 8
"""So many parts of a size are joined. A term is looked up in each part (3 µs), a posting is copied once for each size:
eight keeps a large index below some thirty parts, and copies a posting three or four times in its life."""

SMALLEST = 1_024
"""Postings: parts of up to eight times as many count as of one size. A saved file has a thousand."""

DEAD_SHARE = 0.25
"""Of all chunks: with more that have ended, all parts are joined into one without them."""


def _row_type(held: int) -> np.dtype[np.void]:
    """Of the postings of a part with so many chunks."""
    return _NARROW if held <= 1 << 16 else _WIDE


@dataclass(slots=True)
class NewPostings:
    """What one transaction adds and ends."""

    ended: list[int] = field(default_factory=list[int])  # chunk ids
    _chunks: list[tuple[int, int, int]] = field(default_factory=list[tuple[int, int, int]])
    _distinct: list[int] = field(default_factory=list[int])  # terms of each chunk
    _terms: list[str] = field(default_factory=list[str])  # of each posting
    _context: list[int] = field(default_factory=list[int])
    _body: list[int] = field(default_factory=list[int])

    def add(self, chunk_id: int, file_id: int, context: Sequence[str], body: Sequence[str]) -> int:
        """The terms of a chunk and of what surrounds it. Returns its length in terms."""
        length = len(context) + len(body)
        in_context, in_body = Counter(context), Counter(body)
        for term in in_context:
            in_body.setdefault(term, 0)
        self._chunks.append((chunk_id, file_id, length))
        self._distinct.append(len(in_body))
        self._terms += in_body
        self._context += [in_context.get(term, 0) for term in in_body]
        self._body += in_body.values()
        return length

    def write(self, db: Database) -> None:
        """Once, as the last step of the transaction."""
        if not self._chunks and not self.ended:
            return
        terms = sorted(set(self._terms))
        number = {term: place for place, term in enumerate(terms)}
        count = len(self._terms)
        part = _Part(
            np.array(self._chunks, CHUNK),
            np.array(self.ended, np.int64),
            terms,
            np.fromiter(map(number.__getitem__, self._terms), np.uint32, count),
            np.repeat(np.arange(len(self._chunks), dtype=np.uint32), self._distinct),
            np.array(self._context, np.uint32),
            np.array(self._body, np.uint32),
        )
        _insert(db, part)
        _join_parts(db)


class _Part(Struct, frozen=True):
    """`chunks` (c,) of CHUNK, `ended` (e,) ids, `terms` sorted; of each posting (n,) the number of its term and of its
    chunk, and the counts."""

    chunks: NDArray[np.void]
    ended: NDArray[np.int64]
    terms: list[str]
    term: NDArray[np.uint32]
    chunk: NDArray[np.uint32]
    context: NDArray[np.uint32]
    body: NDArray[np.uint32]


def _insert(db: Database, part: _Part) -> None:
    order = np.argsort(part.term, kind="stable")
    rows = np.empty(len(order), _row_type(len(part.chunks)))
    rows["chunk"] = part.chunk[order]
    rows["context"] = np.minimum(part.context[order], MOST_COUNTED)
    rows["body"] = np.minimum(part.body[order], MOST_COUNTED)
    data = rows.tobytes()
    ends = np.cumsum(np.bincount(part.term, minlength=len(part.terms))) * rows.itemsize
    db.execute(
        "INSERT INTO posting_parts(stamp, rows, held, dead, chunks, ended) VALUES(?, ?, ?, ?, ?, ?)",
        (
            secrets.randbits(62),
            len(rows),
            len(part.chunks),
            len(part.ended),
            part.chunks.tobytes(),
            part.ended.astype("<i8").tobytes(),
        ),
    )
    number = db.last_insert_rowid()
    places = pairwise([0, *ends.tolist()])
    # In the order of the terms, at the end of the table: pages are filled, and written once.
    db.executemany(
        "INSERT INTO postings VALUES(?, ?, ?)",
        ((number, term, data[start:end]) for term, (start, end) in zip(part.terms, places, strict=True) if end > start),
    )


def _join_parts(db: Database) -> None:
    while due := _due(db):
        joined = _joined(db, due)
        if len(due) == db.execute("SELECT count(*) FROM posting_parts").get:
            joined = replace(joined, ended=joined.ended[:0])  # nothing is left that these could be the end of
        chosen = ", ".join(map(str, due))
        db.execute(f"DELETE FROM postings WHERE part IN ({chosen})")
        db.execute(f"DELETE FROM posting_parts WHERE id IN ({chosen})")
        if len(joined.chunks) or len(joined.ended):
            _insert(db, joined)


def _due(db: Database) -> list[int]:
    """The parts to be joined next."""
    parts = db.execute("SELECT id, rows, held, dead FROM posting_parts ORDER BY id").fetchall()
    if sum(dead for *_, dead in parts) > DEAD_SHARE * sum(held for _, _, held, _ in parts):
        return [number for number, *_ in parts]
    of_size: dict[int, list[int]] = defaultdict(list)
    for number, rows, *_ in parts:
        # Eight times as many are three bits more.
        of_size[max(0, int(rows).bit_length() - SMALLEST.bit_length()) // (FAN.bit_length() - 1)].append(number)
    return next((numbers for _, numbers in sorted(of_size.items()) if len(numbers) >= FAN), list[int]())


def _joined(db: Database, numbers: Sequence[int]) -> _Part:
    """These parts as one, without what has ended among them."""
    loaded = [_read(db, number) for number in numbers]
    held = np.concatenate([chunks for chunks, *_ in loaded])
    ended = np.concatenate([ends for _, ends, *_ in loaded])
    alive = ~np.isin(held["id"], ended)
    renumbered = np.cumsum(alive, dtype=np.uint32) - 1
    terms = sorted({term for *_, names, _, _ in loaded for term in names})
    number = {term: place for place, term in enumerate(terms)}
    columns: list[list[NDArray[np.uint32]]] = [[], [], [], []]  # terms, chunks, counts in the context, in the body
    start = 0
    for chunks, _, names, counts, rows in loaded:
        places = np.fromiter(map(number.__getitem__, names), np.uint32, len(names))
        at = rows["chunk"] + np.uint32(start)
        kept = alive[at]
        columns[0].append(np.repeat(places, counts)[kept])
        columns[1].append(renumbered[at[kept]])
        columns[2].append(rows["context"][kept])
        columns[3].append(rows["body"][kept])
        start += len(chunks)
    return _Part(held[alive], np.setdiff1d(ended, held["id"]), terms, *(np.concatenate(one) for one in columns))


_Loaded = tuple["NDArray[np.void]", "NDArray[np.int64]", list[str], list[int], "NDArray[np.void]"]


def _read(db: Database, number: int) -> _Loaded:
    """(chunks, ended, terms, how many postings each has, postings) of a part."""
    held, ended = chunks_of(db, number)
    size = _row_type(len(held)).itemsize
    rows = db.execute("SELECT term, rows FROM postings WHERE part = ? ORDER BY term", (number,)).fetchall()
    postings = rows_in(b"".join([row for _, row in rows]), len(held))
    return held, ended, [term for term, _ in rows], [len(row) // size for _, row in rows], postings


def chunks_of(db: Database, number: int) -> tuple[NDArray[np.void], NDArray[np.int64]]:
    """The chunks of a part (c,) of CHUNK, and the ids of those that ended with it (e,)."""
    row = db.execute("SELECT chunks, ended FROM posting_parts WHERE id = ?", (number,)).fetchone()
    chunks, ended = row or (b"", b"")
    return np.frombuffer(chunks, CHUNK), np.frombuffer(ended, "<i8")


def rows_in(data: bytes, held: int) -> NDArray[np.void]:
    """Postings in a part of `held` chunks. Raises CorruptError, which `damage_named` makes IndexDamaged, for bytes that
    nobody wrote: SQLite has no checksums, and a wrong number would show another chunk."""
    kind = _row_type(held)
    found = np.frombuffer(data[: len(data) - len(data) % kind.itemsize], kind)
    if len(data) % kind.itemsize or (len(found) and int(found["chunk"].max()) >= held):
        raise apsw.CorruptError("postings that do not fit their chunks")
    return found
