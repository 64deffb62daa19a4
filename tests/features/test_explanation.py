"""Each hit says what its score is made of, the same in JSON and in a shell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.shell import nss
from tests.support.workspaces import ask, indexed_workspace

PROJECT = '''
#- app/session.py
class Session:
    """A login that ends by itself."""

    def close_expired(self, now):
        """Close the sessions whose time is over."""
        return [one for one in self.open if one.end < now]


def close_all(sessions):
    """Close every session."""
    for session in sessions:
        session.close()
#- tests/test_session.py
from app.session import Session


def test_close_expired():
    assert Session().close_expired(0) == []
'''


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return indexed_workspace(tmp_path_factory.mktemp("project"), PROJECT)


async def test_the_parts_add_up_to_the_score_exactly(project: Path) -> None:
    answer = await ask(project, "search", {"query": "where does Session close_expired", "explain": True})
    names: set[str] = set()
    for hit in answer["results"]:
        parts: list[dict[str, Any]] = hit["signals"]
        assert hit["score"] == sum(part["contribution"] for part in parts)
        assert len(hit["explanation"]) == len(parts) + 1
        for part, line in zip(parts, hit["explanation"], strict=False):
            assert line.startswith(f"{part['contribution']:+.6f}  {part['name']}: ")
        assert hit["explanation"][-1] == f"={hit['score']:.6f}  as on disk when it was indexed"
        names.update(part["name"] for part in parts)
    assert {"keyword", "description", "code", "symbol", "path", "file", "test"} <= names


async def test_nothing_is_explained_unasked(project: Path) -> None:
    answer = await ask(project, "search", {"query": "close expired sessions"})
    assert answer["results"] and all(not hit["explanation"] for hit in answer["results"])


def test_in_a_shell(project: Path) -> None:
    ran = nss("search", "--no-host", "--explain", "--in", "code", "close expired sessions", cwd=project)
    assert ran.code == 0, ran.err
    assert "keyword: #1 by words (BM25 " in ran.out and "a file of the kind test, which was not asked for" in ran.out
    assert "by the meaning of its path" not in ran.out
    plain = nss("search", "--no-host", "close expired sessions", cwd=project)
    assert "by words (BM25" not in plain.out


def test_doubt_is_said_and_the_hits_are_shown_all_the_same(project: Path) -> None:
    strange = "kubernetes ingress controller reconciliation of annotations"
    ran = nss("search", "--no-host", strange, cwd=project)
    assert ran.code == 0 and "probably nothing here answers that (" in ran.err and "app/session.py" in ran.out
    answer = nss("search", "--no-host", "--json", strange, cwd=project).json()
    assert answer["doubt"].startswith("probably nothing here") and 0 < answer["confidence"] < 0.3
    own = nss("search", "--no-host", "--json", "how are expired sessions closed", cwd=project).json()
    assert own["doubt"] == "" and own["confidence"] > 0.6
    assert nss("search", "--no-host", "--json", "-m", "exact", "session", cwd=project).json()["confidence"] is None
