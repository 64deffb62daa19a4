"""Pinned archives of three registries, by their ordinary clients, each checked by its SHA-256. Nothing of them is run.

A list has one line an archive: what the client is asked for, the file, its hash. Debian keeps only the newest version
of a package in reach, so an old list may name files that are gone: those are reported, and training goes on without.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

from debian.deb822 import Dsc

AT_ONCE = 20  # packages of one call
_WHEEL = """
--no-deps --only-binary :all: --platform manylinux2014_x86_64 --platform manylinux_2_28_x86_64 --python-version 3.11
--implementation cp --abi cp311 --abi abi3 --abi none --disable-pip-version-check --quiet
"""
WHEEL = _WHEEL.split()
"""The same wheels on every machine."""


@dataclass(frozen=True)
class Pinned:
    wanted: str  # "django==6.0", "vue@3.5.1", "ruby-rack=2.2.6-1"
    file: str
    sha256: str


LISTS = ("pypi", "npm", "debian", "debian-sources")


def fetch(lists: Path, archives: Path, say: Callable[[str], None]) -> list[str]:
    """Download what is missing below `archives/LIST`. Returns the files that are not there with the right hash."""
    missing: list[str] = []
    for name in LISTS:
        folder = archives / name
        folder.mkdir(parents=True, exist_ok=True)
        pinned = list(_read(lists / f"{name}.txt"))
        todo = sorted({one.wanted for one in pinned if not _sound(folder, one)})
        if todo:
            say(f"{name}: {len(todo)} of {len(pinned)} archives")
        for at in range(0, len(todo), AT_ONCE):
            few = todo[at : at + AT_ONCE]
            if not _ask(name, few, folder):
                for each in few:
                    _ask(name, [each], folder)
        for one in pinned:
            if not _sound(folder, one):
                (folder / one.file).unlink(missing_ok=True)
                missing.append(f"{name}: {one.wanted}")
    return missing


def pin(archives: Path, lists: Path) -> None:
    """Write the lists from the archives that are there."""
    lists.mkdir(parents=True, exist_ok=True)
    for name in LISTS:
        folder = archives / name
        paths = [path for path in sorted(folder.iterdir()) if path.is_file()] if folder.is_dir() else []
        lines = [
            f"{wanted} {path.name} {_sha256(path)}" for path in paths for wanted in [_wanted(name, path)] if wanted
        ]
        (lists / f"{name}.txt").write_text("".join(f"{line}\n" for line in lines), "utf-8")


def _read(path: Path) -> Iterator[Pinned]:
    if path.is_file():
        for line in path.read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                yield Pinned(*line.split())


def _ask(name: str, wanted: Sequence[str], folder: Path) -> bool:
    match name:
        case "pypi":
            command = [sys.executable, "-m", "pip", "download", *WHEEL, "--dest", ".", *wanted]
        case "npm":
            command = ["npm", "pack", "--silent", "--ignore-scripts", *wanted]
        case "debian":
            command = ["apt-get", "download", "--quiet", *wanted]
        case _:
            command = ["apt-get", "source", "--download-only", "--quiet", *wanted]
    return (
        subprocess.run(command, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode == 0
    )


def _wanted(name: str, path: Path) -> str:
    """What to ask the client for to get this file; "" for one that comes along with another."""
    match name:
        case "pypi":
            match = re.match(r"([^-]+)-([^-]+)-.*\.whl$", path.name)
            return f"{match.group(1).replace('_', '-')}=={match.group(2)}" if match else ""
        case "npm":
            with tarfile.open(path) as tarball:  # npm writes @scope/name as scope-name
                member = next(one for one in tarball if re.fullmatch(r"[^/]+/package\.json", one.name))
                manifest: Any = json.load(cast("IO[bytes]", tarball.extractfile(member)))
            return f"{manifest['name']}@{manifest['version']}"
        case "debian":
            match = re.match(r"([^_]+)_([^_]+)_[^_]+\.deb$", path.name)
            return f"{match.group(1)}={match.group(2).replace('%3a', ':')}" if match else ""
        case _:
            return _source_of(path)


def _source_of(path: Path) -> str:
    """Debian's source package that has this file, by the description that lies beside it."""
    package = path.name.partition("_")[0]
    for description in sorted(path.parent.glob(f"{package}_*.dsc")):
        with description.open("rb") as file:
            dsc = Dsc(file)
        if path.name in {str(one["name"]) for one in dsc["Checksums-Sha256"]}:
            return f"{dsc['Source']}={dsc['Version']}"
    return ""


def _sound(folder: Path, one: Pinned) -> bool:
    path = folder / one.file
    return path.is_file() and _sha256(path) == one.sha256


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
