"""How current an index is, as a phrase for people: bounded work, remembered for a moment."""

from __future__ import annotations

import threading
import time
from datetime import datetime
from typing import TYPE_CHECKING

from nss_server.workspace import Condition

if TYPE_CHECKING:
    from nss_index.index import Index
    from nss_index.search.staleness import ChangedFiles

STAT_SECONDS = 0.05
"""For one look at the files' sizes and times: 50,000 files on a warm disk, and nobody notices it beside a search."""

REMEMBER_SECONDS = 2.0


class Freshness:
    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._known: Condition | None = None
        self._until = 0.0

    def condition(self, index: Index) -> Condition:
        with self._guard:
            if self._known is None or time.monotonic() > self._until:
                complete, indexed_at = index.last_commit()
                phrase = freshness_phrase(indexed_at, index.changed_since(STAT_SECONDS), datetime.now())
                self._known = Condition(complete, phrase)
                self._until = time.monotonic() + REMEMBER_SECONDS
            return self._known


def freshness_phrase(indexed_at: float, changes: ChangedFiles, now: datetime) -> str:
    """ "index of 14:02, 3 files changed since", with the date when it is not today's."""
    at = datetime.fromtimestamp(indexed_at)
    said = f"index of {at:%H:%M}" if at.date() == now.date() else f"index of {at:%Y-%m-%d %H:%M}"
    count = len(changes.changed)
    if count == 0:
        return said
    files = "1 file" if count == 1 else f"{count} files"
    return f"{said}, {'' if changes.complete else 'at least '}{files} changed since"
