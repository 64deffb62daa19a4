"""Watching in earnest: real trees, real git, a follower that knows only what the batches tell it."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from nss_index.files.rules import ScanRules
from nss_index.files.scan import Gone, examine, outdated, scan_tree
from nss_index.files.watch import WatchBatch, WatchKind, WatchState, watch
from nss_index.files.watch_folders import all_folders, ground_of
from nss_index.files.watch_layers import MakeNotifier, Notifier, rust_notifier
from nss_index.model import Candidate, Skipped

from tests.index.files.trees import commit, fill, git, repository, write

if TYPE_CHECKING:
    from pathlib import Path

RULES = ScanRules()
DEADLINE = 30.0  # seconds; against a hang only


@dataclass
class Follower:
    """Holds the file set as the batches lead to it, the way an indexer does."""

    root: Path
    known: dict[str, Candidate | Skipped] = field(default_factory=dict[str, Candidate | Skipped])
    batches: list[WatchBatch] = field(default_factory=list[WatchBatch])
    states: list[WatchState] = field(default_factory=list[WatchState])
    changed: threading.Condition = field(default_factory=threading.Condition)

    def on_batch(self, batch: WatchBatch) -> None:
        with self.changed:
            self.batches.append(batch)
            if batch.rescan:
                self.known = {item.path: item for item in scan_tree(self.root, RULES)}
            else:
                answer = examine(self.root, batch.paths, RULES)
                for path in outdated(self.known, batch.paths, answer):
                    del self.known[path]
                self.known |= {item.path: item for item in answer if not isinstance(item, Gone)}
            self.changed.notify_all()

    def on_state(self, state: WatchState) -> None:
        with self.changed:
            self.states.append(state)
            self.changed.notify_all()

    def until(self, condition: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + DEADLINE
        with self.changed:
            while not condition():
                assert time.monotonic() < end, f"never: {what}; last batches {self.batches[-3:]}"
                self.changed.wait(0.05)

    def converge(self) -> None:
        """Until what is known is what a fresh scan says."""

        def equal() -> bool:
            return self.known == {item.path: item for item in scan_tree(self.root, RULES)}

        self.until(equal, "the known files equal a fresh scan")

    def rescans(self) -> int:
        return sum(batch.rescan for batch in self.batches)


@contextmanager
def following(root: Path, make_notifier: MakeNotifier = rust_notifier) -> Generator[Follower]:
    follower = Follower(root)
    stop = threading.Event()
    failures: list[BaseException] = []

    def run() -> None:
        try:
            watch(root, RULES, follower.on_batch, stop, follower.on_state, make_notifier=make_notifier)
        except BaseException as error:  # noqa: BLE001 - handed to the test below
            failures.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        follower.until(lambda: bool(follower.batches and follower.states) or bool(failures), "the first batch")
        yield follower
    finally:
        stop.set()
        thread.join(DEADLINE)
    assert not thread.is_alive()
    assert not failures, failures


def test_saves_creates_deletes_and_renames(tmp_path: Path) -> None:
    root = fill(repository(tmp_path / "r"), "a/x.py\n a/b/y.py\n z.py")
    with following(root) as follower:
        assert follower.batches[0].rescan
        write(root, "a/x.py", "changed and longer\n")
        follower.converge()
        write(root, "a/new.py")
        (root / "z.py").unlink()
        follower.converge()
        (root / "a").rename(root / "moved")
        follower.converge()
        write(root, "moved/b/y.py", "seen below the new name\n")
        follower.converge()
        write(root, "a/again.py")
        follower.converge()
        assert follower.rescans() == 1, "nothing here called for a full look"


def test_a_storm_of_nested_folders_renamed_and_deleted(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    with following(root) as follower:
        for number in range(300):
            write(root, f"top{number % 7}/n{number % 30}/deep{number}/f{number}.py")
        follower.converge()
        (root / "top1").rename(root / "renamed")
        shutil.rmtree(root / "top2")
        follower.converge()
        for number in range(0, 300, 7):
            write(root, f"top0/n{number % 30}/deep{number}/late.py")
        write(root, "renamed/n1/deep1/late.py")
        follower.converge()
        for _ in range(3):
            shutil.rmtree(root / "top3")
            write(root, "top3/same/name/x.py")
        follower.converge()
        write(root, "top3/same/name/y.py")
        follower.converge()


def test_git_checkout_of_many_files(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    for number in range(200):
        write(root, f"d{number % 20}/f{number}.py", "one\n")
    commit(root)
    git(root, "checkout", "-qb", "other")
    for number in range(0, 200, 2):
        (root / f"d{number % 20}/f{number}.py").unlink()
        write(root, f"e{number % 20}/sub/g{number}.py", "two\n")
    commit(root)
    with following(root) as follower:
        git(root, "checkout", "-q", "main")
        follower.converge()
        follower.until(lambda: follower.rescans() >= 2, "a full look after the branch changed")
        git(root, "checkout", "-q", "other")
        follower.converge()


def test_rules_move_files_in_and_out(tmp_path: Path) -> None:
    root = fill(repository(tmp_path / "r"), "a.log\n a.py\n gen/x.py")
    with following(root) as follower:
        write(root, ".gitignore", "*.log\ngen/\n")
        follower.until(lambda: set(follower.known) == {".gitignore", "a.py"}, "ignored files leave")
        git(root, "add", "-f", "a.log")
        follower.until(lambda: "a.log" in follower.known, "a tracked file comes back")
        write(root, ".gitignore", "*.log\n")
        follower.until(lambda: "gen/x.py" in follower.known, "a folder comes back")
        write(root, "gen/later.py")
        follower.until(lambda: "gen/later.py" in follower.known, "the folder is watched again")
        write(root, ".nssignore", "gen\n")
        follower.until(lambda: follower.known["gen/x.py"].__class__ is Skipped, ".nssignore")
        write(root, ".git/info/exclude", "a.py\n")
        follower.until(lambda: "a.py" not in follower.known, "info/exclude")


def test_git_status_and_commits_do_not_cause_full_looks(tmp_path: Path) -> None:
    root = fill(repository(tmp_path / "r"), "a.py\n b.py")
    with following(root) as follower:
        commit(root)
        git(root, "status")
        write(root, "seen.py")
        follower.until(lambda: "seen.py" in follower.known, "the marker")
        assert follower.rescans() == 1


def test_worktrees_and_a_subfolder_as_root(tmp_path: Path) -> None:
    main = fill(repository(tmp_path / "r"), "a/x.py\n b.log")
    commit(main, "a")
    git(main, "branch", "other")
    git(main, "worktree", "add", "-q", str(tmp_path / "wt"))
    with following(tmp_path / "wt") as follower:
        git(tmp_path / "wt", "checkout", "-q", "other")
        follower.until(lambda: follower.rescans() >= 2, "the worktree's HEAD is watched")
        write(main, ".git/info/exclude", "*.py\n")
        write(tmp_path / "wt", "new.py")
        follower.converge()
    write(main, ".git/info/exclude", "")
    with following(main / "a") as follower:
        write(main, ".gitignore", "*.gen\n")
        write(main, "a/x.gen")
        follower.converge()
        follower.until(lambda: follower.rescans() >= 2, "an ignore file above the root is watched")


def test_repositories_are_born_and_end(tmp_path: Path) -> None:
    root = fill(tmp_path / "r", "in/x.py\n a.log\n .gitignore: *.gen")
    with following(root) as follower:
        repository(root / "in")
        follower.until(lambda: isinstance(follower.known.get("in"), Skipped), "a nested repository")
        shutil.rmtree(root / "in/.git")
        follower.until(lambda: "in/x.py" in follower.known, "no repository any more")
        repository(root)
        write(root, ".git/info/exclude", "*.log\n")
        follower.until(lambda: "a.log" not in follower.known, "the root became a repository")


def test_ignored_folders_and_git_objects_are_not_watched(tmp_path: Path) -> None:
    root = fill(repository(tmp_path / "r"), ".gitignore: node_modules/\n node_modules/a/b/x.js\n src/x.js")
    commit(root)
    folders = {path.removeprefix(str(root)) for path in all_folders(ground_of(root))}
    assert folders == {"", "/src", "/.git", "/.git/info"}
    with following(root) as follower:
        fill(root, "node_modules/late/b/x.js\n out/x")
        follower.until(lambda: "out/x" in follower.known, "the marker")
        assert not any(path.startswith("node_modules/") for batch in follower.batches for path in batch.paths)


def test_a_root_that_goes_and_returns(tmp_path: Path) -> None:
    root = fill(repository(tmp_path / "r"), "a.py")
    with following(root) as follower:
        root.rename(tmp_path / "away")
        follower.until(lambda: follower.states[-1].kind is WatchKind.LOST, "the root is lost")
        assert str(root) in follower.states[-1].detail
        (tmp_path / "away").rename(root)
        write(root, "b.py")
        follower.converge()


@pytest.mark.parametrize("allowed", [0, 1])
def test_exhausted_limits_fall_back_to_polling_and_say_so(tmp_path: Path, allowed: int) -> None:
    """`allowed` watchers work, then the system refuses as it does at its limit."""
    root = fill(repository(tmp_path / "r"), "a.py\n b/c.py")
    left = [allowed]

    def make(folders: list[str]) -> Notifier:
        if not left[0]:
            raise OSError(28, "OS file watch limit reached.")
        left[0] -= 1
        return rust_notifier(folders)

    with following(root, make) as follower:
        write(root, "new/d.py")
        follower.until(lambda: follower.states[-1].kind is WatchKind.POLLING, "polling")
        assert "limit reached" in follower.states[-1].detail
        write(root, "new/e.py")
        (root / "a.py").unlink()
        follower.converge()
        assert set(follower.known) == {"b/c.py", "new/d.py", "new/e.py"}


def test_what_a_callback_raises_ends_the_watch(tmp_path: Path) -> None:
    def broken(batch: WatchBatch) -> None:
        raise OSError("the index is full")

    with pytest.raises(OSError, match="the index is full"):
        watch(repository(tmp_path / "r"), RULES, broken, threading.Event())
