"""A disposable file beside the index with what took long to make, so that the next process need not make it again.

It is whole or it is none: written in one step, and proven by a digest. Knows nothing of what is in it.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import tempfile
from pathlib import Path

from nss_index.tokens import text_hash

_DIGEST = 16  # bytes before the rest, of the rest


def write_kept(file: Path, data: bytes) -> None:
    """Where the disk does not take it, nothing is kept."""
    with contextlib.suppress(OSError):
        descriptor, unfinished = tempfile.mkstemp(dir=file.parent, prefix=f"{file.name}-", suffix="-unfinished")
        with os.fdopen(descriptor, "wb") as out:
            out.write(_digest(data) + data)
        Path(unfinished).replace(file)


def read_kept(file: Path) -> bytes | None:
    """None where there is no such file, or a damaged one."""
    try:
        data = file.read_bytes()
    except OSError:
        return None
    return data[_DIGEST:] if data[:_DIGEST] == _digest(data[_DIGEST:]) else None


@functools.cache
def build_of(*folders: Path) -> str:
    """Of the code in these folders: another one makes other things of the same texts."""
    sources = sorted(path for folder in folders for kind in ("*.py", "*.scm") for path in folder.rglob(kind))
    return text_hash("".join(source.read_text("utf-8") for source in sources))


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_DIGEST).digest()
