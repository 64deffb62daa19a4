"""The editor's open documents, kept in step with its edits. Knows positions and text, no roots and no index."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from lsprotocol import types

from nss_server.lsp.convert import index_of, split_lines, to_path
from nss_server.lsp.marks import Marks, Spot


class Buffer:
    """One open document: its lines, changed in place. Used on the event loop only."""

    def __init__(self, uri: str, path: Path, text: str, version: int) -> None:
        self.uri, self.path, self.version = uri, path, version
        self.edits = 0  # versions are the editor's and need not grow
        self.edited_at = 0.0  # monotonic seconds, 0 for never
        self.lines = split_lines(text)
        self.marks = Marks()
        self.watchers: list[Callable[[], bool]] = []  # called after each change, until one returns True
        self._text: str | None = text

    @property
    def text(self) -> str:
        if self._text is None:
            self._text = "".join(self.lines)
        return self._text

    def apply(self, change: types.TextDocumentContentChangeEvent, encoding: str) -> None:
        self.edits += 1
        self.edited_at = time.monotonic()
        if isinstance(change, types.TextDocumentContentChangeWholeDocument):
            self.lines, self._text = split_lines(change.text), change.text
            self.marks.text_replaced()
            return
        first, before = self._place(change.range.start, encoding)
        last, after = self._place(change.range.end, encoding)
        if (last, after) < (first, before):
            (first, before), (last, after) = (last, after), (first, before)
        self.marks.text_changed((first, before), (last, after), change.text)
        head = self.lines[first][:before] if first < len(self.lines) else ""
        tail = self.lines[last][after:] if last < len(self.lines) else ""
        # With a neighbour on each side: an edit can join a \r to a \n, or part them.
        above, below = max(0, first - 1), min(len(self.lines), last + 2)
        whole = "".join((*self.lines[above:first], head, change.text, tail, *self.lines[last + 1 : below]))
        self.lines[above:below] = split_lines(whole)
        self._text = None

    def text_in(self, selection: types.Range, encoding: str) -> str:
        return self.between(self._place(selection.start, encoding), self._place(selection.end, encoding))

    def spot(self, position: types.Position, encoding: str) -> Spot:
        """An editor's position as (line, index into it), both from 0."""
        return self._place(position, encoding)

    def between(self, start: Spot, end: Spot) -> str:
        """The text from one spot to another."""
        (first, before), (last, after) = start, end
        if first >= len(self.lines):
            return ""
        if first == last:
            return self.lines[first][before:after]
        tail = self.lines[last][:after] if last < len(self.lines) else ""
        return "".join((self.lines[first][before:], *self.lines[first + 1 : last], tail))

    def _place(self, position: types.Position, encoding: str) -> tuple[int, int]:
        """(line, index into it). A place after the text means its end, one after a line the end of that line."""
        if position.line < len(self.lines):
            return position.line, index_of(self.lines[position.line], position.character, encoding)
        if self.lines and not self.lines[-1].endswith(("\r", "\n")):
            return len(self.lines) - 1, len(self.lines[-1])
        return len(self.lines), 0


class Buffers:
    """All open documents that are files on this machine, by URI."""

    def __init__(self) -> None:
        self._buffers: dict[str, Buffer] = {}

    def open(self, document: types.TextDocumentItem) -> Buffer | None:
        path = to_path(document.uri)
        if path is None:
            return None
        buffer = Buffer(document.uri, path, document.text, document.version)
        self._buffers[document.uri] = buffer
        return buffer

    def change(
        self,
        document: types.VersionedTextDocumentIdentifier,
        changes: Sequence[types.TextDocumentContentChangeEvent],
        encoding: str,
    ) -> Buffer | None:
        buffer = self._buffers.get(document.uri)
        if buffer is not None:
            for change in changes:
                buffer.apply(change, encoding)
            buffer.version = document.version
            buffer.watchers = [watcher for watcher in buffer.watchers if not watcher()]
        return buffer

    def close(self, uri: str) -> Buffer | None:
        return self._buffers.pop(uri, None)

    def get(self, uri: str) -> Buffer | None:
        return self._buffers.get(uri)

    def all(self) -> list[Buffer]:
        return list(self._buffers.values())
