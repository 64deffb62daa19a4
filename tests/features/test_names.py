"""Which names a dictation expects: those in scope, in sight and just edited more than others."""

from __future__ import annotations

from pathlib import Path

import pytest
from nss_index.index import Index
from nss_index.indexer import build
from nss_index.overlay import EMPTY_OVERLAY
from nss_server.features._names import boosts_at

from tests.support.workspace_text import write_workspace

FILLER = "".join(f"# line {number}\n" for number in range(100))
PROJECT = f"""#- shop/cart.py
from shop.prices import round_price

def add_item(cart):
    return round_price(cart)

{FILLER}
def remove_item(cart):
    return forget_everything(cart)
#- shop/prices.py
def round_price(value):
    return value

def other_price(value):
    return value
#- shop/[odd].py
def odd_name():
    return nearby_name()
"""


@pytest.fixture
def index(tmp_path: Path) -> Index:
    build(write_workspace(tmp_path, PROJECT))
    return Index.open(tmp_path)


def test_nearer_names_are_likelier(index: Index) -> None:
    odds = boosts_at(index, EMPTY_OVERLAY, "shop/cart.py", 4)
    assert odds["add_item"] > odds["remove_item"] > odds["round_price"] > odds.get("other_price", 0.0) == 0.0
    assert "forget_everything" not in odds, "it stands a hundred lines below"


def test_what_the_file_edited_before_defines_is_likelier(index: Index) -> None:
    odds = boosts_at(index, EMPTY_OVERLAY, "shop/cart.py", 4, "shop/prices.py")
    assert 0 < odds["other_price"] < odds["round_price"], "the second one is in sight, too"


def test_a_file_name_is_no_pattern(index: Index) -> None:
    assert "nearby_name" in boosts_at(index, EMPTY_OVERLAY, "shop/[odd].py", 1)


def test_without_a_cursor_nothing_is_nearer(index: Index) -> None:
    assert boosts_at(index, EMPTY_OVERLAY, "", 1) == {}
    assert boosts_at(index, EMPTY_OVERLAY, "gone.py", 1, "gone_too.py") == {}
