"""What Cargo.toml says of the crates of a repository. Source: the Cargo book ("Cargo Targets", "Target auto-discovery",
"Specifying Dependencies", "Renaming dependencies")."""

from __future__ import annotations

import posixpath
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from nss_index.graph.projects import Read, inside, mapping, toml_table

_TABLES = ("dependencies", "dev-dependencies", "build-dependencies")
_DISCOVERED = ("src/bin", "tests", "examples", "benches")
_LAST = chr(0x10FFFF)  # behind every character of a path


@dataclass(frozen=True, slots=True)
class CargoPackage:
    folder: str
    crate: str  # the library's name, as code writes it
    library: str  # its root file, "" without one
    roots: tuple[str, ...]  # the root files of all targets, the library's first
    edition: str
    dependencies: Mapping[str, str]  # the crates that code may name, as it writes them, and what they are called really
    local: frozenset[str]  # those of them that Cargo.toml says are in this repository


def cargo_packages(paths: Collection[str], read: Read) -> tuple[CargoPackage, ...]:
    """The deepest first."""
    files = frozenset(paths)
    sources = sorted(path for path in files if path.endswith(".rs"))
    manifests = {path: toml_table(read(path)) for path in files if posixpath.basename(path) == "Cargo.toml"}
    shared = [
        (posixpath.dirname(path), mapping(mapping(manifest.get("workspace")).get("dependencies")), manifest)
        for path, manifest in manifests.items()
        if "workspace" in manifest
    ]
    found = [
        _package(posixpath.dirname(path), manifest, shared, sources)
        for path, manifest in manifests.items()
        if "package" in manifest
    ]
    return tuple(sorted(found, key=lambda one: (-len(one.folder), one.folder)))


def _package(
    folder: str,
    manifest: Mapping[str, Any],
    workspaces: list[tuple[str, Mapping[str, Any], Mapping[str, Any]]],
    sources: Sequence[str],
) -> CargoPackage:
    package, library = mapping(manifest.get("package")), mapping(manifest.get("lib"))
    above = [one for one in workspaces if not one[0] or folder == one[0] or folder.startswith(f"{one[0]}/")]
    none: Mapping[str, Any] = {}
    _, shared, root = max(above, key=lambda one: len(one[0]), default=("", none, none))
    edition = package.get("edition", "2015")
    if not isinstance(edition, str):
        edition = mapping(mapping(root.get("workspace")).get("package")).get("edition", "2015")
    crate = library.get("name") or str(package.get("name", "")).replace("-", "_")
    place = inside(folder, str(library.get("path", "src/lib.rs"))) or ""
    place = place if place in _below(folder, sources) else ""
    dependencies: dict[str, str] = {}
    local: set[str] = set()
    for name, entry in _dependencies(manifest):
        fields = mapping(entry)
        if fields.get("workspace") is True:
            fields = {**mapping(shared.get(name)), **fields}
        written = name.replace("-", "_")
        dependencies[written] = str(fields.get("package", name)).replace("-", "_")
        if "path" in fields:
            local.add(written)
    return CargoPackage(
        folder=folder,
        crate=crate,
        library=place,
        roots=tuple(dict.fromkeys((*((place,) if place else ()), *_programs(folder, manifest, sources)))),
        edition=str(edition),
        dependencies=dependencies,
        local=frozenset(local),
    )


def _programs(folder: str, manifest: Mapping[str, Any], sources: Sequence[str]) -> Iterator[str]:
    """The root files of programs, tests, examples and benches, those of the manifest first."""
    stated = [
        str(target["path"])
        for kind in ("bin", "test", "example", "bench")
        for target in _tables(manifest.get(kind))
        if "path" in target
    ]
    build = mapping(manifest.get("package")).get("build")
    named = ("src/main.rs", build if isinstance(build, str) else "build.rs")
    own = _below(folder, sources)
    for path in (inside(folder, each) for each in (*stated, *named)):
        if path is not None and path in own:
            yield path
    for discovered in _DISCOVERED:
        start = posixpath.join(folder, discovered)
        for path in _below(start, own):
            rest = path[len(start) + 1 :]
            if "/" not in rest or (rest.count("/") == 1 and rest.endswith("/main.rs")):
                yield path


def _below(folder: str, sources: Sequence[str]) -> Sequence[str]:
    """Those of the sorted paths that lie below the folder."""
    start = f"{folder}/" if folder else ""
    return sources[bisect_left(sources, start) : bisect_left(sources, start + _LAST)]


def _dependencies(manifest: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    for holder in (manifest, *(mapping(one) for one in mapping(manifest.get("target")).values())):
        for kind in _TABLES:
            yield from mapping(holder.get(kind)).items()


def _tables(value: object) -> list[Mapping[str, Any]]:
    return [mapping(one) for one in cast("list[object]", value)] if isinstance(value, list) else []
