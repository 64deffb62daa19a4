"""Where a repository lies: its top folder and git folders, found by looking, without running or trusting anything.

Understands `.git` folders and the `.git` files of worktrees and submodules. Does not know what is tracked.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from nss_index.files.safe_open import read_support_file

_OBJECT_NAME = re.compile(rb"[0-9a-f]{40,64}\s*\Z")


@dataclass(frozen=True, slots=True)
class GitRepository:
    """`git_folder` holds HEAD and index; `common_folder` holds config and info/ (the same unless in a worktree)."""

    top: Path
    git_folder: Path
    common_folder: Path


def repository_of(root: Path) -> GitRepository | None:
    """The repository that `root` lies in: the nearest folder at or above it that holds a valid `.git`."""
    root = root.resolve()
    for folder in (root, *root.parents):
        git_folder = git_folder_of(folder)
        if git_folder is not None:
            return GitRepository(folder, git_folder, _common_folder(git_folder))
    return None


def git_folder_of(folder: Path | str) -> Path | None:
    """The git folder that `folder/.git` is or points to, None where there is no valid one."""
    path = Path(folder, ".git")
    if _is_git_folder(path):
        return path
    data = read_support_file(path, follow_links=True)
    if data is None or not data.startswith(b"gitdir: "):
        return None
    target = Path(folder, os.fsdecode(data[len(b"gitdir: ") :].rstrip(b"\r\n")))
    return target.resolve() if _is_git_folder(target) else None


def is_nested_repository(folder: Path | str) -> bool:
    """Whether git would stop at `folder` because it is a repository of its own."""
    return os.path.lexists(Path(folder, ".git")) and git_folder_of(folder) is not None


def _is_git_folder(folder: Path) -> bool:
    common = _common_folder(folder)
    return _valid_head(folder / "HEAD") and (common / "objects").is_dir() and (common / "refs").is_dir()


def _valid_head(path: Path) -> bool:
    """A reference below refs/ or an object name; HEAD itself may be a symbolic link of git's first years."""
    if path.is_symlink():
        return os.readlink(path).startswith("refs/")  # noqa: PTH115 - the text of the link, not the path behind it
    data = read_support_file(path, follow_links=False)
    if data is None:
        return False
    if data.startswith(b"ref:"):
        return data[4:].lstrip().startswith(b"refs/")
    return _OBJECT_NAME.match(data) is not None


def _common_folder(git_folder: Path) -> Path:
    data = read_support_file(git_folder / "commondir", follow_links=True)
    if data is None:
        return git_folder
    return Path(os.path.normpath(git_folder / os.fsdecode(data.rstrip(b"\r\n"))))
