"""Which files an import of Go means. It names a package, which is a folder; the parser says which names are used of it.

Sources: the Go modules reference ("go.mod files", "Vendoring", "Workspaces"), `go help packages`, `go help gopath`. An
import means the files that define those names, outside of tests and of files that no build takes. Where a name has
several (one for each platform), and where none of the names is known, each file is possible. A package that is imported
for its effects means all its files.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from nss_index.graph.edges import MISSING, OUTSIDE, Confidence, Resolution
from nss_index.graph.projects import Read, inside
from nss_index.model import Import

_MODULE = re.compile(r"^\s*module\s+\"?([^\s\"]+)", re.MULTILINE)
_REPLACED = re.compile(
    r"^\s*(?:replace\s+)?\"?([^\s\"()]+)\"?(?:\s+v\S+)?\s+=>\s+\"?(\.{1,2}(?:/[^\s\"]*)?)", re.MULTILINE
)
_USED = re.compile(r"^\s*(?:use\s+)?\"?(\.{1,2}(?:/[^\s\"()]*)?)\"?\s*(?://.*)?$", re.MULTILINE)
_IGNORED = re.compile(r"^//\s*(?:go:build|\+build)\s+ignore\b", re.MULTILINE)
_CLAUSE = re.compile(r"^package\s", re.MULTILINE)

_TOOLCHAIN = ("std", "cmd")
"""The modules of the Go distribution itself: their imports name folders of `std`, whose path is no prefix."""


@dataclass(frozen=True, slots=True)
class _Module:
    folder: str
    name: str
    replaced: tuple[tuple[str, str], ...]  # (import path, folder)


class GoFiles:
    """`paths` are those of the index, `imports` all imports of its Go files, `defined` (path, name) of what these
    define outside of other symbols."""

    def __init__(
        self,
        paths: Collection[str],
        read: Read,
        imports: Iterable[tuple[str, Import]],
        defined: Iterable[tuple[str, str]],
    ) -> None:
        self._read = read
        self._names: dict[tuple[str, str], list[str]] = defaultdict(list)  # names used of a package, by source and path
        for source, found in imports:
            self._names[source, found.module].append(found.name)
        self._defining: dict[tuple[str, str], list[str]] = defaultdict(list)  # files, by folder and name
        for path, name in defined:
            if not path.endswith("_test.go"):
                self._defining[posixpath.dirname(path), name].append(path)
        self._folders: dict[str, list[str]] = defaultdict(list)
        for path in sorted(paths):
            if path.endswith(".go") and not path.endswith("_test.go"):
                self._folders[posixpath.dirname(path)].append(path)
        configs = [path for path in paths if posixpath.basename(path) in ("go.mod", "go.work")] if self._folders else []
        self._modules = sorted(
            (_module(path, read) for path in configs if path.endswith("go.mod")),
            key=lambda one: (-len(one.folder), one.folder),
        )
        self._workspaces = [_used(path, read) for path in configs if path.endswith("go.work")]
        self._packages: dict[str, tuple[str, ...]] = {}

    def resolve(self, source: str, found: Import) -> Resolution:
        module, folder = found.module, posixpath.dirname(source)
        if module in (".", "..") or module.startswith(("./", "../")):
            target = inside(folder, module)
            return OUTSIDE if target is None else self._package(source, found, target, Confidence.CERTAIN) or MISSING
        own = self._module_of(folder)
        if own is None:
            return self._without_modules(source, found)
        for place, confidence in self._candidates(own, module):
            if resolution := self._package(source, found, place, confidence):
                return resolution
        return MISSING if _below(module, own.name) is not None else OUTSIDE

    def _module_of(self, folder: str) -> _Module | None:
        return next((one for one in self._modules if _below(folder, one.folder) is not None), None)

    def _candidates(self, own: _Module, module: str) -> Iterator[tuple[str, Confidence]]:
        """Folders, in the order in which Go asks them."""
        below = _below(module, own.name)
        if below is not None and self._module_of(place := _folder(own.folder, below)) is own:
            yield place, Confidence.CERTAIN
        yield posixpath.join(own.folder, "vendor", module), Confidence.CERTAIN
        if own.name in _TOOLCHAIN:
            for std in (one for one in self._modules if one.name == "std"):
                yield posixpath.join(std.folder, module), Confidence.CERTAIN
        for path, folder in own.replaced:
            if (rest := _below(module, path)) is not None:
                yield _folder(folder, rest), Confidence.CERTAIN
        for other in sorted(self._modules, key=lambda one: -len(one.name)):
            if other is not own and (rest := _below(module, other.name)) is not None:
                together = any({own.folder, other.folder} <= used for used in self._workspaces)
                yield _folder(other.folder, rest), Confidence.CERTAIN if together else Confidence.LIKELY

    def _without_modules(self, source: str, found: Import) -> Resolution:
        """GOPATH keeps packages below `src`; a bare checkout is most likely where the end of the path says so."""
        module = found.module
        for folder in self._folders:
            if folder == f"src/{module}" or folder.endswith(f"/src/{module}"):
                return self._package(source, found, folder, Confidence.CERTAIN) or OUTSIDE
        parts = module.split("/")
        if "." not in parts[0]:
            return OUTSIDE
        for start in range(1, len(parts)):
            if resolution := self._package(source, found, "/".join(parts[start:]), Confidence.LIKELY):
                return resolution
        return OUTSIDE

    def _package(self, source: str, found: Import, folder: str, confidence: Confidence) -> Resolution | None:
        """None where the folder is no package."""
        if folder not in self._packages:
            self._packages[folder] = tuple(path for path in self._folders.get(folder, ()) if not self._ignored(path))
        files = self._packages[folder]
        if not files:
            return None
        if not found.name:
            return Resolution(tuple((path, confidence) for path in files))
        defining = [path for path in self._defining.get((folder, found.name), ()) if path in files]
        if not defining and any((folder, name) in self._defining for name in self._names[source, found.module]):
            return Resolution(((source, confidence),))  # a field of a variable that is called as the package is
        places = defining or files
        return Resolution(tuple((path, confidence if len(places) == 1 else Confidence.POSSIBLE) for path in places))

    def _ignored(self, path: str) -> bool:
        text = self._read(path) or ""
        head = _CLAUSE.search(text)
        return _IGNORED.search(text, 0, head.start() if head else len(text)) is not None


def _module(config: str, read: Read) -> _Module:
    text, folder = read(config) or "", posixpath.dirname(config)
    name = _MODULE.search(text)
    places = ((path, inside(folder, place)) for path, place in _REPLACED.findall(text))
    return _Module(folder, name[1] if name else "", tuple((path, place) for path, place in places if place is not None))


def _used(config: str, read: Read) -> frozenset[str]:
    folder = posixpath.dirname(config)
    places = (inside(folder, place) for place in _USED.findall(read(config) or ""))
    return frozenset(place for place in places if place is not None)


def _below(path: str, start: str) -> str | None:
    """What follows `start` in a path; "" for the same, None where it is not below."""
    if path == start or not start:
        return path if not start else ""
    return path[len(start) + 1 :] if path.startswith(f"{start}/") else None


def _folder(start: str, below: str) -> str:
    return "/".join(filter(None, (start, below)))
