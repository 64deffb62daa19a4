"""Documents without a grammar: where their headings are, and what becomes of them."""

from __future__ import annotations

import json
import time

import pytest
from nss_index.parse.parser import parse_text


def outline(path: str, text: str) -> list[str]:
    return [f"{one.name_line}:{one.name_column} {one.path}" for one in parse_text(path, text).symbols]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        (
            "a.rst",
            "=====\nGuide\n=====\n\nText.\n\nFirst ``part``\n==============\n\nInner\n-----\n\nSecond\n======\n",
            ["2:0 Guide", "7:0 Guide.First part", "10:0 Guide > First part.Inner", "13:0 Guide.Second"],
        ),
        ("a.rst", "A table:\n\n=====  =====\none    two\n=====  =====\n\nText\nover\n----\n\n----\n", []),
        ("a.rst", "Größe\n=====\n", ["1:0 Größe"]),
        (
            "a.html",
            "<h1 class=x>Guide</h1>\n<p>T</p>\n<h2>A &amp; <em>b</em></h2>\n<!-- <h2>n</h2> -->\n<h1>C</h1><h2>D</h2>",
            ["1:12 Guide", "3:0 Guide.A & b", "5:4 C", "5:14 C.D"],
        ),
        ("a.adoc", "= Guide\n\n----\n== no\n----\n\n== Part\n", ["1:2 Guide", "7:3 Guide.Part"]),
        ("a.org", "* TODO Guide  :tag:\n** Part\nText\n", ["1:7 Guide", "2:3 Guide.Part"]),
        ("a.tex", "\\section{Guide}\n\\subsection*{Part}\n", ["1:9 Guide", "2:13 Guide.Part"]),
        ("a.txt", "No headings\n===========\n", []),
    ],
)
def test_headings(path: str, text: str, expected: list[str]) -> None:
    assert outline(path, text) == expected


def test_a_chunk_is_the_text_below_its_heading() -> None:
    parsed = parse_text("a.rst", "Guide\n=====\n\nOne.\n\nPart\n----\n\nTwo.\n")
    assert [(one.heading, one.span.start_line, one.span.end_line) for one in parsed.chunks] == [
        ("Guide", 1, 4),
        ("Guide > Part", 6, 9),
    ]
    assert all(one.kind == "section" for one in parsed.chunks)


NOTEBOOK: dict[str, object] = {
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Prices\n", "How they are made."]},
        {
            "cell_type": "code",
            "execution_count": 1,
            "metadata": {},
            "outputs": [{"data": {"image/png": "iVBORw0KGgo" * 50}, "output_type": "display_data"}],
            "source": ["import shop\n", "shop.total([1])"],
        },
        {"cell_type": "markdown", "metadata": {}, "source": ["## Tax"]},
        {"cell_type": "code", "metadata": {}, "outputs": [], "source": []},
    ],
    "nbformat": 4,
}


def test_a_notebook_is_its_cells() -> None:
    parsed = parse_text("a.ipynb", json.dumps(NOTEBOOK, indent=1))
    assert [(one.heading, "".join(one.text.split())) for one in parsed.chunks] == [
        ("Prices", '"#Prices\\n","Howtheyaremade."'),
        ("Prices", '"importshop\\n","shop.total([1])"'),
        ("Prices > Tax", '"##Tax"'),
    ]
    assert [one.path for one in parsed.symbols] == ["Prices", "Prices.Tax"]
    assert not any("iVBOR" in one.text for one in parsed.chunks)


@pytest.mark.parametrize("text", ["", "{}", json.dumps(NOTEBOOK), '{\n "cells": [\n  {\n   "source": [\n'])
def test_what_is_no_notebook_is_text(text: str) -> None:
    parsed = parse_text("a.ipynb", text)
    assert "".join(one.text for one in parsed.chunks).split() == text.split()


@pytest.mark.parametrize("path", ["a.html", "a.adoc", "a.rst", "a.org", "a.tex", "a.ipynb"])
@pytest.mark.parametrize(
    "filler", ["<h1>", "<!--", "<pre>", "----\n", "==\n", "a\n==\n", "* a\n", "\\section{", '"source": [\n']
)
def test_much_of_one_thing_takes_no_time(path: str, filler: str) -> None:
    """A hang would be minutes; half a second is usual."""
    started = time.monotonic()
    parse_text(path, filler * 20_000)
    assert time.monotonic() - started < 60
