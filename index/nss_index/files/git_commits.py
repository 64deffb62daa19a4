"""The last commits of a repository as git tells them: what each says, and which files it changed. Plumbing only."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nss_index.files import git

if TYPE_CHECKING:
    from pathlib import Path

TIME_LIMIT = 20.0  # seconds for one question to git
DIFF_OPTIONS = ("--stdin", "--root", "-r", "--no-renames", "--name-only", "-z", "--relative")


@dataclass(frozen=True, slots=True)
class Commit:
    name: str  # hexadecimal
    subject: str  # the first line of its message
    paths: frozenset[str]  # relative to the root asked for; only files below it


def last_commits(root: Path, most: int) -> list[Commit]:
    """The newest first, without merges; none where git has nothing to say. Raises LimitReached."""
    listed = git.run(root, "rev-list", f"--max-count={most}", "--no-merges", "HEAD", seconds=TIME_LIMIT)
    if isinstance(listed, git.GitRefused):
        return []
    names = listed.stdout.split()
    told = git.run(root, "diff-tree", *DIFF_OPTIONS, stdin=listed.stdout, seconds=TIME_LIMIT)
    objects = git.run(root, "cat-file", "--batch", stdin=listed.stdout, seconds=TIME_LIMIT)
    if isinstance(told, git.GitRefused) or isinstance(objects, git.GitRefused):
        return []
    changed = dict(files_by_commit(told.stdout, set(names)))
    subjects = _subjects(objects.stdout, len(names))
    return [
        Commit(name.decode("ascii"), subject, frozenset(changed.get(name, ())))
        for name, subject in zip(names, subjects, strict=True)
    ]


def files_by_commit(told: bytes, names: Collection[bytes]) -> list[tuple[bytes, set[str]]]:
    """What `diff-tree` with DIFF_OPTIONS says. A commit's name comes before its files; a file that is called like a
    commit would start one."""
    found: list[tuple[bytes, set[str]]] = []
    for word in told.split(b"\0"):
        if word in names:
            found.append((word, set()))
        elif word and found:
            found[-1][1].add(os.fsdecode(word))
    return found


def _subjects(batch: bytes, count: int) -> list[str]:
    """The first lines of the messages, "" for an object that is not there (a shallow clone has it all; a damaged one
    may not)."""
    found: list[str] = []
    position = 0
    for _ in range(count):
        end = batch.index(b"\n", position)
        header = batch[position:end].split()
        position = end + 1
        if len(header) != 3:  # "<name> missing"
            found.append("")
            continue
        size = int(header[2])
        message = batch[position : position + size].partition(b"\n\n")[2]
        position += size + 1
        found.append(message.lstrip(b"\n").partition(b"\n")[0].decode("utf-8", "replace").strip())
    return found
