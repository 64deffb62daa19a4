"""Fillers and repetitions go; everything that may have been meant stays, to the byte."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nss_server.speech.cleanup import clean


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("um, hello", "hello"),
        ("Um, hello there", "Hello there"),
        ("Uh, um, hello", "Hello"),
        ("So, um, I think", "So, I think"),
        ("I uh think", "I think"),
        ("I think um... we can", "I think we can"),
        ("hello um", "hello"),
        ("I think so, um.", "I think so."),
        ("Does it work, uh?", "Does it work?"),
        ("It works. Um, the client is old.", "It works. The client is old."),
        ("It works. Um. The client is old.", "It works. The client is old."),
        ("Hmm. It works.", "It works."),
        ("You know, the thing. You know, it works.", "The thing. It works."),
        ("It is, you know, slow", "It is, slow"),
        ("It is, I mean, slow", "It is, slow"),
        ("I mean, it is slow", "It is slow"),
        ("Okay so, we start", "We start"),
        ("um open the .env file", "open the .env file"),
        ("Um.", ""),
        ("um", ""),
    ],
)
def test_fillers_go(said: str, meant: str) -> None:
    assert clean(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("the the thing", "the thing"),
        ("The the thing", "The thing"),
        ("I I think", "I think"),
        ("I, I think", "I think"),
        ("I I I think", "I think"),
        ("I think I think we can", "I think we can"),
        ("it is the it is the end", "it is the end"),
        ("I don't don't know", "I don't know"),
        ("I'm I'm here", "I'm here"),
        ("it it's fine", "it's fine"),
        ("It works. We we go", "It works. We go"),
    ],
)
def test_repetitions_go(said: str, meant: str) -> None:
    assert clean(said) == meant


@pytest.mark.parametrize(
    "said",
    [
        "",
        " ",
        "the fact that that is so",
        "they had had enough",
        "very very fast",
        "No, no, no.",
        "the h t t p client",
        "call it x x",
        "127 0 0 1",
        "port 8080 8080",
        "zero zero seven",
        "a Client client",
        "open config config.py",
        "rename user user/name",
        "item.name name",
        "self.self",
        "the theory",
        "an umbrella and an error",
        "the ER diagram",
        "I like it, so well, you know the thing",
        "open the .env file and :root",
        "x ; y",
        "two  spaces",
        " spaces around ",
        "one line\nline two",
        "foo\nfoo",
        "end.\n.env",
        "naïve café 日本 日本語",
    ],
)
def test_what_may_be_meant_stays_to_the_byte(said: str) -> None:
    assert clean(said) == said


def test_a_filler_does_not_join_lines() -> None:
    assert clean("first um\nsecond") == "first\nsecond"


WORDS = ["the", "client", "loads", "settings", "and", "I", "say", ".env", "file", "(here)", "it's", "umbrella", "erase"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(WORDS), unique=True), st.sampled_from([" ", ", ", ". ", "\n", "; ", " - ", "  "]))
def test_text_without_fillers_and_repetitions_never_changes(words: list[str], between: str) -> None:
    text = between.join(words)
    assert clean(text) == text


@settings(deadline=None)
@given(st.text(st.sampled_from("um,. hertI'\n0"), max_size=60))
def test_nothing_is_invented_and_twice_is_no_more_than_once(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) <= len(text)
    rest = iter(text.lower())
    assert all(letter in rest for letter in cleaned.lower())


def test_a_long_text_is_cleaned_too() -> None:
    assert clean("um " * 5000 + "hello") == "hello"
    assert clean("a" * 10_000) == "a" * 10_000
    assert clean("so " * 3000) == "so"
