"""Unsaved text answers as saved text will: the invariant of the overlay, as a property and by example."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from nss_index.answers import Freshness, SearchAnswer, SearchMode
from nss_index.index import Index
from nss_index.indexer import build
from nss_index.overlay import EMPTY_OVERLAY, Overlay

from tests.index.library.indexes import IN_PROCESS, ask, indexed, places

QUERIES = ["open the session", "getUserById", "retry", "user", "parse config file", "close"]
VERBS = ["open", "close", "get", "remove", "parse", "retry", "send"]
NOUNS = ["session", "user", "config", "file", "mail", "queue"]


def random_text(chance: random.Random, path: str) -> str:
    if path.endswith(".md"):
        parts = [
            f"# {chance.choice(NOUNS)}\n\nHow to {chance.choice(VERBS)} the {chance.choice(NOUNS)}.\n" for _ in range(3)
        ]
        return "\n".join(parts)
    functions: list[str] = []
    for number in range(chance.randint(0, 5)):
        name = f"{chance.choice(VERBS)}_{chance.choice(NOUNS)}_{number}"
        body = "\n".join(f"    {chance.choice(NOUNS)}.{chance.choice(VERBS)}({n})" for n in range(chance.randint(1, 9)))
        functions.append(f'def {name}(user):\n    """{chance.choice(VERBS)} é {chance.choice(NOUNS)}."""\n{body}\n')
    return "\n\n".join(functions)


def answers(index: Index, overlay: Overlay) -> list[Any]:
    """All that a user sees of searches and symbols, but for the marks of freshness and generation."""
    seen: list[Any] = []
    for mode in SearchMode:
        for query in QUERIES:
            seen.append([_shown(answer) for answer in [ask(index, query, mode, overlay, limit=30)]])
            seen.append([_shown(ask(index, query, mode, overlay, limit=30, languages=("python",)))])
    seen.append([(row.path, row.symbol) for row in index.symbols("user", 500, overlay=overlay)])
    seen.append([(row.path, row.symbol) for row in index.symbols("", 500, overlay=overlay)])
    seen.append([(chunk.row.path, chunk.row.start_line, chunk.text) for chunk in index.chunks(overlay=overlay)])
    seen.append(index.mentions("session", overlay))
    return seen


def _shown(answer: SearchAnswer) -> list[Any]:
    return [
        (hit.path, hit.start_line, hit.end_line, hit.symbol, hit.score, hit.signals, hit.terms, hit.snippet)
        for hit in answer.hits
    ]


@pytest.mark.parametrize("seed", range(12))
def test_results_with_an_overlay_equal_those_after_saving(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    root = tmp_path / "r"
    root.mkdir()
    paths = [f"pkg/m{number}.py" for number in range(6)] + ["notes.md"]
    (root / "pkg").mkdir()
    for path in chance.sample(paths, 5):
        (root / path).write_text(random_text(chance, path))
    build(root, IN_PROCESS)
    overlay, texts = EMPTY_OVERLAY, dict[str, str]()
    for version, path in enumerate(chance.choices(paths, k=4)):
        texts[path] = random_text(chance, path)
        overlay = overlay.with_document(path, texts[path], version)
    with Index.open(root) as index:
        before = answers(index, overlay)
    for path, text in texts.items():
        (root / path).write_text(text)
    build(root, IN_PROCESS)
    with Index.open(root) as index:
        assert answers(index, EMPTY_OVERLAY) == before
        assert answers(index, overlay) == before, "a buffer that is saved changes nothing"


def test_a_buffer_replaces_its_file_and_leaves_with_it(tmp_path: Path) -> None:
    with indexed(tmp_path / "r", "\n#- a.py\ndef alpha_one(): pass\n") as index:
        overlay = EMPTY_OVERLAY.with_document("a.py", "\n\ndef beta_two(): pass\n", 1)
        hit = ask(index, "beta_two", SearchMode.KEYWORD, overlay).hits[0]
        assert (hit.path, hit.start_line, hit.freshness) == ("a.py", 3, Freshness.OVERLAY)
        assert places(ask(index, "alpha_one", SearchMode.KEYWORD, overlay)) == []
        assert places(ask(index, "beta_two", SearchMode.KEYWORD, overlay.without("a.py"))) == []
        assert places(ask(index, "alpha_one", SearchMode.KEYWORD)) == ["a.py:1 alpha_one"]


def test_a_new_buffer_is_found_before_it_has_a_file(tmp_path: Path) -> None:
    with indexed(tmp_path / "r", "\n#- a.py\nx = 1\n") as index:
        overlay = EMPTY_OVERLAY.with_document("new/b.py", "def fresh_thing():\n    return 1\n", 1)
        assert places(ask(index, "fresh_thing", overlay=overlay))[0] == "new/b.py:1 fresh_thing"
        assert [row.symbol.name for row in index.symbols("fresh", overlay=overlay)] == ["fresh_thing"]


def test_what_is_taken_over_from_the_last_version_changes_no_answer(tmp_path: Path) -> None:
    chance = random.Random(5)
    with indexed(tmp_path / "r", "\n#- a.py\nx = 1\n") as index:
        typed, text = EMPTY_OVERLAY, random_text(chance, "a.py")
        for version in range(8):
            cut = chance.randrange(len(text) + 1)
            text = text[:cut] + chance.choice(["\n\n", "session", "def open_user():\n    pass\n"]) + text[cut:]
            typed = typed.with_document("a.py", text, version)
            assert answers(index, typed) == answers(index, EMPTY_OVERLAY.with_document("a.py", text, version))


def test_an_overlay_is_a_value() -> None:
    one = EMPTY_OVERLAY.with_document("a.py", "x", 1)
    assert not EMPTY_OVERLAY
    assert one.with_document("a.py", "x", 2) is one
    assert one.without("b.py") is one
    assert one.with_document("b.py", "y", 1).documents["a.py"] is one.documents["a.py"]
