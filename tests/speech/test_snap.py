"""Heard text with the project's names in it: only where they were meant, and every change can be undone."""

from __future__ import annotations

import itertools
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nss_server.speech.english import english
from nss_server.speech.snap import MOST_OFFERS, snap
from nss_server.speech.snapped import Snapped, without
from nss_server.speech.subwords import letters_of
from nss_server.speech.vocabulary import Name, Vocabulary

NAMES = (
    "HttpClient parse_config SqliteStore sqlite_vec UserRepository get_user_by_id load_settings renameSymbol"
    " tokenizer MAX_RETRIES kernel_launcher Index overlay"
)
PROJECT = Vocabulary(Name(name) for name in NAMES.split())
RIVALS = Vocabulary(Name(name) for name in ("getUserById", "get_user_by_id", "GET_USER_BY_ID", "GetUserByID", "Other"))
NOTHING = Vocabulary([])


def check(text: str, vocabulary: Vocabulary = PROJECT) -> Snapped:
    """What holds for every result."""
    snapped = snap(text, vocabulary, english())
    check_places(snapped)
    undone = snapped
    for index in reversed(range(len(snapped.replacements))):
        undone = without(undone, index)
    assert undone.text == text
    for replacement in snapped.replacements:
        assert 0 < replacement.confidence <= 1
        assert replacement.name not in replacement.alternatives
        assert len(replacement.alternatives) <= MOST_OFFERS
    for offer in snapped.offers:
        assert 1 <= len(set(offer.names)) == len(offer.names) <= MOST_OFFERS
    return snapped


def check_places(snapped: Snapped) -> None:
    for replacement in snapped.replacements:
        assert snapped.text[replacement.start : replacement.end] == replacement.name
    for offer in snapped.offers:
        assert snapped.text[offer.start : offer.end] == offer.heard
    spans = sorted((item.start, item.end) for item in (*snapped.replacements, *snapped.offers))
    assert all(before[1] <= after[0] for before, after in itertools.pairwise(spans))


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("for HTTP client", "for HttpClient"),
        ("for the h t t p client", "for the HttpClient"),
        ("Please call get user by id again.", "Please call get_user_by_id again."),
        ("Rename the function parse config, please", "Rename the function parse_config, please"),
        ("sequel light vec is slow", "sqlite_vec is slow"),
        ("We use sequel light store", "We use SqliteStore"),
        ("the max retries constant", "the MAX_RETRIES constant"),
        ("the class user repository", "the class UserRepository"),
        ("call parse config and load settings", "call parse_config and load_settings"),
        ("call HTTP-client", "call HttpClient"),
        ("call http client\nthen stop", "call HttpClient\nthen stop"),
    ],
)
def test_a_name_is_written_as_the_project_writes_it(heard: str, written: str) -> None:
    assert check(heard).text == written


@pytest.mark.parametrize(
    "text",
    [
        "What time is it? I think we should go home now.",
        "The weather is nice, and the children are playing in the garden.",
        "Please send the report to my manager before Friday.",
        "I don't know whether that's the best way to do it.",
        "It was the best of times, it was the worst of times.",
        "We have to talk about the budget for next year - again.",
        "The index of the book is on the last page.",
        "  two  spaces,\n\na new paragraph\tand a tab ",
        "naïve café, Überwachung 日本語 👍",
        "",
        " ",
        "\n\n",
        "... — !?",
        "12 34 5678",
    ],
)
def test_plain_text_stays_to_the_byte(text: str) -> None:
    snapped = check(text)
    assert (snapped.text, snapped.replacements) == (text, ())


@pytest.mark.parametrize("text", ["", "the HTTP client", "...", "x" * 10_000])
def test_without_names_nothing_changes(text: str) -> None:
    assert check(text, NOTHING) == Snapped(text, (), ())


def test_a_name_that_is_written_already_is_no_replacement() -> None:
    for name in NAMES.split():
        snapped = check(f"call {name}, please")
        assert (snapped.text, snapped.replacements) == (f"call {name}, please", ())


def test_of_names_that_sound_the_same_none_is_written_and_at_most_three_are_offered() -> None:
    snapped = check("call get user by id", RIVALS)
    assert (snapped.text, snapped.replacements) == ("call get user by id", ())
    (offer,) = snapped.offers
    assert offer.heard == "get user by id"
    assert len(offer.names) == 3


