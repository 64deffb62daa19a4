"""Places that move with a buffer's text: one string a case, `|` is the mark, `[` and `]` are what is replaced."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types
from nss_server.lsp.buffers import Buffer

LOST = "lost"


def spot_of(text: str, mark: str) -> tuple[int, int]:
    before = text[: text.index(mark)].split("\n")
    return len(before) - 1, len(before[-1])


def check_mark(before: str, new: str, after: str) -> None:
    """`before` with the text between [ and ] replaced by `new` is `after`."""
    plain = before.replace("[", "").replace("]", "").replace("|", "")
    buffer = Buffer("file:///a", Path("/a"), plain, 1)
    mark = buffer.marks.add(spot_of(before.replace("[", "").replace("]", ""), "|"))
    unmarked = before.replace("|", "")
    start, end = spot_of(unmarked, "["), spot_of(unmarked.replace("[", ""), "]")
    where = types.Range(types.Position(*start), types.Position(*end))
    buffer.apply(types.TextDocumentContentChangePartial(where, new), "utf-32")
    if after == LOST:
        assert mark.spot is None
    else:
        assert buffer.text == after.replace("|", "")
        assert mark.spot == spot_of(after, "|")


@pytest.mark.parametrize(
    ("before", "new", "after"),
    [
        ("[]one |two", "a ", "a one |two"),
        ("[]one |two", "x\ny\n", "x\ny\none |two"),
        ("one |two[]", "!", "one |two!"),
        ("one []|two", "typed ", "one typed |two"),
        ("one |[]two", "typed ", "one typed |two"),
        ("[one ]|two", "", "|two"),
        ("one |[two]", "", "one |"),
        ("a[\nb\n]c|d", "", "ac|d"),
        ("a[\nb\n]c|d", "x\ny", "ax\nyc|d"),
        ("o[ne |t]wo", "", LOST),
        ("one |[two]", "three", LOST),
        ("[one\ntwo|]", "", LOST),
        ("one\n[two\n]|three", "", "one\n|three"),
    ],
)
def test_a_mark_follows_the_text_around_it(before: str, new: str, after: str) -> None:
    check_mark(before, new, after)


def test_a_whole_new_text_loses_every_mark() -> None:
    buffer = Buffer("file:///a", Path("/a"), "one", 1)
    mark = buffer.marks.add((0, 1))
    buffer.apply(types.TextDocumentContentChangeWholeDocument("two"), "utf-32")
    assert mark.spot is None


@given(
    st.text("ab\n", max_size=20),
    st.integers(0, 20),
    st.integers(0, 20),
    st.integers(0, 20),
    st.text("xy\n", max_size=5),
)
def test_what_stands_behind_a_surviving_mark_stands_behind_it_still(
    text: str, at: int, first: int, last: int, new: str
) -> None:
    at, first, last = (min(value, len(text)) for value in (at, *sorted((first, last))))
    buffer = Buffer("file:///a", Path("/a"), text, 1)
    mark = buffer.marks.add(_spot(text, at))
    where = types.Range(types.Position(*_spot(text, first)), types.Position(*_spot(text, last)))
    buffer.apply(types.TextDocumentContentChangePartial(where, new), "utf-32")
    if mark.spot is None:
        return
    line, column = mark.spot
    place = sum(len(part) for part in buffer.lines[:line]) + column
    if at >= last:
        assert buffer.text[place:] == text[at:]
    else:
        assert buffer.text[:place] == text[:at]


def _spot(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset].split("\n")
    return len(before) - 1, len(before[-1])
