"""Exact text and regular expressions find what a scan of every file finds, in saved and in unsaved text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import regex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nss_index.answers import Hit, SearchAnswer, SearchMode, SearchQuery
from nss_index.errors import BadInput
from nss_index.index import Index
from nss_index.indexer import IndexOptions, build
from nss_index.overlay import EMPTY_OVERLAY, Overlay
from nss_index.search.pattern import Pattern

from tests.index.library.indexes import ask, indexed, places

ALL = 100_000
BY_WORDS = IndexOptions(workers=0, vectors=False)


def lines_of(answer: SearchAnswer) -> list[tuple[str, int]]:
    return sorted((hit.path, hit.start_line) for hit in answer.hits)


def find(
    index: Index, text: str, mode: SearchMode = SearchMode.EXACT, overlay: Overlay = EMPTY_OVERLAY
) -> SearchAnswer:
    answer = index.search(SearchQuery(text, mode=mode, limit=ALL), overlay)
    assert answer.mode is mode and answer.matches == len(answer.hits)
    return answer


def scan(files: dict[str, str], text: str, mode: SearchMode) -> list[tuple[str, int]]:
    """Every line of every file on which a match begins: the truth, by the definition of smart case."""
    said = re.sub(r"(?s)\\.", "", text) if mode is SearchMode.REGEX else text
    wanted = text if mode is SearchMode.REGEX else regex.escape(text)
    flags = regex.MULTILINE | (regex.IGNORECASE if said == said.lower() else 0)
    return sorted({
        (path, content.count("\n", 0, match.start()) + 1)
        for path, content in files.items()
        for match in regex.finditer(wanted, content, flags)
        if match.end() > match.start()
    })  # fmt: skip


WORDS = st.sampled_from([
    "get", "User", "getUserById", "get_user_by_id", "HTTPClient2", "self", "x", "__init__", "ſet", "ısı", "İd",
    "K", "naïve", "日本語_abc", "a" * 70, "total_" + "b" * 80, "=>", "{", "()", ".", "== None",
    "\\d+", "#", "\n", "\n\n", " ",
])  # fmt: skip
TEXTS = st.lists(WORDS, min_size=1, max_size=30).map(" ".join)
TIGHT = st.lists(WORDS, min_size=1, max_size=30).map("".join)
FILES = st.dictionaries(
    st.sampled_from(["a.py", "b/c.ts", "d.md", "e.txt", "f.go"]), TEXTS | TIGHT, min_size=1, max_size=4
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(saved=FILES, unsaved=FILES, data=st.data())
def test_the_same_lines_as_a_full_scan(
    tmp_path_factory: pytest.TempPathFactory, saved: dict[str, str], unsaved: dict[str, str], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("exact")
    for path, text in saved.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, newline="")
    build(folder, BY_WORDS)
    overlay = EMPTY_OVERLAY
    for path, text in unsaved.items():
        overlay = overlay.with_document(path, text, 1)
    with Index.open(folder) as index:
        kept = {record.path for record in index.files()}
        for buffers, seen in ((EMPTY_OVERLAY, {}), (overlay, unsaved)):
            files = {path: saved[path] for path in kept} | seen
            whole = "\n".join(files.values())
            start = data.draw(st.integers(0, max(0, len(whole) - 1)))
            needle = whole[start : start + data.draw(st.integers(1, 12))]
            if needle.strip():
                assert lines_of(find(index, needle, overlay=buffers)) == scan(files, needle, SearchMode.EXACT)
            text = data.draw(EXPRESSIONS)
            assert lines_of(find(index, text, SearchMode.REGEX, buffers)) == scan(files, text, SearchMode.REGEX)


EXPRESSIONS = st.sampled_from([
    r"get\w+", r"\bget\b", r"^self", r"user", r"User", r"(get|self)_?user", r"get|self", r"gett?User", r"\x67et\w",
    r"[gs]e[tl]f?", r"a{3}b*", r"b{2,}", r"(?i)HTTPclient", r"HTTP(?=Client)", r"(?<!get)User", r"get(?:User)?ById",
    r"\w+\s*=>", r"日本語", r"na.ve", r"set", r"id", r"k", r"(?P<q>get)(?P=q)?", r"user_by", r"get_user_by_id$", r"a+",
    r"total_b+", r"[^\]]get", r"\Aget", r"(?x) get  User", r"(?:getUzer){s<=1}", r"\N{LATIN SMALL LETTER G}et", r"ge\
t",
])  # fmt: skip


def test_the_words_that_an_expression_needs() -> None:
    def words(text: str) -> tuple[str, ...]:
        return Pattern(text, expression=True).words

    assert words(r"def\s+get_user_by_id\(") == ("def", "getuserbyid")
    assert words(r"\bsession\b") == ("session",) and words("^from foo import bar$") == ("from", "foo", "import", "bar")
    assert words("abcd?efgh*ijkl{0}mno+pqr") == ("abc", "efg", "ijk", "mno", "pqr")
    for none in ("foo|bar", "(foo)", "[foo]", "(?:foo){e<=1}", "(?x)foo bar", "(?V1)foo", "fo", r"\x66oo"):
        assert words(none) == (), none


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("get_user(name)", ("getuser\n", "\nname\n")),
        ("is not found", ("\nnot\n", "\nfound")),
        (" alone ", ("\nalone\n",)),
        ("alone", ("alone",)),
        ("_private_ name_", ("private\n", "\nname")),
        ("naïve café bar", ("\ncaf", "\nbar")),  # "caf" goes on with a letter, "na" and "ve" are short
        ("über_alles·kaffee", ("beralles\n", "\nkaffee")),
        ("the the", ("the\n", "\nthe")),
    ],
)
def test_the_words_that_characters_need_and_where_they_end(text: str, pieces: tuple[str, ...]) -> None:
    assert Pattern(text, expression=False).words == pieces


def test_very_long_words_and_lines(tmp_path: Path) -> None:
    long = "x" * 20_000
    text = f"short = 1\n{long}needle{long}\nother = '{'word ' * 4_000}straddle{' word' * 4_000}'\n"
    (tmp_path / "data.txt").write_text(text)
    build(tmp_path, BY_WORDS)
    with Index.open(tmp_path) as index:
        kept = [record.path for record in index.files()]
        assert kept == ["data.txt"]
        for needle, line in (("xneedlex", 2), ("straddle", 3), ("word straddle word", 3), ("short", 1)):
            (hit,) = find(index, needle).hits
            assert (hit.path, hit.start_line) == ("data.txt", line)
            assert needle in hit.snippet and len(hit.snippet) <= 1_000


def test_which_lines_come_first(tmp_path: Path) -> None:
    house = """
    #- shop/use.py
    from shop.total import total

    print(total([1]))
    subtotal = 3
    #- shop/total.py
    def total(values):
        return sum(values)
    #- tests/test_total.py
    def total():
        return 2
    """
    with indexed(tmp_path, "\n".join(line[4:] for line in house.splitlines())) as index:
        hits = find(index, "total").hits
    assert (hits[0].path, hits[0].start_line, hits[0].symbol) == ("shop/total.py", 1, "total")
    assert hits[0].why == "exact, whole word, definition" and hits[0].snippet == "def total(values):"
    by_place = {(hit.path, hit.start_line): hit for hit in hits}
    assert by_place["shop/use.py", 1].signals[0].value == 2  # matches on that line
    assert by_place["shop/use.py", 4].why == "exact"
    assert by_place["tests/test_total.py", 1].score < by_place["shop/use.py", 3].score
    assert all(hit.score == sum(signal.contribution for signal in hit.signals) for hit in hits)


def test_smart_case_filters_and_limits(tmp_path: Path) -> None:
    house = "#- a.py\nUser = user\n#- b.ts\nconst user = 1\nconst User = 2\n"
    with indexed(tmp_path, house) as index:
        assert lines_of(find(index, "user")) == [("a.py", 1), ("b.ts", 1), ("b.ts", 2)]
        assert lines_of(find(index, "User")) == [("a.py", 1), ("b.ts", 2)]
        assert lines_of(find(index, r"\Wuser", SearchMode.REGEX)) == [("a.py", 1), ("b.ts", 1), ("b.ts", 2)]
        few = index.search(SearchQuery("user", mode=SearchMode.EXACT, limit=1, languages=("typescript",)))
        assert len(few.hits) == 1 and few.matches == 2 and few.hits[0].path == "b.ts"
        assert find(index, "nothing like this").hits == ()


@pytest.mark.parametrize("text", ["(unclosed", "a{2", "[z-a]", r"\N{no such letter}"])
def test_an_expression_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    with indexed(tmp_path, "#- a.py\nx = 1\n") as index:
        try:
            find(index, text, SearchMode.REGEX)
        except BadInput as error:
            assert repr(text) in error.sentence()
        else:
            regex.compile(text)  # what the library takes, we take


def test_an_expression_that_never_ends_is_told(tmp_path: Path) -> None:
    with indexed(tmp_path, f"#- a.py\nx = '{'a' * 60}'\n") as index, pytest.raises(BadInput, match="takes too long"):
        find(index, r"(a|a|aa)+$!", SearchMode.REGEX)


def test_multi_line_matches_and_their_lines(tmp_path: Path) -> None:
    with indexed(tmp_path, "#- a.py\ndef f():\n    return 1\n\n\ndef g():\n    return 1\n") as index:
        hits = find(index, r"\(\):\n +return", SearchMode.REGEX).hits
    assert [(hit.start_line, hit.end_line, hit.snippet) for hit in hits] == [
        (1, 2, "def f():\n    return 1"),
        (5, 6, "def g():\n    return 1"),
    ]


class TestQuotedPhrases:
    HOUSE = """
