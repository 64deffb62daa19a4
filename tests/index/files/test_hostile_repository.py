"""A repository that names programs everywhere it can: none of them runs, whatever the room does with it."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from nss_index.files.explain import explain
from nss_index.files.git import GitListing, GitRefused, git_available, head, list_files, tracked_despite_rules
from nss_index.files.git_history import History
from nss_index.files.listing import list_tree
from nss_index.files.repository import repository_of
from nss_index.files.rules import ScanRules
from nss_index.files.scan import examine, scan_tree

from tests.index.files.trees import commit, fill, git, repository, write

if TYPE_CHECKING:
    from pathlib import Path

HOOKS = ("post-index-change", "pre-commit", "post-checkout", "fsmonitor-watchman", "reference-transaction")


def hostile(folder: Path) -> tuple[Path, Path]:
    """(root, canary): any program of the repository's choice that runs leaves the canary."""
    canary = folder / "canary"
    program = folder / "program"
    program.write_text(f"#!/bin/sh\ntouch {canary}\n")
    program.chmod(0o755)
    root = fill(repository(folder / "r"), "a.py\n .gitattributes: * filter=evil diff=evil merge=evil text\n b.txt")
    commit(root)
    lines = ["[core]"]
    keys = "fsmonitor pager editor askPass sshCommand gitProxy alternateRefsCommand"
    lines += [f"\t{key} = {program}" for key in keys.split()]
    lines += ["\tuntrackedCache = true", f"\thooksPath = {root}/hooks", f"\tattributesFile = {root}/.gitattributes"]
    lines += ['[filter "evil"]', f"\tclean = {program}", f"\tsmudge = {program}", f"\tprocess = {program}"]
    lines += ["\trequired = true", '[diff "evil"]', f"\tcommand = {program}", f"\ttextconv = {program}"]
    lines += ["[diff]", f"\texternal = {program}", "[credential]", f"\thelper = {program}"]
    lines += ["[pager]", f"\tls-files = {program}", "[alias]", f"\tls-files = !{program}", f"\trev-parse = !{program}"]
    lines += ['[remote "origin"]', f"\turl = ext::{program}", "\tpromisor = true", f"\tuploadpack = {program}"]
    lines += ['[protocol "ext"]', "\tallow = always", "[extensions]", "\tpartialClone = origin", ""]
    with (root / ".git/config").open("a") as file:
        file.write("\n".join(lines))
    for hook in HOOKS:
        for place in (root / ".git/hooks", root / "hooks"):
            place.mkdir(exist_ok=True)
            shutil.copy(program, place / hook)
    os.utime(root / "a.py", (1, 1))  # stale in the index: a git that refreshes would run the filter
    return root, canary


def test_nothing_that_the_repository_names_runs(tmp_path: Path) -> None:
    root, canary = hostile(tmp_path)
    listed = list_files(root)
    assert isinstance(listed, GitListing) and {"a.py", "b.txt"} < set(listed.paths)
    assert len(head(root) or "") == 40
    tracked_despite_rules(root)
    list(scan_tree(root, ScanRules()))
    examine(root, ["a.py", "hooks"], ScanRules())
    explain(root, "a.py", ScanRules())
    past = History(root)
    (root / "a.py").write_text("changed\n")
    assert past.changed(["a.py", "b.txt"], ()) == {"a.py": "a.py\n"} and past.past().blobs
    assert not canary.exists()


def test_the_trap_is_armed(tmp_path: Path) -> None:
    """Plain git does run the program: otherwise the test above proves nothing."""
    root, canary = hostile(tmp_path)
    subprocess.run(["git", "ls-files", "-co"], cwd=root, capture_output=True, check=False, timeout=60)
    assert canary.exists()


def test_without_git_nothing_runs_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, canary = hostile(tmp_path)
    with_git = list_tree(root)
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    assert not git_available()
    without = list_tree(root)
    assert (with_git.source, without.source) == ("git", "rules")
    assert without.note == "git is not installed"
    assert without.paths == with_git.paths
    assert not canary.exists()


def test_a_git_inside_the_repository_is_not_the_git_that_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, canary = hostile(tmp_path)
    shutil.copy(tmp_path / "program", root / "git")
    monkeypatch.chdir(root)
    monkeypatch.setenv("PATH", "." + os.pathsep + os.environ["PATH"])
    assert list_tree(root).source == "rules"
    assert not canary.exists()


def test_the_callers_git_variables_do_not_reach_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, canary = hostile(tmp_path)
    other = fill(repository(tmp_path / "other"), "stranger.py")
    for name, value in {
        "GIT_DIR": str(other / ".git"),
        "GIT_WORK_TREE": str(other),
        "GIT_INDEX_FILE": str(other / "index"),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": str(tmp_path / "program"),
        "GIT_TRACE": str(tmp_path / "trace"),
    }.items():
        monkeypatch.setenv(name, value)
    listed = list_files(root)
    assert isinstance(listed, GitListing) and "a.py" in listed.paths and "stranger.py" not in listed.paths
    assert not canary.exists() and not (tmp_path / "trace").exists()


def test_a_bare_repository_hidden_in_a_folder_is_not_discovered(tmp_path: Path) -> None:
    root, canary = hostile(tmp_path)
    bare = tmp_path / "plain" / "deep"
    bare.mkdir(parents=True)
    for name in ("HEAD", "config"):
        shutil.copy(root / ".git" / name, bare / name)
    for name in ("objects", "refs"):
        shutil.copytree(root / ".git" / name, bare / name)
    write(bare, "x.py")
    assert repository_of(bare) is None
    listing = list_tree(bare)
    assert listing.source == "rules" and "x.py" in listing.paths
    assert not canary.exists()


def test_a_working_tree_elsewhere_is_not_listed(tmp_path: Path) -> None:
    root = fill(repository(tmp_path / "r"), "a.py")
    stranger = fill(tmp_path / "stranger", "secret.py")
    git(root, "config", "core.worktree", str(stranger))
    listing = list_tree(root)
    assert listing.paths == ["a.py"] and "core.worktree" in listing.note


def test_a_configuration_that_waits_does_not_hang_the_walk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = fill(repository(tmp_path / "r"), "a.py")
    for name in ("fifo", ".gitignore", ".nssignore", ".git/info/exclude"):
        os.mkfifo(root / name)
    with (root / ".git/config").open("a") as file:
        file.write(f"[include]\n\tpath = {root}/fifo\n")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert [item.path for item in scan_tree(root, ScanRules())] == ["a.py"]


# Only root may give files away; the other refusal is everybody's.
REFUSALS = ["bad config", "dubious ownership"] if os.geteuid() == 0 else ["bad config"]


@pytest.mark.parametrize("refusal", REFUSALS)
def test_where_git_refuses_the_files_are_listed_without_it(tmp_path: Path, refusal: str) -> None:
    """A repository of another user, or a broken one: the refusal is respected and told, never worked around."""
    root, canary = hostile(tmp_path)
    write(root, ".gitignore", "*.log\n")
    write(root, "x.log")
    if refusal == "bad config":
        with (root / ".git/config").open("a") as file:
            file.write("[broken\n")
    else:
        for place in (root, *root.rglob("*")):
            os.chown(place, 65534, 65534, follow_symlinks=False)
    refused = list_files(root)
    assert isinstance(refused, GitRefused) and refusal in refused.why
    listing = list_tree(root)
    assert listing.source == "rules" and refusal in listing.note
    assert "a.py" in listing.paths and "x.log" not in listing.paths
    assert not canary.exists()
