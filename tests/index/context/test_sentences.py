"""Sentences of documents and docstrings."""

from __future__ import annotations

import time

import pytest
from nss_index.context.sentences import first_sentence, sentences_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ends a session. Raises nothing.", "Ends a session."),
        ("Takes e.g. a path. Then more.", "Takes e.g. a path."),
        ("16-bit samples. `path` None keeps nothing.", "16-bit samples."),
        ("One line\ngoes on here.\n\nSecond paragraph.", "One line goes on here."),
        ("Of `nss_index.graph` and *every* [link](x.md).", "Of nss_index.graph and every link."),
        ("See :class:`~pkg.Client` and :meth:`send <pkg.Client.send>`.", "See pkg.Client and send."),
        ("Version 2.0 is out. Use it.", "Version 2.0 is out."),
        ("", ""),
        (":param x: no prose", ""),
        ("no end", "no end"),
    ],
)
def test_the_first_sentence(text: str, expected: str) -> None:
    assert first_sentence(text) == expected


DOCUMENT = """\
# Title of it all

The first paragraph has one sentence
on two lines. And it has a second one.

- An item of a list is a sentence.
- Another item is one as well.

```python
code = "This is no sentence. It is code."
```

    this is code that is set off too.

| a table | is no sentence at all |

Short.
"""


def test_prose_without_code_tables_and_headings() -> None:
    assert [(one.line, one.text) for one in sentences_of(DOCUMENT)] == [
        (3, "The first paragraph has one sentence on two lines."),
        (3, "And it has a second one."),
        (6, "An item of a list is a sentence."),
        (7, "Another item is one as well."),
    ]


@pytest.mark.parametrize(
    "part", ["\n", "```\n", "a ", "A. ", "<", "<a", "<!--", "`", "[", "[a](", ":a:`", "`a <", "*", "_a", "a. `"]
)
def test_any_text_comes_to_an_end(part: str) -> None:
    """A hang would be minutes; a second is usual."""
    started = time.monotonic()
    assert all(one.text for one in sentences_of(part * 30_000))
    assert time.monotonic() - started < 60
