"""Which folders have to be watched so that no change of the file set goes unseen, and who they are.

Ignored folders (node_modules, build output) and git's object store are not among them: each folder costs one kernel
watch, of which a user has a limited number. Does not know how watching works.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nss_index.files import git
from nss_index.files.git_index import tracked_files
from nss_index.files.repository import GitRepository, repository_of
from nss_index.files.walk import start_walk

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Identity = tuple[int, int]  # device and inode: another folder of the same name is another folder

_IGNORE_FILES = frozenset({".gitignore", ".nssignore"})
_GIT_FILES = frozenset({"HEAD", "config", "config.worktree", "exclude", "commondir"})


@dataclass(frozen=True, slots=True)
class Ground:
    """The root with the git folders that decide about it, as they were when watching began."""

    root: Path
    repository: GitRepository | None

    @property
    def git_folders(self) -> tuple[Path, ...]:
        if self.repository is None:
            return ()
        common = self.repository.common_folder
        return tuple(dict.fromkeys((self.repository.git_folder, common, common / "info")))


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one event path stands for: a relative path to look at, or that everything has to be looked at."""

    path: str | None = None
    rescan: bool = False
    index_changed: bool = False


NOTHING = Meaning()


def ground_of(root: Path) -> Ground:
    return Ground(root, repository_of(root))


def folders_below(ground: Ground, starts: Iterable[str]) -> dict[str, Identity]:
    """Folders to watch at and below `starts` ("" or relative to the root), by absolute name. Ignored ones are not."""
    walk = start_walk(ground.root)
    names: list[bytes] = []
    for start in starts:
        place = os.fsencode(os.path.relpath(ground.root / start, walk.top))
        place = b"" if place == b"." else place
        if not start or place in walk.tracked.folders or walk.rules.rule(place, True) is None:
            names += walk.folders(place)
    top = str(walk.top)
    return _identified(f"{top}/{os.fsdecode(name)}" if name else top for name in names)


def all_folders(ground: Ground) -> dict[str, Identity]:
    """Every folder to watch: the tree's, git's own, and those above the root whose ignore files reach into it."""
    above: list[Path] = []
    if ground.repository is not None and ground.repository.top != ground.root:
        top = ground.repository.top
        above = [folder for folder in ground.root.parents if folder == top or top in folder.parents]
    return folders_below(ground, ("",)) | _identified(str(path) for path in (*ground.git_folders, *above))


def meaning_of(ground: Ground, path: str) -> Meaning:
    """What an event at the absolute `path` says about the file set."""
    folder, _, name = path.rpartition("/")
    if any(folder == str(git_folder) for git_folder in ground.git_folders):
        return Meaning(rescan=name in _GIT_FILES, index_changed=name == "index")
    root = str(ground.root)
    if path == root:
        return Meaning(path="")
    if not path.startswith(root + "/"):
        return Meaning(rescan=name in _IGNORE_FILES)
    relative = path[len(root) + 1 :]
    parts = relative.split("/")
    if ".git" in parts:
        at = parts.index(".git")
        if at == 0:  # the root's own: it became a repository, or is none any more
            own = ground.repository is not None and ground.repository.top == ground.root
            return NOTHING if own and len(parts) > 1 else Meaning(rescan=True)
        return Meaning(path="/".join(parts[:at]))  # a nested repository is born or gone
    return Meaning(path=relative, rescan=name in _IGNORE_FILES)


def index_fingerprint(ground: Ground) -> object:
    """Equal as long as git's index cannot have moved a file in or out of the set.

    `git status` rewrites the index often; only the tracked files that rules would ignore, and submodules, matter.
    """
    tracked = tracked_files(ground.repository)
    despite = git.tracked_despite_rules(ground.root)
    return (tracked.links, tracked.files if despite is None else despite)


def is_real_folder(place: Path) -> bool:
    """A folder, and not a link to one."""
    try:
        return stat.S_ISDIR(place.lstat().st_mode)
    except OSError:
        return False


def _identified(paths: Iterable[str]) -> dict[str, Identity]:
    found: dict[str, Identity] = {}
    for path in paths:
        try:
            status = os.lstat(path)
        except OSError:
            continue
        found[path] = (status.st_dev, status.st_ino)
    return found
