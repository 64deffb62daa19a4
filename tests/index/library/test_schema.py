"""The database's layout and the number that guards it."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from pathlib import Path

import pytest
from nss_index.errors import IndexMissing, IndexVersion
from nss_index.index import Index
from nss_index.indexer import build
from nss_index.indexer.leftovers import KEPT_SECONDS
from nss_index.paths import SCHEMA, index_paths, resolve_root
from nss_index.store.connect import open_writer
from nss_index.store.lock import WriterLock
from nss_index.store.schema import TABLES

from tests.index.library.indexes import IN_PROCESS


def test_another_layout_has_another_number() -> None:
    """When this fails, raise `paths.SCHEMA`, then write the new pair here: an editor that runs an older build reads its
    own file, never one of another layout."""
    assert (SCHEMA, hashlib.sha256(TABLES.encode()).hexdigest()[:16]) == (6, "e72c06fb6f13abd6")


def test_a_database_that_is_being_made_is_missing_not_broken(tmp_path: Path) -> None:
    paths = index_paths(resolve_root(tmp_path))
    paths.folder.mkdir(parents=True)
    open_writer(paths.database).close()
    with pytest.raises(IndexMissing, match="just begun"):
        Index.open(tmp_path)


def test_old_formats_are_cleared_away_when_nobody_writes_them_any_more(tmp_path: Path) -> None:
    build(tmp_path, IN_PROCESS)
    paths = index_paths(resolve_root(tmp_path))
    long_ago = time.time() - KEPT_SECONDS - 60
    old, locked, young = (paths.folder.with_name(name) for name in ("v90", "v91", "v92"))
    for folder in (old, locked, young):
        shutil.copytree(paths.folder, folder)
        for file in folder.glob("index.db*"):
            os.utime(file, (long_ago, long_ago) if folder != young else None)
    damaged = paths.folder / "damaged-1.db"
    damaged.write_text("x")
    os.utime(damaged, (long_ago, long_ago))
    held = WriterLock.acquire(locked / "lock")
    build(tmp_path, IN_PROCESS)
    held.release()
    assert sorted(folder.name for folder in paths.folder.parent.iterdir()) == sorted(["v91", "v92", paths.folder.name])
    assert not damaged.exists()


def test_another_format_is_refused_with_one_sentence(tmp_path: Path) -> None:
    build(tmp_path, IN_PROCESS)
    db = open_writer(index_paths(resolve_root(tmp_path)).database)
    db.execute("UPDATE meta SET value = 99 WHERE key = 'schema'")
    db.close()
    with pytest.raises(IndexVersion, match="format 99"):
        Index.open(tmp_path)
