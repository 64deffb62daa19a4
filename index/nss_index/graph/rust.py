"""Which files a `mod` or a `use` of Rust means.

Sources: the Rust reference ("Modules": source filenames, the path attribute; "Use declarations"; "Paths") and the Cargo
book ("Cargo targets", "Specifying dependencies"). A crate is a tree: from the root file of each target, `mod` leads to
the files that belong to it. A path is followed through that tree as far as it names modules; the file it ends in is
what the import means.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict, deque
from collections.abc import Collection, Iterable

from nss_index.graph.cargo import CargoPackage, cargo_packages
from nss_index.graph.edges import MISSING, OUTSIDE, Confidence, Resolution
from nss_index.graph.projects import Read
from nss_index.model import Import

_SURE = Confidence.CERTAIN
_STANDARD = ("std", "core", "alloc", "proc_macro", "test")


class RustFiles:
    """`paths` are those of the index, `imports` all imports of its Rust files."""

    def __init__(self, paths: Collection[str], read: Read, imports: Iterable[tuple[str, Import]]) -> None:
        self._files = frozenset(path for path in paths if path.endswith(".rs"))
        self._packages = cargo_packages(paths, read) if self._files else ()
        self._by_crate: dict[str, list[CargoPackage]] = defaultdict(list)
        for package in self._packages:
            self._by_crate[package.crate].append(package)
        self._roots = {root: package for package in self._packages for root in package.roots}
        declared: dict[str, list[Import]] = defaultdict(list)
        for source, found in imports:
            if (not found.name and found.module.startswith("self::")) or found.module.endswith(".rs"):
                declared[source].append(found)
        self._children: dict[str, dict[str, str]] = {}  # by the modules' names from the file on: "a", "inline::b"
        self._parent: dict[str, str] = {}
        self._root_of: dict[str, str] = {}
        self._unsure: set[str] = set()  # files whose place in the tree no text states
        self._grow(declared)

    def resolve(self, source: str, found: Import) -> Resolution:
        children = self._children.get(source, {})
        if found.module.endswith(".rs"):
            return self._at(children.get(found.alias, ""))
        names = found.module.split("::")
        if found.name not in ("", "*"):
            names.append(found.name)
        first = names[0].removeprefix("r#")
        if first == "self" and not found.name and len(names) > 1 and not found.alias:
            return self._at(children.get("::".join(names[1:]), ""))
        if first in ("self", "super"):
            return self._followed(source, names, _SURE)
        if first in ("crate", "$crate"):
            root, confidence = self._root(source)
            return self._followed(root, names[1:], confidence) if root else OUTSIDE
        if first and first in children:
            return self._followed(source, names, _SURE)
        package = self._package_of(source)
        root, confidence = self._root(source)
        names = names if first else names[1:]  # `::name` is no module of this one
        if not names:
            return OUTSIDE
        if root and (package is None or package.edition == "2015") and names[0] in self._children.get(root, {}):
            return self._followed(root, names, confidence)  # in that edition, paths of `use` begin at the crate
        return self._foreign(package, names) or (
            Resolution(((source, _SURE),)) if first[:1].isupper() else OUTSIDE
        )  # `use Shape::*` names an enum of this file

    def _foreign(self, package: CargoPackage | None, names: list[str]) -> Resolution | None:
        """Of another crate of the repository, if Cargo.toml leads there, or if one is called so."""
        called = names[0].removeprefix("r#")
        real = package.dependencies.get(called, called) if package is not None else called
        others = [one for one in self._by_crate.get(real, ()) if one.library]
        if not others or (called in _STANDARD and (package is None or called not in package.dependencies)):
            return None
        stated = package is not None and (package in others or called in package.local)
        confidence = Confidence.CERTAIN if stated else Confidence.LIKELY if len(others) == 1 else Confidence.POSSIBLE
        if package in others:
            others = [package]
        return Resolution(
            tuple(place for one in others for place in self._followed(one.library, names[1:], confidence).places)
        )

    def _followed(self, start: str, names: list[str], confidence: Confidence) -> Resolution:
        at, inner = start, list[str]()  # the file, and the modules written out in it
        for name in names:
            if name == "self":
                continue
            if name == "super":
                if inner:
                    inner.pop()
                elif at in self._parent:
                    at = self._parent[at]
                elif at not in self._roots:
                    return MISSING
                continue
            inner.append(name.removeprefix("r#"))
            child = self._children.get(at, {}).get("::".join(inner))
            if child:
                at, inner = child, []
                confidence = Confidence.LIKELY if child in self._unsure and confidence is _SURE else confidence
        return Resolution(((at, confidence),))

    def _at(self, place: str) -> Resolution:
        return Resolution(((place, _SURE),)) if place else MISSING

    def _package_of(self, source: str) -> CargoPackage | None:
        return next((one for one in self._packages if not one.folder or source.startswith(f"{one.folder}/")), None)

    def _root(self, source: str) -> tuple[str, Confidence]:
        """The root file of the crate that a file belongs to; "" where that is unknown."""
        if source in self._root_of:
            return self._root_of[source], Confidence.LIKELY if source in self._unsure else _SURE
        package = self._package_of(source)
        return (
            (package.roots[0], Confidence.LIKELY) if package is not None and package.roots else ("", Confidence.LIKELY)
        )

    def _grow(self, declared: dict[str, list[Import]]) -> None:
        """The trees: along `mod`; where none leads to a file, by its place (macros may declare modules unseen). A file
        that several crates include belongs to the nearest root."""
        for path in sorted(self._files):
            places = (self._declared(path, found) for found in declared.get(path, ()))
            self._children[path] = {"::".join(names): place for names, place in places if place}
        led_to = {child for children in self._children.values() for child in children.values()}
        for path in sorted(self._files - led_to - self._roots.keys()):
            name, above = self._above(path)
            if above:
                self._children[above].setdefault(name, path)
                self._unsure.add(path)
        for path, children in self._children.items():
            for child in children.values():
                self._parent.setdefault(child, path)
        waiting = deque(self._roots)
        self._root_of.update((root, root) for root in self._roots)
        while waiting:
            path = waiting.popleft()
            for child in self._children[path].values():
                if child not in self._root_of:
                    self._root_of[child] = self._root_of[path]
                    if path in self._unsure:
                        self._unsure.add(child)
                    waiting.append(child)

    def _above(self, path: str) -> tuple[str, str]:
        """The name of a module by its file's place, and the file that would declare it; "" without one."""
        folder, base = posixpath.split(path)
        name = posixpath.splitext(base)[0]
        if base == "mod.rs":
            folder, name = posixpath.split(folder)
        candidates = (f"{folder}/lib.rs", f"{folder}/main.rs", f"{folder}/mod.rs", f"{folder}.rs")
        return name, next((one for one in candidates if one in self._files and one != path), "")

    def _declared(self, path: str, found: Import) -> tuple[list[str], str]:
        folder, base = posixpath.split(path)
        if found.module.endswith(".rs"):
            place = posixpath.normpath(posixpath.join(folder, found.module))
            return [found.alias], place if place in self._files else ""
        names = [name.removeprefix("r#") for name in found.module.split("::")[1:]]
        if path not in self._roots and base not in ("mod.rs", "lib.rs", "main.rs"):
            folder = posixpath.join(folder, posixpath.splitext(base)[0])
        place = posixpath.join(folder, *names)
        return names, next((one for one in (f"{place}.rs", f"{place}/mod.rs") if one in self._files), "")
