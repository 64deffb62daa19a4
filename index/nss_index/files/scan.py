"""From a root to candidates and skips, for the whole tree or for changed paths, with the same answer either way.

Symbolic links are never followed: one to a file of the root would index it twice, or bring in what was left out on
purpose (ignored, secret); one to elsewhere would leave the root. git, too, tracks the link and not what it names.
FIFOs, devices and sockets are left out by git's own listing; `explain` says so when asked.

Does not read contents (`read` may still turn a candidate into a skip).
"""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from msgspec import Struct

from nss_index.errors import Cancelled, RootNotFound
from nss_index.files.ignore import IgnoreRules, nss_rules
from nss_index.files.listing import Listing, is_asked, list_tree
from nss_index.files.patterns import PatternList, parse_patterns
from nss_index.files.read import too_large
from nss_index.files.repository import repository_of
from nss_index.files.rules import ScanRules, SkipReason, judge_name
from nss_index.files.stamp import changed_ns
from nss_index.model import Candidate, Skipped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from nss_index.ports import IsCancelled

_CHECK_EVERY = 256  # entries between two looks at `cancelled`


class Gone(Struct, frozen=True):
    """Nothing of the index's file set is at `path` or below it: forget both."""

    path: str


def scan_tree(root: Path, rules: ScanRules, cancelled: IsCancelled = lambda: False) -> Iterator[Candidate | Skipped]:
    """Every file of the set under `root`, ordered by path (code points). Raises RootNotFound, Cancelled, LimitReached.

    A folder that cannot be read is a Skipped. Ignored files are not mentioned.
    """
    root = checked_root(root)
    return _judged(root, rules, list_tree(root), cancelled)


def examine(root: Path, paths: Iterable[str], rules: ScanRules) -> list[Candidate | Skipped | Gone]:
    """`scan_tree` restricted to the relative `paths` and all below them, and a Gone for each that yields nothing.

    The answer is complete: whatever is known at or below one of `paths` and not in it has to be forgotten
    (`outdated` works that out). Paths outside the root or inside `.git` are Gone. Raises RootNotFound, LimitReached.
    """
    root = checked_root(root)
    asked = sorted({_normal(path) for path in paths})
    if "" in asked:
        return list(scan_tree(root, rules))
    # A path below another one adds nothing, and makes git look into nested repositories instead of naming them.
    heads = frozenset(asked)
    apart = [path for path in asked if _is_askable(path) and not is_asked(path.rpartition("/")[0], heads)]
    listing = list_tree(root, apart) if apart else Listing([], [], "git", "")
    found: list[Candidate | Skipped | Gone] = [*_judged(root, rules, listing, lambda: False)]
    covered: set[str] = set()
    for item in found:
        path = item.path
        while path and path not in covered:
            covered.add(path)
            path = path.rpartition("/")[0]
    found += [Gone(path) for path in asked if path not in covered]
    return sorted(found, key=lambda item: item.path)


def outdated(known: Iterable[str], asked: Iterable[str], answer: Iterable[Candidate | Skipped | Gone]) -> set[str]:
    """Of the `known` paths those that `examine(asked)` says are not there any more."""
    below = frozenset(_normal(path) for path in asked)
    present = {item.path for item in answer if not isinstance(item, Gone)}
    return {path for path in known if path not in present and is_asked(path, below)}


def changes_rules(path: str) -> bool:
    """Whether a change of this file (relative, or inside a git folder) can move other files in or out of the set."""
    name = path.rpartition("/")[2]
    if name in (".gitignore", ".nssignore", ".gitmodules"):
        return True
    return path.endswith((".git", ".git/info/exclude", ".git/HEAD", ".git/index", ".git/config"))


def checked_root(root: Path) -> Path:
    """`root` with links resolved. Raises RootNotFound."""
    resolved = root.resolve()
    if not resolved.is_dir():
        raise RootNotFound(f"{root} is not a folder", todo="Give the folder of a project")
    return resolved


