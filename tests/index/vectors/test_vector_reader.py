"""The nearest chunks equal brute force over the snapshot's own rows: whatever was written, deleted, merged, hidden."""

from __future__ import annotations

import threading
from pathlib import Path

import numpy as np
import pytest
from nss_index.errors import BadInput
from nss_index.store import segments, vector_reader
from nss_index.store.vector_reader import VectorReader
from nss_index.store.vector_tables import count_vectors, create_vector_tables, delete_vectors, put_vectors, vector_meta

from tests.index.vectors.vector_index import Truth, VectorIndex, brute_force, clustered, connect, near


@pytest.mark.parametrize("seed", range(6))
def test_every_history_equals_brute_force(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Random writes, with snapshots of several generations open at once; half of the seeds prefilter by sign bits."""
    monkeypatch.setattr(segments, "TAIL_ROWS", 60)
    if seed % 2:
        monkeypatch.setattr(vector_reader, "EXACT_ROWS", 150)
        monkeypatch.setattr(vector_reader, "CANDIDATES", 120)
    certain = 0.4 if seed % 2 else -1.0  # sign bits find what is near, and of the rest no particular ones
    random = np.random.default_rng(seed)
    index = VectorIndex(tmp_path)
    index.put(range(1, 150), random)
    for step in range(25):
        truth: Truth = dict(index.truth)
        with index.snapshot() as before:
            known = sorted(index.truth)
            fresh = range(1000 * (step + 1), 1000 * (step + 1) + int(random.integers(1, 70)))
            index.put([*fresh, *random.choice(known, 5, replace=False).tolist()], random)
            index.delete(random.choice(known, int(random.integers(0, 40)), replace=False).tolist())
            if random.random() < 0.6:
                index.write_segments()
            target = index.truth[int(random.choice(sorted(index.truth)))][step % 2]
            query = near(target, random)
            hidden = set(random.choice(sorted(truth), 25).tolist())
            index.check(query, 5, db=before, truth=truth, certain=certain)
            index.check(query, 5, certain=certain)
            index.check(query, 5, hidden=hidden, certain=certain)
            index.check(query, 5, allowed=sorted(hidden), hidden=sorted(hidden)[:3], certain=certain)
            index.check(query, 5, db=before, truth=truth, reader=VectorReader(index.segments), certain=certain)
    assert segments.listed_segments(index.writer)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> VectorIndex:
    """9,000 chunks of the real width in segments and 1,000 behind them, with the real constants."""
    random = np.random.default_rng(7)
    index = VectorIndex(tmp_path_factory.mktemp("large"), dimensions=256)
    index.put(range(1, 9001), random)
    assert index.write_segments()
    index.put(range(10_001, 11_001), random)
    index.delete(range(1, 1500))
    assert not index.write_segments()
    return index


@pytest.mark.parametrize("count", [1, 10, 150])
def test_sign_bits_lose_nothing_on_groups_of_near_copies(large: VectorIndex, count: int) -> None:
    random = np.random.default_rng(count)
    for target in random.choice([key for key, rows in large.truth.items() if rows[1].any()], 10):
        query = near(large.truth[int(target)][1], random)
        with large.snapshot() as db:
            found = {key for key, _ in large.reader.nearest(db, "code", query, count)}
        expect = brute_force(large.truth, "code", query, (), None)
        nearby = {key for key in sorted(expect, key=lambda key: -expect[key])[:count] if expect[key] > 0.4}
        assert nearby
        assert nearby <= found


def test_filters_in_a_large_index(large: VectorIndex) -> None:
    random = np.random.default_rng(3)
    query = near(large.truth[5000][1], random)
    large.check(query, allowed=range(4000, 6000), hidden=[5000])
    large.check(query, allowed=[])
    large.check(query, allowed=[1, 2, 99_999_999, -5])
    large.check(query, 20, allowed=range(9000, 2_000_000))


def test_the_database_answers_while_segments_are_missing(large: VectorIndex, tmp_path: Path) -> None:
    random = np.random.default_rng(4)
    lost = VectorReader(tmp_path / "nowhere")
    for target in (1600, 5000, 10_500):
        query = near(large.truth[target][0], random)
        large.check(query, reader=lost)
        large.check(query, reader=lost, hidden=list(range(target - 50, target + 50)))
        large.check(query, reader=lost, allowed=range(4000, 10_800), hidden=[target])
        large.check(query, reader=lost, allowed=[])


def test_a_longer_tail_than_a_reader_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_reader, "LONGEST_TAIL", 50)
    random = np.random.default_rng(5)
    index = VectorIndex(tmp_path)
    index.put(range(60), random)
    index.check(near(index.truth[7][0], random))


def test_chunks_without_vectors_are_not_found(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    empty = connect(tmp_path / "empty.db")
    query = np.ones(64, np.float32)
    reader = VectorReader(tmp_path / "segments")
    assert reader.nearest(empty, "code", query, 10) == []
    assert count_vectors(empty) == 0
    delete_vectors(empty, [1, 2])
    index = VectorIndex(tmp_path)
    index.check(query)
    index.put([3], random)
    assert count_vectors(index.writer) == 1
    index.check(query)
    index.delete([3, 4])
    index.check(query)
    with index.snapshot() as db:
        assert index.reader.nearest(db, "code", np.zeros(64, np.float32), 10) == []
        assert index.reader.nearest(db, "code", query, 0) == []


def test_wrong_input_is_named(tmp_path: Path) -> None:
    index = VectorIndex(tmp_path)
    index.put([3], np.random.default_rng(0))
    with pytest.raises(BadInput, match="64 dimensions"):
        index.reader.nearest(index.writer, "code", np.ones(65, np.float32), 1)
    with pytest.raises(BadInput, match="'name'"):
        index.reader.nearest(index.writer, "name", np.ones(64, np.float32), 1)
    short = np.zeros(63, np.int8)
    with pytest.raises(BadInput, match="chunk 9"):
        put_vectors(index.writer, [(9, short, short)])
    assert count_vectors(index.writer) == 1


def test_another_model_starts_anew(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    index = VectorIndex(tmp_path)
    index.put(range(1, 3000), random)
    index.write_segments()
    index.put(range(5000, 5100), random)
    index.check(near(index.truth[9][0], random))
    with index.writer:
        assert not create_vector_tables(index.writer, 64, "test")
    assert count_vectors(index.writer) == 3099
    with index.writer:
        assert create_vector_tables(index.writer, 64, "another")
    meta = vector_meta(index.writer)
    assert meta is not None
    assert (meta.model_id, meta.live) == ("another", 0)
    index.truth.clear()
    index.check(np.ones(64, np.float32))
    index.put(range(1, 50), random)  # the same chunk ids and sequence numbers, other vectors
    index.check(near(index.truth[9][0], random))


def test_a_vector_rolled_back_never_shows(tmp_path: Path) -> None:
    random = np.random.default_rng(0)
    index = VectorIndex(tmp_path)
    index.put(range(1, 30), random)
    rows = clustered(random, 30, 64)
    index.writer.execute("BEGIN")
    put_vectors(index.writer, [(100 + number, row, row) for number, row in enumerate(rows)])
    delete_vectors(index.writer, range(1, 20))
    index.check(near(rows[0], random))
    index.writer.execute("ROLLBACK")
    index.check(near(rows[0], random))
    index.put(range(200, 230), random)
    index.check(near(rows[0], random))


def test_threads_share_one_reader_while_the_writer_commits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every answer holds chunks of its own snapshot only."""
    monkeypatch.setattr(segments, "TAIL_ROWS", 50)
    random = np.random.default_rng(0)
    index = VectorIndex(tmp_path)
    index.put(range(1, 200), random)
    query = near(index.truth[50][1], random)
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            with index.snapshot() as db:
                live = {chunk_id for (chunk_id,) in db.execute("SELECT chunk_id FROM vector_state")}
                found = index.reader.nearest(db, "code", query, 20)
                if len(found) != 20 or not {chunk_id for chunk_id, _ in found} <= live:
                    wrong.append(found)

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    for step in range(1, 30):
        index.put(range(1000 * step, 1000 * step + 20), random)
        index.delete(random.choice(sorted(index.truth), 15).tolist())
        index.write_segments()
    done.set()
    for thread in threads:
        thread.join()
    assert not wrong
    index.check(query)
