"""What a reader sees while the index changes under it."""

from __future__ import annotations

from pathlib import Path

from nss_index.answers import SearchMode
from nss_index.index import Index
from nss_index.indexer import Indexer, build

from tests.index.library.indexes import IN_PROCESS, ask, indexed, places, rebuilt
from tests.index.library.test_convergence import no, quiet

BODY = "def open_session(user):\n    return user.session.open()\n"


def test_chunks_follow_the_index_file_by_file_and_pin_nothing(tmp_path: Path) -> None:
    root = tmp_path / "r"
    with indexed(root, f"\n#- a.py\n{BODY}\n\n\nclass More:\n    pass\n#- b.py\n{BODY}#- c.py\nx = 1\n") as index:
        chunks = index.chunks()
        assert next(chunks).row.path == "a.py"
        (root / "b.py").write_text("def three(): pass\n")
        with Indexer.open(root, IN_PROCESS) as indexer:
            indexer.reconcile(quiet, no)
            indexer.checkpoint()
            log = index.paths.database.with_name("index.db-wal")
            assert log.stat().st_size == 0, "a snapshot was held between two chunks"
        assert [chunk.text.strip() for chunk in chunks if chunk.row.path == "b.py"] == ["def three(): pass"]


def test_the_order_of_storing_never_shows_among_more_copies_than_a_list_holds(tmp_path: Path) -> None:
    for number in range(160):
        (tmp_path / f"f{number:03}.py").write_text(BODY)
    build(tmp_path, IN_PROCESS)
    for path in ("f000.py", "f050.py"):
        (tmp_path / path).write_text("x = 1\n")
        build(tmp_path, IN_PROCESS)
        (tmp_path / path).write_text(BODY)
        build(tmp_path, IN_PROCESS)
    with Index.open(tmp_path) as index:
        before = [
            places(ask(index, "session user open", mode, limit=limit)) for mode in SearchMode for limit in (5, 99)
        ]
    rebuilt(tmp_path)
    with Index.open(tmp_path) as index:
        after = [places(ask(index, "session user open", mode, limit=limit)) for mode in SearchMode for limit in (5, 99)]
    assert before == after
