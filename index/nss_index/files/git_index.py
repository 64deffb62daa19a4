"""The entries of a repository's `.git/index` (versions 2, 3 and 4), read without git.

Of a split index only the part in `index` itself is seen; folders of a sparse index hold nothing on disk and are left
out. A damaged index counts as none: the rules then decide alone, and git itself would refuse to work there.
"""

from __future__ import annotations

import stat
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nss_index.files.git_config import object_name_bytes
from nss_index.files.safe_open import read_support_file

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nss_index.files.repository import GitRepository

_GITLINK = 0o160000
_FIXED = 40  # bytes of an entry before the object name
_EXTENDED = 0x4000


@dataclass(frozen=True, slots=True)
class TrackedFiles:
    """What the index holds, relative to the top of the repository."""

    files: frozenset[bytes] = frozenset()
    links: frozenset[bytes] = frozenset()  # submodules
    folders: frozenset[bytes] = frozenset()  # every folder that holds a tracked file or submodule


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """What git remembers of a file: as which object it was added, and what stat said then."""

    name: bytes  # path from the top of the repository
    mode: int
    changed_ns: int  # modification time
    size: int  # bytes, modulo 2**32
    blob: str  # object name


def tracked_files(repository: GitRepository | None) -> TrackedFiles:
    """What the repository's index holds; nothing where there is no readable one."""
    files: set[bytes] = set()
    links: set[bytes] = set()
    for entry in entries(repository):
        kind = stat.S_IFMT(entry.mode)
        if kind == _GITLINK:
            links.add(entry.name)
        elif kind != stat.S_IFDIR:
            files.add(entry.name)
    folders: set[bytes] = set()
    for name in files | links:
        folder = name.rpartition(b"/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition(b"/")[0]
    return TrackedFiles(frozenset(files), frozenset(links), frozenset(folders))


def entries(repository: GitRepository | None) -> list[IndexEntry]:
    """In git's order; none where there is no readable index."""
    data = None if repository is None else read_support_file(repository.git_folder / "index", follow_links=False)
    if data is None or repository is None:
        return []
    try:
        return list(_entries(data, object_name_bytes(repository)))
    except (ValueError, IndexError, struct.error):
        return []


def _entries(data: bytes, object_bytes: int) -> Iterator[IndexEntry]:
    """Raises ValueError, IndexError or struct.error on damage."""
    version, count = int.from_bytes(data[4:8], "big"), int.from_bytes(data[8:12], "big")
    if data[:4] != b"DIRC" or version not in (2, 3, 4):
        raise ValueError("not an index of a known version")
    position, previous = 12, b""
    for _ in range(count):
        start_of_entry = position
        flags_at = position + _FIXED + object_bytes
        flags = int.from_bytes(data[flags_at : flags_at + 2], "big")
        start = flags_at + (4 if flags & _EXTENDED else 2)
        if version == 4:
            dropped, start = _offset(data, start)
            end = data.index(b"\0", start)
            name = previous[: len(previous) - dropped] + data[start:end]
            position = end + 1
        else:
            end = data.index(b"\0", start)
            name = data[start:end]
            position += (end - position + 8) & ~7  # entries are padded with 1 to 8 NUL to a multiple of 8
        yield _entry(name, data[start_of_entry:flags_at])
        previous = name


def _entry(name: bytes, fixed: bytes) -> IndexEntry:
    """From the entry's bytes before its flags: ten numbers of 32 bits and the object name."""
    numbers = struct.unpack(">10I", fixed[:_FIXED])
    return IndexEntry(name, numbers[6], numbers[2] * 1_000_000_000 + numbers[3], numbers[9], fixed[_FIXED:].hex())


def _offset(data: bytes, position: int) -> tuple[int, int]:
    """git's variable-width number, as in pack files: (value, position after it)."""
    byte = data[position]
    value = byte & 127
    while byte & 128:
        position += 1
        byte = data[position]
        value = ((value + 1) << 7) | (byte & 127)
    return value, position + 1