@pytest.mark.parametrize("text", ["for the HTTP client", "an http client"])
def test_after_an_article_the_thing_may_be_meant_and_the_name_is_offered(text: str) -> None:
    snapped = check(text)
    assert snapped.text == text
    assert "HttpClient" in snapped.offers[0].names


def test_a_name_in_a_sentence_with_another_is_likelier() -> None:
    alone = "We have user repository data"
    assert check(alone).text == alone
    assert check(f"{alone} and call parse config").text == "We have UserRepository data and call parse_config"
    assert check(f"{alone}. Call parse config").text == f"{alone}. Call parse_config"


def test_more_words_than_a_name_has_are_not_eaten() -> None:
    heard = "their results using this specified combine our function"
    weighed = {(letters_of(heard), "parse_config"): 5.0}
    assert snap(heard, PROJECT, english(), weighed=weighed).text == heard


def test_a_replacement_undone_gives_the_words_back() -> None:
    snapped = check("call http client before parse config returns")
    assert [replacement.heard for replacement in snapped.replacements] == ["http client", "parse config"]
    first = without(snapped, 0)
    assert first.text == "call http client before parse_config returns"
    check_places(first)
    second = without(snapped, 1)
    assert second.text == "call HttpClient before parse config returns"
    check_places(second)


PHRASES = [
    "call", "the", "function", "http client", "parse config", "sequel light vec", "user repository", "max retries",
    "and", "of", "kernel lunch er", "get user", "naïve", "👍", "loads", "index", "over lay", "12",
]  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.sampled_from(PHRASES), max_size=9), st.sampled_from([" ", ", ", "\n", "  ", " - "]), st.randoms())
def test_replacements_can_be_undone_in_any_order(phrases: list[str], between: str, random: Random) -> None:
    text = between.join(phrases)
    snapped = check(text)
    while snapped.replacements:
        index = random.randrange(len(snapped.replacements))
        left = [(item.heard, item.name) for place, item in enumerate(snapped.replacements) if place != index]
        offers = [(item.heard, item.names) for item in snapped.offers]
        snapped = without(snapped, index)
        check_places(snapped)
        assert [(item.heard, item.name) for item in snapped.replacements] == left
        assert [(item.heard, item.names) for item in snapped.offers] == offers
    assert snapped.text == text


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_is_answered(text: str) -> None:
    check(" " + text)


@settings(deadline=None)
@given(st.text(st.sampled_from("getUserHTPcl_ ientrs'’.,\n"), max_size=30))
def test_text_that_looks_like_code_is_answered(text: str) -> None:
    check_places(snap(text, PROJECT, english()))


def test_ten_thousand_characters_are_answered() -> None:
    sentence = "Please call the http client and then parse config again. "
    text = sentence * (10_000 // len(sentence))
    assert check(text).text == text.replace("http client", "HttpClient").replace("parse config", "parse_config")
    assert check("a" * 10_000).text == "a" * 10_000
    assert check("aB" * 2000).replacements == ()


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("the class get user by id", "the class GetUserByID"),
        ("the constant get user by id", "the constant GET_USER_BY_ID"),
        ("the method get user by id", "the method getUserById"),
    ],
)
def test_what_a_name_is_called_tells_names_apart_that_are_said_the_same(said: str, written: str) -> None:
    names = Vocabulary(Name(name) for name in ("getUserById", "GET_USER_BY_ID", "GetUserByID"))
    snapped = check(said, names)
    assert snapped.text == written
    assert len(snapped.replacements[0].alternatives) == 2


@pytest.mark.parametrize("said", ["the status code of the answer", "it has a status code and a body"])
def test_words_of_prose_stay_though_a_name_has_them(said: str) -> None:
    assert check(said, Vocabulary([Name("status_code"), Name("Other")])).text == said


def test_what_developers_do_with_names_and_say_of_them_is_a_hint() -> None:
    names = Vocabulary([Name("status_code"), Name("Other"), *(Name(f"someName{number}") for number in range(2000))])
    assert snap("we saw status code today", names, english()).text == "we saw status code today"
    assert snap("please deprecate status code today", names, english()).text == "please deprecate status_code today"
