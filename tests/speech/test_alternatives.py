"""Which names the audio is asked about, with which words; and what its answers change."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nss_server.speech.alternatives import Alternative, alternatives, heard_again, weighed
from nss_server.speech.english import english
from nss_server.speech.snap import snap
from nss_server.speech.subwords import letters_of
from nss_server.speech.vocabulary import Name, Vocabulary

NAMES = "StartsWith start_screening geos_support SmartStr parse_config HttpClient has_perm Index overlay pytest"
PROJECT = Vocabulary(Name(name) for name in NAMES.split())
HEARD = "now the test for start swimming."


def asked(text: str, *others: str, most: int = 12) -> list[Alternative]:
    found = alternatives(text, others, PROJECT, english(), most)
    for item in found:
        assert item.heard == letters_of(text[item.start : item.end])
        assert item.instead(text).lower() == item.words
    return found


def names(found: list[Alternative]) -> set[str]:
    return {item.name for item in found}


def test_it_is_asked_about_what_the_letters_make_possible() -> None:
    found = asked(HEARD)
    assert "StartsWith" in names(found)
    (best, *_) = [item for item in found if item.name == "StartsWith"]
    assert (HEARD[best.start : best.end], best.words) == ("start swimming", "starts with")


def test_what_was_nearly_heard_makes_names_possible_too() -> None:
    text, other = "Does your sport it too?", "Does geos support it too?"
    assert "geos_support" not in names(asked(text))
    found = [item for item in asked(text, other) if item.name == "geos_support"]
    assert "your sport" in {text[item.start : item.end] for item in found}


def test_another_hypothesis_that_differs_in_marks_only_adds_nothing() -> None:
    assert asked(HEARD, "Now, the test for start swimming!") == asked(HEARD)


@pytest.mark.parametrize("text", ["for the http client", "call parse config twice", "the index is old", "...", ""])
def test_what_was_heard_just_so_needs_no_asking(text: str) -> None:
    assert not {"HttpClient", "parse_config", "Index"} & {
        item.name for item in asked(text) if item.words.replace(" ", "") == item.heard
    }
    assert "Index" not in names(asked(text))


def test_the_nearest_way_to_say_a_name_is_asked_about() -> None:
    found = [item for item in asked("run pie tests again") if item.name == "pytest"]
    assert {item.words for item in found} == {"pie test"}


def test_a_sentence_still_begins_with_a_capital() -> None:
    (found,) = [item for item in asked("Start swimming is slow.") if item.name == "StartsWith" and not item.start]
    assert found.instead("Start swimming is slow.") == "Starts with"


def test_there_are_at_most_so_many_the_likeliest_first() -> None:
    every = asked(HEARD, most=100)
    assert asked(HEARD, most=2) == every[:2]
    assert asked(HEARD, most=0) == []
    assert alternatives(HEARD, [], Vocabulary([]), english(), 12) == []


def answered(text: str, gains: dict[str, float]) -> str:
    found = asked(text, most=100)
    answers = [gains.get(item.name, -30.0) for item in found]
    return snap(text, PROJECT, english(), weighed=weighed(found, answers)).text


def test_the_audio_decides_between_names_that_look_alike() -> None:
    text = "call the function start swimming twice"
    assert answered(text, {"StartsWith": -0.5}) == "call the function StartsWith twice"
    assert answered(text, {"start_screening": -0.5}) == "call the function start_screening twice"
    assert answered(text, {}) == text


def test_a_name_that_the_audio_denies_is_not_written_however_alike() -> None:
    text = "the function parse conflict"
    assert answered(text, {"parse_config": -2.0}) == "the function parse_config"
    assert answered(text, {"parse_config": -40.0}) == text


def test_a_name_that_looks_like_nothing_is_written_where_the_audio_has_it() -> None:
    text, other = "Call your sport before the end.", "Call geos support before the end."
    found = asked(text, other)
    answers = [1.0 if text[item.start : item.end] == "your sport" else -30.0 for item in found]
    assert snap(text, PROJECT, english(), weighed=weighed(found, answers)).text == "Call geos_support before the end."


def test_what_was_heard_when_names_were_listened_for_is_asked_about_first() -> None:
    text, again = "Call your sport before start swimming.", "Call geos support before start swimming."
    first, *rest = alternatives(text, (), PROJECT, english(), 12, again=again)
    assert (text[first.start : first.end], first.name, first.again) == ("your sport", "geos_support", True)
    assert rest
    assert not any(item.again for item in rest), "what resembles a name was not heard as one"
    assert heard_again([first, *rest]) == {("yoursport", "geos_support")}


def test_that_a_second_hearing_has_a_name_speaks_for_it() -> None:
    text, again = "Call your sport before the end.", "Call geos support before the end."
    found = alternatives(text, (), PROJECT, english(), 12, again=again)
    answers = weighed(found, [-7.0] * len(found))
    assert snap(text, PROJECT, english(), weighed=answers).text == text
    done = snap(text, PROJECT, english(), weighed=answers, again=heard_again(found))
    assert done.text == "Call geos_support before the end."


@pytest.mark.parametrize("again", ["", HEARD, "Now, the test for start swimming!"])
def test_a_second_hearing_that_has_the_same_words_asks_nothing_else(again: str) -> None:
    found = alternatives(HEARD, (), PROJECT, english(), 12, again=again)
    assert [dataclasses.replace(item, again=None) for item in found] == asked(HEARD)
    assert {item.again for item in found} == ({False} if again else {None})


def test_that_a_second_hearing_does_not_have_a_name_speaks_against_it() -> None:
    text = "Call start swimming now."
    written = {again: _written(text, again) for again in ("", text, "Call starts with now.")}
    assert written == {"": "Call StartsWith now.", text: text, "Call starts with now.": "Call StartsWith now."}


def _written(text: str, again: str) -> str:
    found = alternatives(text, (), PROJECT, english(), 12, again=again)
    answers = weighed(found, [-8.0 if item.name == "StartsWith" else -40.0 for item in found])
    return snap(text, PROJECT, english(), weighed=answers, again=heard_again(found)).text


def test_without_an_answer_the_letters_decide() -> None:
    found = asked(HEARD)
    assert weighed(found, [None] * len(found)) == {}


WORDS = st.sampled_from(["start", "swimming", "getUser", "the", "http", "clined", "has", "sperm", "👍", "—", "pie's"])
TEXTS = st.lists(WORDS, max_size=9).map(" ".join)


@settings(deadline=None)
@given(TEXTS, st.lists(TEXTS, max_size=3))
def test_any_hypotheses_are_answered(text: str, others: list[str]) -> None:
    for item in alternatives(text, others, PROJECT, english(), 12):
        assert 0 <= item.start < item.end <= len(text)
        assert item.name in NAMES.split()