@dataclass(slots=True)
class _Judge:
    root: Path
    rules: ScanRules
    nss: IgnoreRules
    nss_prefix: bytes  # of the root, relative to where .nssignore files begin to count
    excluded: PatternList
    real_folders: dict[str, bool] = field(default_factory=lambda: {"": True})

    def judge(self, entry: str) -> Candidate | Skipped | None:
        """None for what is tracked and not on disk."""
        path = entry.removesuffix("/")
        if not _is_utf8(path):
            return Skipped(_shown(path), SkipReason.ENCODING, "its name is not UTF-8")
        if not self._is_real(path.rpartition("/")[0]):
            return None  # a folder above it is now a link or a file: on this tree, the path does not exist
        try:
            status = os.lstat(f"{self.root}/{path}")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            return Skipped(path, SkipReason.UNREADABLE, os.strerror(error.errno or errno.EIO))
        judged = self._kind(path, status) or judge_name(path) or self.left_out(path) or self._size(status)
        if judged is None:
            return Candidate(path, status.st_size, changed_ns(status))
        return Skipped(path, *judged, status.st_size, changed_ns(status))

    def _kind(self, path: str, status: os.stat_result) -> tuple[SkipReason, str] | None:
        mode = status.st_mode
        if stat.S_ISREG(mode):
            return None
        if stat.S_ISLNK(mode):
            return _link(self.root, path)
        if stat.S_ISDIR(mode):
            return SkipReason.NESTED_REPOSITORY, "a repository of its own; open it as a root to search it"
        return SkipReason.NOT_REGULAR, "a FIFO, socket or device"

    def left_out(self, path: str) -> tuple[SkipReason, str] | None:
        name = os.fsencode(path)
        rule = self.nss.rule(self.nss_prefix + name, False)
        if rule is not None:
            return SkipReason.NSSIGNORE, rule.sentence()
        if self.excluded.patterns:
            parts = name.split(b"/")
            for depth in range(1, len(parts) + 1):
                pattern = self.excluded.last_match(b"/".join(parts[:depth]), depth < len(parts))
                if pattern is not None and not pattern.negated:
                    return SkipReason.EXCLUDED, f"settings exclude {pattern.text}"
        return None

    def _size(self, status: os.stat_result) -> tuple[SkipReason, str] | None:
        if status.st_size > self.rules.max_file_bytes:
            return SkipReason.TOO_LARGE, too_large(status.st_size, self.rules)
        return None

    def _is_real(self, folder: str) -> bool:
        known = self.real_folders.get(folder)
        if known is None:
            known = self._is_real(folder.rpartition("/")[0])
            if known:
                try:
                    known = stat.S_ISDIR(os.lstat(f"{self.root}/{folder}").st_mode)
                except OSError:
                    known = False
            self.real_folders[folder] = known
        return known


def judge_place(root: Path, path: str, rules: ScanRules) -> tuple[SkipReason, str] | None:
    """Why a relative path's name, the .nssignore files or the settings leave it out, None where they do not."""
    return judge_name(path) or _judge(root, rules).left_out(path)


def _judge(root: Path, rules: ScanRules) -> _Judge:
    repository = repository_of(root)
    top = root if repository is None else repository.top
    prefix = b"" if top == root else os.fsencode(os.path.relpath(root, top)) + b"/"
    settings = "\n".join(rules.exclude).encode("utf-8", "surrogateescape")
    return _Judge(root, rules, nss_rules(top), prefix, parse_patterns(settings, source="settings"))


def _judged(
    root: Path, rules: ScanRules, listing: Listing, cancelled: Callable[[], bool]
) -> Iterator[Candidate | Skipped]:
    judge = _judge(root, rules).judge
    unreadable = frozenset(listing.unreadable)
    entries = sorted({*(path.removesuffix("/") for path in listing.paths), *unreadable})
    for number, entry in enumerate(entries):
        if number % _CHECK_EVERY == 0 and cancelled():
            raise Cancelled("The scan was cancelled")
        if entry in unreadable:
            yield Skipped(_shown(entry), SkipReason.UNREADABLE, "the folder cannot be listed: permission denied")
        elif (judged := judge(entry)) is not None:
            yield judged


def _link(root: Path, path: str) -> tuple[SkipReason, str]:
    """Judged by the link's text alone, so that the answer does not change when other files do."""
    try:
        target = os.readlink(f"{root}/{path}")  # noqa: PTH115 - the text as it is
    except OSError as error:
        return SkipReason.UNREADABLE, os.strerror(error.errno or errno.EIO)
    place = os.path.normpath(os.path.join(root, path.rpartition("/")[0], target))  # noqa: PTH118
    detail = f"a symbolic link to {_shown(target)}"
    link = f"{root}/{path}"
    if link == place or (link.startswith(place.rstrip("/") + "/") and (place + "/").startswith(f"{root}/")):
        return SkipReason.SYMLINK_LOOP, detail
    if not place.startswith(f"{root}/"):
        return SkipReason.SYMLINK_OUTSIDE, detail
    return SkipReason.SYMLINK, detail


def _normal(path: str) -> str:
    normal = os.path.normpath(path)
    return "" if normal == "." else normal


def _is_askable(path: str) -> bool:
    """Not outside, not git's own, and a name that a command line can carry."""
    parts = path.split("/")
    return not path.startswith("/") and parts[0] != ".." and ".git" not in parts and "\0" not in path


def _is_utf8(path: str) -> bool:
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _shown(path: str) -> str:
    """A name that can be stored and printed: bytes that are not UTF-8 become \\xNN."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
