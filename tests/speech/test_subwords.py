"""Names and speech as the same subwords, each with its place in the text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nss_server.speech.subwords import letters_of, subwords


def check_parts(text: str, expect: str) -> None:
    assert " ".join(part.letters for part in subwords(text)) == expect


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("getUserById", "get user by id"),
        ("renameGetUserById", "rename get user by id"),
        ("get_user_by_id", "get user by id"),
        ("GET_USER", "get user"),
        ("get-user", "get user"),
        ("self.get_user()", "self get user"),
        ("HTTPClient", "http client"),
        ("parseHTTP", "parse http"),
        ("HTTPClientURL", "http client url"),
        ("utf8", "utf 8"),
        ("b64decode", "b 64 decode"),
        ("sha256Hash", "sha 256 hash"),
        ("__init__", "init"),
        ("x", "x"),
        ("aB", "a b"),
        ("IDs and URLs", "ids and urls"),
        ("getURLsById", "get urls by id"),
        ("ISServer", "is server"),
        ("don't", "dont"),
        ("user’s", "users"),
        ("'quoted'", "quoted"),
        ("café", "café"),
        ("größteÄnderung", "größte änderung"),
        ("Überwachung", "überwachung"),
        ("получитьИмя", "получить имя"),
        ("日本語", "日本語"),
        ("", ""),
        (" \n\t", ""),
        ("...!?_-", ""),
        ("👍", ""),
    ],
)
def test_a_text_has_these_subwords(text: str, expect: str) -> None:
    check_parts(text, expect)


@pytest.mark.parametrize("name", ["getUserById", "get_user_by_id", "GetUserByID", "GET-USER-BY-ID", "get user by id"])
def test_every_way_to_write_a_name_has_the_same_letters(name: str) -> None:
    assert letters_of(name) == "getuserbyid"


def test_subwords_know_whether_they_were_written_together() -> None:
    parts = subwords("call getUser_name, then stop")
    assert [(part.letters, part.joined) for part in parts] == [
        ("call", False), ("get", False), ("user", True), ("name", True), ("then", False), ("stop", False),
    ]  # fmt: skip


def test_a_dot_separates() -> None:
    assert [part.joined for part in subwords("self.get_user")] == [False, False, True]


@settings(deadline=None)
@given(st.text(max_size=60))
def test_places_are_in_order_and_point_at_their_letters(text: str) -> None:
    end = 0
    for part in subwords(text):
        assert end <= part.start < part.end
        assert text[part.start : part.end].lower().replace("'", "").replace("’", "") == part.letters
        end = part.end


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_letter_or_digit_is_lost(text: str) -> None:
    assert letters_of(text) == "".join(letter.lower() for letter in text if letter.isalnum())


@settings(deadline=None)
@given(st.lists(st.sampled_from(["get", "user", "http", "by", "id"]), min_size=1, max_size=6))
def test_snake_case_is_its_words(words: list[str]) -> None:
    check_parts("_".join(words), " ".join(words))
    check_parts("".join(word.capitalize() for word in words), " ".join(words))
