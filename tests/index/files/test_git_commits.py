"""What the last commits say and which files they changed, against real git."""

from __future__ import annotations

from pathlib import Path

from nss_index.files.git_commits import last_commits

from tests.index.files.trees import git, repository, write


def said(root: Path, message: str) -> None:
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", message)


def test_subjects_and_files_the_newest_first(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    write(root, "a", "1")
    said(root, "The first one\n\nwith a body\n\nof two paragraphs")
    write(root, "in/b ü", "1")
    write(root, "a", "2")
    said(root, "Grüße: ‚zwei‘")
    said(root, "Nothing changed")
    found = last_commits(root, 10)
    assert [(one.subject, set(one.paths)) for one in found] == [
        ("Nothing changed", set()),
        ("Grüße: ‚zwei‘", {"a", "in/b ü"}),
        ("The first one", {"a"}),
    ]
    assert [one.subject for one in last_commits(root, 1)] == ["Nothing changed"]
    below = last_commits(root / "in", 10)
    assert [set(one.paths) for one in below] == [set(), {"b ü"}, set()]


def test_merges_are_left_out(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    write(root, "a", "1")
    said(root, "On the trunk")
    git(root, "checkout", "-q", "-b", "side")
    write(root, "b", "1")
    said(root, "On the side")
    git(root, "checkout", "-q", "-")
    write(root, "c", "1")
    said(root, "On the trunk again")
    git(root, "merge", "-q", "--no-ff", "-m", "Both together", "side")
    assert {one.subject for one in last_commits(root, 10)} == {"On the trunk", "On the side", "On the trunk again"}


def test_without_a_history_there_are_none(tmp_path: Path) -> None:
    assert last_commits(tmp_path, 10) == []
    assert last_commits(repository(tmp_path / "r"), 10) == []
