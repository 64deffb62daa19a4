"""Which files an import of JavaScript or TypeScript means.

Sources: Node's documents ("Modules: Packages": exports, imports, main; "ECMAScript modules"), TypeScript's handbook
("Modules: Theory", "paths"), npm's workspaces. Bundlers agree with TypeScript on extensions that are left out.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, cast

from nss_index.graph.edges import MISSING, OUTSIDE, Confidence, Resolution
from nss_index.graph.projects import Aliases, Package, Read, aliases_of, inside, packages
from nss_index.model import Import

_TYPED = (".ts", ".tsx", ".d.ts", ".mts", ".cts", ".d.mts", ".d.cts")
_PLAIN = (".js", ".jsx", ".mjs", ".cjs")
_OTHER = (".json", ".vue", ".svelte")

_WRITTEN_FOR = {
    ".js": (".ts", ".tsx", ".d.ts", ".jsx"),
    ".jsx": (".tsx", ".d.ts"),
    ".mjs": (".mts", ".d.mts"),
    ".cjs": (".cts", ".d.cts"),
}
"""TypeScript imports its files by the names that they will have once they are compiled."""

_CONFIGS = ("tsconfig.json", "jsconfig.json")
_BUILT = ("dist", "build", "lib", "out", "esm", "cjs", "es")
"""Where packages put what they publish; in the repository, `src` has the source of it."""

_ENTRIES = ("types", "typings", "module", "main")


@dataclass(frozen=True, slots=True)
class _Place:
    path: str
    confidence: Confidence = Confidence.CERTAIN


class EcmaFiles:
    """`paths` are those of the index."""

    def __init__(self, paths: Collection[str], read: Read) -> None:
        self._files = frozenset(paths)
        self._read = read
        self._packages = {package.folder: package for package in packages(self._files, read)}
        self._named: dict[str, Package] = {}
        for package in sorted(self._packages.values(), key=lambda one: one.folder.count("/")):
            if package.name:
                self._named.setdefault(package.name, package)  # of two with one name, the one that is less deep
        self._aliases: dict[str, Aliases | None] = {}

    def resolve(self, source: str, found: Import) -> Resolution:
        module = found.module.split("?")[0]
        typed = source.endswith(_TYPED)
        if module in (".", "..") or module.startswith(("./", "../")):
            target = inside(posixpath.dirname(source), module)
            place = self._file(target, typed) if target is not None else None
            return _resolution(place) if place else MISSING if target is not None else OUTSIDE
        if module.startswith("#"):
            return self._private(source, module, typed)
        place = self._aliased(posixpath.dirname(source), module, typed) or self._in_workspace(module, typed)
        return _resolution(place) if place else OUTSIDE

    def _file(self, path: str, typed: bool) -> _Place | None:
        """The file, the one that it is compiled from, the one without its extension, or the folder's entry."""
        stem, extension = posixpath.splitext(path)
        compiled = _WRITTEN_FOR.get(extension, ())
        order = (*_TYPED, *_PLAIN, *_OTHER) if typed else (*_PLAIN, *_TYPED, *_OTHER)
        sources = [stem + other for other in compiled]
        candidates = [*sources, path] if typed else [path, *sources]
        candidates += [path + other for other in order]
        for candidate in candidates:
            if candidate in self._files:
                return _Place(candidate)
        package = self._packages.get(path)
        if package is not None and (place := self._entry(package, typed)):
            return place
        index = (posixpath.join(path, f"index{other}") for other in order)
        return next((_Place(candidate) for candidate in index if candidate in self._files), None)

    def _aliased(self, folder: str, module: str, typed: bool) -> _Place | None:
        """By the nearest tsconfig.json: `paths`, the most specific pattern first, then `baseUrl`."""
        aliases = self._aliases_at(folder)
        if aliases is None:
            return None
        for pattern, targets in sorted(aliases.paths, key=lambda pair: -len(pair[0].partition("*")[0])):
            star = _matched(pattern, module)
            if star is None:
                continue
            for target in targets:
                if place := self._file(posixpath.normpath(target.replace("*", star)), typed):
                    return place
        base = inside(aliases.base, module) if aliases.base is not None else None
        return self._file(base, typed) if base is not None else None

    def _aliases_at(self, folder: str) -> Aliases | None:
        if folder not in self._aliases:
            there = [config for name in _CONFIGS if (config := posixpath.join(folder, name)) in self._files]
            if there:
                self._aliases[folder] = aliases_of(there[0], self._read)
            else:
                self._aliases[folder] = self._aliases_at(posixpath.dirname(folder)) if folder else None
        return self._aliases[folder]

    def _in_workspace(self, module: str, typed: bool) -> _Place | None:
        parts = module.split("/")
        name = "/".join(parts[: 2 if module.startswith("@") else 1])
        package = self._named.get(name)
        if package is None:
            return None
        below = module[len(name) + 1 :]
        if not below:
            return self._entry(package, typed)
        if place := self._mapped(package.folder, package.manifest.get("exports"), f"./{below}", typed):
            return place
        for folder, confidence in (("", Confidence.CERTAIN), ("src", Confidence.LIKELY)):
            if place := self._file(posixpath.join(package.folder, folder, below), typed):
                return _Place(place.path, confidence)
        return None

    def _entry(self, package: Package, typed: bool) -> _Place | None:
        if place := self._mapped(package.folder, package.manifest.get("exports"), ".", typed):
            return place
        for key in _ENTRIES:
            entry = package.manifest.get(key)
            if isinstance(entry, str) and (place := self._published(package.folder, entry, typed)):
                return place
        for folder in ("", "src"):
            for extension in (*_TYPED, *_PLAIN):
                path = posixpath.join(package.folder, folder, f"index{extension}")
                if path in self._files:
                    return _Place(path, Confidence.CERTAIN if not folder else Confidence.LIKELY)
        return None

    def _private(self, source: str, module: str, typed: bool) -> Resolution:
        """`#name`, by `imports` of the nearest package.json."""
        folder = posixpath.dirname(source)
        while folder and folder not in self._packages:
            folder = posixpath.dirname(folder)
        package = self._packages.get(folder)
        place = self._mapped(folder, package.manifest.get("imports"), module, typed) if package else None
        return _resolution(place) if place else MISSING

    def _mapped(self, folder: str, table: object, wanted: str, typed: bool) -> _Place | None:
        """By a table of `exports` or `imports`: exact names first, then patterns, the longest first."""
        entries: dict[str, Any] = cast("dict[str, Any]", table) if isinstance(table, dict) else {}
        if not any(key.startswith((".", "#")) for key in entries):
            entries = {".": table}
        for pattern in sorted(entries, key=lambda key: (key != wanted, -len(key))):
            star = _matched(pattern, wanted)
            for target in _targets(entries[pattern]) if star is not None else ():
                if place := self._published(folder, target.replace("*", star or ""), typed):
                    return place
        return None

    def _published(self, folder: str, target: str, typed: bool) -> _Place | None:
        """A file that a package publishes, or the source that it is most likely built from."""
        path = inside(folder, target)
        if path is None:
            return None
        if place := self._file(path, typed):
            return place
        parts = posixpath.relpath(path, folder or ".").split("/")
        built = 0
        while built < len(parts) - 1 and parts[built] in _BUILT:
            built += 1
        if not built:
            return None
        place = self._file(posixpath.join(folder, "src", *parts[built:]), True)
        return _Place(place.path, Confidence.LIKELY) if place else None


def _matched(pattern: str, name: str) -> str | None:
    """What stands for the `*` of a pattern, "" where it has none; None where it does not match."""
    before, star, after = pattern.partition("*")
    if not star:
        return "" if pattern == name else None
    fits = len(name) >= len(before) + len(after) and name.startswith(before) and name.endswith(after)
    return name[len(before) : len(name) - len(after)] if fits else None


def _targets(entry: object) -> Iterator[str]:
    """Every path of an entry, in the order of its conditions. Which of them holds is a question of who runs it."""
    if isinstance(entry, str):
        yield entry
    elif isinstance(entry, dict):
        for value in cast("dict[str, object]", entry).values():
            yield from _targets(value)
    elif isinstance(entry, list):
        for value in cast("list[object]", entry):
            yield from _targets(value)


def _resolution(place: _Place) -> Resolution:
    return Resolution(((place.path, place.confidence),))
