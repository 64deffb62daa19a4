"""What a second hearing, told of names, says of the text of the first."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nss_server.speech.second import NOT_HEARD, second_hearing
from nss_server.speech.subwords import subwords

NAMES = ["get_user_by_id", "JsonLoader", "HttpClient", "User"]


def seen(plain: str, hinted: str, names: list[str] = NAMES) -> list[tuple[str, str]]:
    """(what the first heard, the name) of each place."""
    parts = subwords(plain)
    return [
        (plain[parts[item.first].start : parts[item.last - 1].end], item.name)
        for item in second_hearing(plain, hinted, names).seen
    ]


@pytest.mark.parametrize(
    ("plain", "hinted", "expect"),
    [
        ("call get user buy id now", "call get_user_by_id now", [("get user buy id", "get_user_by_id")]),
        ("call get user buy id now", "call getUserById now", [("get user buy id", "get_user_by_id")]),
        ("See the Jason lowder.", "See the JsonLoader.", [("Jason lowder", "JsonLoader")]),
        ("the Jason lowder, then", "the JsonLoader, then", [("Jason lowder", "JsonLoader")]),
        ("Jason lowder", "JsonLoader", [("Jason lowder", "JsonLoader")]),
        ("the http client stops", "the HttpClient stops", [("http client", "HttpClient")]),
        (
            "the Jason lowder needs an http clined",
            "the JsonLoader needs an HttpClient",
            [("Jason lowder", "JsonLoader"), ("http clined", "HttpClient")],
        ),
        ("we go home now", "we go home now", []),
        ("we go home now", "we JsonLoader now", []),
        ("", "JsonLoader", []),
        ("...", "JsonLoader", []),
        ("Jason lowder", "", []),
        ("Jason lowder", "...", []),
        ("Jason lowder", "Jason lowder", []),
    ],
)
def test_names_are_seen_where_the_first_hearing_has_something_alike(
    plain: str, hinted: str, expect: list[tuple[str, str]]
) -> None:
    assert seen(plain, hinted) == expect


def test_a_name_that_it_was_not_told_of_is_not_seen() -> None:
    assert seen("the Jason lowder", "the JsonLoader", ["HttpClient"]) == []
    assert seen("the Jason lowder", "the JsonLoader", []) == []


def test_without_a_second_hearing_nothing_is_known() -> None:
    assert second_hearing("the client", "", NAMES) == NOT_HEARD


def test_what_it_was_told_of_is_remembered() -> None:
    assert second_hearing("the client", "the client", NAMES).told == frozenset(NAMES)


WORDS = st.lists(st.sampled_from(["get", "user", "by", "id", "Jason", "loader", "JsonLoader", "the", "—"]), max_size=12)


@settings(deadline=None)
@given(WORDS, WORDS)
def test_places_are_in_order_apart_and_inside_of_the_text(plain: list[str], hinted: list[str]) -> None:
    text = " ".join(plain)
    end = 0
    for item in second_hearing(text, " ".join(hinted), NAMES).seen:
        assert end <= item.first < item.last <= len(subwords(text))
        assert item.name in NAMES
        end = item.last
