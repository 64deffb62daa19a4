"""When a child that keeps ending is started again, and when not any more. Pure: time is handed in."""

from __future__ import annotations

from collections import deque

FIRST_SECONDS = 0.2
LONGEST_SECONDS = 30.0
WINDOW_SECONDS = 600.0
MOST_CRASHES = 6
"""0.2, 0.4, … 3.2 s apart: a passing fault (memory, a file that is being written) is over by the sixth; what still
crashes then crashes because of its input, and would only warm the room."""


class Backoff:
    def __init__(self) -> None:
        self._crashes: deque[float] = deque()

    def crashed(self, now: float) -> float | None:
        """Seconds to wait before the next start, None to give up until somebody asks."""
        self._crashes.append(now)
        while self._crashes[0] < now - WINDOW_SECONDS:
            self._crashes.popleft()
        count = len(self._crashes)
        return None if count >= MOST_CRASHES else min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** (count - 1))

    @property
    def count(self) -> int:
        """Crashes within the window."""
        return len(self._crashes)

    def forget(self) -> None:
        """Somebody asks for it: all chances again."""
        self._crashes.clear()
