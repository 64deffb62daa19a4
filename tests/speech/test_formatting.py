"""Spoken formatting commands, with the punctuation that Whisper puts around them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nss_server.speech.formatting import MOST_STYLED, STYLES, SYMBOLS, format_spoken


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("snake case foo bar", "foo_bar"),
        ("camel case foo bar", "fooBar"),
        ("pascal case foo bar", "FooBar"),
        ("kebab case foo bar", "foo-bar"),
        ("constant case foo bar", "FOO_BAR"),
        ("screaming snake case foo bar", "FOO_BAR"),
        ("all caps foo bar", "FOO BAR"),
        ("Camel Case Get User", "getUser"),
        ("call it snake case foo", "call it foo"),
        ("snake case foo", "foo"),
        ("Snake case, foo bar.", "foo_bar."),
        ("Snake case: foo bar, then stop", "foo_bar, then stop"),
        ("rename it to snake case foo bar end case now", "rename it to foo_bar now"),
        ("snake case foo bar (see below)", "foo_bar (see below)"),
        ('say snake case "foo bar" now', 'say "foo_bar" now'),
        ("snake case user's id", "users_id"),
        ("snake case foo-bar baz", "foo_bar_baz"),
        ("camel case foo bar snake case baz qux", "fooBar baz_qux"),
        ("snake case add literal new line", "add_new_line"),
        ("snake case new line", "new_line"),
    ],
)
def test_styles(said: str, written: str) -> None:
    assert format_spoken(said) == written


def test_a_style_takes_a_bounded_number_of_words() -> None:
    words = [f"w{number}" for number in range(MOST_STYLED + 2)]
    assert format_spoken("snake case " + " ".join(words)) == "_".join(words[:-2]) + " " + " ".join(words[-2:])


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("one new line two", "one\ntwo"),
        ("one newline two", "one\ntwo"),
        ("one. New line. Two.", "one.\nTwo."),
        ("one new paragraph two", "one\n\ntwo"),
        ("New line.", "\n"),
        ("one new line", "one\n"),
        ("call foo open paren x close paren now", "call foo(x) now"),
        ("Call foo, open paren, x, close paren.", "Call foo(x)"),
        ("foo open parenthesis close parenthesis", "foo()"),
        ("foo open bracket 0 close bracket is", "foo[0] is"),
        ("if x open brace y close brace", "if x { y }"),
        ("say open quote hi close quote loudly", 'say "hi" loudly'),
        ("foo underscore bar", "foo_bar"),
        ("src forward slash main", "src/main"),
        ("x equals sign 5 semicolon", "x = 5;"),
        ("Is it, question mark", "Is it?"),
        ("x double equals y", "x == y"),
        ("args fat arrow body", "args => body"),
        ("at sign property", "@property"),
        ("x\nopen brace y", "x\n{ y"),
    ],
)
def test_symbols_are_glued_where_code_glues_them(said: str, written: str) -> None:
    assert format_spoken(said) == written


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("camel case get user open paren snake case user id close paren", "getUser(user_id)"),
        ("open paren open paren x close paren close paren", "((x))"),
        ("new line new line", "\n\n"),
        ("open brace new line return semicolon new line close brace", "{\nreturn;\n}"),
        ("snake case foo bar, open paren", "foo_bar("),
    ],
)
def test_commands_follow_each_other(said: str, written: str) -> None:
    assert format_spoken(said) == written


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("literal new line", "new line"),
        ("the literal new line of products", "the new line of products"),
        ("Literal, snake case is nice.", "snake case is nice."),
        ("foo open paren literal new line close paren", "foo(new line)"),
        ("(literal new line) here", "(new line) here"),
        ("literal snake case foo", "snake case foo"),
    ],
)
def test_literal_keeps_the_words_of_a_command(said: str, written: str) -> None:
    assert format_spoken(said) == written


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "  two  spaces \n and a line\t",
        "It is new. Line three is wrong.",
        "The door is open, paren is not a word",
        "a literal meaning",
        "literal",
        "I like snake case",
        "snake case",
        "snake case.",
        "snake case end case",
        "newlines and openings",
        "in the end case by case",
        "!!! ... ???",
        "naïve 日本 👍",
    ],
)
def test_text_without_a_command_stays_to_the_byte(text: str) -> None:
    assert format_spoken(text) == text


COMMAND_WORDS = {words[-1] for words in (*SYMBOLS, *STYLES)} | {"literal"}


@settings(deadline=None)
@given(st.text(max_size=80))
def test_any_text_without_the_words_of_commands_stays_to_the_byte(text: str) -> None:
    if not any(word in text.lower() for word in COMMAND_WORDS):
        assert format_spoken(text) == text


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["Snake", "case", "case,", "new", "line.", "open", "paren", "literal", "end", "foo", "—", "(x)"]
        ),
        max_size=15,
    )
)
def test_other_words_are_never_lost(tokens: list[str]) -> None:
    text = " ".join(tokens)
    written = format_spoken(text)
    assert written.count("foo") == text.count("foo")
    assert written.count("x") == text.count("x")


@pytest.mark.parametrize("words", list(SYMBOLS))
def test_every_symbol_is_written_at_the_end_too(words: tuple[str, ...]) -> None:
    shown = SYMBOLS[words][0]
    assert format_spoken("x " + " ".join(words)).startswith("x")
    assert format_spoken("x " + " ".join(words)).removeprefix("x").strip(" ") == shown


def test_a_long_text_is_formatted_too() -> None:
    assert format_spoken("foo new line " * 1000).count("\n") == 1000
