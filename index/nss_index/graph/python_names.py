"""Whose name it is, in Python.

Sources: the language reference ("Naming and binding", "The import system", "Class definitions").
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator
from typing import ClassVar

from nss_index.graph.facts import FileFacts
from nss_index.graph.names import DEPTH, Names, is_class, is_value
from nss_index.graph.python import PythonFiles
from nss_index.graph.values import OUTSIDE_REF, Kind, Ref, distinct, outwards, weaker
from nss_index.model import Import
from nss_index.parse.bindings import EVERYTHING

_BUILTINS = frozenset(dir(builtins)) | {"__file__", "__path__", "__package__", "reveal_type"}


class PythonNames(Names):
    SELVES: ClassVar = {"self": Kind.INSTANCE, "cls": Kind.CLASS, "super": Kind.SUPER}
    PASSING: ClassVar = frozenset({
        "getattr", "next", "max", "min", "iter", "copy", "deepcopy", "cast", "partial", "reduce", "reversed", "sorted",
        "vars",
    })  # fmt: skip

    def __init__(self, files: PythonFiles, facts: Callable[[str], FileFacts | None]) -> None:
        super().__init__(facts)
        self._files = files

    def _lookup(self, path: str, scope: str, name: str, depth: int) -> tuple[Ref, ...]:
        """A plain name, from the inside out. Names of a class are seen in its own body only."""
        facts = self._facts(path)
        if facts is None or depth > DEPTH:
            return ()
        for number, holder in enumerate(outwards(scope)):
            if number and holder and is_class(facts, holder) and not is_value(facts, scope):
                continue
            inner = f"{holder}.{name}" if holder else name
            if inner in facts.symbols:
                return (Ref(path, inner),)
        return self._imported(path, facts, name, depth) or ((OUTSIDE_REF,) if name in _BUILTINS else ())

    def _imported(self, path: str, facts: FileFacts, name: str, depth: int) -> tuple[Ref, ...]:
        if name in facts.imported:
            return distinct(ref for found in facts.imported[name] for ref in self._of_import(path, found, depth + 1))
        for star in facts.stars:
            for place, confidence in self._files.modules(path, star.module):
                if not self._brings(place, name):
                    continue
                if refs := self._of_module(place, name, depth + 1):
                    return weaker(refs, confidence)
        return ()

    def _brings(self, place: str, name: str) -> bool:
        """Whether `import *` of a module binds a name: one that `__all__` lists; a public one where there is no such
        list, or where nobody can tell what is on it."""
        facts = self._facts(place)
        exports = facts.exports if facts is not None else frozenset[str]()
        return name in exports or ((not exports or EVERYTHING in exports) and not name.startswith("_"))

    def _of_import(self, path: str, found: Import, depth: int) -> Iterator[Ref]:
        if depth > DEPTH:
            return
        module = found.module if found.name or found.alias else found.module.partition(".")[0]
        places = self._files.modules(path, module)
        if not places and not module.startswith("."):
            yield OUTSIDE_REF
        for place, confidence in places:
            if not found.name:
                yield Ref(place, confidence=confidence)
            else:
                yield from weaker(self._of_module(place, found.name, depth + 1), confidence)

    def _of_module(self, place: str, name: str, depth: int) -> tuple[Ref, ...]:
        """A name of a module: its own, one that it imports, or a module below it."""
        facts = self._facts(place) if depth <= DEPTH else None
        if facts is not None:
            if name in facts.symbols:
                return (Ref(place, name),)
            if refs := self._imported(place, facts, name, depth + 1):
                return refs
        below = self._files.below(place, name)
        return (Ref(below),) if below else ()
