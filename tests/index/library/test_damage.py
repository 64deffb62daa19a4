"""A database that breaks under its owner: set aside, made again, and the same as a rebuild."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from nss_index.indexer import Indexer, build
from nss_index.paths import index_paths, resolve_root
from nss_index.store.connect import open_writer, require_soundness

from tests.index.library.indexes import IN_PROCESS, rebuilt, whole
from tests.index.library.test_convergence import no, quiet

PAGE = 4096


def break_pages(database: Path, seed: int) -> None:
    """A third of all pages, the first (where the layout is) not among them."""
    data, chance = bytearray(database.read_bytes()), random.Random(seed)
    pages = len(data) // PAGE
    for page in chance.sample(range(2, pages), pages // 3):
        data[page * PAGE : page * PAGE + 200] = chance.randbytes(200)
    database.write_bytes(data)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("how", ["build", "rebuild", "update", "vectors"])
def test_damaged_pages_cost_nothing_but_time(tmp_path: Path, how: str, seed: int) -> None:
    for number in range(30):
        (tmp_path / f"f{number}.py").write_text(f"def open_{number}():\n    return {number}\n" * 30)
    build(tmp_path, IN_PROCESS)
    database = index_paths(resolve_root(tmp_path)).database
    break_pages(database, seed)
    (tmp_path / "f3.py").write_text("def new(): pass\n")
    if how in ("build", "rebuild"):
        build(tmp_path, IN_PROCESS, rebuild=how == "rebuild")
    else:
        with Indexer.open(tmp_path, IN_PROCESS) as indexer:
            if how == "update":
                indexer.update(["f3.py"], quiet, no)
            indexer.fill_vectors(quiet, no)
            indexer.forget()
            indexer.reconcile(quiet, no)
            indexer.fill_vectors(quiet, no)
    if how != "build":  # an ordinary pass reads only what it needs, and may not meet the damage
        assert whole(tmp_path) == rebuilt(tmp_path)
        db = open_writer(database)
        require_soundness(db, database)
        db.close()


def test_a_sound_database_stays(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def one(): pass\n")
    build(tmp_path, IN_PROCESS)
    build(tmp_path, IN_PROCESS, rebuild=True)
    assert not list(index_paths(resolve_root(tmp_path)).folder.glob("damaged-*"))
