"""What holds for every text: chunks cover it and do not overlap, offsets slice exactly, nothing raises."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nss_index.model import ParsedFile
from nss_index.parse.languages import LANGUAGES
from nss_index.parse.packing import MAX_BYTES, MAX_LINE_BYTES, MAX_LINES
from nss_index.parse.parser import parse_text
from nss_index.tokens import text_hash

from tests.index.parse import golden_files

SAMPLES = {golden_files.sample(name).name: golden_files.sample_text(name) for name in golden_files.languages()}


def check(path: str, text: str) -> ParsedFile:
    """Parse and assert every invariant."""
    parsed = parse_text(path, text)
    data = text.encode("utf-8", "surrogatepass")
    lines = data.split(b"\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    covered: set[int] = set()
    end = last_line = 0
    for chunk in parsed.chunks:
        span = chunk.span
        assert end <= span.start_byte < span.end_byte <= len(data)
        assert span.start_line >= last_line
        assert data[span.start_byte : span.end_byte] == chunk.text.encode("utf-8", "surrogatepass")
        assert starts[span.start_line - 1] <= span.start_byte < starts[span.start_line]
        assert starts[span.end_line - 1] < span.end_byte <= starts[span.end_line]
        assert span.end_line - span.start_line < MAX_LINES
        limit = MAX_LINE_BYTES if span.start_line == span.end_line else MAX_BYTES
        assert span.end_byte - span.start_byte <= limit
        assert chunk.text.strip()
        assert chunk.code_hash == text_hash(chunk.text)
        assert chunk.description_hash == text_hash(chunk.description)
        assert len(chunk.description) <= 600
        covered.update(range(span.start_line, span.end_line + 1))
        end, last_line = span.end_byte, span.end_line
    missing = [number for number, line in enumerate(lines, 1) if line.strip() and number not in covered]
    assert missing == []
    outside = bytearray(data)
    for chunk in parsed.chunks:
        outside[chunk.span.start_byte : chunk.span.end_byte] = b" " * (chunk.span.end_byte - chunk.span.start_byte)
    assert not outside.strip()
    for symbol in parsed.symbols:
        assert 0 <= symbol.span.start_byte < symbol.span.end_byte <= len(data)
        assert symbol.span.start_line <= symbol.name_line <= symbol.span.end_line
        assert symbol.name
        assert "\n" not in symbol.signature
    for tag in parsed.tags:
        assert data.split(b"\n")[tag.line - 1].startswith(tag.name.encode(), tag.column)
    assert parsed.content_hash == text_hash(text)
    assert all("failed" not in problem.what for problem in parsed.problems), parsed.problems
    return parsed


paths = st.sampled_from([*SAMPLES, "notes.txt", "data.json", "guide.rst", "page.html", "paper.tex", "a.org", "a.adoc"])
fragments = st.one_of(
    st.text(max_size=20),
    st.sampled_from(
        [
            "\0",
            "\r\n",
            "\r",
            "\ud800",
            "{",
            "}",
            "(((",
            '"""',
            "/*",
            "```\n",
            "\n\n",
            "# ",
            "=\n",
            "é",
            "\t",
            "<h1>a</h1>",
            "<h2>",
            "ab\n==\n",
            "* a\n",
            "== a\n",
            "\\section{a}\n",
        ]
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(SAMPLES)), st.data())
def test_a_mutated_sample_keeps_every_invariant(name: str, data: st.DataObject) -> None:
    text = SAMPLES[name]
    for _ in range(data.draw(st.integers(0, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(len(text), start + 400)))
        text = text[:start] + data.draw(fragments) + text[end:]
    check(name, text[: data.draw(st.integers(0, len(text)))] if data.draw(st.booleans()) else text)


@settings(max_examples=150, deadline=None)
@given(paths, st.lists(fragments, max_size=30).map("".join))
def test_any_text_keeps_every_invariant(path: str, text: str) -> None:
    check(path, text)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_line_ends_do_not_change_what_is_found(name: str) -> None:
    unix, windows = check(name, SAMPLES[name]), check(name, SAMPLES[name].replace("\n", "\r\n"))
    assert [(each.kind, each.path, each.name_line) for each in unix.symbols] == [
        (each.kind, each.path, each.name_line) for each in windows.symbols
    ]


@pytest.mark.parametrize("name", sorted(SAMPLES))
@pytest.mark.parametrize(
    "filler", ["x" * 300_000, "(" * 20_000, "{[" * 10_000, "a.b(" * 10_000, "\0" * 1_000, "é" * 9_001]
)
def test_one_long_or_deep_line(name: str, filler: str) -> None:
    check(name, filler)


@pytest.mark.parametrize("name", sorted(LANGUAGES))
def test_a_language_by_lines_or_not_takes_a_long_file(name: str) -> None:
    extension = LANGUAGES[name].extensions[0] if LANGUAGES[name].extensions else ""
    parsed = check(f"file{extension}", "\n".join(f"line {number}" + "\n" * (number % 17 == 0) for number in range(500)))
    assert len(parsed.chunks) > 8


def test_an_empty_text_has_no_chunk() -> None:
    assert check("a.py", "").chunks == ()
    assert check("a.py", " \n\t\n").chunks == ()


@pytest.mark.parametrize("letter", ["é", "語", "😀", " ", "x"])
def test_a_word_longer_than_a_chunk_is_not_cut_inside_a_character(letter: str) -> None:
    """Without a place between words nearby, a cut fell between the bytes of one letter."""
    for before in range(MAX_LINE_BYTES - len(letter.encode()) - 1, MAX_LINE_BYTES + 2):
        check("data.txt", "x" * before + letter + "x" * MAX_LINE_BYTES)
