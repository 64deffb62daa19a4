"""A question that is asked again is answered from memory, and never with what is not so any more."""

from __future__ import annotations

from pathlib import Path

import pytest
from nss_index.index import Index
from nss_index.indexer import IndexOptions, build
from nss_index.overlay import EMPTY_OVERLAY
from nss_index.search import rankings
from nss_index.search.ranking import Ranking, rank

from tests.index.library.indexes import ask, indexed, places

TREE = """
#- shapes.py
def area(side):
    return side * side
#- circles.py
def radius(circle):
    return circle.area / 3
"""


@pytest.fixture
def ranked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that were really ranked."""
    asked: list[str] = []

    def counted(*arguments: object) -> Ranking:
        asked.append(arguments[1].text)  # type: ignore[attr-defined]
        return rank(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(rankings, "rank", counted)
    return asked


def test_the_same_question_is_ranked_once(tmp_path: Path, ranked: list[str]) -> None:
    with indexed(tmp_path, TREE) as index:
        first = ask(index, "area")
        assert ask(index, "area") == first
        assert ranked == ["area"]
        assert ask(index, "area", limit=1) != first
        ask(index, "radius")
    assert ranked == ["area", "area", "radius"]


def test_unsaved_text_and_a_new_generation_are_ranked_anew(tmp_path: Path, ranked: list[str]) -> None:
    with indexed(tmp_path, TREE) as index:
        ask(index, "radius")
        typed = EMPTY_OVERLAY.with_document("shapes.py", "def radius(side):\n    return side / 2\n", 2)
        assert "shapes.py:1 radius" in places(ask(index, "radius", overlay=typed))
        typed = typed.with_document("shapes.py", "def width(side):\n    return side / 2\n", 3)
        assert "shapes.py:1 radius" not in places(ask(index, "radius", overlay=typed))
        (tmp_path / "shapes.py").write_text("def radius_of(side):\n    return side\n")
        build(tmp_path, IndexOptions(workers=0))
        assert "shapes.py:1 radius_of" in places(ask(index, "radius"))
    assert len(ranked) == 4


def test_a_text_that_changed_since_is_not_shown_from_memory(tmp_path: Path, ranked: list[str]) -> None:
    with indexed(tmp_path, TREE) as index:
        ask(index, "radius")
        (tmp_path / "circles.py").write_text("# nothing is left\n")
        best = ask(index, "radius").hits[0]
    assert (str(best.freshness), best.snippet) == ("changed", "")
    assert ranked == ["radius"]


def test_what_was_cancelled_is_not_remembered(tmp_path: Path, ranked: list[str]) -> None:
    from nss_index.answers import SearchQuery

    with indexed(tmp_path, TREE) as index:
        index.search(SearchQuery("radius"), cancelled=lambda: True)
        assert ask(index, "radius").hits
    assert ranked == ["radius", "radius"]


def test_only_the_last_are_remembered(tmp_path: Path, ranked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rankings, "MOST", 2)
    build(tmp_path, IndexOptions(workers=0))
    with Index.open(tmp_path) as index:
        for text in ("a", "b", "c", "b", "a"):
            ask(index, text)
    assert ranked == ["a", "b", "c", "a"]
