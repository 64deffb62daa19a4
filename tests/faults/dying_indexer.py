"""Run as a process: builds the index of argv[1] and kills itself (SIGKILL) at the argv[2]-th write to any database.

The kill comes from a VFS below SQLite, so that every database is in the middle of whatever it was doing.
"""

from __future__ import annotations

import os
import signal
import sys
from typing import Any

import apsw
from nss_index.indexer import IndexOptions, build

_writes = 0
_File: Any = apsw.VFSFile  # apsw's own annotations need Python 3.12


class DyingFile(_File):
    def xWrite(self, data: Any, offset: int) -> None:
        global _writes
        base: Any = super()
        _writes += 1
        if _writes >= int(sys.argv[2]):
            # Half of the page reaches the file, as in a crash.
            base.xWrite(bytes(data)[: len(data) // 2], offset)
            os.kill(os.getpid(), signal.SIGKILL)
        base.xWrite(data, offset)


class DyingVFS(apsw.VFS):
    def __init__(self) -> None:
        super().__init__("dying", "unix", makedefault=True)

    def xOpen(self, name: Any, flags: Any) -> apsw.VFSFile:
        return DyingFile("unix", name, flags)


if __name__ == "__main__":
    vfs = DyingVFS()
    build(sys.argv[1], IndexOptions(workers=0), rebuild=len(sys.argv) > 3)
