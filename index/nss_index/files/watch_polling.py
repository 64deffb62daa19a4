"""Finding changes by looking at everything now and then: for a system that gives no (more) watches.

Costs one scan per look, so the pause between looks grows with the scan: at most one part in twenty of a core.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from nss_index.errors import LimitReached, RootNotFound
from nss_index.files.scan import scan_tree
from nss_index.model import Candidate

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from nss_index.files.rules import ScanRules

_SHORTEST_PAUSE = 2.0  # seconds
_SHARE = 20


def changed_paths(
    root: Path, rules: ScanRules, stop: threading.Event, alive: Callable[[], None]
) -> Iterator[frozenset[str] | None]:
    """None after the first look (the consumer looks at everything), then the relative paths that came, went or changed.

    `alive` is called after each look. Ends with `stop`, or when the root is not there any more.
    """
    known: dict[str, object] | None = None
    while not stop.is_set():
        began = time.monotonic()
        try:
            seen = _look(root, rules)
        except RootNotFound:
            return
        except LimitReached:
            seen = known  # git did not answer in time: nothing can be said about this look
        if known is not None and seen is not None and known != seen:
            before, now = known, seen
            changed = {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}
            yield frozenset(changed)
        elif known is None and seen is not None:
            yield None
        known = seen
        alive()
        stop.wait(max(_SHORTEST_PAUSE, (time.monotonic() - began) * _SHARE))


def _look(root: Path, rules: ScanRules) -> dict[str, object]:
    return {
        item.path: (item.size, item.changed_ns) if isinstance(item, Candidate) else item
        for item in scan_tree(root, rules)
    }
