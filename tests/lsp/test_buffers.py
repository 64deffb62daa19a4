"""Buffers and positions against a slow reference: the whole text, encoded in the editor's units."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol import types
from nss_server.lsp.buffers import Buffer
from nss_server.lsp.convert import (
    index_of,
    line_range,
    name_range,
    split_lines,
    storable,
    to_path,
    to_uri,
    units_of,
    units_of_bytes,
)

ENCODINGS = ("utf-8", "utf-16", "utf-32")
texts = st.text(alphabet=st.sampled_from("ab\n\r é𝒳😀\ud800\x0c\u2028"), max_size=30)


def units(text: str, encoding: str) -> int:
    data = text.encode(f"{encoding}-le" if encoding != "utf-8" else encoding, "surrogatepass")
    return len(data) // {"utf-8": 1, "utf-16": 2, "utf-32": 4}[encoding]


def place(text: str, offset: int, encoding: str) -> types.Position:
    """The position of an offset that does not lie between \\r and \\n."""
    before = split_lines(text[:offset])
    line = len(before) - 1 if before and not before[-1].endswith(("\r", "\n")) else len(before)
    return types.Position(line, units(before[line], encoding) if line < len(before) else 0)


@settings(max_examples=400, deadline=None)
@given(texts, st.data(), st.sampled_from(ENCODINGS))
def test_edits_change_the_text_as_the_editor_does(text: str, data: st.DataObject, encoding: str) -> None:
    buffer = Buffer("file:///a", Path("/a"), text, 1)
    for _ in range(4):
        allowed = [offset for offset in range(len(text) + 1) if text[offset - 1 : offset + 1] != "\r\n"]
        first, last = sorted((data.draw(st.sampled_from(allowed)), data.draw(st.sampled_from(allowed))))
        new = data.draw(texts)
        where = types.Range(place(text, first, encoding), place(text, last, encoding))
        assert buffer.text_in(where, encoding) == text[first:last]
        buffer.apply(types.TextDocumentContentChangePartial(range=where, text=new), encoding)
        text = text[:first] + new + text[last:]
        assert buffer.text == text
        assert buffer.lines == split_lines(text)


@given(texts, st.sampled_from(ENCODINGS))
def test_columns_there_and_back(text: str, encoding: str) -> None:
    line = text.replace("\r", "").replace("\n", "")
    for index in range(len(line) + 1):
        column = units_of(line, index, encoding)
        assert column == units(line[:index], encoding)
        assert index_of(line, column, encoding) == index
        assert units_of_bytes(line, len(storable(line[:index]).encode()), encoding) == column


def test_places_outside_the_text_are_pulled_into_it() -> None:
    assert index_of("ab\r\n", 99, "utf-16") == 2
    assert index_of("😀b", 1, "utf-16") == 0  # inside a character
    buffer = Buffer("file:///a", Path("/a"), "ab\ncd", 1)
    far = types.Range(types.Position(7, 3), types.Position(9, 0))
    buffer.apply(types.TextDocumentContentChangePartial(range=far, text="!"), "utf-16")
    assert buffer.text == "ab\ncd!"
    backwards = types.Range(types.Position(1, 1), types.Position(0, 0))
    buffer.apply(types.TextDocumentContentChangePartial(range=backwards, text=""), "utf-16")
    assert buffer.text == "d!"
    buffer.apply(types.TextDocumentContentChangeWholeDocument(text="x\r"), "utf-16")
    end = types.Range(types.Position(1, 0), types.Position(1, 0))
    buffer.apply(types.TextDocumentContentChangePartial(range=end, text="\ny"), "utf-16")
    assert buffer.lines == ["x\r\n", "y"]


def test_ranges_of_lines_and_names() -> None:
    lines = split_lines("a\n\U0001d4b3 = name\r\n")
    assert line_range(lines, 1, 2, "utf-16") == types.Range(types.Position(0, 0), types.Position(1, 9))
    assert line_range([], 5, 9, "utf-16") == types.Range(types.Position(0, 0), types.Position(0, 0))
    found = name_range(lines, 2, 7, "name", "utf-16")
    assert found == types.Range(types.Position(1, 5), types.Position(1, 9))
    assert name_range([], 3, 7, "name", "utf-16").start == types.Position(2, 0)


@pytest.mark.parametrize("name", ["/a b/é#?%.py", "/w/\udcff.py", "/C:/x"])
def test_paths_and_uris(name: str) -> None:
    assert to_path(to_uri(Path(name))) == Path(name)


@pytest.mark.parametrize(
    "uri", ["untitled:1", "file://other/a", "http://a/b", "file:a", "", "file://[", "file:///a%00b"]
)
def test_uris_that_are_no_file_here(uri: str) -> None:
    assert to_path(uri) is None
