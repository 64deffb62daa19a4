"""The tables of index.db. There are no migrations: a new schema is a new file (`paths.SCHEMA`), built beside the old.

Everything about a file's text hangs on `files.id` and changes in one transaction; vectors have tables of their own
(`store.vectors`) and fill in behind.
"""

from __future__ import annotations

import time

from nss_index.errors import IndexMissing, IndexVersion
from nss_index.paths import SCHEMA
from nss_index.store import posting_tables
from nss_index.store.database import Database

_OWN_TABLES = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE files(
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  state TEXT NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL,
  language TEXT NOT NULL, size INTEGER NOT NULL, changed_ns INTEGER NOT NULL,
  racy INTEGER NOT NULL,        -- written so shortly before it was read that size and time cannot tell a change
  content_hash TEXT NOT NULL, encoding TEXT NOT NULL, lines INTEGER NOT NULL, chunks INTEGER NOT NULL
);
CREATE TABLE chunks(
  id INTEGER PRIMARY KEY AUTOINCREMENT,   -- never used twice: vector segments refer to it
  file_id INTEGER NOT NULL,
  kind TEXT NOT NULL, symbol TEXT NOT NULL, symbol_kind TEXT NOT NULL,
  heading TEXT NOT NULL, signature TEXT NOT NULL,
  start_byte INTEGER NOT NULL, end_byte INTEGER NOT NULL, start_line INTEGER NOT NULL, end_line INTEGER NOT NULL,
  length INTEGER NOT NULL,                -- in terms, context included
  code_hash BLOB NOT NULL, description_hash BLOB NOT NULL
);
CREATE INDEX chunks_of_file ON chunks(file_id);
CREATE TABLE symbols(
  id INTEGER PRIMARY KEY,
  file_id INTEGER NOT NULL,
  kind TEXT NOT NULL, name TEXT NOT NULL, container TEXT NOT NULL, signature TEXT NOT NULL, docstring TEXT NOT NULL,
  start_byte INTEGER NOT NULL, end_byte INTEGER NOT NULL, start_line INTEGER NOT NULL, end_line INTEGER NOT NULL,
  name_line INTEGER NOT NULL, name_column INTEGER NOT NULL,
  folded TEXT NOT NULL                    -- the name as a term: tokens.folded_name
);
CREATE INDEX symbols_of_file ON symbols(file_id);
CREATE INDEX symbols_by_name ON symbols(folded);
CREATE TABLE imports(file_id INTEGER NOT NULL, module TEXT NOT NULL, name TEXT NOT NULL, alias TEXT NOT NULL, line INTEGER NOT NULL);
CREATE INDEX imports_of_file ON imports(file_id);
CREATE INDEX imports_by_renamed ON imports(name) WHERE alias != '';
CREATE TABLE uses(file_id INTEGER NOT NULL, name TEXT NOT NULL, sites BLOB NOT NULL);   -- see nss_index.packed
CREATE INDEX uses_of_file ON uses(file_id);
CREATE INDEX uses_by_name ON uses(name);
CREATE TABLE bindings(file_id INTEGER PRIMARY KEY, packed TEXT NOT NULL);
CREATE TABLE attributes(file_id INTEGER NOT NULL, owner TEXT NOT NULL, name TEXT NOT NULL);
CREATE INDEX attributes_of_file ON attributes(file_id);
CREATE INDEX attributes_by_name ON attributes(name);
CREATE TABLE tags(file_id INTEGER NOT NULL, name TEXT NOT NULL, line INTEGER NOT NULL, name_column INTEGER NOT NULL, role TEXT NOT NULL);
CREATE INDEX tags_of_file ON tags(file_id);
CREATE INDEX tags_by_name ON tags(name);
CREATE VIRTUAL TABLE symbol_words USING fts5(words, content='', contentless_delete=1, detail=none, tokenize='ascii', prefix='2 3');
"""  # noqa: E501

TABLES = _OWN_TABLES + posting_tables.TABLES


def create(db: Database, root: str, build: str) -> None:
    """Make the tables in one transaction, unless they are there. Raises IndexVersion for another schema."""
    with db:
        if db.execute("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").fetchone() is None:
            db.execute(TABLES)
            start = {"schema": SCHEMA, "root": root, "build": build, "generation": 0, "indexed_at": time.time()}
            counts = {"complete": 0, "chunks": 0, "length": 0, "lines": 0, "source_bytes": 0}
            db.executemany("INSERT INTO meta(key, value) VALUES(?, ?)", (start | counts).items())
    require_schema(db)


def require_schema(db: Database) -> None:
    """Raises IndexMissing for a database that is being made just now, IndexVersion for another schema."""
    if not db.table_exists("main", "meta"):
        raise IndexMissing(
            "this folder is not indexed yet", why="indexing has just begun", todo="Ask again in a moment"
        )
    found = db.execute("SELECT value FROM meta WHERE key = 'schema'").get
    if found != SCHEMA:
        raise IndexVersion(
            f"the index has format {found}, this build reads {SCHEMA}", todo="Upgrade nss, or run `nss index --rebuild`"
        )


def build_of(db: Database) -> str:
    """The indexer build that made the rows."""
    return db.execute("SELECT value FROM meta WHERE key = 'build'").get
