"""Which lines make a chunk: one small source a rule, written as "kind first-last symbol-or-heading"."""

from __future__ import annotations

import textwrap

from nss_index.model import ChunkKind
from nss_index.parse.parser import parse_text


def check_chunks(path: str, text: str, *expected: str) -> None:
    chunks = parse_text(path, textwrap.dedent(text)).chunks
    shown = [
        f"{chunk.kind.value} {chunk.span.start_line}-{chunk.span.end_line} {chunk.symbol or chunk.heading}".rstrip()
        for chunk in chunks
    ]
    assert shown == list(expected)


def long_lines(count: int, indent: int = 4) -> str:
    return "".join(f"{' ' * indent}value_{number} = compute(value_{number - 1})\n" for number in range(1, count + 1))


def test_a_function_takes_its_comments_and_decorators() -> None:
    check_chunks(
        "a.py",
        """\
        import os

        # Why this exists.
        @cache
        def f():
            return os
        """,
        "module 1-1",
        "symbol 3-6 f",
    )


def test_small_neighbours_merge_and_carry_the_first_symbol() -> None:
    check_chunks("a.py", "import os\n\nA = 1\nB = 2\n", "module 1-4 A")
    check_chunks("a.py", "A = 1\nB = 2\n\n\nC = 3\n", "symbol 1-5 A")


def test_many_constants_are_neither_one_chunk_nor_one_each() -> None:
    text = "".join(f"CONSTANT_{number} = 'a value of some length {number}'\n" for number in range(200))
    chunks = parse_text("a.py", text).chunks
    assert 8 <= len(chunks) <= 20
    assert all(500 <= len(chunk.text) <= 1_200 for chunk in chunks[:-1])


def test_a_small_class_is_one_chunk() -> None:
    check_chunks("a.py", "class A:\n    x = 1\n\n    def f(self):\n        return 1\n", "symbol 1-5 A")


def test_a_large_class_gives_a_header_and_members() -> None:
    head = 'class A:\n    """Doc."""\n\n    x = 1\n\n'
    text = f"{head}    def f(self):\n{long_lines(45, 8)}\n    def g(self):\n{long_lines(8, 8)}"
    check_chunks("a.py", text, "header 1-4 A", "symbol 6-51 A.f", "symbol 53-61 A.g")


def test_a_long_function_is_cut_where_statements_start() -> None:
    body = "".join(f"    call(\n        first_{number},\n        second_{number},\n    )\n" for number in range(40))
    chunks = parse_text("a.py", f"def f():\n{body}").chunks
    assert len(chunks) > 2
    assert {chunk.symbol for chunk in chunks} == {"f"}
    assert all(chunk.text.lstrip().startswith(("def f", "call(")) for chunk in chunks)


def test_an_inner_function_of_some_size_is_found_in_a_long_one() -> None:
    text = f"def outer():\n{long_lines(60)}\n    def inner():\n{long_lines(12, 8)}\n    return inner\n"
    symbols = [chunk.symbol for chunk in parse_text("a.py", text).chunks]
    assert "outer.inner" in symbols
    assert symbols[0] == "outer"


def test_what_closes_joins_what_it_closes() -> None:
    check_chunks("a.cpp", "namespace a {\nint f() { return 1; }\n}  // namespace a\n", "symbol 1-3 a")
    check_chunks("a.js", "function f() {\n  return 1;\n}\n\nmodule.exports = f;\n", "symbol 1-5 f")


def test_prototypes_merge_but_functions_do_not() -> None:
    check_chunks("a.h", "int f(void);\nint g(void);\nint h(void);\n", "symbol 1-3 f")
    check_chunks("a.c", "int f(void) { return 1; }\nint g(void) { return 2; }\n", "symbol 1-1 f", "symbol 2-2 g")


def test_two_functions_on_one_line_share_a_chunk() -> None:
    check_chunks("a.js", "function f() {} function g() {}\n", "symbol 1-1 f")


def test_sections_by_heading_path_and_bare_headings_open_the_next() -> None:
    check_chunks(
        "a.md",
        "intro\n\n# A\n\n## B\n\ntext\n\n## C\n\ntext\n",
        "module 1-1",
        "section 3-7 A > B",
        "section 9-11 A > C",
    )


def test_fenced_code_stays_whole_where_it_fits() -> None:
    prose = "A sentence that fills the page with words and more words.\n" * 12
    code = "```python\n" + "\n".join(f"x = {number}\n" for number in range(12)) + "```\n"
    chunks = parse_text("a.md", f"# A\n\n{prose}\n{prose}\n{code}\n{prose}").chunks
    assert len(chunks) > 1
    assert sum("```" in chunk.text for chunk in chunks) == 1


def test_a_language_without_grammar_breaks_at_blank_lines() -> None:
    paragraph = "local a = some_function_with_a_name(1, 2, 3)\n" * 13
    check_chunks("a.awk", "\n".join([paragraph] * 6), "lines 1-27", "lines 29-55", "lines 57-83")


def test_a_long_line_is_cut_and_nothing_is_lost() -> None:
    text = "var a=" + "é" * 20_000 + ";"
    chunks = parse_text("a.js", text).chunks
    assert "".join(chunk.text for chunk in chunks) == text
    assert all(len(chunk.text.encode()) <= 8_000 for chunk in chunks)


def test_time_that_runs_out_gives_line_chunks_and_a_problem() -> None:
    text = "x = [" + "[(1, 2), " * 200_000
    parsed = parse_text("a.py", text, 0.01)
    assert [problem.what for problem in parsed.problems] == ["parse took over 0.01 s; chunked by lines"]
    assert {chunk.kind for chunk in parsed.chunks} == {ChunkKind.LINES}
    assert parsed.symbols == ()
    assert parse_text("a.py", "x = 1\n", 5.0).problems == (), "the next parse starts afresh"
