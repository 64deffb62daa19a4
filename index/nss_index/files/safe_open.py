"""Opening and reading files of a tree that nobody vouches for: no link is followed, no FIFO waits, no size surprises.

Knows nothing of encodings, rules or git.
"""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

MAX_SUPPORT_BYTES = 100_000_000  # ignore files, git's index and configuration: git's own bound for ignore files

_FILE_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_FOLDER_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY | os.O_CLOEXEC


class NotRegular(OSError):
    """The name leads to something that is not a regular file (a folder, FIFO, device or socket)."""


def open_inside(root: Path, path: str) -> tuple[int, os.stat_result]:
    """A descriptor of the regular file `path` below `root`, and its stat. The caller closes the descriptor.

    No component below `root` may be a symbolic link, checked by the kernel while it opens each (so no race).
    Raises OSError: ELOOP or ENOTDIR for a link, NotRegular, and what opening raises.
    """
    *folders, name = path.split("/")
    folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in folders:
            inner = os.open(part, _FOLDER_FLAGS, dir_fd=folder)
            os.close(folder)
            folder = inner
        return _regular(os.open(name, _FILE_FLAGS, dir_fd=folder), path)
    finally:
        os.close(folder)


def read_bounded(descriptor: int, limit: int) -> bytes:
    """At most `limit` + 1 bytes, so that the caller can tell "exactly the limit" from "more"."""
    parts: list[bytes] = []
    left = limit + 1
    while left > 0 and (part := os.read(descriptor, min(left, 1 << 20))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def read_support_file(path: str | Path, *, follow_links: bool) -> bytes | None:
    """The bytes of an ignore, configuration or index file; None where there is none that may be read.

    Unreadable counts as absent, as it does for git, and so does anything over `MAX_SUPPORT_BYTES`.
    """
    flags = _FILE_FLAGS & ~os.O_NOFOLLOW if follow_links else _FILE_FLAGS
    try:
        descriptor, _ = _regular(os.open(path, flags), str(path))
    except OSError:
        return None
    try:
        data = read_bounded(descriptor, MAX_SUPPORT_BYTES)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    return data if len(data) <= MAX_SUPPORT_BYTES else None


def _regular(descriptor: int, path: str) -> tuple[int, os.stat_result]:
    status = os.fstat(descriptor)
    if stat.S_ISREG(status.st_mode):
        return descriptor, status
    os.close(descriptor)
    raise NotRegular(0, "not a regular file", path)
