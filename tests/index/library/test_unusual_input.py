"""Odd questions, names and limits: an answer, or one sentence about the input; never another exception."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from nss_index.answers import SearchMode, SearchQuery
from nss_index.errors import BadInput
from nss_index.index import Index
from nss_index.overlay import EMPTY_OVERLAY
from nss_index.paths import relative_path, resolve_root

from tests.index.library.indexes import ask, indexed, places

ONE_FILE = "\n#- a.py\ndef open_session(user):\n    return user\n"

ODD = [
    "",
    " ",
    "\0",
    '" OR * NOT (',
    'context:open" NEAR(',
    "\ud800 open",
    "\u202eopen\u202c",
    "x_٣ ٣ ² _ __",
    "İstanbul ß ﬁ",
    "a" * 100_000,
    "open_" * 20_000,
    " ".join(f"w{number}" for number in range(12_000)),
    "\x7f\x01\x1f",
    "-- ; DROP TABLE files",
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return indexed(tmp_path_factory.mktemp("odd") / "r", ONE_FILE)


@pytest.mark.parametrize("number", range(len(ODD)))
def test_odd_questions_are_answered(index: Index, number: int) -> None:
    text = ODD[number]
    overlay = EMPTY_OVERLAY.with_document("b.py", f"def beta():\n    return '{text[:2000]}'\n", 1)
    for mode in SearchMode:
        for buffers in (EMPTY_OVERLAY, overlay):
            try:
                ask(index, text, mode, buffers)
            except BadInput as error:
                assert mode is SearchMode.REGEX and repr(text)[1:40] in error.sentence()
                assert len(error.sentence()) < 500
    index.symbols(text)
    index.symbols(text, overlay=overlay)
    index.definitions(text)
    index.mentions(text)
    index.tags(text)
    index.similar(text)


def test_names_that_no_index_can_hold(index: Index) -> None:
    assert index.symbols_of("\udcff.py") == []
    assert index.why("\udcff.py").indexed is None
    overlay = EMPTY_OVERLAY.with_document("\udcff.py", "def beta(): pass\n", 1)
    ask(index, "open_session", overlay=overlay)
    with pytest.raises(BadInput, match="cannot read the tags"):
        ask(index, "open_session", tags=("\ud800",))
    for path in ("a\0b.py", "~nobody-of-this-name/a.py"):
        assert index.symbols_of(path) == []


def test_a_name_with_a_tilde_is_a_name(tmp_path: Path) -> None:
    root = resolve_root(tmp_path)
    assert relative_path(root, "~nobody-of-this-name/a.py") == "~nobody-of-this-name/a.py"


@pytest.mark.parametrize("limit", [0, -1, -5])
def test_no_hits_for_no_limit(index: Index, limit: int) -> None:
    overlay = EMPTY_OVERLAY.with_document("b.py", "def open_session(): pass\n", 1)
    for mode in SearchMode:
        assert index.search(SearchQuery("open_session", mode, limit=limit), overlay).hits == ()
    assert index.symbols("open", limit) == []
    assert index.symbols("", limit, overlay=overlay) == []
    assert index.definitions("open_session", limit=limit) == []


def test_digits_of_other_scripts_are_digits(tmp_path: Path) -> None:
    with indexed(tmp_path / "r", "\n#- a.py\nx_٣ = 1\n") as index:
        assert places(ask(index, "x_٣", SearchMode.KEYWORD)) == ["a.py:1 x_٣"]


def test_exact_names_come_first_however_many_begin_like_it(tmp_path: Path) -> None:
    many = "".join(f"\n#- a{number:02}.py\ndef get_user(): pass\n" for number in range(40))
    with indexed(tmp_path / "r", f"{many}\n#- z.py\ndef get(): pass\n") as index:
        assert [row.symbol.name for row in index.symbols("get", 2)] == ["get", "get_user"]


def test_an_exact_definition_is_found_among_other_spellings(tmp_path: Path) -> None:
    many = "".join(f"\n#- a{number:02}.py\ndef getuser(): pass\n" for number in range(20))
    with indexed(tmp_path / "r", f"{many}\n#- z.py\ndef get_user(): pass\n") as index:
        assert [row.path for row in index.definitions("get_user", limit=5)] == ["z.py"]


@pytest.mark.parametrize("mode", [SearchMode.SYMBOL, SearchMode.HYBRID])
def test_filters_come_before_any_bound_on_names(tmp_path: Path, mode: SearchMode) -> None:
    many = "".join(f"\n#- a/m{number:03}.py\n" + "def open_it(): pass\n\n\n" * 2 for number in range(300))
    with indexed(tmp_path / "r", f"{many}\n#- z/last.py\ndef open_it(): pass\n") as index:
        hits = ask(index, "open_it", mode, paths=("z/",)).hits
        assert [hit.path for hit in hits] == ["z/last.py"]
        assert any(signal.name == "symbol" for signal in hits[0].signals)


def test_the_size_of_a_folder_that_changes(index: Index) -> None:
    stop = threading.Event()

    def churn() -> None:
        while not stop.is_set():
            for number in range(20):
                (index.paths.folder / f"x{number}").write_text("x")
            for number in range(20):
                (index.paths.folder / f"x{number}").unlink()

    thread = threading.Thread(target=churn)
    thread.start()
    try:
        for _ in range(60):
            index.status()
    finally:
        stop.set()
        thread.join()


def test_a_path_outside_is_refused(index: Index) -> None:
    with pytest.raises(BadInput):
        index.why("../x.py")
