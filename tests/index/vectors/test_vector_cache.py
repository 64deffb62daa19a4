"""vectors.db: shared by processes, bounded, and never in the way: damaged, it is set aside and starts anew."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from nss_index.errors import IndexUnavailable
from nss_index.store.database import Database
from nss_index.store.vector_cache import VectorCache
from numpy.typing import NDArray

from tests.index.vectors.vector_index import open_connection

_DAY = 86_400
_WRITER = """
import sys
from pathlib import Path
from nss_index.store.vector_cache import VectorCache
from tests.index.vectors.test_vector_cache import items
cache = VectorCache.open(Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    cache.put_many("model", items(int(sys.argv[2]) + 20 * number, 20))
    if number == 2:
        print("started", flush=True)
"""


def items(first: int, count: int, size: int = 64) -> dict[str, NDArray[np.int8]]:
    """Vectors that follow from their hash, so that any process can check them."""
    return {key_of(number): vector_of(key_of(number), size) for number in range(first, first + count)}


def key_of(number: int) -> str:
    return hashlib.blake2b(str(number).encode(), digest_size=16).hexdigest()


def vector_of(key: str, size: int = 64) -> NDArray[np.int8]:
    return np.frombuffer((bytes.fromhex(key) * size)[:size], np.int8)


def check_found(cache: VectorCache, numbers: range, expect: int, size: int = 64) -> None:
    found = cache.get_many("model", [key_of(number) for number in numbers])
    assert len(found) == expect
    for key, vector in found.items():
        np.testing.assert_array_equal(vector, vector_of(key, size))


def start_writer(path: Path, first: int, rounds: int) -> subprocess.Popen[str]:
    root = Path(__file__).parents[3]
    command = [sys.executable, "-c", _WRITER, str(path), str(first), str(rounds)]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root, env=environment)


def test_remembers_by_model_and_hash(tmp_path: Path) -> None:
    path = tmp_path / "cache" / "vectors.db"
    cache = VectorCache.open(path)
    check_found(cache, range(10), 0)
    cache.put_many("model", items(0, 1200))
    cache.put_many("model", {})
    cache.put_many("other", {key_of(5): np.zeros(3, np.int8)})
    check_found(cache, range(2000), 1200)
    assert cache.get_many("other", [key_of(5), key_of(6)])[key_of(5)].tolist() == [0, 0, 0]
    assert cache.get_many("unknown", [key_of(5)]) == {}
    assert cache.get_many("model", []) == {}
    cache.close()
    check_found(VectorCache.open(path), range(2000), 1200)
    assert path.stat().st_mode & 0o777 == 0o600


def test_several_processes_write_at_once(tmp_path: Path) -> None:
    path = tmp_path / "vectors.db"
    writers = [start_writer(path, 200 * number, 20) for number in range(3)]  # their ranges overlap
    for writer in writers:
        writer.communicate(timeout=60)
        assert writer.returncode == 0
    check_found(VectorCache.open(path), range(2000), 800)


def test_a_killed_writer_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    path = tmp_path / "vectors.db"
    writer = start_writer(path, 0, 100_000)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "started\n"
    writer.send_signal(signal.SIGKILL)
    writer.communicate(timeout=60)
    cache = VectorCache.open(path)
    check_found(cache, range(60), 60)
    cache.put_many("model", items(5_000_000, 5))
    check_found(cache, range(5_000_000, 5_000_005), 5)
    assert not list(tmp_path.glob("*.damaged*"))


@pytest.mark.parametrize("damage", ["noise", "middle", "text"])
def test_a_damaged_file_is_set_aside(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "vectors.db"
    first = VectorCache.open(path)
    first.put_many("model", items(0, 3000))
    cast("Database", open_connection(path)).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    first.close()
    content = bytearray(path.read_bytes())
    noise = np.random.default_rng(0).bytes(len(content))
    if damage == "noise":
        content[:] = noise
    elif damage == "middle":  # the header is sound: found only at work
        content[4096:] = noise[4096:]
    else:
        content[:] = b"this is not a database\n" * 100
    path.write_bytes(content)
    cache = VectorCache.open(path)
    cache.put_many("model", items(0, 10))
    check_found(cache, range(3000), 10)
    assert (tmp_path / "vectors.db.damaged").read_bytes() == bytes(content)
    check_found(VectorCache.open(path), range(3000), 10)


def test_a_process_that_still_holds_the_damaged_file_moves_on(tmp_path: Path) -> None:
    """Both notice the damage; the second one must not set the first one's new file aside."""
    path = tmp_path / "vectors.db"
    caches = [VectorCache.open(path) for _ in range(2)]
    caches[0].put_many("model", items(0, 3000))
    cast("Database", open_connection(path)).execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(np.random.default_rng(0).bytes(path.stat().st_size - 4096))
    for number, cache in enumerate(caches):
        cache.put_many("model", items(100 * number, 10))
    for cache in caches:
        check_found(cache, range(3000), 20)
        cache.close()
    check_found(VectorCache.open(path), range(3000), 20)


def test_the_least_recently_used_go_first(tmp_path: Path) -> None:
    today = 100.0 * _DAY
    cache = VectorCache.open(tmp_path / "vectors.db", size_limit=1_000_000, clock=lambda: today)
    cache.put_many("model", items(0, 500, 1000))
    today += _DAY
    check_found(cache, range(50), 50, 1000)  # used on the second day
    for step in range(1, 40):
        cache.put_many("model", items(500 * step, 100, 1000))
    check_found(cache, range(500 * 39, 500 * 39 + 100), 100, 1000)
    assert not cache.get_many("model", [key_of(number) for number in range(50, 500)])
    size = sum(path.stat().st_size for path in tmp_path.glob("vectors.db"))
    assert size < 1_600_000


def test_what_was_used_lately_outlives_what_came_with_it(tmp_path: Path) -> None:
    today = 100.0 * _DAY
    cache = VectorCache.open(tmp_path / "vectors.db", size_limit=1_000_000, clock=lambda: today)
    cache.put_many("model", items(0, 900, 1000))
    today += _DAY
    check_found(cache, range(50), 50, 1000)
    cache.put_many("model", items(1000, 300, 1000))
    cache.put_many("model", items(2000, 100, 1000))
    check_found(cache, range(50), 50, 1000)
    found = cache.get_many("model", [key_of(number) for number in range(50, 900)])
    assert 0 < len(found) < 850


def test_a_folder_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    path = tmp_path / "vectors.db"
    path.mkdir()
    with pytest.raises(IndexUnavailable, match=r"vectors\.db"):
        VectorCache.open(path)
