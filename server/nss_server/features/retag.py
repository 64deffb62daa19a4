"""Rename a tag: every mark of it and every reference to it."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from nss_index.errors import BadInput
from nss_index.files.rules import ScanRules
from nss_index.model import SourceText
from nss_index.parse.tags import check_name

from nss_server.capability import Positional, capability

if TYPE_CHECKING:
    from nss_index.model import Tag

    from nss_server.capability import Job
    from nss_server.workspace import Workspace


@dataclass(frozen=True, slots=True)
class RetagParams:
    name: Annotated[str, Positional("NAME"), Meta(min_length=1, max_length=128, description="The tag as it is.")]
    new_name: Annotated[str, Positional("NEW"), Meta(min_length=1, max_length=128, description="Its new name.")]
    write: Annotated[bool, Meta(description="Change the files; else only say where. Unsaved text is not touched.")] = (
        False
    )


@dataclass(frozen=True, slots=True)
class TagEdit:
    path: str
    line: int  # 1-based
    column: int  # of the name, UTF-8 bytes
    name: str  # what is replaced
    text: str  # the line's text


@dataclass(frozen=True, slots=True)
class RetagResult:
    edits: tuple[TagEdit, ...]
    written: tuple[str, ...]  # files that were changed
    problems: tuple[str, ...]  # files that were not, and why


@capability(writes=True)
def retag(workspace: Workspace, params: RetagParams, job: Job) -> RetagResult:
    """Rename a tag everywhere: say what would change, or change it."""
    check_name(params.new_name)
    index = workspace.index.ensure(job)
    by_file: dict[str, list[Tag]] = defaultdict(list)
    for path, tag in index.tags(params.name, workspace.overlay):
        by_file[path].append(tag)
    if not by_file:
        raise BadInput(f"no tag is called {params.name}", todo="`nss tags` lists them")
    edits: list[TagEdit] = []
    written: list[str] = []
    problems: list[str] = []
    for path, tags in by_file.items():
        document = workspace.overlay.documents.get(path)
        text, encoding = (document.text, "") if document else _read(index.root, path)
        lines = text.split("\n")
        if any(not _stands(lines, tag) for tag in tags):
            problems.append(f"{path} has changed since it was indexed")
            continue
        edits += [TagEdit(path, tag.line, tag.column, tag.name, lines[tag.line - 1].rstrip("\r")) for tag in tags]
        if params.write and document:
            problems.append(f"{path} has unsaved text: rename it in the editor")
        elif params.write:
            try:
                _replace(index.root / path, _renamed(lines, tags, params.new_name), encoding)
                written.append(path)
            except (OSError, UnicodeError) as error:
                problems.append(f"{path} could not be written: {error}")
    return RetagResult(tuple(edits), tuple(written), tuple(problems))


def _read(root: Path, path: str) -> tuple[str, str]:
    """(text, encoding); ("", "") for a file that is gone or no text any more."""
    from nss_index.files.read import read_source

    found = read_source(root, path, ScanRules())
    return (found.text, found.encoding) if isinstance(found, SourceText) else ("", "")


def _stands(lines: Sequence[str], tag: Tag) -> bool:
    if tag.line > len(lines):
        return False
    data, name = lines[tag.line - 1].encode("utf-8", "surrogatepass"), tag.name.encode()
    return data[tag.column : tag.column + len(name)] == name


def _renamed(lines: Sequence[str], tags: Sequence[Tag], name: str) -> str:
    changed = [line.encode("utf-8", "surrogatepass") for line in lines]
    for tag in sorted(tags, key=lambda one: (one.line, one.column), reverse=True):
        data = changed[tag.line - 1]
        changed[tag.line - 1] = data[: tag.column] + name.encode() + data[tag.column + len(tag.name.encode()) :]
    return b"\n".join(changed).decode("utf-8", "surrogatepass")


def _replace(file: Path, text: str, encoding: str) -> None:
    """In one step, so that a crash leaves the old file or the new one. No link is followed."""
    if file.is_symlink():
        raise OSError("it is a link")
    with file.open("rb") as old:
        mark = "\ufeff" if old.read(2) in (b"\xff\xfe", b"\xfe\xff") else ""
    beside = file.with_name(f".{file.name}.nss-{os.getpid()}")
    try:
        beside.write_bytes((mark + text).encode(encoding))
        beside.chmod(file.stat().st_mode & 0o7777)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
