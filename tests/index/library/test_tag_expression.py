"""Questions about tags: names, beginnings, and, or, not."""

from __future__ import annotations

import pytest
from nss_index.errors import BadInput
from nss_index.search.tag_expression import tag_expression

FILES = {"a": ("auth", "old"), "b": ("auth/login",), "c": ("billing", "auth/login"), "d": ()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("auth", "a"),
        ("auth*", "abc"),
        ("auth/* and billing", "c"),
        ("auth & !old | billing", "c"),
        ("not (auth or billing)", "bd"),
        ("not not old", "a"),
        ("*/login and not billing", "b"),
        ("!auth", "bcd"),
        ("auth/login or old and billing", "bc"),
        ("AUTH", ""),
    ],
)
def test_which_files_are_meant(text: str, expected: str) -> None:
    expression = tag_expression(text)
    assert "".join(path for path, tags in FILES.items() if expression.admits(tags)) == expected


def test_what_is_denied_is_not_asked_for() -> None:
    expression = tag_expression("auth/* and not (old or not new)")
    assert [name for name in ("auth/x", "old", "new", "auth") if expression.asks_for(name)] == ["auth/x", "new"]


@pytest.mark.parametrize("text", ["", "and", "a and", "a b", "(a", "a)", "not", "a ? b", "a\x00", "a, b"])
def test_what_cannot_be_read_is_said(text: str) -> None:
    with pytest.raises(BadInput, match="cannot read the tags"):
        tag_expression(text)


def test_a_question_of_any_length_ends() -> None:
    with pytest.raises(BadInput, match="more than 200 words"):
        tag_expression("(" * 5000)
    assert tag_expression("!" * 199 + "a").admits(())
