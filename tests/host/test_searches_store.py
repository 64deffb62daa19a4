"""Searches in user.db: what is one search, what is found again, and that old ones make room."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from nss_server.userstore import searches
from nss_server.userstore.connect import UserStore, open_user_store
from nss_server.userstore.searches import (
    TYPING_SECONDS,
    FoundRow,
    SearchesAsked,
    SearchRow,
    add_search,
    delete_searches,
    get_search,
    list_searches,
)

HIT = FoundRow("a.py", 1, 9, "A.b", 0.5, "00ff", {"keyword": 1, "code": 3})


@pytest.fixture
def store(tmp_path: Path) -> Iterator[UserStore]:
    opened = open_user_store(tmp_path / "user.db")
    yield opened
    opened.close()


def row(query: str, at: float = 1000.0, session: str = "s", root: str = "/r", mode: str = "hybrid") -> SearchRow:
    return SearchRow(session, root, query, mode, {"languages": ["go"]}, 7, 0.25, 4, [HIT], at)


def queries(store: UserStore, root: str = "", words: str = "") -> list[str]:
    return [one.query for one in list_searches(store, SearchesAsked(root, words))]


def test_what_was_found_is_there_again(store: UserStore) -> None:
    add_search(store, row("close a session"))
    (found,) = list_searches(store, SearchesAsked("/r"))
    assert found == SearchRow(
        "s", "/r", "close a session", "hybrid", {"languages": ["go"]}, 7, 0.25, 4, [HIT], 1000.0, 1
    )
    assert get_search(store, 1) == found
    assert get_search(store, 2) is None


def test_a_query_that_is_being_typed_is_one_search(store: UserStore) -> None:
    for second, query in enumerate(["c", "clo", "close", "close s", "close"]):
        add_search(store, row(query, 1000.0 + second))
    assert queries(store) == ["close"]
    add_search(store, row("close it", 1004.0 + 2 * TYPING_SECONDS))
    assert queries(store) == ["close it", "close"], "somebody came back to it"
    add_search(store, row("open", 1005.0 + 2 * TYPING_SECONDS))
    assert queries(store) == ["open", "close it", "close"]


@pytest.mark.parametrize("other", [{"session": "t"}, {"root": "/s"}, {"mode": "keyword"}])
def test_another_session_folder_or_mode_is_another_search(store: UserStore, other: dict[str, str]) -> None:
    add_search(store, row("clo"))
    add_search(store, row("close", 1001.0, **other))
    assert queries(store) == ["close", "clo"]


def test_in_a_shell_only_the_same_again_is_one_search(store: UserStore) -> None:
    for query in ("clo", "close", "close", "clo"):
        add_search(store, row(query, session=""))
    assert queries(store) == ["clo", "close", "clo"]


def test_words_and_folders_choose(store: UserStore) -> None:
    add_search(store, row("where is 100%_done"))
    add_search(store, row("Close Session", root="/s"))
    assert queries(store, words="session close") == ["Close Session"]
    assert queries(store, words="%_") == ["where is 100%_done"]
    assert queries(store, words="_w") == []
    assert queries(store, root="/s") == ["Close Session"]


def test_old_ones_make_room(store: UserStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "KEPT", 3)
    for number in range(6):
        add_search(store, row(f"{number}", root=f"/{number}"))
    assert queries(store) == ["5", "4", "3"]
    for query in ("t", "ty", "typ", "type", "typed"):
        add_search(store, row(query))
    assert queries(store) == ["typed", "5", "4"], "a query that is being typed pushes out one"


def test_forgetting_one_and_all(store: UserStore) -> None:
    for query in ("a", "b", "c"):
        add_search(store, row(query))
    assert delete_searches(store, 2) == 1
    assert delete_searches(store, 2) == 0
    assert queries(store) == ["c", "a"]
    assert delete_searches(store, 0) == 2
    assert queries(store) == []
    add_search(store, row("d"))
    assert [one.id for one in list_searches(store, SearchesAsked())] == [4], "a number means one search for ever"
