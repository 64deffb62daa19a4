"""The source files of a package's archive, each with the licence that its own metadata gives it.

Nothing of a package is run or unpacked to disk. A wheel and an npm tarball have one licence for all files; a Debian
copyright file (https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/) may name one for each, and an old,
free-form one none that can be read: such a package is left out.
"""

from __future__ import annotations

import json
import re
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Any

from debian.copyright import Copyright, FilesParagraph, NotMachineReadableError
from debian.debfile import DebFile

from bench.embedding.licences import allowed, of_wheel

LARGEST = 400_000  # bytes of one file: larger ones are generated or data
COPYRIGHT = "debian/copyright"


@dataclass
class Archive:
    """What of a package may be used: `read()` yields (path, content) of the files that `wanted` names."""

    package: str
    licence: str = ""
    refused: int = 0  # files under another licence
    files: list[tuple[str, bytes]] = field(default_factory=list[tuple[str, bytes]])


def package_of(path: Path) -> str:
    """The name of the package that an archive is of, by the archive's."""
    if path.suffix == ".whl":
        return path.name.partition("-")[0]
    if path.suffix == ".tgz":
        return re.sub(r"-\d+\..*$", "", path.stem)
    return path.name.partition("_")[0]


def open_archive(path: Path, wanted: re.Pattern[str], unwanted: re.Pattern[str]) -> Archive:
    """Read the files whose path `wanted` finds and `unwanted` does not; none where the licence does not allow it.
    Raises OSError, tarfile.TarError or zipfile.BadZipFile for an archive that is broken."""

    def member(name: str, size: int) -> bool:
        return 0 < size <= LARGEST and bool(wanted.search(name)) and not unwanted.search(name)

    if path.suffix == ".whl":
        return _wheel(path, member)
    if path.suffix == ".tgz":
        return _npm(path, member)
    if path.suffix == ".deb":
        return _binary(path, member)
    return _source(path, member)


def _wheel(path: Path, member: Any) -> Archive:
    archive = Archive(package_of(path))
    with zipfile.ZipFile(path) as wheel:
        metadata = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        archive.licence = of_wheel(wheel.read(metadata).decode("utf-8", "replace"))
        if allowed(archive.licence):
            archive.files = [
                (each.filename, wheel.read(each)) for each in wheel.infolist() if member(each.filename, each.file_size)
            ]
    return archive


def _npm(path: Path, member: Any) -> Archive:
    archive = Archive(package_of(path))
    with tarfile.open(path, "r:gz") as tarball:
        for name, size, content in _members(tarball):
            inner = name.partition("/")[2]
            if inner == "package.json":
                manifest = json.loads(content.read())
                licence = manifest.get("license", "")
                archive.licence = licence if isinstance(licence, str) else str(dict(licence).get("type", ""))
            elif member(inner, size):
                archive.files.append((inner, content.read()))
    if not allowed(archive.licence):
        archive.files.clear()
    return archive


def _binary(path: Path, member: Any) -> Archive:
    """Paths of a binary package are not those of its copyright file: each licence but that of the packaging counts."""
    archive = Archive(package_of(path))
    with DebFile(str(path)) as package:
        tarball = package.data.tgz()
        copyright_file = b""
        for name, size, content in _members(tarball):
            inner = name.removeprefix("./")
            if re.fullmatch(r"usr/share/doc/[^/]+/copyright", inner):
                copyright_file = content.read()
            elif member(inner, size):
                archive.files.append((_upstream(inner), content.read()))
    licences = sorted({licence for files, licence in _paragraphs(copyright_file) if files != "debian/*"})
    archive.licence = " and ".join(licences)
    if not licences or not all(map(allowed, licences)):
        archive.files.clear()
    return archive


def _upstream(name: str) -> str:
    """Without where Debian puts it: "usr/share/gocode/src/github.com/x/y/z.go" → "github.com/x/y/z.go"."""
    return re.sub(
        r"^usr/(share|lib)/((cargo/registry|gocode/src|go-[\d.]+/src|ruby/(vendor_ruby|gems/[\d.]+/gems)|lua/[\d.]+|doc|php)/)?",
        "",
        name,
    )


def _source(path: Path, member: Any) -> Archive:
    """`path` is the original tarball; the packaging, which has the copyright file, lies beside it."""
    archive = Archive(package_of(path))
    version = re.sub(r"\.orig(-[\w.-]+)?\.tar\.\w+$", "", path.name.partition("_")[2])
    packaging = next(iter(sorted(path.parent.glob(f"{archive.package}_{version}-*.debian.tar.*"))), None)
    if packaging is None:
        return archive
    with tarfile.open(packaging) as tarball:
        content = next((file.read() for name, _, file in _members(tarball) if name == COPYRIGHT), b"")
    try:
        copyright_ = Copyright(content.decode("utf-8", "replace").splitlines(), strict=False)
    except (NotMachineReadableError, ValueError):
        return archive
    with tarfile.open(path) as tarball:
        for name, size, file in _members(tarball):
            inner = str(PurePosixPath(*PurePosixPath(name).parts[1:]))
            if not member(inner, size):
                continue
            paragraph = copyright_.find_files_paragraph(inner)
            licence = _synopsis(paragraph)
            if allowed(licence):
                archive.files.append((inner, file.read()))
                archive.licence = archive.licence or licence
            else:
                archive.refused += 1
    return archive


def _paragraphs(content: bytes) -> list[tuple[str, str]]:
    """(files, licence) of each paragraph of a copyright file; none where it is not machine-readable."""
    try:
        read = Copyright(content.decode("utf-8", "replace").splitlines(), strict=False)
        return [(" ".join(each.files), _synopsis(each)) for each in read.all_files_paragraphs()]
    except (NotMachineReadableError, ValueError):
        return []


def _synopsis(paragraph: FilesParagraph | None) -> str:
    licence: Any = paragraph.license if paragraph is not None else None
    return str(licence.synopsis) if licence is not None else ""


def _members(tarball: tarfile.TarFile) -> Iterator[tuple[str, int, IO[bytes]]]:
    for entry in tarball:
        content = tarball.extractfile(entry) if entry.isfile() else None
        if content is not None:
            yield entry.name, entry.size, content
