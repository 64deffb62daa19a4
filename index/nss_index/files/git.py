"""The one place that runs git, hardened: nothing that a repository's own files name is ever executed.

Why it is safe: only the read-only commands of `_COMMANDS` run, none of which starts a filter, diff driver or hook;
settings that do start programs (`core.fsmonitor` does so even for `ls-files`) are overridden on the command line,
which beats every configuration file; GIT_* variables of the caller are dropped; no protocol may be used, so a
partial clone cannot fetch; a bare repository hidden in a folder is not discovered. Ownership checks stay on: where
git refuses a repository of another user, it says so here and `listing` reads the rules without git.

Knows processes and bytes. Does not know rules, skips or what the paths are for.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nss_index.errors import LimitReached
from nss_index.files.repository import GitRepository, repository_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

__all__ = ["GitListing", "GitRefused", "GitRepository", "git_available", "head", "list_files", "repository_of"]

TIME_LIMIT = 120.0  # seconds; a million files take about five
_COMMANDS = frozenset({"ls-files", "rev-parse", "rev-list", "ls-tree", "diff-tree", "cat-file"})
"""Plumbing only: none of these starts a filter, a textconv, an external diff or a signature check, as `diff`, `status`
and `log` can."""
_OVERRIDES = (
    "core.fsmonitor=false",  # a program, run by every command that reads the index
    "core.untrackedCache=false",  # the repository could hide files with it
    "core.hooksPath=/dev/null",
    "core.pager=cat",
    "core.editor=false",
    "core.askPass=false",
    "core.sshCommand=false",
    "core.gitProxy=",
    "core.alternateRefsCommand=false",
    "credential.helper=",
    "diff.external=",
    "protocol.allow=never",
    "safe.bareRepository=explicit",
    "submodule.recurse=false",
)
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "",  # an empty list of allowed protocols
    "GIT_PAGER": "cat",
    "GIT_SSH_COMMAND": "false",
    "GIT_ASKPASS": "false",
    "SSH_ASKPASS": "false",
    "LC_ALL": "C",  # the one warning that is read must be in English
}
_UNREADABLE = re.compile(rb"^warning: could not open directory '(.*)/': Permission denied$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class GitListing:
    """Paths relative to the root, each once; an entry that ends in "/" is a nested repository."""

    paths: list[str]
    unreadable: list[str]  # folders


@dataclass(frozen=True, slots=True)
class GitRefused:
    """git is there but does not want to work on this folder; `why` is its own last line."""

    why: str


def git_available() -> bool:
    """Whether a git executable is on PATH."""
    return _executable() is not None


def list_files(root: Path, paths: Sequence[str] = ()) -> GitListing | GitRefused:
    """`git ls-files -co --exclude-standard` of `root`, or of `paths` (files or folders below it, taken literally).

    `root` may be a subfolder of a repository; the paths are relative to `root`. Raises LimitReached.
    """
    repository = repository_of(root)
    if repository is None:
        return GitRefused("no git repository")
    top = run(root, "rev-parse", "--show-toplevel")
    if isinstance(top, GitRefused):
        return top
    if os.fsdecode(top.stdout.removesuffix(b"\n")) != str(repository.top):
        return GitRefused("core.worktree of the repository points somewhere else")
    listed = run(root, "ls-files", "-co", "--exclude-standard", "-z", "--", *paths)
    if isinstance(listed, GitRefused):
        return listed
    names = {os.fsdecode(name) for name in listed.stdout.split(b"\0") if name}
    unreadable = [os.fsdecode(name) for name in _UNREADABLE.findall(listed.stderr)]
    return GitListing(sorted(names), unreadable)


def tracked_despite_rules(root: Path) -> bytes | None:
    """The tracked files that the ignore rules would leave out, NUL separated; None where git cannot tell."""
    listed = run(root, "ls-files", "-c", "-i", "--exclude-standard", "-z")
    return None if isinstance(listed, GitRefused) else listed.stdout


def head(root: Path) -> str | None:
    """The object name of HEAD; None outside a repository, before the first commit, or without git."""
    answer = run(root, "rev-parse", "--verify", "--quiet", "HEAD")
    return None if isinstance(answer, GitRefused) else answer.stdout.decode("ascii").strip()


def run(
    root: Path, command: str, *arguments: str, stdin: bytes = b"", seconds: float = TIME_LIMIT
) -> subprocess.CompletedProcess[bytes] | GitRefused:
    """One read-only command of git in `root`. Raises LimitReached when it takes longer than `seconds`."""
    assert command in _COMMANDS, command
    executable = _executable()
    if executable is None:
        return GitRefused("git is not installed")
    settings = [word for override in _OVERRIDES for word in ("-c", override)]
    line = [executable, "--no-pager", "--literal-pathspecs", *settings, command, *arguments]
    try:
        done = subprocess.run(line, cwd=root, env=_environment(), input=stdin, capture_output=True, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise LimitReached(
            f"git {command} did not answer for {root} within {seconds:.0f} seconds",
            why="a slow file system, or a configuration that makes git wait",
            todo="Run `git ls-files` there by hand to see where it stops",
        ) from error
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        return GitRefused(said[0] if said else f"git {command} ended with {done.returncode}")
    return done


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | _ENVIRONMENT


def _executable() -> str | None:
    """An absolute path only: a "." on PATH must not let the repository supply its own git."""
    found = shutil.which("git")
    return found if found is not None and os.path.isabs(found) else None  # noqa: PTH117 - a string, from which()
