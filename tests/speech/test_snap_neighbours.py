"""What stands beside a name is no part of it."""

from __future__ import annotations

import pytest
from nss_server.speech.english import english
from nss_server.speech.snap import snap
from nss_server.speech.snapped import Snapped
from nss_server.speech.vocabulary import Name, Vocabulary

NAMES = {"http client": "HttpClient", "parse config": "parse_config", "user repository": "UserRepository"}
PROJECT = Vocabulary(Name(name) for name in (*NAMES.values(), "SqliteStore", "overlay", "Index", "get_user_by_id"))


def snapped(text: str) -> Snapped:
    return snap(text, PROJECT, english())


@pytest.mark.parametrize("word", ["then", "to", "of", "in", "again", "please", "today", "first", "is"])
@pytest.mark.parametrize("said", list(NAMES))
def test_a_word_behind_a_name_stays(said: str, word: str) -> None:
    assert snapped(f"call {said} {word}").text == f"call {NAMES[said]} {word}"


@pytest.mark.parametrize("word", ["now", "then", "to", "of", "in", "again", "with", "and", "is"])
@pytest.mark.parametrize("said", list(NAMES))
def test_a_word_before_a_name_stays(said: str, word: str) -> None:
    assert snapped(f"we {word} {said}").text == f"we {word} {NAMES[said]}"


@pytest.mark.parametrize("word", ["now", "so", "an", "up", "too"])
@pytest.mark.parametrize("said", list(NAMES))
def test_a_short_word_behind_a_name_stays(said: str, word: str) -> None:
    assert snapped(f"call {said} {word}").text == f"call {NAMES[said]} {word}"


@pytest.mark.parametrize("word", ["it", "so", "as", "up", "or"])
@pytest.mark.parametrize("said", list(NAMES))
def test_a_short_word_before_a_name_stays(said: str, word: str) -> None:
    assert snapped(f"we {word} {said}").text == f"we {word} {NAMES[said]}"


def test_a_name_as_the_project_writes_it_keeps_its_neighbour() -> None:
    assert snapped("call HttpClient now").text == "call HttpClient now"


def test_every_change_is_recorded() -> None:
    assert snapped("the getHttpClient thing").text == "the getHttpClient thing"


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("use HTTP client's timeout", "use HttpClient's timeout"),
        ("call getUserById2 again", "call getUserById2 again"),
        ("call my_parse_config again", "call my_parse_config again"),
    ],
)
def test_what_is_written_together_with_a_name_means_something(heard: str, written: str) -> None:
    assert snapped(heard).text == written


@pytest.mark.parametrize("text", ["It is http. Client code is old.", "first http\nclient second"])
def test_a_name_does_not_reach_over_the_end_of_a_sentence_or_line(text: str) -> None:
    assert snapped(text).text == text


@pytest.mark.parametrize("text", ["an overlay is drawn", "the index is old"])
def test_nothing_is_offered_for_an_article(text: str) -> None:
    assert not any(offer.heard.lower().startswith(("an ", "the ")) for offer in snapped(text).offers)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("then there are no hooks below", "then there are no hooks below"),
        ("the rest is charcoal", "the rest is charcoal"),
        ("rename charcoal to value", "rename charCode to value"),
        ("the function charcoal is slow", "the function charCode is slow"),
    ],
)
def test_an_ordinary_word_is_another_name_only_where_the_words_beside_it_say_so(text: str, written: str) -> None:
    project = Vocabulary((Name("AndThen"), Name("charCode")))
    heard = {("then", "AndThen"): -2.5, ("charcoal", "charCode"): -2.5}
    assert snap(text, project, english(), weighed=heard, again=frozenset(heard)).text == written


@pytest.mark.parametrize("text", ["draw the blue and field of it", "for field access", "var and overlay field"])
def test_no_name_is_offered_for_an_ordinary_word_that_is_one_in_another_case(text: str) -> None:
    project = Vocabulary(Name(name) for name in ("AND", "VAR", "FOR", "BLUE", "Field", "Overlay"))
    assert snap(text, project, english()).offers == ()
