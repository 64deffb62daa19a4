"""Bytes out to the editor, on a thread of their own, so that an editor that stops reading never stops the event loop.

Owns the order of the messages and the bound on what waits. Knows nothing of what it writes.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_WAITING = 64 * 1024 * 1024
"""Bytes that may wait for the editor to read them. Past that it has hung, and so would we."""


class MessageWriter:
    """Writes frames to a file descriptor in the order of `send`. Thread-safe; `send` never blocks.

    `on_stuck` is called, in the sender's thread, when more than `MAX_WAITING` bytes wait; `on_lost` in the writer's
    thread when nobody reads any more. Both are expected to end the process.
    """

    def __init__(self, descriptor: int, on_stuck: Callable[[], None], on_lost: Callable[[], None]) -> None:
        self._descriptor = descriptor
        self._on_stuck = on_stuck
        self.on_lost = on_lost
        self._frames: deque[bytes] = deque()
        self._waiting = 0
        self._busy = False
        self._open = True
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._run, name="nss-lsp-writer", daemon=True)
        self._thread.start()

    def send(self, frame: bytes) -> None:
        """Queue one frame. After `close` it is dropped: there is nobody left to read it."""
        with self._changed:
            if not self._open:
                return
            # One message larger than the bound is let through to an editor that has read all the rest.
            stuck = self._waiting > 0 and self._waiting + len(frame) > MAX_WAITING
            if not stuck:
                self._frames.append(frame)
                self._waiting += len(frame)
                self._changed.notify_all()
        if stuck:
            self._on_stuck()

    def close(self, seconds: float) -> bool:
        """Stop taking frames and wait until those taken are written; False when they could not be in that time."""
        with self._changed:
            self._open = False
            self._changed.notify_all()
            return self._changed.wait_for(lambda: not self._frames and not self._busy, seconds)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._frames or not self._open)
                if not self._frames:
                    return
                frame = self._frames.popleft()
                self._busy = True
            try:
                self._write(frame)
            except OSError:
                self._give_up()
                return
            finally:
                with self._changed:
                    self._busy = False
                    self._waiting -= len(frame)
                    self._changed.notify_all()

    def _write(self, frame: bytes) -> None:
        view = memoryview(frame)
        while view:
            view = view[os.write(self._descriptor, view) :]

    def _give_up(self) -> None:
        with self._changed:
            self._open = False
            self._frames.clear()
        self.on_lost()
