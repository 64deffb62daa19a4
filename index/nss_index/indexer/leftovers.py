"""What older builds and accidents left beside an index, cleared away when nobody can need it any more."""

from __future__ import annotations

import contextlib
import shutil
import time
from pathlib import Path

from nss_index.errors import IndexLocked
from nss_index.paths import IndexPaths
from nss_index.store.lock import WriterLock

KEPT_SECONDS = 14 * 24 * 3600
"""Another schema's index that nothing has written for two weeks has no editor of that build any more: an open editor
keeps its index fresh. Also how long a damaged database is kept for whoever wants to look at it."""


def clear_leftovers(paths: IndexPaths) -> None:
    """Remove old indexes of this root in other formats, databases that were set aside, and files half written."""
    oldest = time.time() - KEPT_SECONDS
    for folder in paths.folder.parent.glob("v*"):
        if folder != paths.folder and _last_written(folder) < oldest:
            # Its lock is taken, so that an old build that is just starting is not robbed of its files.
            with contextlib.suppress(IndexLocked):
                lock = WriterLock.acquire(folder / paths.lock.name)
                shutil.rmtree(folder, ignore_errors=True)
                lock.release()
    for file in (*paths.folder.glob("damaged-*"), *paths.folder.glob("graph-*-unfinished")):
        with contextlib.suppress(OSError):
            if file.stat().st_mtime < oldest:
                file.unlink()


def _last_written(folder: Path) -> float:
    times = [0.0]
    for file in folder.glob("index.db*"):
        with contextlib.suppress(OSError):
            times.append(file.stat().st_mtime)
    return max(times)
