"""Which files an import of Go means: those of the package, which is a folder.

Sources: the Go modules reference ("go.mod files", "Vendoring", "Workspaces"), `go help packages`, `go help gopath`. An
import means each file of the package that is no test and that no build ignores; which of them a platform leaves out is
a question of who builds.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterator
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
    """`paths` are those of the index."""

    def __init__(self, paths: Collection[str], read: Read) -> None:
        self._read = read
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
            return OUTSIDE if target is None else self._package(target, Confidence.CERTAIN) or MISSING
        own = self._module_of(folder)
        if own is None:
            return self._without_modules(module)
        for place, confidence in self._candidates(own, module):
            if resolution := self._package(place, confidence):
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

    def _without_modules(self, module: str) -> Resolution:
        """GOPATH keeps packages below `src`; a bare checkout is most likely where the end of the path says so."""
        for folder in self._folders:
            if folder == f"src/{module}" or folder.endswith(f"/src/{module}"):
                return self._package(folder, Confidence.CERTAIN) or OUTSIDE
        parts = module.split("/")
        if "." not in parts[0]:
            return OUTSIDE
        for start in range(1, len(parts)):
            if resolution := self._package("/".join(parts[start:]), Confidence.LIKELY):
                return resolution
        return OUTSIDE

    def _package(self, folder: str, confidence: Confidence) -> Resolution | None:
        if folder not in self._packages:
            self._packages[folder] = tuple(path for path in self._folders.get(folder, ()) if not self._ignored(path))
        files = self._packages[folder]
        return Resolution(tuple((path, confidence) for path in files)) if files else None

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
