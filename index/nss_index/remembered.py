"""The last things that were made, by what they were made of."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """At most `most` values; the one that was asked for longest ago makes room. Thread-safe: two who ask for the same
    at once may both make it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._guard = threading.Lock()
        self._known: dict[K, V] = {}

    def of(self, key: K, make: Callable[[], V], keep: Callable[[V], bool] = lambda _: True) -> V:
        """What is not to be kept is made again by whoever asks next."""
        with self._guard:
            if key in self._known:
                self._known[key] = self._known.pop(key)
                return self._known[key]
        made = make()
        if not keep(made):
            return made
        with self._guard:
            self._known[key] = made
            while len(self._known) > self._most:
                del self._known[next(iter(self._known))]
        return made
