"""The rules of ignore files as they apply along a tree: which entry is left out, and which line says so.

One `IgnoreRules` reads one kind of file (`.gitignore` with git's outer files, or `.nssignore`) lazily, folder by
folder, and keeps what it read: make a new one for each scan. Paths are bytes relative to the top. It runs nothing
and follows no link. Does not know what is tracked.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nss_index.files.git_config import ignore_settings
from nss_index.files.patterns import Pattern, PatternList, parse_patterns
from nss_index.files.safe_open import read_support_file

if TYPE_CHECKING:
    from pathlib import Path

    from nss_index.files.repository import GitRepository

NSSIGNORE = ".nssignore"


@dataclass(frozen=True, slots=True)
class Rule:
    """The line that decided."""

    source: str  # the ignore file, relative to the top, or absolute for an outer one
    pattern: Pattern

    def sentence(self) -> str:
        return f"{self.source} line {self.pattern.line}: {self.pattern.text}"


@dataclass(frozen=True, slots=True)
class _Folder:
    excluded: Rule | None  # the whole folder is left out; nothing below can be brought back
    lists: tuple[PatternList, ...]  # the nearest file first: the first list with a match decides


@dataclass(slots=True)
class IgnoreRules:
    """Rules of all files called `file_name` from `top` down, after which come the `outer` lists."""

    top: Path
    file_name: str
    outer: tuple[PatternList, ...] = ()
    ignore_case: bool = False
    _folders: dict[bytes, _Folder] = field(default_factory=dict[bytes, "_Folder"])

    def rule(self, path: bytes, is_directory: bool) -> Rule | None:
        """The rule that leaves `path` out, either itself or a folder above it; None where it is kept."""
        folder = self._folder(path.rpartition(b"/")[0])
        return folder.excluded or _decide(folder.lists, path, is_directory)

    def _folder(self, path: bytes) -> _Folder:
        known = self._folders.get(path)
        if known is None:
            known = self._folders[path] = self._read(path)
        return known

    def _read(self, path: bytes) -> _Folder:
        lists = self.outer
        if path:
            above = self._folder(path.rpartition(b"/")[0])
            excluded = above.excluded or _decide(above.lists, path, True)
            if excluded is not None:
                return _Folder(excluded, ())
            lists = above.lists
        base = path + b"/" if path else b""
        data = read_support_file(self.top / os.fsdecode(base) / self.file_name, follow_links=False)
        if data is None:
            return _Folder(None, lists)
        source = base.decode("utf-8", "backslashreplace") + self.file_name
        found = parse_patterns(data, source=source, base=base, ignore_case=self.ignore_case)
        return _Folder(None, (found, *lists) if found.patterns else lists)


def git_rules(top: Path, repository: GitRepository | None) -> IgnoreRules:
    """`.gitignore` files from `top` down, then `.git/info/exclude`, then the user's global excludes.

    Outside a repository the same rules hold, without `info/exclude`.
    """
    settings = ignore_settings(repository)
    outer: list[PatternList] = []
    sources = [] if repository is None else [repository.common_folder / "info" / "exclude"]
    sources += [] if settings.excludes_file is None else [settings.excludes_file]
    for source in sources:
        data = read_support_file(source, follow_links=True)
        if data is not None:
            outer.append(parse_patterns(data, source=str(source), ignore_case=settings.ignore_case))
    return IgnoreRules(top, ".gitignore", tuple(outer), settings.ignore_case)


def nss_rules(top: Path) -> IgnoreRules:
    """`.nssignore` files from `top` down: our own, applied on top of what git leaves out."""
    return IgnoreRules(top, NSSIGNORE)


def _decide(lists: tuple[PatternList, ...], path: bytes, is_directory: bool) -> Rule | None:
    for patterns in lists:
        pattern = patterns.last_match(path, is_directory)
        if pattern is not None:
            return None if pattern.negated else Rule(patterns.source, pattern)
    return None
