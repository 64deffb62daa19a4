"""What a repository remembers: which files differ from the last commit and how they were, and what changed together.

Asks git's plumbing (see `git`) and compares texts itself: `git diff` would run the filters that a repository names.
Without git, or where it refuses, nothing is remembered.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nss_index.errors import LimitReached
from nss_index.files import git
from nss_index.files.contents import decode
from nss_index.files.git_commits import DIFF_OPTIONS, files_by_commit
from nss_index.files.git_index import IndexEntry, entries
from nss_index.files.repository import repository_of
from nss_index.files.safe_open import open_inside, read_bounded
from nss_index.remembered import Remembered

if TYPE_CHECKING:
    from pathlib import Path

COMMITS = 300  # of the past: what changed together years ago says little about today's code
MOST_FILES = 20  # of a commit: a renaming of everything couples everything
MOST_CHANGED = 100  # files that are compared with the last commit, the newest first
TIME_LIMIT = 5.0  # seconds for one question to git: a pack can do without
MOST_BYTES = 5_000_000  # of a file that is compared

_Commit = frozenset[str]


@dataclass(frozen=True, slots=True)
class Past:
    """The repository as of one commit. Paths are relative to the root asked for."""

    blobs: Mapping[str, str] = field(default_factory=dict[str, str])  # path → object name
    commits: tuple[_Commit, ...] = ()  # the files of each, the newest first

    def together(self, path: str) -> tuple[int, list[tuple[str, int]]]:
        """In how many commits a file changed, and which others changed in how many of these, the most first."""
        with_it = [one for one in self.commits if path in one]
        counted = Counter(other for one in with_it for other in one if other != path)
        return len(with_it), sorted(counted.items(), key=lambda one: (-one[1], one[0]))


class History:
    """Of one root. Thread-safe."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._known: Remembered[str, Past] = Remembered(2)

    def past(self) -> Past:
        """As of the commit that is checked out; an empty one where git has nothing to say, or not in time."""
        try:
            head = git.head(self._root)
            return self._known.of(head, lambda: self._read(head)) if head else Past()
        except LimitReached:
            return Past()

    def changed(self, paths: Collection[str], unsaved: Collection[str]) -> dict[str, str]:
        """Those of `paths` that differ from the last commit, or may because they are `unsaved`, with the text that
        they had there: "" for new ones. At most `MOST_CHANGED`, those written last. None before a first commit."""
        past = self.past()
        if not past.blobs:
            return {}
        stamps, written = self._stamps()
        found: list[tuple[int, str]] = []
        for path in paths:
            try:
                status = os.lstat(self._root / path)
            except (OSError, ValueError):
                continue
            entry, blob = stamps.get(path), past.blobs.get(path)
            as_added = entry is not None and entry.blob == blob and _is_as_added(entry, status, written)
            if path in unsaved or not as_added:
                found.append((status.st_mtime_ns, path))
        newest = [path for _, path in sorted(found, reverse=True)[:MOST_CHANGED]]
        differ = [path for path in newest if path in unsaved or self._differs(path, past.blobs.get(path))]
        return self._texts({path: past.blobs.get(path, "") for path in differ})

    def _read(self, head: str) -> Past:
        tree = git.run(self._root, "ls-tree", "-r", "-z", head, seconds=TIME_LIMIT)
        names = git.run(self._root, "rev-list", f"--max-count={COMMITS}", "--no-merges", head, seconds=TIME_LIMIT)
        if isinstance(tree, git.GitRefused) or isinstance(names, git.GitRefused):
            return Past()
        told = git.run(self._root, "diff-tree", *DIFF_OPTIONS, stdin=names.stdout, seconds=TIME_LIMIT)
        if isinstance(told, git.GitRefused):
            return Past(_blobs(tree.stdout))
        return Past(_blobs(tree.stdout), _commits(told.stdout, set(names.stdout.split())))

    def _stamps(self) -> tuple[dict[str, IndexEntry], int]:
        """git's index by path, and when it was written."""
        repository = repository_of(self._root)
        if repository is None:
            return {}, 0
        above = os.fsencode(self._root.resolve().relative_to(repository.top).as_posix() + "/")
        above = b"" if above == b"./" else above
        known = {
            os.fsdecode(one.name.removeprefix(above)): one for one in entries(repository) if one.name.startswith(above)
        }
        try:
            return known, os.lstat(repository.git_folder / "index").st_mtime_ns
        except OSError:
            return {}, 0

    def _differs(self, path: str, blob: str | None) -> bool:
        """Whether the bytes of a file are not those of an object of git."""
        try:
            descriptor, _ = open_inside(self._root, path)
        except OSError:
            return False
        try:
            data = read_bounded(descriptor, MOST_BYTES)
        finally:
            os.close(descriptor)
        if len(data) > MOST_BYTES:
            return False
        digest = hashlib.sha256 if blob is not None and len(blob) == 64 else hashlib.sha1
        return digest(b"blob %d\0%b" % (len(data), data), usedforsecurity=False).hexdigest() != blob

    def _texts(self, blobs: Mapping[str, str]) -> dict[str, str]:
        """The texts of objects by path; "" for the path of none. Those that are no text are left out."""
        asked = [(path, blob) for path, blob in blobs.items() if blob]
        found = {path: "" for path, blob in blobs.items() if not blob}
        if not asked:
            return found
        try:
            lines = "".join(f"{blob}\n" for _, blob in asked).encode()
            told = git.run(self._root, "cat-file", "--batch", stdin=lines, seconds=TIME_LIMIT)
        except LimitReached:
            return found
        if isinstance(told, git.GitRefused):
            return found
        position = 0
        for path, _ in asked:
            end = told.stdout.index(b"\n", position)
            header = told.stdout[position:end].split()
            position = end + 1
            if len(header) != 3:  # "<name> missing": not fetched
                continue
            size = int(header[2])
            decoded = decode(told.stdout[position : position + size])
            position += size + 1
            if decoded is not None:
                found[path] = decoded[0]
        return found


def _is_as_added(entry: IndexEntry, status: os.stat_result, written: int) -> bool:
    """By its stat. A file that changed when the index was written may have changed after it was added ("racy git")."""
    same = (entry.changed_ns, entry.size) == (status.st_mtime_ns, status.st_size & 0xFFFFFFFF)
    return same and status.st_mtime_ns < written


def _blobs(listed: bytes) -> dict[str, str]:
    """From lines `<mode> <type> <object>\\t<path>`, NUL separated."""
    found: dict[str, str] = {}
    for entry in listed.split(b"\0"):
        told, _, name = entry.partition(b"\t")
        words = told.split()
        if len(words) == 3 and words[1] == b"blob":
            found[os.fsdecode(name)] = words[2].decode("ascii")
    return found


def _commits(told: bytes, names: Collection[bytes]) -> tuple[_Commit, ...]:
    """The small ones."""
    return tuple(frozenset(one) for _, one in files_by_commit(told, names) if 1 < len(one) <= MOST_FILES)
