"""Whatever happens to the tree, an updated index is exactly the index of a rebuild: complete dumps are compared."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from nss_index.errors import Cancelled, IndexLocked
from nss_index.index import Index
from nss_index.indexer import Indexer, IndexOptions, build
from nss_index.indexer.first import by_words
from nss_index.model import Candidate
from nss_index.ports import Progress
from nss_index.snapshot import Snapshots

from tests.index.library.indexes import IN_PROCESS, rebuilt, whole
from tests.index.library.test_overlay import random_text

NAMES = ["a.py", "b.py", "pkg/c.py", "pkg/d.md", "pkg/deep/e.py", "f.md", "x.min.js", ".env", "pkg/deep/g.txt"]


def quiet(progress: Progress) -> None:
    """Nobody looks at the progress."""


def no() -> bool:
    return False


def change_something(root: Path, chance: random.Random) -> set[str]:
    """One random change to the tree. Returns the paths that a watcher would name (a folder for all below)."""
    path = chance.choice(NAMES)
    target = root / path
    match chance.randrange(8):
        case 0 | 1 | 2:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(random_text(chance, path))
            return {path}
        case 3:
            target.unlink(missing_ok=True)
            return {path}
        case 4:
            other = chance.choice(NAMES)
            if target.exists() and not (root / other).exists():
                (root / other).parent.mkdir(parents=True, exist_ok=True)
                target.rename(root / other)
            return {path, other}
        case 5:
            if (root / "pkg").exists():
                shutil.rmtree(root / "moved", ignore_errors=True)
                (root / "pkg").rename(root / "moved")
            return {"pkg", "moved"}
        case 6:
            (root / "pkg").mkdir(exist_ok=True)
            (root / "pkg/.gitignore").write_text(chance.choice(["*.md\n", "deep/\n", ""]))
            return {"pkg"}
        case _:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(chance.choice([b"\0binary", b"caf\xe9 = 1\n", b"\xef\xbb\xbfbom = 1\n", b""]))
            return {path}


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("by", ["update", "reconcile"])
def test_changes_converge_to_a_rebuild(tmp_path: Path, seed: int, by: str) -> None:
    chance = random.Random(seed)
    root = tmp_path / "r"
    root.mkdir()
    if seed % 2:
        subprocess.run(["git", "init", "-q", str(root)], check=True)
    with Indexer.open(root, IN_PROCESS) as indexer:
        indexer.reconcile(quiet, no)
        for _ in range(12):
            changed = set[str]().union(*(change_something(root, chance) for _ in range(chance.randint(1, 4))))
            if by == "update":
                indexer.update(changed, quiet, no)
            else:
                indexer.reconcile(quiet, no)
            if chance.random() < 0.5:
                indexer.fill_vectors(quiet, no)
        indexer.fill_vectors(quiet, no)
    assert whole(root) == rebuilt(root)


def test_the_same_text_in_another_encoding(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    for data in (b"x = 1\n", b"\xef\xbb\xbfx = 1\n", "x = 1\n".encode("utf-16")):
        file.write_bytes(data)
        build(tmp_path, IN_PROCESS)
        before = whole(tmp_path)
        assert before == rebuilt(tmp_path)


def test_a_skipped_file_that_becomes_text_within_one_tick_of_the_clock(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(b"\0 = 1\n")
    before = file.stat()
    build(tmp_path, IN_PROCESS)
    file.write_bytes(b"x = 1\n")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    build(tmp_path, IN_PROCESS)
    assert whole(tmp_path) == rebuilt(tmp_path)


def test_other_content_with_the_same_size_and_an_old_time(tmp_path: Path) -> None:
    file, other = tmp_path / "a.py", tmp_path.with_name("other.py")
    file.write_text("one = 1\n")
    os.utime(file, ns=(0, 1_000_000_000))
    build(tmp_path, IN_PROCESS)
    other.write_text("two = 2\n")
    os.utime(other, ns=(0, 1_000_000_000))
    shutil.copy2(other, file)
    with Index.open(tmp_path) as index:
        assert index.changed_since(10).changed == ("a.py",)
    build(tmp_path, IN_PROCESS)
    assert whole(tmp_path) == rebuilt(tmp_path)


def test_a_file_that_the_parser_had_no_time_for_gets_its_chunks_with_its_vectors(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("\n".join(f"def f{number}():\n    return 1\n" for number in range(60)))
    build(tmp_path, IndexOptions(workers=0, vectors=False, parse_seconds=1e-9))
    build(tmp_path, IN_PROCESS)
    with Index.open(tmp_path) as index:
        assert index.status().pending_vectors == 0
    assert whole(tmp_path) == rebuilt(tmp_path)


@pytest.mark.parametrize("known", [True, False])
def test_a_file_that_goes_away_between_the_scan_and_its_reading(tmp_path: Path, known: bool) -> None:
    file = tmp_path / "a.py"
    (tmp_path / "b.py").write_text("y = 1\n")
    with Indexer.open(tmp_path, IN_PROCESS) as indexer:
        if known:
            file.write_text("x = 1\n")
            indexer.reconcile(quiet, no)
        file.write_text("x = 22\n")

        def remove(progress: Progress) -> None:
            if progress.stage == "text":
                file.unlink(missing_ok=True)

        indexer.update(["a.py", "b.py"], remove, no)
        with Index.open(tmp_path) as index:
            assert [record.path for record in index.files(skipped=True)] == ["b.py"]
        indexer.reconcile(quiet, no)
        indexer.fill_vectors(quiet, no)
    assert whole(tmp_path) == rebuilt(tmp_path)


def test_a_checkout_of_hundreds_of_files(tmp_path: Path) -> None:
    root, chance = tmp_path / "r", random.Random(1)
    root.mkdir()

    def git(*words: str) -> None:
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.invalid"]
        subprocess.run(["git", "-C", str(root), *identity, *words], check=True, capture_output=True)

    git("init", "-q", "-b", "one")
    for number in range(300):
        (root / f"f{number}.py").write_text(random_text(chance, "x.py"))
    git("add", ".")
    git("commit", "-qm", "one")
    git("checkout", "-qb", "two")
    for number in range(0, 300, 2):
        (root / f"f{number}.py").write_text(random_text(chance, "x.py"))
        (root / f"f{number + 1}.py").unlink()
    git("add", ".")
    git("commit", "-qm", "two")
    build(root, IN_PROCESS)
    git("checkout", "-q", "one")
    report = build(root, IN_PROCESS)
    assert report.text.indexed > 280
    assert whole(root) == rebuilt(root)


def test_the_same_vectors_are_not_made_twice(tmp_path: Path) -> None:
    root = tmp_path / "r"
    root.mkdir()
    (root / "a.py").write_text("def one():\n    return 1\n")
    build(root, IN_PROCESS)
    before = whole(root)
    shutil.copytree(root, tmp_path / "copy")
    build(tmp_path / "copy", IN_PROCESS)
    assert [row for row in whole(tmp_path / "copy") if row[0] == "vector"] == [
        row for row in before if row[0] == "vector"
    ]


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with Indexer.open(tmp_path, IN_PROCESS), pytest.raises(IndexLocked, match="another process writes"):
        Indexer.open(tmp_path, IN_PROCESS)
    build(tmp_path, IN_PROCESS)


def test_a_cancelled_pass_keeps_what_it_did_and_goes_on(tmp_path: Path) -> None:
    chance = random.Random(3)
    for number in range(1200):
        (tmp_path / f"f{number}.py").write_text(random_text(chance, "x.py"))
    seen: list[Progress] = []
    with Indexer.open(tmp_path, IN_PROCESS) as indexer:
        with pytest.raises(Cancelled):
            indexer.reconcile(seen.append, lambda: any(progress.done > 0 for progress in seen))
        with Index.open(tmp_path) as index:
            status = index.status()
        assert 0 < status.files < 1200
        assert not status.complete
        rest = indexer.reconcile(quiet, no)
        assert rest.indexed == 1200 - status.files
        indexer.fill_vectors(quiet, no)
    assert whole(tmp_path) == rebuilt(tmp_path)


def test_files_that_hold_the_question_are_indexed_first(tmp_path: Path) -> None:
    chance = random.Random(4)
    for number in range(900):
        (tmp_path / f"f{number:03}.py").write_text(random_text(chance, "x.py"))
    (tmp_path / "z.py").write_text("def replaceTheGaskets():\n    return 1\n")
    seen: list[Progress] = []
    with Indexer.open(tmp_path, IN_PROCESS) as indexer, Index.open(tmp_path) as index:
        with pytest.raises(Cancelled):
            indexer.reconcile(seen.append, lambda: any(one.done for one in seen), words="where are gaskets replaced")
        assert not index.status().complete
        assert index.files()[-1].path == "z.py"
        with pytest.raises(Cancelled):
            indexer.reconcile(seen.append, lambda: sum(one.done > 0 for one in seen) > 1, first={"f850.py"})
        assert "f850.py" in {record.path for record in index.files()}


def test_a_checkpoint_empties_the_log_unless_somebody_reads(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def one(): pass\n")
    with Indexer.open(tmp_path, IN_PROCESS) as indexer:
        indexer.reconcile(quiet, no)
        log = indexer.paths.database.with_name("index.db-wal")
        with Snapshots(indexer.paths.database, indexer.paths.segments).pinned():
            indexer.update(["a.py"], quiet, no)
            (tmp_path / "a.py").write_text("def two(): pass\n")
            indexer.update(["a.py"], quiet, no)
            indexer.checkpoint()
            assert log.stat().st_size > 0
        indexer.checkpoint()
        assert log.stat().st_size == 0


def test_a_damaged_index_is_set_aside_and_made_again(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def one(): pass\n")
    build(tmp_path, IN_PROCESS)
    before = whole(tmp_path)
    with Index.open(tmp_path) as index:
        database = index.paths.database
    database.write_bytes(b"not a database" * 1000)
    build(tmp_path, IN_PROCESS)
    assert whole(tmp_path) == before
    assert list(database.parent.glob("damaged-*.db"))


def test_another_model_replaces_the_vectors(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("def one(): pass\n")
    build(tmp_path, IndexOptions(workers=0, vectors=False))
    with Index.open(tmp_path) as index:
        assert index.status().pending_vectors == 1
    build(tmp_path, IN_PROCESS)
    with Index.open(tmp_path) as index:
        assert index.status().model.startswith("static-code-v1")


def test_small_files_with_the_words_come_before_large_ones(tmp_path: Path) -> None:
    texts = {"a.py": "# gasket valve\n" * 500, "b.py": "# gasket valve\n", "c.py": "# gasket\n", "d.py": "x = 1\n" * 9}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    candidates = [Candidate(name, len(text), 0) for name, text in sorted(texts.items(), reverse=True)]
    ordered = by_words(tmp_path, candidates, "which gasket does the valve have")
    assert [candidate.path for candidate in ordered] == ["b.py", "a.py", "c.py", "d.py"]
