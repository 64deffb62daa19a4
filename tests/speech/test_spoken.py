"""The ways to say a name, and the data that they are made of."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nss_server.speech.lexicon import NUMBERS, READINGS
from nss_server.speech.spoken import MOST_READINGS, readings
from nss_server.speech.subwords import subwords


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("getUserById", "get user by id"),
        ("getUserById", "get user by i d"),
        ("HTTPClient", "http client"),
        ("HTTPClient", "h t t p client"),
        ("pytest", "pytest"),
        ("pytest", "pie test"),
        ("PyTest", "pie test"),
        ("sqlite_vec", "sequel light vec"),
        ("sqlite_vec", "sequel light vector"),
        ("SqliteStore", "sequel light store"),
        ("url", "u r l"),
        ("utf8", "utf 8"),
        ("utf8", "utf eight"),
        ("sha256", "sha two fifty six"),
        ("http2_server", "h t t p two server"),
        ("err404", "error four zero four"),
        ("__init__", "initialize"),
        ("str_req_idx", "string request index"),
        ("ctx_cfg", "context config"),
        ("db_conn_str", "database connection string"),
        ("IDs", "ids"),
        ("café", "café"),
    ],
)
def test_a_name_is_said_like_this(name: str, said: str) -> None:
    assert said in readings(name)


@pytest.mark.parametrize("name", ["getUserById", "HTTPClient", "sqlite_vec", "str_req_idx", "utf8"])
def test_the_plainest_reading_comes_first(name: str) -> None:
    assert readings(name)[0] == " ".join(part.letters for part in subwords(name))


@pytest.mark.parametrize("name", ["", "_", "__", "-", "👍", " "])
def test_what_has_no_letters_cannot_be_said(name: str) -> None:
    assert readings(name) == ()


def test_a_hash_is_not_spelled_letter_by_letter() -> None:
    assert not any("b c d f" in said for said in readings("bcdfgh_key"))


@settings(deadline=None)
@given(st.lists(st.sampled_from([*READINGS, "http", "get", "8", "64", "x"]), min_size=1, max_size=40))
def test_readings_are_few_and_different_whatever_the_parts(parts: list[str]) -> None:
    said = readings("_".join(parts))
    assert 1 <= len(said) <= MOST_READINGS
    assert len(set(said)) == len(said)


@settings(deadline=None)
@given(st.text(max_size=40))
def test_readings_are_lower_case_words(name: str) -> None:
    for said in readings(name):
        assert said.split() == said.split(" ")
        assert said == said.lower() or not name.isascii()


@pytest.mark.parametrize("part", sorted(READINGS))
def test_an_entry_of_the_lexicon_is_one_part_with_other_words(part: str) -> None:
    assert part.isalpha() and part == part.lower() and len(subwords(part)) == 1
    for said in READINGS[part]:
        assert said != part
        assert all(word.isalpha() and word == word.lower() for word in said.split(" "))
    assert len(set(READINGS[part])) == len(READINGS[part])


def test_numbers_are_said_in_words() -> None:
    assert all(digits.isdigit() and words.replace(" ", "").isalpha() for digits, words in NUMBERS.items())
    assert len(set(NUMBERS.values())) == len(NUMBERS)
