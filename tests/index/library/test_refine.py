"""The first hits compared once more by a costly model: all of them or none, and never silently none."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from nss_index.answers import SearchMode
from nss_index.embed.static import DEFAULT_MODEL
from nss_index.errors import Cancelled
from nss_index.index import Index
from nss_index.indexer import IndexOptions, build
from nss_index.indexer.indexer import Indexer
from nss_index.overlay import EMPTY_OVERLAY
from nss_index.overlay.view import View
from nss_index.paths import index_paths
from nss_index.ports import Progress, never
from nss_index.search import refine
from nss_index.search.ranked import RankedChunk
from nss_index.search.weights import REFINED
from nss_index.snapshot import Snapshots

from tests.index.library.indexes import IN_PROCESS, ask
from tests.support.workspace_text import write_workspace

TREE = """
#- shop/session.py
def close_session(session):
    '''End a session, and free what it holds.'''
    return session.end()


def open_session(name):
    '''Begin a session for somebody.'''
    return Session(name)
#- shop/taxes.py
def value_added_tax(price):
    '''How much tax is in a price.'''
    return price * 0.2
"""
QUESTION = "how is a session closed"
REFINING = IndexOptions(workers=0, refine=f"static:{DEFAULT_MODEL}")  # a real model, here as the second one


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of this test's own: vectors of texts are shared by all indexes of a user."""
    monkeypatch.setenv("NSS_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "code"


def _opened(root: Path, refine: str = REFINING.refine) -> Index:
    return Index.open(root, refine=refine)


def _texts_made(root: Path, options: IndexOptions = REFINING) -> int:
    made: list[int] = []

    def on_progress(progress: Progress) -> None:
        if progress.unit == "texts":
            made.append(progress.total)

    build(root, options, on_progress)
    return max(made, default=0)


def test_each_of_the_first_hits_says_what_the_model_made_of_it(home: Path) -> None:
    write_workspace(home, TREE)
    build(home, REFINING)
    with _opened(home) as index:
        answer = ask(index, QUESTION)
    assert answer.fallback == ""
    assert answer.hits[0].symbol == "close_session"
    for hit in answer.hits:
        names = {signal.name: signal for signal in hit.signals}
        assert 1 <= names["refined code"].rank <= len(answer.hits)
        assert names["refined description"].contribution > 0
        assert sum(signal.contribution for signal in hit.signals) == hit.score


def test_while_vectors_are_missing_the_order_is_that_without_and_the_answer_says_so(home: Path) -> None:
    write_workspace(home, TREE)
    build(home, IN_PROCESS)
    with _opened(home, "") as plain, _opened(home) as index:
        expected, answer = ask(plain, QUESTION), ask(index, QUESTION)
        assert answer.hits == expected.hits
        assert "not refined: their vectors are still being made" in answer.fallback
        assert expected.fallback == ""
        build(home, REFINING)  # no new generation: what is remembered must not stand in the way
        answer = ask(index, QUESTION)
        assert answer.fallback == ""
        assert "refined code" in {signal.name for signal in answer.hits[0].signals}


def test_only_questions_of_words_and_meaning_are_refined(home: Path) -> None:
    write_workspace(home, TREE)
    build(home, IN_PROCESS)
    with _opened(home) as index:
        for mode in (SearchMode.KEYWORD, SearchMode.SEMANTIC, SearchMode.SYMBOL):
            assert ask(index, "session", mode).fallback == ""


def test_an_unsaved_chunk_is_embedded_on_the_spot(home: Path) -> None:
    write_workspace(home, TREE)
    build(home, REFINING)
    text = (home / "shop/session.py").read_text() + "\n\ndef expire_session(session):\n    session.end()\n"
    with _opened(home) as index:
        answer = ask(index, "expire a session", overlay=EMPTY_OVERLAY.with_document("shop/session.py", text, 2))
        assert answer.fallback == ""
        assert answer.hits[0].symbol == "expire_session"
        assert {"refined code", "refined description"} <= {signal.name for signal in answer.hits[0].signals}
        many = text + "".join(f"\n\ndef session_part{n}(session):\n    return session.part({n})\n" for n in range(9))
        answer = ask(index, "session part", overlay=EMPTY_OVERLAY.with_document("shop/session.py", many, 3))
        assert "still being made" in answer.fallback, "so many would keep somebody waiting"


def test_of_equal_scores_at_the_end_of_the_first_ones_none_is_left_out(home: Path) -> None:
    """Which of them were stored first must not decide."""
    functions = "".join(f"def part{n}(thing):\n    return thing.part{n}({n})\n\n\n" for n in range(REFINED + 9))
    write_workspace(home, f"#- many.py\n{functions}")
    build(home, REFINING)
    refiner = refine.Refiner(REFINING.refine, index_paths(home).vector_cache)
    with Snapshots(index_paths(home).database, index_paths(home).segments).pinned() as snapshot:
        view = View(snapshot, EMPTY_OVERLAY)
        fused = [RankedChunk(row.chunk_id, 0.5, (), ()) for row in view.chunks_of("many.py")]
        assert len(fused) > REFINED
        one, why = refiner.refined(view, fused, QUESTION, 1.0)
        other, _ = refiner.refined(view, fused[::-1], QUESTION, 1.0)
    refiner.close()
    assert why == ""
    assert all(chunk.signals for chunk in one)
    assert {chunk.chunk_id: chunk.score for chunk in one} == {chunk.chunk_id: chunk.score for chunk in other}


def test_a_model_that_is_not_there_is_named_and_search_goes_on(home: Path) -> None:
    write_workspace(home, TREE)
    build(home, IN_PROCESS)
    with _opened(home, "") as plain, _opened(home, f"static:{home / 'nowhere'}") as index:
        for _ in range(2):
            answer = ask(index, QUESTION)
            assert answer.hits == ask(plain, QUESTION).hits
            assert "nowhere is not a folder" in answer.fallback


def test_a_model_that_comes_later_is_found(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_workspace(home, TREE)
    build(home, IN_PROCESS)
    later = home.parent / "later"
    with _opened(home, f"static:{later}") as index:
        assert "later is not a folder" in ask(index, QUESTION).fallback
        shutil.copytree(DEFAULT_MODEL, later)
        build(home, IndexOptions(workers=0, refine=f"static:{later}"))
        assert "later is not a folder" in ask(index, QUESTION).fallback, "not each search tries again"
        monkeypatch.setattr(refine, "RETRY_SECONDS", 0.0)
        answer = ask(index, QUESTION)
        assert answer.fallback == ""
        assert "refined code" in {signal.name for signal in answer.hits[0].signals}


def test_a_text_gets_its_vector_once(home: Path) -> None:
    write_workspace(home, TREE)
    first = _texts_made(home)
    assert first > 0
    assert _texts_made(home) == 0
    write_workspace(home, "#- shop/more.py\ndef more():\n    return 'something else'\n")
    assert 0 < _texts_made(home) <= 4
    shutil.copy(home / "shop/taxes.py", home / "shop/more_taxes.py")
    assert _texts_made(home) <= 2, "the code is known, its description has another path"


def test_a_cache_that_was_thrown_away_is_filled_again(home: Path) -> None:
    write_workspace(home, TREE)
    first = _texts_made(home)
    for file in index_paths(home).vector_cache.parent.glob("vectors.db*"):
        file.unlink()
    assert _texts_made(home) == first


def test_refining_can_be_cancelled_and_goes_on_from_there(home: Path) -> None:
    functions = "".join(f"def part{n}(thing):\n    return thing.part{n}({n})\n\n\n" for n in range(90))
    write_workspace(home, f"#- many.py\n{functions}#- more.py\n{functions.replace('part', 'piece')}")
    reports: list[Progress] = []

    def cancelled() -> bool:
        return sum(progress.unit == "texts" for progress in reports) > 1

    with Indexer.open(home, REFINING) as indexer:
        indexer.reconcile(lambda _: None, never)
        with pytest.raises(Cancelled, match="refining was cancelled"):
            indexer.fill_vectors(reports.append, cancelled)
    whole = next(progress.total for progress in reports if progress.unit == "texts")
    assert 0 < _texts_made(home) < whole
