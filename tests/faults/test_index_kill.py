"""kill -9 at the n-th database write, again and again: the index opens, and the next pass makes it whole."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from nss_index.index import Index
from nss_index.indexer import build
from nss_index.paths import index_paths, resolve_root

from tests.index.library.indexes import IN_PROCESS, ask, rebuilt, whole
from tests.index.library.test_convergence import change_something
from tests.index.library.test_overlay import random_text

ROUNDS = 50


def run_until(root: Path, write: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(Path(__file__).with_name("dying_indexer.py")), str(root), str(write)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


@pytest.mark.slow
def test_fifty_kills_at_database_writes(tmp_path: Path) -> None:
    chance, killed = random.Random(20261122), 0
    for number in range(60):
        (tmp_path / f"f{number}.py").write_text(random_text(chance, "x.py"))
    for round_number in range(ROUNDS):
        # Early writes make tables, later ones rows, vectors, segments and checkpoints.
        done = run_until(tmp_path, chance.choice([1, 2, 5, 12, 30, 60, 100, 200]) + chance.randrange(20))
        assert done.returncode in (0, -signal.SIGKILL), done.stderr
        killed += done.returncode != 0
        if round_number % 5 == 4:
            build(tmp_path, IN_PROCESS)
            with Index.open(tmp_path) as index:
                assert index.status().pending_vectors == 0
                ask(index, "open session")
        for _ in range(5):
            change_something(tmp_path, chance)
    assert killed >= ROUNDS // 2, "the kills did not reach the writes"
    build(tmp_path, IN_PROCESS)
    folder = index_paths(resolve_root(tmp_path)).folder
    assert not list(folder.glob("damaged-*")), "a kill must not damage a database"
    assert whole(tmp_path) == rebuilt(tmp_path)
