"""What differs from the last commit, and what changed together, against real git."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from nss_index.files.git_history import COMMITS, MOST_FILES, History

from tests.index.files.trees import commit, git, repository, write


def changed(root: Path, *unsaved: str) -> dict[str, str]:
    paths = [str(file.relative_to(root)) for file in root.rglob("*") if file.is_file() and ".git" not in file.parts]
    return History(root).changed(paths, unsaved)


def test_what_differs_from_the_last_commit(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    for name in ("same", "edited", "staged", "touched", "same size"):
        write(root, name, f"{name}\n")
    assert changed(root) == {}, "there is no commit yet"
    commit(root)
    write(root, "edited", "other\n")
    write(root, "staged", "other\n")
    git(root, "add", "staged")
    os.utime(root / "touched", (1, 1))
    write(root, "same size", "SAME SIZE\n")
    write(root, "new", "new\n")
    write(root, "added", "added\n")
    git(root, "add", "added")
    (root / "link").symlink_to("new")
    expected = {"edited": "edited\n", "staged": "staged\n", "same size": "same size\n", "new": "", "added": ""}
    assert changed(root) == expected
    assert changed(root, "same")["same"] == "same\n", "a buffer may differ from its file"


def test_paths_are_those_of_the_root_that_is_asked_for(tmp_path: Path) -> None:
    top = repository(tmp_path / "r")
    write(top, "outside", "1")
    write(top, "in/ä b", "1")
    write(top, "in/c", "1")
    commit(top)
    for name in ("outside", "in/ä b", "in/c"):
        write(top, name, "2")
    commit(top)
    write(top, "in/c", "3")
    assert changed(top / "in") == {"c": "2"}
    past = History(top / "in").past()
    assert set(past.blobs) == {"ä b", "c"}
    assert past.together("c") == (2, [("ä b", 2)])


def test_what_changed_together(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    for number in range(3):
        write(root, "a", str(number))
        write(root, "b", str(min(number, 1)))
        commit(root)
    for number in range(MOST_FILES + 1):
        write(root, f"many/{number}", "1")
    write(root, "a", "everything at once")
    commit(root)
    assert History(root).past().together("a") == (2, [("b", 2)])
    assert COMMITS > 4


def test_without_git_nothing_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = tmp_path / "plain"
    write(plain, "a")
    assert changed(plain) == {}
    root = repository(tmp_path / "r")
    write(root, "a")
    commit(root)
    write(root, "a", "other")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert changed(root) == {} and History(root).past().commits == ()


def test_a_damaged_object_says_nothing(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    write(root, "a")
    commit(root)
    write(root, "a", "other")
    for file in (root / ".git/objects").rglob("*"):
        if file.is_file():
            file.chmod(0o644)
            file.write_bytes(b"damaged")
    assert changed(root) == {}
