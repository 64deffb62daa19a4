"""Which files an import of Java means.

Sources: the Java language specification, 7.2 (host support for packages) and 7.5 (import declarations), and the layout
that javac, Maven and Gradle expect: the folder of a file ends with its package's name.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Collection

from nss_index.graph.edges import MISSING, OUTSIDE, Confidence, Resolution
from nss_index.graph.projects import Read
from nss_index.model import Import

_SUFFIX = ".java"
_CLAUSE = re.compile(r"^\s*package\s+([\w.]+)\s*;", re.MULTILINE)
_SOURCE_FOLDERS = ("", "java", "src", "classes")
"""One of these stands above a package in the layouts of Maven, Gradle, Ant and the JDK. Else the file is asked."""


class JavaFiles:
    """`paths` are those of the index."""

    def __init__(self, paths: Collection[str], read: Read) -> None:
        self._read = read
        self._named: dict[str, list[str]] = defaultdict(list)
        self._folders: dict[str, list[str]] = defaultdict(list)  # by the folder's last name
        files = sorted(path for path in paths if path.endswith(_SUFFIX))
        for path in files:
            self._named[posixpath.basename(path)].append(path)
        for folder in sorted({posixpath.dirname(path) for path in files}):
            self._folders[posixpath.basename(folder)].append(folder)
        self._files = files
        self._clauses: dict[str, str] = {}

    def resolve(self, source: str, found: Import) -> Resolution:
        """Of a class, of a class in a class, of a static member, or of a package as a whole."""
        names = found.module.split(".")
        if found.name != "*":
            names.append(found.name)
        for end in range(len(names), 1, -1):
            places = self._classes(names[: end - 1], names[end - 1])
            if places:
                return _chosen(source, places)
        if found.name == "*":
            return self._package(source, names)
        return MISSING if len(names) > 2 and self._package_folders(names[:-1]) else OUTSIDE

    def _classes(self, package: list[str], name: str) -> list[tuple[str, str]]:
        """Files of a class, with their source folders."""
        files = self._named.get(f"{name}{_SUFFIX}", ())
        return [(path, root) for path in files if (root := self._source_folder(path, package)) is not None]

    def _source_folder(self, path: str, package: list[str]) -> str | None:
        """The folder above the package of a file; None where the file is in another package."""
        folder, written = posixpath.dirname(path), "/".join(package)
        if folder != written and not folder.endswith(f"/{written}"):
            return None
        root = folder[: len(folder) - len(written)].rstrip("/")
        if posixpath.basename(root) in _SOURCE_FOLDERS or self._clause(path) == ".".join(package):
            return root
        return None

    def _clause(self, path: str) -> str:
        if path not in self._clauses:
            found = _CLAUSE.search(self._read(path) or "")
            self._clauses[path] = found[1] if found else ""
        return self._clauses[path]

    def _package_folders(self, package: list[str]) -> list[str]:
        written = "/".join(package)
        folders = self._folders.get(package[-1], ())
        return [folder for folder in folders if folder == written or folder.endswith(f"/{written}")]

    def _package(self, source: str, package: list[str]) -> Resolution:
        """`import a.b.*` brings what is used of it: one of several files, unless there is but one."""
        folders = set(self._package_folders(package))
        files = [path for path in self._files if posixpath.dirname(path) in folders and path != source]
        files = [path for path in files if self._source_folder(path, package) is not None]
        confidence = Confidence.CERTAIN if len(files) == 1 else Confidence.POSSIBLE
        return Resolution(tuple((path, confidence) for path in files)) if files else OUTSIDE


def _chosen(source: str, places: list[tuple[str, str]]) -> Resolution:
    """Of several files with one name, given with their source folders, the nearest: in the same source folder, or else
    in the same module (main and test of Maven and Gradle)."""
    for near in (
        [path for path, root in places if _within(source, root)],
        [path for path, root in places if _within(source, root.partition("/src/")[0])],
        [path for path, _ in places],
    ):
        if len(near) == 1:
            return Resolution(((near[0], Confidence.CERTAIN),))
    return Resolution(tuple((path, Confidence.POSSIBLE) for path, _ in places))


def _within(path: str, folder: str) -> bool:
    return not folder or path.startswith(f"{folder}/")
