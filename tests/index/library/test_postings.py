"""Postings in parts: what a term finds is what the chunks hold, however the parts were written, ended and joined."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import apsw
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nss_index.ports import MOST_COUNTED
from nss_index.store import posting_tables
from nss_index.store.connect import open_reader, open_writer
from nss_index.store.database import Database
from nss_index.store.id_sets import IdSet
from nss_index.store.posting_reader import PostingReader
from nss_index.store.posting_tables import FAN, NewPostings
from nss_index.store.vocabulary import MOST_TERMS, Vocabulary

Chunk = tuple[int, list[str], list[str]]  # file, terms of the context, terms of the body


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    database = _made(tmp_path / "index.db")
    yield database
    database.close()


def _made(path: Path) -> Database:
    database = open_writer(path)
    database.execute(posting_tables.TABLES)
    return database


def _write(db: Database, new: dict[int, Chunk], ended: list[int]) -> None:
    with db:
        postings = NewPostings()
        postings.ended += ended
        for chunk_id, (file_id, context, body) in new.items():
            assert postings.add(chunk_id, file_id, context, body) == len(context) + len(body)
        postings.write(db)


def _found(reader: PostingReader, db: Database, term: str) -> list[tuple[int, int, int, int, int]]:
    found = reader.postings(db, term)
    return sorted(zip(*(column.tolist() for column in found), strict=True))


def _expected(chunks: dict[int, Chunk], term: str) -> list[tuple[int, int, int, int, int]]:
    return sorted(
        (chunk_id, file_id, context.count(term), body.count(term), len(context) + len(body))
        for chunk_id, (file_id, context, body) in chunks.items()
        if term in context or term in body
    )


def _parts(db: Database) -> int:
    return db.execute("SELECT count(*) FROM posting_parts").get


TERMS = ["a", "b", "get", "straße", "打开", "…"]
_Adding = list[tuple[list[str], list[str]]]
_terms = st.lists(st.sampled_from(TERMS), max_size=4)
_steps = st.lists(st.tuples(st.lists(st.tuples(_terms, _terms), max_size=3), st.integers(0, 5)), max_size=30)


@settings(max_examples=60, deadline=None)
@given(steps=_steps, seed=st.integers(0, 1000), smallest=st.sampled_from([2, 16, 1024]))
def test_a_term_finds_what_the_living_chunks_hold(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[_Adding, int]], seed: int, smallest: int
) -> None:
    """Whatever was added and ended in whatever order; one reader follows all generations."""
    draw, living, used, reader = random.Random(seed), dict[int, Chunk](), 0, PostingReader()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(posting_tables, "SMALLEST", smallest)
        db = _made(tmp_path_factory.mktemp("postings") / "index.db")
        for added, endings in steps:
            new = {used + place: (used // 3, context, body) for place, (context, body) in enumerate(added, 1)}
            used += len(added)
            ended = draw.sample(sorted(living), min(endings, len(living)))
            _write(db, new, ended)
            living = {key: chunk for key, chunk in {**living, **new}.items() if key not in ended}
            for term in TERMS:
                assert _found(reader, db, term) == _expected(living, term)
                assert _found(PostingReader(), db, term) == _expected(living, term)
            assert sorted(reader.chunk_ids(db).tolist()) == sorted(living)
        db.close()


def test_many_saves_leave_few_parts(db: Database) -> None:
    living: dict[int, Chunk] = {}
    for number in range(1, 301):
        ended = [number - 7] if number > 7 else []  # one file of seven is saved again
        living[number] = (number % 7, [], [f"word{number % 50}", "common"])
        for one in ended:
            del living[one]
        _write(db, {number: living[number]}, ended)
    assert _parts(db) <= 2 * FAN
    assert _found(PostingReader(), db, "common") == _expected(living, "common")
    held, dead = db.execute("SELECT sum(held), sum(dead) FROM posting_parts").fetchone() or (0, 0)
    assert held < 2 * len(living)
    assert dead <= held


def test_nothing_is_left_of_chunks_that_all_ended(db: Database) -> None:
    _write(db, {1: (1, ["a"], ["b"]), 2: (1, [], ["b"])}, [])
    _write(db, {}, [1, 2])
    assert _parts(db) == 0
    assert db.execute("SELECT count(*) FROM postings").get == 0


def test_an_end_of_a_chunk_that_nobody_has_is_no_reason_to_join_for_ever(db: Database) -> None:
    _write(db, {}, [7])
    assert _parts(db) == 0
    _write(db, {1: (1, [], ["a"])}, [8, 9])
    assert _found(PostingReader(), db, "a") == [(1, 1, 0, 1, 1)]
    assert db.execute("SELECT sum(dead) FROM posting_parts").get == 0


def test_a_chunk_may_end_in_the_transaction_that_made_it(db: Database) -> None:
    _write(db, {1: (1, [], ["a"]), 2: (1, [], ["a"])}, [1])
    assert _found(PostingReader(), db, "a") == [(2, 1, 0, 1, 1)]


def test_a_part_of_more_chunks_than_two_bytes_can_number(db: Database) -> None:
    many = (1 << 16) + 10
    _write(db, {number: (number, [], ["a"] if number % 1000 else ["a", "rare"]) for number in range(1, many + 1)}, [])
    reader = PostingReader()
    assert len(reader.postings(db, "a").chunks) == many
    assert reader.postings(db, "rare").chunks.tolist() == list(range(1000, many, 1000))


def test_parts_that_are_narrow_alone_are_wide_together(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(posting_tables, "FAN", 2)
    half = 40_000
    for first in (0, half):
        _write(db, {first + number: (1, [], ["a", f"x{first + number}"]) for number in range(1, half + 1)}, [])
    assert _parts(db) == 1
    reader = PostingReader()
    assert sorted(reader.postings(db, "a").chunks.tolist()) == list(range(1, 2 * half + 1))
    assert _found(reader, db, "x79999") == [(79_999, 1, 0, 1, 2)]


def test_occurrences_are_told_apart_up_to_a_number(db: Database) -> None:
    _write(db, {1: (1, ["a"] * 300, ["a"] * (MOST_COUNTED + 1)), 2: (1, [], ["a"] * MOST_COUNTED)}, [])
    found = PostingReader().postings(db, "a")
    assert found.context.tolist() == [MOST_COUNTED, 0]
    assert found.body.tolist() == [MOST_COUNTED, MOST_COUNTED]
    assert found.lengths.tolist() == [556, 255]


def test_a_reader_inside_a_transaction_keeps_its_generation(db: Database, tmp_path: Path) -> None:
    _write(db, {1: (1, [], ["a"])}, [])
    reader = PostingReader()
    old = open_reader(tmp_path / "index.db")
    old.execute("BEGIN")
    assert _found(reader, old, "a") == [(1, 1, 0, 1, 1)]
    for number in range(2, 3 * FAN):
        _write(db, {number: (1, [], ["a"])}, [number - 1])
        assert _found(reader, db, "a") == [(number, 1, 0, 1, 1)]
        assert _found(reader, old, "a") == [(1, 1, 0, 1, 1)]
    old.close()


def test_a_database_that_was_made_again_is_not_taken_for_the_old_one(tmp_path: Path) -> None:
    reader = PostingReader()
    vocabulary = Vocabulary(reader)
    for place, term in (("first", "one"), ("second", "two")):
        db = _made(tmp_path / f"{place}.db")
        _write(db, {1: (7, [], [term])}, [])
        assert _found(reader, db, term) == [(1, 7, 0, 1, 1)]
        assert vocabulary.files_with(db, term[:2]) == {7}
        db.close()


def test_many_words_of_which_nobody_can_tell_lead_to_their_own_files_only(db: Database) -> None:
    """A repository with Turkish translations: its dotless i may be an i."""
    vocabulary = Vocabulary(PostingReader())
    _write(db, {1: (5, [], [f"adı{number}" for number in range(2 * MOST_TERMS)])}, [])
    _write(db, {2: (6, [], ["marmalade"]), 3: (7, [], ["other"])}, [])
    _write(db, {4: (8, [], ["ısı", "jam"])}, [])
    assert vocabulary.files_with(db, "marmal") == {5, 6, 8}
    assert vocabulary.files_with(db, "nowhere") == {5, 8}
    _write(db, {5: (9, [], [f"word{number}" for number in range(2 * MOST_TERMS)])}, [])
    assert vocabulary.files_with(db, "word") is None, "that narrows nothing worth the reading"


@pytest.mark.parametrize("rows", ["ff000001", "0000000100", "00"])
def test_bytes_that_nobody_wrote_are_damage(db: Database, rows: str) -> None:
    _write(db, {1: (1, [], ["a"])}, [])
    _write(db, {2: (1, [], ["b"])}, [])
    db.execute("UPDATE postings SET rows = ? WHERE term = 'a'", (bytes.fromhex(rows),))
    with pytest.raises(apsw.CorruptError):
        PostingReader().postings(db, "a")
    with pytest.raises(apsw.CorruptError):
        _write(db, {}, [1, 2])  # joins the parts


def test_a_transaction_that_is_rolled_back_leaves_nothing(db: Database) -> None:
    _write(db, {1: (1, [], ["a"])}, [])
    with pytest.raises(RuntimeError), db:
        postings = NewPostings()
        postings.ended.append(1)
        postings.add(2, 2, [], ["a", "b"])
        postings.write(db)
        raise RuntimeError
    reader = PostingReader()
    assert _found(reader, db, "a") == [(1, 1, 0, 1, 1)]
    assert _found(reader, db, "b") == []


@given(ids=st.sets(st.integers(-(1 << 40), 1 << 40) | st.integers(-5, 5)), asked=st.lists(st.integers(-9, 9)))
@settings(deadline=None)
def test_a_set_of_ids_holds_its_ids(ids: set[int], asked: list[int]) -> None:
    places = np.array([*asked, *ids], np.int64)
    assert IdSet(ids).holds(places).tolist() == [one in ids for one in places.tolist()]
    near = {one for one in ids if abs(one) < 10}
    assert IdSet(near).holds(places).tolist() == [one in near for one in places.tolist()]
