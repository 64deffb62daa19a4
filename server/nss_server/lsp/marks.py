"""Places in a buffer that move with its text: where a dictation will go, and which of its words may be respelled.

A mark inside of text that is replaced or deleted is lost: what it marked has moved on.
"""

from __future__ import annotations

from typing import TypeAlias

Spot: TypeAlias = tuple[int, int]
"""(line, index into the line), both from 0."""


class Mark:
    """`spot` is None when it is lost. Text that is inserted exactly there pushes it along."""

    def __init__(self, spot: Spot) -> None:
        self.spot: Spot | None = spot


class Marks:
    """Those of one buffer."""

    def __init__(self) -> None:
        self._marks: list[Mark] = []

    def add(self, spot: Spot) -> Mark:
        mark = Mark(spot)
        self._marks.append(mark)
        return mark

    def remove(self, mark: Mark) -> None:
        if mark in self._marks:
            self._marks.remove(mark)

    def text_replaced(self) -> None:
        """The whole text is another one."""
        for mark in self._marks:
            mark.spot = None
        self._marks.clear()

    def text_changed(self, start: Spot, end: Spot, text: str) -> None:
        """`start` to `end` became `text`."""
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        for mark in self._marks:
            if mark.spot is not None:
                mark.spot = _moved(mark.spot, start, end, lines)
        self._marks = [mark for mark in self._marks if mark.spot is not None]


def _moved(spot: Spot, start: Spot, end: Spot, lines: list[str]) -> Spot | None:
    if spot < start or (spot == start < end and lines == [""]):
        return spot  # also where what stood right behind it was deleted
    line_is_gone = spot == end and start[0] < end[0] and spot[1] > 0
    if spot < end or line_is_gone:
        return None
    line, index = spot
    if line == end[0]:
        column = start[1] + len(lines[0]) if len(lines) == 1 else len(lines[-1])
        index += column - end[1]
    return line + start[0] - end[0] + len(lines) - 1, index
