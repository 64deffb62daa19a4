"""The names in a repository's `.git/index` (versions 2, 3 and 4), read without git.

Of a split index only the part in `index` itself is seen; folders of a sparse index hold nothing on disk and are left
out. A damaged index counts as none: the rules then decide alone, and git itself would refuse to work there.
"""

from __future__ import annotations

import stat
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


def tracked_files(repository: GitRepository | None) -> TrackedFiles:
    """The entries of the repository's index; none where there is no readable one."""
    data = None if repository is None else read_support_file(repository.git_folder / "index", follow_links=False)
    if data is None or repository is None:
        return TrackedFiles()
    files: set[bytes] = set()
    links: set[bytes] = set()
    try:
        for name, mode in _entries(data, object_name_bytes(repository)):
            kind = stat.S_IFMT(mode)
            if kind == _GITLINK:
                links.add(name)
            elif kind != stat.S_IFDIR:
                files.add(name)
    except (ValueError, IndexError):
        return TrackedFiles()
    folders: set[bytes] = set()
    for name in files | links:
        folder = name.rpartition(b"/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition(b"/")[0]
    return TrackedFiles(frozenset(files), frozenset(links), frozenset(folders))


def _entries(data: bytes, object_bytes: int) -> Iterator[tuple[bytes, int]]:
    """(name, mode) of each entry. Raises ValueError or IndexError on damage."""
    version, count = int.from_bytes(data[4:8], "big"), int.from_bytes(data[8:12], "big")
    if data[:4] != b"DIRC" or version not in (2, 3, 4):
        raise ValueError("not an index of a known version")
    position, previous = 12, b""
    for _ in range(count):
        mode = int.from_bytes(data[position + 24 : position + 28], "big")
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
        yield name, mode
        previous = name


def _offset(data: bytes, position: int) -> tuple[int, int]:
    """git's variable-width number, as in pack files: (value, position after it)."""
    byte = data[position]
    value = byte & 127
    while byte & 128:
        position += 1
        byte = data[position]
        value = ((value + 1) << 7) | (byte & 127)
    return value, position + 1
