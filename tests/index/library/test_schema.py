"""The database's layout and the number that guards it."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from nss_index.errors import IndexMissing, IndexVersion
from nss_index.index import Index
from nss_index.indexer import build
from nss_index.paths import SCHEMA, index_paths, resolve_root
from nss_index.store.connect import open_writer
from nss_index.store.schema import TABLES

from tests.index.library.indexes import IN_PROCESS


def test_another_layout_has_another_number() -> None:
    """When this fails, raise `paths.SCHEMA`, then write the new pair here: an editor that runs an older build reads its
    own file, never one of another layout."""
    assert (SCHEMA, hashlib.sha256(TABLES.encode()).hexdigest()[:16]) == (2, "437a179badf400f5")


def test_a_database_that_is_being_made_is_missing_not_broken(tmp_path: Path) -> None:
    paths = index_paths(resolve_root(tmp_path))
    paths.folder.mkdir(parents=True)
    open_writer(paths.database).close()
    with pytest.raises(IndexMissing, match="just begun"):
        Index.open(tmp_path)


def test_another_format_is_refused_with_one_sentence(tmp_path: Path) -> None:
    build(tmp_path, IN_PROCESS)
    db = open_writer(index_paths(resolve_root(tmp_path)).database)
    db.execute("UPDATE meta SET value = 99 WHERE key = 'schema'")
    db.close()
    with pytest.raises(IndexVersion, match="format 99"):
        Index.open(tmp_path)
