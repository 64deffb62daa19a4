"""The text of Neovim's screen, rebuilt from its redraw events. Knows no colours and no process."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any


class Screen:
    """A grid of cells that one thread feeds with events while others wait for what they show."""

    def __init__(self, width: int, height: int) -> None:
        self._flushed = threading.Condition()
        self._resize(width, height)

    def text(self) -> str:
        with self._flushed:
            return self._text()

    def wait(self, shows: Callable[[str], bool], seconds: float) -> bool:
        """True as soon as the screen's text satisfies `shows`, False when it has not after `seconds`."""
        with self._flushed:
            return self._flushed.wait_for(lambda: shows(self._text()), seconds)

    def redraw(self, events: Sequence[Any]) -> None:
        """The arguments of one `redraw` notification: [name, arguments, arguments, …] each."""
        with self._flushed:
            for name, *calls in events:
                for arguments in calls:
                    self._apply(name, arguments)
            self._flushed.notify_all()

    def _text(self) -> str:
        return "\n".join("".join(row).rstrip() for row in self._rows)

    def _resize(self, width: int, height: int) -> None:
        self._rows = [[" "] * width for _ in range(height)]

    def _apply(self, name: str, arguments: Sequence[Any]) -> None:
        if name == "grid_resize":
            self._resize(arguments[1], arguments[2])
        elif name == "grid_clear":
            self._resize(len(self._rows[0]), len(self._rows))
        elif name == "grid_line":
            self._put(arguments[1], arguments[2], arguments[3])
        elif name == "grid_scroll":
            self._scroll(*arguments[1:6])

    def _put(self, row: int, column: int, cells: Sequence[Sequence[Any]]) -> None:
        for cell in cells:
            for _ in range(cell[2] if len(cell) > 2 else 1):
                self._rows[row][column] = cell[0]
                column += 1

    def _scroll(self, top: int, bottom: int, left: int, right: int, rows: int) -> None:
        order = range(top, bottom - rows) if rows > 0 else range(bottom - 1, top - rows - 1, -1)
        for row in order:
            self._rows[row][left:right] = self._rows[row + rows][left:right]
