"""The file set of a root: git's own answer where git gives one, else the same set worked out from the rules.

Does not know skips, sizes or contents.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nss_index.files.git import GitRefused, list_files
from nss_index.files.walk import list_by_rules

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_MAX_ARGUMENTS_BYTES = 60_000  # of paths on git's command line; longer lists ask for everything and pick


@dataclass(frozen=True, slots=True)
class Listing:
    """Paths relative to the root, sorted, each once; a nested repository ends in "/" or is a submodule's folder.

    `source` is "git" or "rules"; `note` says why not git, "" where git answered.
    """

    paths: list[str]
    unreadable: list[str]  # folders that could not be listed
    source: str
    note: str


def list_tree(root: Path, paths: Sequence[str] = ()) -> Listing:
    """What belongs to `root` (resolved): the whole tree, or what lies at and below the relative `paths`."""
    few = sum(len(path) + 1 for path in paths) <= _MAX_ARGUMENTS_BYTES
    answer = list_files(root, paths if few and not _touch_a_repository(root, paths) else ())
    if isinstance(answer, GitRefused):
        listed, unreadable = list_by_rules(root, paths)
        return Listing(listed, unreadable, "rules", answer.why)
    if not paths:
        return Listing(answer.paths, answer.unreadable, "git", "")
    asked = frozenset(paths)
    return Listing(
        [path for path in answer.paths if is_asked(path, asked)],
        [path for path in answer.unreadable if is_asked(path, asked)],
        "git",
        "",
    )


def _touch_a_repository(root: Path, paths: Sequence[str]) -> bool:
    """Whether a folder with a `.git` of its own is at or above one of `paths`.

    Asked for a path inside one, git answers otherwise than for the whole tree (it leaves out the untracked files of a
    folder that holds both tracked files and a `.git`); then the whole is asked, and picked from.
    """
    folders: set[str] = set()
    for path in paths:
        folder = path
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return any(os.path.lexists(f"{root}/{folder}/.git") for folder in folders)


def is_asked(path: str, asked: frozenset[str]) -> bool:
    """Whether `path` is one of `asked` or lies below one; "" asks for everything."""
    if "" in asked:
        return True
    path = path.removesuffix("/")
    while path:
        if path in asked:
            return True
        path = path.rpartition("/")[0]
    return False
