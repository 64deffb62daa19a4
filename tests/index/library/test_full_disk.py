"""A disk that is full, a folder that may not be written: one sentence, and all is well when there is room again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from nss_index.errors import IndexUnavailable, NssError
from nss_index.index import Index
from nss_index.indexer import build
from nss_index.paths import index_paths, resolve_root
from nss_index.store.connect import damage_named
from nss_index.store.lock import WriterLock

from tests.index.library.indexes import IN_PROCESS, rebuilt, whole

LIMITED = """
import resource, signal, sys
from pathlib import Path
from nss_index.errors import NssError
from nss_index.indexer import IndexOptions, build
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
try:
    build(Path(sys.argv[1]), IndexOptions(workers=0))
except NssError as error:
    sys.exit(f"said: {error.sentence()}")
"""


def test_files_that_may_not_grow(tmp_path: Path) -> None:
    for number in range(40):
        lines = "".join(f"def g{number}_{place}():\n    return {place}\n\n\n" for place in range(20))
        (tmp_path / f"f{number}.py").write_text(lines)
    for limit in (4_096, 30_000, 150_000, 400_000):
        command = [sys.executable, "-c", LIMITED, str(tmp_path), str(limit)]
        ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert ran.stderr.startswith("said: the index"), ran.stderr
        assert "free space" in ran.stderr
    build(tmp_path, IN_PROCESS)
    assert whole(tmp_path) == rebuilt(tmp_path)


def test_a_lock_that_cannot_be_made_names_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "v1"
    (folder / "lock").mkdir(parents=True)
    with pytest.raises(NssError, match=r"cannot use the folder .*v1"):
        WriterLock.acquire(folder / "lock")


def test_a_database_that_cannot_be_opened_is_unavailable(tmp_path: Path) -> None:
    build(tmp_path, IN_PROCESS)
    database = index_paths(resolve_root(tmp_path)).database
    for suffix in ("-wal", "-shm"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)
        os.mkdir(f"{database}{suffix}")  # noqa: PTH102 - beside its kin
    with pytest.raises(IndexUnavailable, match="cannot be used now"), damage_named(database):
        Index.open(tmp_path)
