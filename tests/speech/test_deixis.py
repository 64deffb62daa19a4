"""Pointing words and what they point at, as far as the editor knows it."""

from __future__ import annotations

import pytest
from nss_server.speech.deixis import Anchor, Place, Surroundings, anchors

AROUND = Surroundings(
    cursor=Place("a.py", 7, 7),
    function=Place("a.py", 5, 9, "Client.load"),
    container=Place("a.py", 1, 20, "Client"),
    selection=Place("a.py", 6, 8, text="x = 1"),
    diagnostic=Place("a.py", 7, 7, text="undefined name"),
    edited=Place("b.py", 1, 1),
)


def pointed(text: str, surroundings: Surroundings = AROUND) -> list[Anchor]:
    found = list(anchors(text, surroundings))
    for anchor in found:
        assert text[anchor.start : anchor.end] == anchor.phrase
    return found


@pytest.mark.parametrize(
    ("text", "phrase", "kind", "place"),
    [
        ("Rename this function please", "this function", "symbol", AROUND.function),
        ("That method is slow", "That method", "symbol", AROUND.function),
        ("split the current class", "the current class", "symbol", AROUND.container),
        ("this interface's name", "this interface", "symbol", AROUND.container),
        ("extract the selection", "the selection", "selection", AROUND.selection),
        ("extract my selected lines.", "my selected lines", "selection", AROUND.selection),
        ("extract the current selection", "the current selection", "selection", AROUND.selection),
        ("fix that error", "that error", "diagnostic", AROUND.diagnostic),
        ("what does this warning mean?", "this warning", "diagnostic", AROUND.diagnostic),
        ("look at the file I edited last", "the file I edited last", "file", AROUND.edited),
        ("look at the file I just edited", "the file I just edited", "file", AROUND.edited),
        ("in the file I just edited last", "the file I just edited last", "file", AROUND.edited),
        ("the last edited file", "the last edited file", "file", AROUND.edited),
        ("move it to this file", "this file", "file", AROUND.cursor),
        ("THIS LINE is wrong", "THIS LINE", "line", AROUND.cursor),
    ],
)
def test_a_pointing_phrase_means_a_place(text: str, phrase: str, kind: str, place: Place) -> None:
    (anchor,) = pointed(text)
    assert (anchor.phrase, anchor.kind, anchor.place) == (phrase, kind, place)


@pytest.mark.parametrize(
    "text",
    ["", "a function", "functions like this", "this functional style", "the class", "baththis file", "this lines"],
)
def test_what_does_not_point_has_no_place(text: str) -> None:
    assert pointed(text) == []


def test_what_the_editor_does_not_know_is_no_anchor() -> None:
    assert pointed("fix this error in this function", Surroundings()) == []
    assert [a.phrase for a in pointed("fix this error in this line", Surroundings(cursor=Place("a.py", 1, 1)))] == [
        "this line"
    ]


def test_anchors_stand_in_the_order_of_the_text() -> None:
    found = pointed("This line breaks this function. Move this function to the file I edited last.")
    assert [anchor.phrase for anchor in found] == [
        "This line", "this function", "this function", "the file I edited last",
    ]  # fmt: skip
