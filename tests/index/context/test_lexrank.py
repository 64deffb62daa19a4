"""LexRank on vectors whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest
from nss_index.context.lexrank import lexrank


def unit(*rows: list[float]) -> np.typing.NDArray[np.float32]:
    vectors = np.array(rows, dtype=np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_what_is_like_the_others_is_central() -> None:
    ranks = lexrank(unit([1, 0, 0], [1, 1, 0], [0, 1, 0], [0, 0, 1]))
    assert ranks.argmax() == 1 and ranks.sum() == pytest.approx(1)
    assert ranks[0] == pytest.approx(ranks[2])


def test_a_question_draws_the_walk_to_it() -> None:
    vectors = unit([1, 0, 0], [0, 1, 0], [0, 0, 1])
    ranks = lexrank(vectors, vectors @ unit([0, 0, 1])[0])
    assert ranks.argmax() == 2
    assert lexrank(vectors, np.zeros(3, dtype=np.float32)) == pytest.approx(lexrank(vectors))


def test_none_and_one() -> None:
    assert len(lexrank(np.zeros((0, 3), dtype=np.float32))) == 0
    assert lexrank(unit([1, 0])) == pytest.approx([1])


def test_sentences_of_no_known_word_are_as_good_as_each_other() -> None:
    assert lexrank(np.zeros((3, 4), dtype=np.float32)) == pytest.approx([1 / 3] * 3)
