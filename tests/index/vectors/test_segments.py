"""Segment files: few, clean, swept, and whole whenever the database lists them, wherever the writer was killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from nss_index.store import segments
from nss_index.store.segment_file import open_segment_file
from nss_index.store.segments import GRACE_SECONDS, listed_segments
from nss_index.store.vector_reader import VectorReader

from tests.index.vectors import crash_writer
from tests.index.vectors.vector_index import VectorIndex, near


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> VectorIndex:
    monkeypatch.setattr(segments, "TAIL_ROWS", 50)
    return VectorIndex(tmp_path)


def files_of(index: VectorIndex) -> set[str]:
    return {path.name for path in index.segments.iterdir()}


def listed(index: VectorIndex) -> list[str]:
    return [segment.name for segment in listed_segments(index.writer)]


def check_nearest(index: VectorIndex) -> None:
    random = np.random.default_rng(99)
    for target in random.choice(sorted(index.truth), 3):
        index.check(near(index.truth[int(target)][0], random))
        index.check(near(index.truth[int(target)][1], random), reader=VectorReader(index.segments))


def test_a_short_tail_is_not_written(index: VectorIndex) -> None:
    index.put(range(49), np.random.default_rng(0))
    assert not index.write_segments()
    assert files_of(index) == set()
    index.put([49], np.random.default_rng(0))
    assert index.write_segments()
    assert not index.write_segments()
    assert files_of(index) == set(listed(index)) != set()


def test_segments_stay_few_while_an_index_grows(index: VectorIndex) -> None:
    random = np.random.default_rng(1)
    for step in range(40):
        index.put(range(50 * step, 50 * step + 50), random)
        index.write_segments()
        assert len(listed(index)) <= 6
    assert sum(segment.rows for segment in listed_segments(index.writer)) == 2000
    check_nearest(index)


def test_dead_rows_are_cleaned_away(index: VectorIndex) -> None:
    random = np.random.default_rng(2)
    index.put(range(1, 401), random)
    index.write_segments()
    index.put(range(401, 501), random)
    index.write_segments()
    before = listed(index)
    assert len(before) == 2
    index.delete(range(1, 50))
    assert not index.write_segments()  # too few to be worth it
    index.delete(range(50, 301))
    assert index.write_segments()
    after = listed_segments(index.writer)
    assert [segment.rows for segment in after] == [100, 100]
    assert after[0].name not in before
    assert after[1].name == before[1]  # nothing died there
    check_nearest(index)
    index.delete(range(401, 501))
    index.write_segments()
    assert [segment.rows for segment in listed_segments(index.writer)] == [100]
    check_nearest(index)


def test_files_stay_a_while_for_readers_of_older_snapshots(index: VectorIndex) -> None:
    random = np.random.default_rng(3)
    index.put(range(1, 101), random)
    start = time.time()
    index.write_segments(now=start)
    truth = dict(index.truth)
    query = near(truth[7][0], random)
    (index.segments / "x.segment-unfinished").write_bytes(b"left by a killed writer")
    (index.segments / "x.segment").write_bytes(b"left by a killed writer")
    (index.segments / "notes.txt").write_bytes(b"somebody else's")
    old = listed(index)[0]
    with index.snapshot() as before:
        index.put(range(200, 300), random)
        index.delete(range(1, 90))
        index.write_segments(now=start + 1)
        assert old not in listed(index)
        assert old in files_of(index)
        index.check(query, db=before, truth=truth)
        index.write_segments(now=start + 2 * GRACE_SECONDS)
        assert old not in files_of(index)
        assert files_of(index) - set(listed(index)) == {"notes.txt"}
        index.check(query, db=before, truth=truth)  # still mapped
        index.check(query, db=before, truth=truth, reader=VectorReader(index.segments))  # from the database
    check_nearest(index)


@pytest.mark.parametrize("damage", ["removed", "shortened", "emptied", "replaced", "folder removed"])
def test_damaged_files_are_not_believed_and_written_again(index: VectorIndex, damage: str) -> None:
    random = np.random.default_rng(4)
    index.put(range(1, 401), random)
    index.write_segments()
    index.put(range(401, 501), random)
    index.write_segments()
    index.put(range(501, 510), random)
    path = index.segments / listed(index)[0]
    content = path.read_bytes()
    path.unlink()
    if damage == "folder removed":
        for other in index.segments.iterdir():
            other.unlink()
        index.segments.rmdir()
    elif damage != "removed":
        path.write_bytes({"shortened": content[:-1], "emptied": b"", "replaced": b"\0" * len(content)}[damage])
    reader = VectorReader(index.segments)
    query = near(index.truth[7][0], random)
    index.check(query, reader=reader)
    assert index.write_segments()
    index.check(query, reader=reader)
    for segment in listed_segments(index.writer):
        assert open_segment_file(index.segments / segment.name, segment.rows, index.dimensions) is not None


def test_a_writer_killed_at_every_step_leaves_whole_segments(tmp_path: Path) -> None:
    index = VectorIndex(tmp_path, dimensions=crash_writer.DIMENSIONS)
    command = [sys.executable, "-m", crash_writer.__name__, str(index.database), str(index.segments)]
    root = Path(__file__).parents[3]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(root)}
    found = subprocess.run(command, capture_output=True, text=True, timeout=120, cwd=root, env=environment)
    assert found.returncode == 0, found.stderr
    assert int(found.stdout) > 25  # it died at so many different steps before
    known = {str(name) for (name,) in index.writer.execute("SELECT name FROM segments")}
    assert files_of(index) == known  # the last round swept what the killed ones left
    assert set(listed(index)) <= known
    for segment in listed_segments(index.writer):
        assert open_segment_file(index.segments / segment.name, segment.rows, index.dimensions) is not None
    for chunk_id, description, code in index.writer.execute("SELECT chunk_id, description, code FROM vectors"):
        index.truth[chunk_id] = (np.frombuffer(description, np.int8), np.frombuffer(code, np.int8))
    assert len(index.truth) > 100
    check_nearest(index)
