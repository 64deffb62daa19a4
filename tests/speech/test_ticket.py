"""The Markdown of a dictated ticket."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nss_server.speech.deixis import Anchor, Place
from nss_server.speech.ticket import LONGEST_TITLE, ticket


def title(text: str) -> str:
    first, second, *_ = ticket(text, text, []).split("\n")
    assert second == ""
    return first


@pytest.mark.parametrize(
    ("text", "expect"),
    [
        ("Fix the client.", "# Fix the client"),
        ("Fix the client. It is slow.", "# Fix the client"),
        ("Is it slow? I think so.", "# Is it slow?"),
        ("um, fix it", "# fix it"),
        ("Fix a.py now. `load` is slow.", "# Fix a.py now"),
        ("Fix it\nand that", "# Fix it and that"),
        ("", "# Untitled"),
        (" \n ", "# Untitled"),
        ("Um.", "# Untitled"),
    ],
)
def test_the_title_is_the_first_sentence(text: str, expect: str) -> None:
    assert title(text) == expect


def test_a_long_title_is_cut_at_a_word_and_the_body_has_all_of_it() -> None:
    text = " ".join(f"w{number:03}" for number in range(30)) + "."
    assert title(text) == "# " + text[: 14 * 5 - 1] + "…"
    assert text in ticket(text, text, [])


def test_a_title_of_exactly_the_limit_is_whole() -> None:
    text = "a" * 35 + " " + "b" * (LONGEST_TITLE - 36)
    assert title(text) == f"# {text}"
    assert title(text + "c") == "# " + "a" * 35 + "…"
    assert title("a" * 100) == "# " + "a" * (LONGEST_TITLE - 1) + "…"


@settings(deadline=None)
@given(st.text(st.sampled_from("ab .?!\nAé"), max_size=200))
def test_a_title_is_one_line_of_bounded_length(text: str) -> None:
    assert 0 < len(title(text).removeprefix("# ")) <= LONGEST_TITLE


def test_one_short_sentence_is_not_said_twice() -> None:
    assert "What was said" not in ticket("Fix the client.", "fix the client", [])
    assert "## What was said\n\nFix it.\nIt is slow.\n" in ticket("Fix it. It is slow.", "raw", [])


def test_the_raw_words_stay_as_they_were() -> None:
    raw = "um, fix the the jason loader"
    assert f"<details><summary>Raw dictation</summary>\n\n{raw}\n\n</details>\n" in ticket(
        "Fix the JsonLoader", raw, []
    )


def test_anchors_are_listed_with_their_places() -> None:
    text = "Fix this function, this line and that error"
    found = [
        Anchor("symbol", "this function", 4, 17, Place("a.py", 5, 9, "Client.load")),
        Anchor("line", "this line", 19, 28, Place("a.py", 7, 7)),
        Anchor("diagnostic", "that error", 33, 43, Place("a.py", 7, 7, text="undefined\n  name " + "x" * 500)),
    ]
    lines = ticket(text, text, found).split("\n")
    assert "- “this function”: `a.py:5-9` (`Client.load`)" in lines
    assert "- “this line”: `a.py:7`" in lines
    (error,) = [line for line in lines if line.startswith("- “that error”")]
    assert error.startswith("- “that error”: `a.py:7`: undefined name xxx") and len(error) < 250


def test_without_anchors_no_heading_for_them() -> None:
    assert "## Where" not in ticket("Fix it.", "fix it", [])
