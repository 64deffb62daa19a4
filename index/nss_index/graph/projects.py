"""What a repository says of its own layout: source roots, packages of a workspace, aliases of paths.

Only indexed files are read, through the `Read` that is handed in. A file that cannot be understood says nothing.
"""

from __future__ import annotations

import json
import posixpath
import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

Read = Callable[[str], str | None]
"""The text of a file of the index, as the user sees it; None where it cannot be had."""

_MOST_EXTENDS = 10  # of one tsconfig; a circle ends here, too

_STRING_OR_COMMENT = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/|,(?=\s*[}\]])', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Package:
    """A package.json: its folder and what it says."""

    folder: str
    manifest: Mapping[str, Any]

    @property
    def name(self) -> str:
        name = self.manifest.get("name")
        return name if isinstance(name, str) else ""


@dataclass(frozen=True, slots=True)
class Aliases:
    """`paths` and `baseUrl` of a tsconfig.json. Patterns hold at most one `*`; targets are relative to the root."""

    base: str | None
    paths: tuple[tuple[str, tuple[str, ...]], ...]


def python_roots(files: Collection[str], read: Read) -> tuple[str, ...]:
    """The folders that pyproject.toml files name as places of packages, in order, "" for the root of the index."""
    found: list[str] = []
    for path in sorted(path for path in files if posixpath.basename(path) == "pyproject.toml"):
        folder = posixpath.dirname(path)
        for place in _places(toml_table(read(path))):
            joined = inside(folder, place)
            if joined is not None:
                found.append(joined)
    return tuple(dict.fromkeys(found))


def packages(files: Collection[str], read: Read) -> tuple[Package, ...]:
    """Every package.json that is indexed, by folder."""
    manifests = sorted(path for path in files if posixpath.basename(path) == "package.json")
    return tuple(Package(posixpath.dirname(path), json_with_comments(read(path))) for path in manifests)


def aliases_of(config: str, read: Read) -> Aliases:
    """What a tsconfig.json or jsconfig.json, and those that it extends, say of module names."""
    base: str | None = None
    paths: tuple[tuple[str, tuple[str, ...]], ...] = ()
    path = config
    for _ in range(_MOST_EXTENDS):
        found, folder = json_with_comments(read(path)), posixpath.dirname(path)
        options = mapping(found.get("compilerOptions"))
        own_base = options.get("baseUrl")
        if base is None and isinstance(own_base, str):
            base = inside(folder, own_base)
        if not paths and "paths" in options:
            start = inside(folder, own_base) if isinstance(own_base, str) else folder
            paths = tuple(_targets(mapping(options["paths"]), start or ""))
        extended = found.get("extends")
        if not isinstance(extended, str) or not extended.startswith("."):
            break  # a package of node_modules, which is not indexed
        following = inside(folder, extended if extended.endswith(".json") else f"{extended}.json")
        if following is None:
            break
        path = following
    return Aliases(base, paths)


def json_with_comments(text: str | None) -> Mapping[str, Any]:
    """A JSON object, as editors write it: with comments and commas at the end. {} for what is none."""
    if text is None:
        return {}
    plain = _STRING_OR_COMMENT.sub(lambda match: match.group() if match.group().startswith('"') else "", text)
    try:
        return mapping(json.loads(plain))
    except (ValueError, RecursionError):
        return {}


def inside(folder: str, place: str) -> str | None:
    """A path relative to a folder as a path relative to the root; "" for the root, None for what lies outside."""
    joined = posixpath.normpath(posixpath.join(folder, place))
    if joined.startswith(("..", "/")):
        return None
    return "" if joined == "." else joined


def folders_above(path: str) -> Iterator[str]:
    """The folders that a path is in, the innermost first, without the root."""
    folder = posixpath.dirname(path)
    while folder:
        yield folder
        folder = posixpath.dirname(folder)


def _targets(paths: Mapping[str, Any], start: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    for pattern, targets in paths.items():
        places = [inside(start, target) for target in cast("Sequence[object]", targets) if isinstance(target, str)]
        yield pattern, tuple(place for place in places if place is not None)


def _places(project: Mapping[str, Any]) -> Iterator[str]:
    """Folders below which a build or a test finds packages. Sources: the documents of setuptools, hatch, poetry,
    pytest, pyright and uv."""
    tool = mapping(project.get("tool"))
    setuptools = mapping(tool.get("setuptools"))
    yield from _strings(mapping(setuptools.get("package-dir")).get(""))
    yield from _strings(mapping(mapping(setuptools.get("packages")).get("find")).get("where"))
    for target in mapping(mapping(mapping(tool.get("hatch")).get("build")).get("targets")).values():
        yield from (posixpath.dirname(package.rstrip("/")) for package in _strings(mapping(target).get("packages")))
    included = mapping(tool.get("poetry")).get("packages")
    for package in cast("list[object]", included) if isinstance(included, list) else []:
        yield from _strings(mapping(package).get("from"))
    yield from _strings(mapping(mapping(tool.get("pytest")).get("ini_options")).get("pythonpath"))
    yield from _strings(mapping(tool.get("pyright")).get("extraPaths"))
    yield from _strings(mapping(mapping(tool.get("uv")).get("build-backend")).get("module-root"))


def toml_table(text: str | None) -> Mapping[str, Any]:
    """A TOML document; {} for what is none."""
    try:
        return tomllib.loads(text or "")
    except (tomllib.TOMLDecodeError, RecursionError):
        return {}


def mapping(value: object) -> Mapping[str, Any]:
    """A table of a document; {} for what is none."""
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        yield from (item for item in cast("list[object]", value) if isinstance(item, str))
