"""git's file set without git: tracked files from the index, and what the ignore rules leave of the rest.

Equal to `git ls-files -co --exclude-standard` (a test compares them on generated trees). Reads only, runs nothing,
follows no link.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nss_index.files.git_index import TrackedFiles, tracked_files
from nss_index.files.ignore import IgnoreRules, git_rules
from nss_index.files.repository import is_nested_repository, repository_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_GIT = b".git"


@dataclass(slots=True)
class TreeWalk:
    """One walk over `root`; `unreadable` fills with folders, relative to the top, that could not be listed."""

    root: Path
    top: Path
    rules: IgnoreRules
    tracked: TrackedFiles
    unreadable: list[bytes] = field(default_factory=list[bytes])

    def entries(self, start: bytes) -> Iterator[bytes]:
        """Untracked, not ignored files below the folder `start` (no trailing slash); nested repositories end in "/"."""
        pending = [start]
        while pending:
            folder = pending.pop()
            for name, is_folder in self.children(folder):
                if is_folder:
                    yield from self._enter(name, pending)
                elif name not in self.tracked.files and self.rules.rule(name, False) is None:
                    yield name

    def folders(self, start: bytes) -> Iterator[bytes]:
        """Every folder at and below `start` where a change can touch the set.

        Of a repository of its own that is its top folder (it may cease to be one), of a `.git` that is none yet
        (`git init` is at work) that folder too.
        """
        pending = [start]
        while pending:
            folder = pending.pop()
            yield folder
            if folder in self.tracked.links or (folder != start and not self.admits(folder)):
                continue
            for name, is_folder in self.children(folder):
                if is_folder and (name in self.tracked.folders or self.rules.rule(name, True) is None):
                    pending.append(name)
            unborn = folder + b"/.git" if folder else b".git"
            if _is_folder(self.top, unborn) and not is_nested_repository(self.top / os.fsdecode(folder)):
                yield unborn

    def admits(self, folder: bytes) -> bool:
        """Whether untracked files of this folder count: not ignored, not a submodule or repository of its own."""
        if folder in self.tracked.links or self.rules.rule(folder, True) is not None:
            return False
        return folder in self.tracked.folders or not is_nested_repository(self.top / os.fsdecode(folder))

    def children(self, folder: bytes) -> Iterator[tuple[bytes, bool]]:
        """(path, is a folder) of each file, link and folder directly inside; special files are left out, as by git."""
        place = os.path.join(os.fsencode(self.top), folder)  # noqa: PTH118 - bytes
        prefix = folder + b"/" if folder else b""
        try:
            with os.scandir(place) as found:
                for entry in found:
                    if entry.name == _GIT:
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        yield prefix + entry.name, True
                    elif entry.is_file(follow_symlinks=False) or entry.is_symlink():
                        yield prefix + entry.name, False
        except (FileNotFoundError, NotADirectoryError):
            return  # went away since it was seen: whoever watches hears of it
        except OSError:
            self.unreadable.append(folder)

    def _enter(self, folder: bytes, pending: list[bytes]) -> Iterator[bytes]:
        if folder in self.tracked.links or self.rules.rule(folder, True) is not None:
            return
        if folder not in self.tracked.folders and is_nested_repository(self.top / os.fsdecode(folder)):
            yield folder + b"/"
        else:
            pending.append(folder)


def start_walk(root: Path) -> TreeWalk:
    """A walk over `root` (resolved), which may be a subfolder of a repository or in none."""
    repository = repository_of(root)
    top = root if repository is None else repository.top
    return TreeWalk(root, top, git_rules(top, repository), tracked_files(repository))


def list_by_rules(root: Path, paths: Sequence[str] = ()) -> tuple[list[str], list[str]]:
    """(paths, unreadable folders) relative to `root`: the whole tree, or what lies at and below `paths`."""
    walk = start_walk(root)
    prefix = b"" if walk.top == root else os.fsencode(os.path.relpath(root, walk.top)) + b"/"
    asked = [prefix + os.fsencode(path) for path in paths] or [prefix.removesuffix(b"/")]
    found: set[bytes] = set()
    for path in asked:
        found.update(name for name in walk.tracked.files | walk.tracked.links if _at_or_below(name, path))
        found.update(_untracked(walk, path))
    cut = len(prefix)
    return (
        sorted(os.fsdecode(name[cut:]) for name in found),
        sorted(os.fsdecode(name[cut:]) for name in walk.unreadable),
    )


def _untracked(walk: TreeWalk, path: bytes) -> Iterator[bytes]:
    """Untracked entries at and below `path`, which may be a file, a folder, "" for all, or nothing at all."""
    parents = path.split(b"/")[:-1]
    for depth in range(1, len(parents) + 1):
        folder = b"/".join(parents[:depth])
        if not (_is_folder(walk.top, folder) and walk.admits(folder)):
            return
    if not path:
        yield from walk.entries(path)
    elif _is_folder(walk.top, path):
        if walk.admits(path):
            yield from walk.entries(path)
        elif path not in walk.tracked.links and walk.rules.rule(path, True) is None:
            yield path + b"/"
    elif path not in walk.tracked.files and walk.rules.rule(path, False) is None and _is_listed_kind(walk.top, path):
        yield path


def _is_folder(top: Path, path: bytes) -> bool:
    try:
        return stat.S_ISDIR(os.lstat(top / os.fsdecode(path)).st_mode)
    except OSError:
        return False


def _is_listed_kind(top: Path, path: bytes) -> bool:
    try:
        mode = os.lstat(top / os.fsdecode(path)).st_mode
    except OSError:
        return False
    return (stat.S_ISREG(mode) or stat.S_ISLNK(mode)) and path.rpartition(b"/")[2] != _GIT


def _at_or_below(name: bytes, path: bytes) -> bool:
    return not path or name == path or name.startswith(path + b"/")
