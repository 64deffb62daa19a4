"""The last things that were made, by what they were made of."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(Generic[K, V]):
    """Values of at most `most` weight in all (each weighs one, unless `weigh` says otherwise) and the last one; the one
    that was asked for longest ago makes room. Thread-safe: two who ask for the same at once may both make it."""

    def __init__(self, most: int, weigh: Callable[[V], int] = lambda _: 1) -> None:
        self._most, self._weigh = most, weigh
        self._guard = threading.Lock()
        self._known: dict[K, tuple[V, int]] = {}
        self._weight = 0

    def get(self, key: K) -> V | None:
        with self._guard:
            return self._known[key][0] if key in self._known else None

    def of(self, key: K, make: Callable[[], V], keep: Callable[[V], bool] = lambda _: True) -> V:
        """What is not to be kept is made again by whoever asks next."""
        with self._guard:
            if key in self._known:
                self._known[key] = self._known.pop(key)
                return self._known[key][0]
        made = make()
        if not keep(made):
            return made
        weight = self._weigh(made)
        with self._guard:
            self._weight += weight - self._known.pop(key, (made, 0))[1]
            self._known[key] = made, weight
            while self._weight > self._most and len(self._known) > 1:
                self._weight -= self._known.pop(next(iter(self._known)))[1]
        return made