#- net.py
def connect():
    '''Retry when the connection reset happens.'''
def other():
    '''Retry when the connection was lost; reset it.'''
"""

    def ask(self, folder: Path, question: str) -> tuple[list[str], str]:
        with indexed(folder, self.HOUSE) as index:
            answer = index.search(SearchQuery(question))
        return [hit.symbol for hit in answer.hits], answer.fallback

    def test_a_phrase_must_be_in_each_hit(self, tmp_path: Path) -> None:
        assert self.ask(tmp_path, 'retry "connection reset"') == (["connect"], "")

    def test_a_phrase_that_nothing_holds_is_left_out_and_said(self, tmp_path: Path) -> None:
        found, said = self.ask(tmp_path, 'retry the connection for "10.0.0.1"')
        assert set(found) == {"connect", "other"} and said == 'nothing holds "10.0.0.1": searched without'

    def test_quotes_without_words_are_text(self, tmp_path: Path) -> None:
        found, said = self.ask(tmp_path, 'retry connection "" "--"')
        assert set(found) == {"connect", "other"} and not said


def test_a_file_that_changed_since_says_so(tmp_path: Path) -> None:
    with indexed(tmp_path, "#- a.py\nvalue = 1\n") as index:
        (tmp_path / "a.py").write_text("new = 2\nvalue = 1\n")
        hits: tuple[Hit, ...] = find(index, "value").hits
    assert [(hit.start_line, str(hit.freshness), hit.snippet) for hit in hits] == [(2, "changed", "value = 1")]


def test_a_file_that_holds_a_secret_since_it_was_indexed_is_not_shown(tmp_path: Path) -> None:
    with indexed(tmp_path, "#- notes.txt\nthe harbour is here\n") as index:
        assert places(ask(index, "harbour", SearchMode.EXACT)) == ["notes.txt:1"]
        key = "-----BEGIN RSA PRIVATE KEY-----\n" + "A" * 64 + "\n-----END RSA PRIVATE KEY-----\n"
        (tmp_path / "notes.txt").write_text("the harbour is here\n" + key)
        assert places(ask(index, "harbour", SearchMode.EXACT)) == []
