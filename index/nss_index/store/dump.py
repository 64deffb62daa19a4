"""The whole index without ids, times or order of arrival: two indexes of one tree have
equal dumps. For tests and doctors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nss_index.store.database import Database
from nss_index.store.posting_reader import PostingReader

_QUERIES = {
    "file": "SELECT path, state, reason, detail, language, size, content_hash, encoding, lines, chunks FROM files",
    "chunk": "SELECT f.path, c.kind, c.symbol, c.symbol_kind, c.heading, c.signature, c.start_byte, c.end_byte,"
    " c.start_line, c.end_line, c.length, hex(c.code_hash), hex(c.description_hash)"
    " FROM chunks AS c JOIN files AS f ON f.id = c.file_id",
    "symbol": "SELECT f.path, s.kind, s.name, s.container, s.signature, s.docstring, s.start_byte, s.end_byte,"
    " s.start_line, s.end_line, s.name_line, s.name_column FROM symbols AS s JOIN files AS f ON f.id = s.file_id",
    "import": "SELECT f.path, i.module, i.name, i.alias, i.line FROM imports AS i JOIN files AS f ON f.id = i.file_id",
    "use": "SELECT f.path, u.name, u.sites FROM uses AS u JOIN files AS f ON f.id = u.file_id",
    "binding": "SELECT f.path, b.packed FROM bindings AS b JOIN files AS f ON f.id = b.file_id",
    "attribute": "SELECT f.path, a.owner, a.name FROM attributes AS a JOIN files AS f ON f.id = a.file_id",
    "tag": "SELECT f.path, t.name, t.line, t.name_column, t.role FROM tags AS t JOIN files AS f ON f.id = t.file_id",
    "sums": "SELECT key, value FROM meta WHERE key IN ('schema', 'build', 'root', 'complete', 'chunks', 'length',"
    " 'lines', 'source_bytes')",
    "orphan": "SELECT 'chunk', c.id FROM chunks AS c WHERE c.file_id NOT IN (SELECT id FROM files) UNION ALL"
    " SELECT 'symbol', s.id FROM symbols AS s WHERE s.file_id NOT IN (SELECT id FROM files)",
}
_VECTORS = (
    "SELECT f.path, c.start_byte, hex(v.description), hex(v.code) FROM vectors AS v"
    " JOIN chunks AS c ON c.id = v.chunk_id JOIN files AS f ON f.id = c.file_id"
)


def dump(db: Database) -> Iterator[tuple[Any, ...]]:
    """Sorted rows of one generation, each beginning with the name of its table."""
    queries = dict(_QUERIES)
    with db:  # a writer may be at work: terms and chunks of two generations do not fit together
        if db.table_exists(None, "vector_meta"):
            queries["vector"] = _VECTORS
        for name, query in queries.items():
            for row in sorted(db.execute(query), key=repr):
                yield (name, *row)
        yield from sorted(_terms(db), key=repr)


def _terms(db: Database) -> Iterator[tuple[Any, ...]]:
    """("term", path, start of the chunk, term, how often in the context, in the body), and chunks that only one side
    knows."""
    reader = PostingReader()
    chunks = {
        chunk_id: place
        for chunk_id, *place in db.execute(
            "SELECT c.id, f.path, c.start_byte FROM chunks c JOIN files f ON f.id = c.file_id"
        )
    }
    for chunk_id in chunks.keys() ^ set(reader.chunk_ids(db).tolist()):
        yield "orphan", "posting", chunk_id
    for (term,) in db.execute("SELECT DISTINCT term FROM postings").fetchall():
        found = reader.postings(db, term)
        for chunk_id, context, body in zip(
            found.chunks.tolist(), found.context.tolist(), found.body.tolist(), strict=True
        ):
            yield "term", *chunks.get(chunk_id, ("", 0)), term, context, body
