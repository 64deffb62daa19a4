"""What questions about symbols leave behind for the next ones.

Facts of files are kept by the hash of their text; what the uses of a name mean by the shape of everything
(`facts.shape_of`), which typing inside of a function seldom changes; and where they are by the state of everything,
which each keystroke changes.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING

from nss_index.graph.facts import FileFacts, facts_of, shape_of
from nss_index.graph.names import bound_name
from nss_index.model import Role, Use
from nss_index.remembered import Remembered

if TYPE_CHECKING:
    from nss_index.graph.uses import Meaning, Target
    from nss_index.overlay.view import View

REMEMBERED_FILES = 2_000
"""Facts of files kept in memory, about 20 kB each."""

REMEMBERED_USES = 100_000
"""Uses that are kept resolved, by their names, 200 bytes each, with their places and without: impact asks for some
hundred names, lenses and hovers ask for the same ones again."""

REMEMBERED_NAMES = 20_000
"""Names whose aliases are kept, 200 bytes each: nearly all have none."""

REMEMBERED_SHAPES = 4_000
"""Of files that have changed since they were laid out, a number each."""

Way = tuple[str, str, str, bool, Role]
"""How a name is used: all that what it means depends on, beside the shapes of the files."""

Ways = dict[Way, "Meaning"]
"""What each way means. Filled in by whoever asks."""

Meant = dict[tuple[str, str], list[tuple["Target", list[tuple[str, Use]]]]]
"""By (path, symbol path): how surely that symbol is meant, and the (path, use) that mean it."""


def _weight(meant: Meant) -> int:
    shared = {id(uses): len(uses) for pairs in meant.values() for _, uses in pairs}
    return 1 + sum(shared.values())


def _share(ways: tuple[Ways, int]) -> int:
    return 1 + ways[1]


class ProgramMemory:
    """Facts of files by the hash of their text; what the uses of a name mean by the shape of everything, and where they
    are by its state. Thread-safe: two who find a way that is not known yet find the same."""

    def __init__(self) -> None:
        self._facts: Remembered[tuple[str, str], FileFacts] = Remembered(REMEMBERED_FILES)
        self._aliases: Remembered[tuple[Hashable, str], frozenset[str]] = Remembered(REMEMBERED_NAMES)
        self._meant: Remembered[tuple[Hashable, str], Meant] = Remembered(REMEMBERED_USES, _weight)
        self._ways: Remembered[tuple[Hashable, str], tuple[Ways, int]] = Remembered(REMEMBERED_USES, _share)
        self._shapes: Remembered[tuple[str, str], int] = Remembered(REMEMBERED_SHAPES)

    def facts(self, view: View, path: str) -> FileFacts:
        return self._facts.of((path, view.content_hash(path)), lambda: facts_of(view, path, bound_name))

    def shape(self, view: View, path: str) -> int:
        return self._shapes.of((path, view.content_hash(path)), lambda: shape_of(view, path))

    def known_shape(self, path: str, content_hash: str) -> int | None:
        return self._shapes.get((path, content_hash))

    def aliases(self, shape: Hashable, name: str, make: Callable[[], frozenset[str]]) -> frozenset[str]:
        return self._aliases.of((shape, name), make)

    def ways(self, shape: Hashable, name: str, uses: int) -> Ways:
        """Of a name that has about so many uses."""
        return self._ways.of((shape, name), lambda: ({}, uses))[0]

    def meant(self, state: Hashable, name: str, make: Callable[[], Meant]) -> Meant:
        return self._meant.of((state, name), make)
