"""What documents say of code, as uses."""

from __future__ import annotations

import pytest
from nss_index.packed import unpack_all
from nss_index.parse.parser import parse_text

from tests.index.graph.uses import check_meanings

CODE = """
#- pkg/client.py
class Client:
    def send(self): pass
def fetch_all(): pass
def run(): pass
class Timeout: pass
#- pkg/other.py
def run(): pass
class Server:
    def close(self): pass
class Worker:
    def close(self): pass
"""


def mentions(path: str, text: str) -> list[str]:
    uses = unpack_all(parse_text(path, text).uses)
    return [f"{use.line}:{use.column} {use.receiver}{'.' if use.receiver else ''}{use.name}" for use in uses]


def test_names_in_code_marks_and_words_that_only_code_spells_so() -> None:
    assert mentions("a.md", "Use `Client.send()` or fetch_all, then run() and `plain`. No plain words, e.g. it.\n") == [
        "1:12 Client.send",
        "1:23 fetch_all",
        "1:39 run",
        "1:50 plain",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (":meth:`~pkg.Client.send`", ["1:19 pkg.Client.send"]),
        (":class:`the client <pkg.Client>`", ["1:24 pkg.Client"]),
        ("``fetch_all(limit=3)``", ["1:2 fetch_all"]),
        ("`some words in marks`", []),
        ("see https://example.com/a_b and path/to_file.py", []),
        ("an e-mail to me_too@example.com", ["1:13 me_too"]),
        ("größe `mache_das`", ["1:9 mache_das"]),
    ],
)
def test_marks_of_restructured_text(text: str, expected: list[str]) -> None:
    assert mentions("a.rst", text) == expected


def test_the_section_is_the_place() -> None:
    (use,) = unpack_all(parse_text("a.md", "# Guide\n\n## Sending\n\n`send`\n").uses)
    assert use.scope == "Guide.Sending"


def test_html_has_its_own_mark() -> None:
    assert mentions("a.html", "<p>Call <code>Client.send</code></p>") == ["1:21 Client.send"]


def test_code_is_read_as_code() -> None:
    assert mentions("a.py", "# fetch_all\n") == []


def test_mentions_mean_symbols() -> None:
    check_meanings(
        CODE
        + """
#- docs/guide.md
`Client.send`, `pkg.client.Client.send`, `send` and `np.send`
`run()` is one of two, `pkg.other.run` is one
`close` of `Server.close`
`Timeout`
""",
        "docs/guide.md:1 - read pkg/client.py Client.send likely",
        "docs/guide.md:1 - read pkg/client.py Client.send likely",
        "docs/guide.md:1 - read pkg/client.py Client.send likely",
        "docs/guide.md:1 - read ? send",
        "docs/guide.md:2 - read pkg/client.py run possible",
        "docs/guide.md:2 - read pkg/other.py run possible",
        "docs/guide.md:2 - read pkg/other.py run likely",
        "docs/guide.md:3 - read pkg/other.py Server.close possible",
        "docs/guide.md:3 - read pkg/other.py Worker.close possible",
        "docs/guide.md:3 - read pkg/other.py Server.close likely",
        "docs/guide.md:4 - read pkg/client.py Timeout likely",
        among="docs",
    )
