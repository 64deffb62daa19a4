"""One pull at a time in a folder of models. The kernel frees the lock however its holder ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Generator
from pathlib import Path

from nss_index.errors import Cancelled
from nss_index.ports import IsCancelled, OnProgress, Progress

LOCK = ".lock"
TRY_SECONDS = 0.2


@contextlib.contextmanager
def only_pull(home: Path, report: OnProgress, cancelled: IsCancelled) -> Generator[None]:
    """Wait for another pull to end, and say so meanwhile. Raises Cancelled, OSError."""
    descriptor = os.open(home / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        waits = False
        while not _locked(descriptor):
            if cancelled():
                raise Cancelled("the download was cancelled")
            if not waits:
                waits = True
                holder = os.pread(descriptor, 32, 0).decode("ascii", "replace").strip()
                report(Progress("wait", 0, 0, "MB", problem=f"another pull is running (process {holder or 'unknown'})"))
            time.sleep(TRY_SECONDS)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
