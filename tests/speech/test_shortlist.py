"""Which names are listened for when the audio is heard once more."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from nss_server.speech.english import english
from nss_server.speech.shortlist import MOST_LISTENED_FOR, shortlist
from nss_server.speech.vocabulary import Name, Vocabulary

NAMES = "charCode StartsWith geos_support parse_config HttpClient Index overlay pytest"
PROJECT = Vocabulary(Name(name) for name in NAMES.split())


def listed(text: str, vocabulary: Vocabulary = PROJECT, **more: float) -> list[str]:
    return shortlist(text, vocabulary, english(), boosts=more)


def test_a_name_that_was_misheard_badly_is_listened_for() -> None:
    assert listed("Make charcoal private.")[-1] == "char code"
    assert "geos support" in listed("Does your sport it too?")


def test_the_words_are_those_for_a_name_the_likeliest_last() -> None:
    found = listed("the http clined and start within")
    assert found[-2:] == ["starts with", "http client"]
    assert "pie test" in listed("run pie tests again")


def test_one_ordinary_word_is_not_listened_for_and_what_nobody_said_is_not_either() -> None:
    assert "index" not in listed("the index is old")
    assert listed("") == listed("...") == listed("the parse config", Vocabulary([])) == []


def test_a_name_in_sight_comes_before_one_that_is_more_alike() -> None:
    project = Vocabulary(Name(name) for name in ("parseConfig", "parseContext"))
    assert listed("call pass contact", project)[-1] == "parse context"
    assert listed("call pass contact", project, parseConfig=10.0)[-1] == "parse config"


def test_names_said_alike_are_listed_once_and_there_are_at_most_so_many() -> None:
    assert listed("get user", Vocabulary(Name(name) for name in ("get_user", "getUser", "GetUser"))) == ["get user"]
    many = Vocabulary(Name(f"parse_{word}_{number}") for word in ("config", "text", "line") for number in range(40))
    text = "parse config one parse text two parse line three parse config four parse text five parse line six"
    assert len(listed(text, many)) == MOST_LISTENED_FOR


def test_an_overlay_adds_names_and_hides_none() -> None:
    over = Vocabulary([Name("shopCart")], over=PROJECT)
    found = shortlist("make charcoal from a shop card", over, english())
    assert {"char code", "shop cart"} <= set(found)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_has_a_list_of_words(text: str) -> None:
    for words in listed(text):
        assert words == words.strip().lower() != ""
