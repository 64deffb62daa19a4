"""Symbols, imports, calls, tags and descriptions in places that the golden files do not visit."""

from __future__ import annotations

import subprocess
import sys

import pytest
from nss_index.model import ChunkKind, SymbolKind
from nss_index.parse.describe import LIMIT, describe
from nss_index.parse.parser import parse_text


def check_symbols(path: str, text: str, *expected: str) -> None:
    assert [f"{each.kind.value} {each.path}" for each in parse_text(path, text).symbols] == list(expected)


def test_methods_are_told_from_functions() -> None:
    check_symbols(
        "a.py",
        "class A:\n  class B:\n    def f(self):\n      def g(): pass\n",
        "class A",
        "class A.B",
        "method A.B.f",
        "function A.B.f.g",
    )


def test_broken_code_still_has_symbols() -> None:
    check_symbols("a.py", "def f(:\n  pass\n\ndef g():\n  return 1\n", "function f", "function g")
    check_symbols("a.go", "package a\nfunc f() { if \n}\nfunc g() {}\n", "function f", "function g")


def test_a_name_bound_again_is_one_symbol() -> None:
    check_symbols("a.py", "x = 1\nx = 2\n", "variable x")


def test_overloads_are_each_a_symbol() -> None:
    check_symbols("a.ts", "function f(a: 1): 1;\nfunction f(a: any) {}\n", "function f", "function f")


def test_kinds_by_their_container() -> None:
    check_symbols(
        "a.rs",
        "trait T {}\nenum E { A }\nimpl T for E { fn f() {} }\n",
        "trait T",
        "enum E",
        "enum member E.A",
        "method E.f",
    )
    (chunk,) = [
        c for c in parse_text("a.rs", "enum E {\n A,\n}\n\nimpl E {\n fn f() {}\n}\n").chunks if "impl" in c.text
    ]
    assert (chunk.symbol, chunk.symbol_kind, chunk.signature) == ("E", SymbolKind.ENUM, "impl E")


def test_docstrings_lose_marks_and_indent() -> None:
    text = "/**\n   * One.\n   *\n   * - two\n   *   three\n   */\nfunction f() {}\n"
    assert parse_text("a.js", text).symbols[0].docstring == "One.\n\n- two\n  three"
    text = "// ------\n// Title\n// ------\nfunc f() {}\n"
    assert parse_text("a.go", "package a\n\n" + text).symbols[0].docstring == "Title"


def test_a_comment_apart_or_behind_is_no_documentation() -> None:
    (f,) = parse_text("a.go", "package a\n// apart\n\nfunc f() {} // behind\n").symbols
    assert f.docstring == ""


def test_a_doc_block_may_stand_one_blank_line_above() -> None:
    text = "/** License. */\n\nfunction f() {}\n\n/** Says. */\n\nfunction g() {}\n\n/* Apart. */\n\nfunction h() {}\n"
    assert [each.docstring for each in parse_text("a.js", text).symbols] == ["", "Says.", ""]


def test_columns_and_offsets_are_utf8_bytes() -> None:
    text = "é = 1; größe = f('ü')\n"
    (first, second) = parse_text("a.py", text).symbols
    assert (first.name_column, second.name_column) == (0, 8)
    assert text.encode()[second.span.start_byte : second.span.end_byte].decode() == "größe = f('ü')"


@pytest.mark.parametrize("path", ["a.py", "a.css", "a.unknown", "a.md"])
def test_tags_in_any_file_by_exact_place(path: str) -> None:
    text = "# é <!--TAG:a.b/c-d_e-->\n<!--TAG:-->\n<!--TAG:two words--> <!--TAG:z--><!--TAG:" + "n" * 129 + "-->\n"
    parsed = parse_text(path, text)
    assert [(tag.name, tag.line, tag.column) for tag in parsed.tags] == [("a.b/c-d_e", 1, 13), ("z", 3, 29)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!--TAG:a!-->", ["unique a"]),
        ("see TAG:a/b.", ["reference a/b"]),
        ("(TAG:a), TAG:b_", ["reference a", "reference b_"]),
        ("$TAG:a ${TAG:-x} IMAGE_TAG:latest path/TAG:x xTAG:y TAG: z TAG:-z", []),
        ("<!--TAG:a b-->", []),
    ],
)
def test_marks_references_and_what_is_neither(text: str, expected: list[str]) -> None:
    assert [f"{tag.role} {tag.name}" for tag in parse_text("a.py", text).tags] == expected


def test_a_description_is_short_and_says_what_it_is_about() -> None:
    description = describe(
        "src/httpClient/retry_policy.py",
        kind=ChunkKind.SYMBOL,
        text="def getUserById(self): return self.session.fetchAll(timeoutSeconds)\n" + "word " * 900,
        symbol="Client.getUserById",
        symbol_kind=SymbolKind.METHOD,
        signature="def getUserById(self)",
        docstring="Fetches one\nuser.\n\nDetails.",
    )
    lines = description.split("\n")
    assert lines[:4] == [
        "src http client retry policy",
        "method client get user by id",
        "def getUserById(self)",
        "Fetches one user.",
    ]
    assert {"session", "fetch", "timeout", "seconds"} <= set(lines[4].split())
    assert "Details" not in description
    assert len(description) <= LIMIT


def test_importing_the_package_loads_no_parser() -> None:
    code = "import sys, nss_index.parse.parser; sys.exit(any('tree_sitter' in name for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
