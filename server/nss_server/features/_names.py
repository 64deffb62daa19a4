"""The names that a dictation may mean, read off the live index: every symbol, weighted by how near it is to the cursor.

A vocabulary is made once a generation of the index (a second for ten thousand names) and shared by later dictations.
"""

from __future__ import annotations

import re
import threading
from collections import Counter
from typing import TYPE_CHECKING

from nss_server.speech.vocabulary import Name, Vocabulary, project_name

if TYPE_CHECKING:
    from nss_index.index import Index
    from nss_index.overlay import Overlay

    from nss_server.workspace import Workspace

MOST_NAMES = 60_000
"""Of one root. Beyond that, names that are defined once and have few parts would only be confused with each other."""

SHORTEST = 3  # letters; of `id` and `fs` a dictation has no use

IN_DICTIONARY = 20.0
"""Weight of the user's own words: they were written down because they are said."""

IN_FILE = 2.3
"""Logarithm of odds for a name of the file that is edited: ten times likelier than others."""

IN_OPEN_BUFFER = 1.1
"""… and three times for one of another open, unsaved buffer, or of the file that was edited before this one."""

IN_SIGHT = 1.6
"""… and five times for one that stands near the cursor, wherever it is defined: what is on the screen is spoken of."""

SIGHT_LINES = 40
"""Above and below the cursor: about a screen."""

AT_CURSOR = 1.1
"""… and three times more for the symbols around the cursor."""


class _Remembered:
    """The last vocabulary of a few roots. Thread-safe."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._made: dict[str, tuple[object, Vocabulary]] = {}

    def of(self, root: str, key: object, make: Vocabulary | None) -> Vocabulary | None:
        with self._guard:
            if make is not None:
                self._made[root] = (key, make)
                while len(self._made) > 4:
                    del self._made[next(iter(self._made))]
                return make
            found = self._made.get(root)
            return found[1] if found is not None and found[0] == key else None


_remembered = _Remembered()


def vocabulary_of(workspace: Workspace) -> Vocabulary:
    """Every name of the index and the unsaved buffers, and the user's dictionary. Blocks."""
    index = workspace.index.read()
    key, root = index.last_commit(), str(workspace.root)
    saved = _remembered.of(root, key, None)
    if saved is None:
        counts = Counter(
            row.symbol.name for row in index.symbols(limit=1_000_000) if _counts(row.symbol.kind, row.symbol.name)
        )
        saved = Vocabulary(project_name(name, count) for name, count in counts.most_common(MOST_NAMES))
        _remembered.of(root, key, saved)
    unsaved = {
        symbol.name
        for path in workspace.overlay.documents
        for symbol in index.symbols_of(path, workspace.overlay)
        if _counts(symbol.kind, symbol.name)
    }
    own = [Name(word, IN_DICTIONARY) for word in workspace.settings.voice.dictionary]
    return Vocabulary([*(Name(name) for name in sorted(unsaved)), *own], over=saved)


def _counts(kind: str, name: str) -> bool:
    return kind != "section" and len(name) >= SHORTEST and name.replace("_", "").isalnum()


def boosts_at(index: Index, overlay: Overlay, path: str, line: int, edited: str = "") -> dict[str, float]:
    """Logarithms of odds by name, for a cursor in `path` ("" for none) at `line` (1-based); `edited` is the file that
    was edited last before it."""
    found: dict[str, float] = {}

    def add(name: str, odds: float) -> None:
        found[name] = max(odds, found.get(name, odds))

    for other in {*overlay.documents, edited} - {""}:
        for symbol in index.symbols_of(other, overlay):
            add(symbol.name, IN_OPEN_BUFFER)
    if path:
        for word in _in_sight(index, overlay, path, line):
            add(word, IN_SIGHT)
        for symbol in index.symbols_of(path, overlay):
            around = symbol.span.start_line <= line <= symbol.span.end_line
            add(symbol.name, IN_FILE + (AT_CURSOR if around else 0.0))
    return found


def _in_sight(index: Index, overlay: Overlay, path: str, line: int) -> set[str]:
    """The words near the cursor, as the buffer has them now."""
    from nss_index.tokens import words

    pattern = "/" + re.sub(r"([*?\[\]\\!#])", r"\\\1", path)
    first, last = line - SIGHT_LINES, line + SIGHT_LINES
    found: set[str] = set()
    for chunk in index.chunks((pattern,), overlay=overlay):
        start = chunk.row.start_line
        for number, text in enumerate(chunk.text.splitlines(), start):
            if first <= number <= last:
                found.update(words(text))
    return found
