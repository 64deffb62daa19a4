"""When a file last changed, as far as its stat tells."""

from __future__ import annotations

import os


def changed_ns(status: os.stat_result) -> int:
    """The later of modification and status-change time, in nanoseconds since the epoch.

    The modification time alone can be set back: `cp -p`, `rsync -a` and `tar x` leave an old time on new content. The
    status-change time cannot, and it tells of changed permissions as well. git's index keeps both for the same reason.
    """
    return max(status.st_mtime_ns, status.st_ctime_ns)
