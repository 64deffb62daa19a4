"""Searching what chunks are about, their code, or both."""

from __future__ import annotations

from pathlib import Path

import pytest
from nss_index.answers import Memory, SearchMode, SearchQuery

from tests.index.library.indexes import indexed

HOUSE = """
#- shop/invoice.py
def total(lines):
    return sum(lines)
#- shop/other.py
def run(paper):
    invoice = paper
    return invoice
"""


def found(index_folder: Path, memory: Memory, mode: SearchMode) -> list[str]:
    with indexed(index_folder, HOUSE) as index:
        answer = index.search(SearchQuery("invoice", mode=mode, memory=memory))
    assert answer.mode is mode
    return [hit.path for hit in answer.hits]


def test_words_of_descriptions_and_of_code(tmp_path: Path) -> None:
    assert found(tmp_path / "a", Memory.DESCRIPTIONS, SearchMode.KEYWORD) == ["shop/invoice.py"]
    assert found(tmp_path / "b", Memory.CODE, SearchMode.KEYWORD) == ["shop/other.py"]
    assert sorted(found(tmp_path / "c", Memory.BOTH, SearchMode.KEYWORD)) == ["shop/invoice.py", "shop/other.py"]


@pytest.mark.parametrize(
    ("memory", "lists"),
    [
        (Memory.DESCRIPTIONS, {"keyword", "symbol", "description"}),
        (Memory.CODE, {"keyword", "code"}),
        (Memory.BOTH, {"keyword", "symbol", "description", "code"}),
    ],
)
def test_only_the_lists_of_what_is_searched_contribute(tmp_path: Path, memory: Memory, lists: set[str]) -> None:
    house = HOUSE + "#- shop/third.py\nclass PaperTray:\n    '''Holds paper.'''\n"
    with indexed(tmp_path, house) as index:
        answer = index.search(SearchQuery("which PaperTray holds the paper", memory=memory))
    assert {signal.name for hit in answer.hits for signal in hit.signals if signal.rank} == lists
