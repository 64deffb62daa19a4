"""Quantising and comparing: exact values, and cosines that do not depend on company."""

from __future__ import annotations

import numpy as np
import pytest
from nss_index.store.vector_math import best, cosines, prepare_query, quantise, sign_bits, sign_distances


@pytest.mark.parametrize(
    ("vector", "expect"),
    [([1, 0, 0], [127, 0, 0]), ([0.6, -0.8, 0], [76, -102, 0]), ([3, -4, 0], [76, -102, 0]), ([0, 0, 0], [0, 0, 0])],
)
def test_quantises_to_length_127(vector: list[float], expect: list[int]) -> None:
    assert quantise(np.array([vector], np.float32)).tolist() == [expect]


@pytest.mark.parametrize("dimensions", [3, 64, 256, 384, 1024])
def test_cosine_is_the_same_in_every_company(dimensions: int) -> None:
    random = np.random.default_rng(dimensions)
    rows = quantise(random.normal(size=(999, dimensions)).astype(np.float32))
    query = prepare_query(random.normal(size=dimensions).astype(np.float32))
    together = cosines(rows, query)
    alone = [cosines(rows[index : index + 1], query)[0] for index in range(len(rows))]
    np.testing.assert_array_equal(together, alone)
    np.testing.assert_array_equal(together[::-1][:500], cosines(np.ascontiguousarray(rows[::-1][:500]), query))


def test_cosine_is_close_to_the_one_of_floats() -> None:
    random = np.random.default_rng(1)
    vectors = random.normal(size=(500, 256)).astype(np.float32)
    query = random.normal(size=256).astype(np.float32)
    true = vectors @ query / np.linalg.norm(vectors, axis=1) / np.linalg.norm(query)
    assert np.abs(cosines(quantise(vectors), prepare_query(query)) - true).max() < 0.01


def test_zero_vectors_have_no_direction() -> None:
    rows = quantise(np.array([[0, 0], [1, 0]], np.float32))
    assert cosines(rows, prepare_query(np.array([2, 0], np.float32))).tolist() == [0, 1]
    assert cosines(rows, prepare_query(np.zeros(2, np.float32))).tolist() == [0, 0]
    assert cosines(rows[:0], prepare_query(np.ones(2, np.float32))).tolist() == []


def test_equal_cosines_are_ordered_by_chunk_id() -> None:
    ids, values = np.array([9, 4, 7, 1], np.int64), np.array([0.5, 0.5, 0.75, 0.25], np.float32)
    assert best(ids, values, 3) == [(7, 0.75), (4, 0.5), (9, 0.5)]


@pytest.mark.parametrize("dimensions", [3, 64, 100, 256])
def test_sign_distances_count_the_signs_that_differ(dimensions: int) -> None:
    random = np.random.default_rng(dimensions)
    rows = quantise(random.normal(size=(50, dimensions)).astype(np.float32))
    query = prepare_query(random.normal(size=dimensions).astype(np.float32))
    expect = ((rows > 0) != (query.fixed > 0)).sum(axis=1)
    blocks = [sign_bits(rows[:20]), sign_bits(rows[20:20]), sign_bits(rows[20:])]
    assert sign_distances(blocks, query).tolist() == expect.tolist()
