"""Who may write an index: the holder of its flock. The kernel frees it when the process ends, however it ends."""

from __future__ import annotations

import errno
import fcntl
import os
from pathlib import Path

from nss_index.errors import IndexLocked
from nss_index.paths import folder_named, private_folder


class WriterLock:
    """Held from `acquire` to `release`. The file names the holder's process id for messages only."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    @classmethod
    def acquire(cls, path: Path) -> WriterLock:
        """Raises IndexLocked, which names the holder, when another process (or this one) has it."""
        private_folder(path.parent)
        with folder_named(path.parent):
            descriptor = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(descriptor, 32).decode("ascii", "replace").strip()
            os.close(descriptor)
            if error.errno not in (errno.EWOULDBLOCK, errno.EACCES):
                raise
            raise IndexLocked(
                "another process writes this index",
                why=f"process {holder}" if holder else "",
                todo="Let it finish, or end it: `nss host stop` where it is the host's",
            ) from error
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        return cls(descriptor)

    def release(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
