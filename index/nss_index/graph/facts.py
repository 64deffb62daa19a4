"""What resolving names needs to know of one file, by name. Does not know languages."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from nss_index.model import Role
from nss_index.parse.bindings import EXPORT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nss_index.model import Binding, Import, Symbol, Use


class FactsSource(Protocol):
    """Where the facts come from: an index, or parsed texts in a test."""

    def symbols_of(self, path: str) -> Sequence[Symbol]: ...

    def imports_of(self, path: str) -> Sequence[Import]: ...

    def bindings_of(self, path: str) -> Sequence[Binding]: ...

    def uses_of(self, path: str, role: Role | None = None) -> Sequence[Use]: ...


@dataclass(frozen=True, slots=True)
class FileFacts:
    symbols: dict[str, Symbol]  # by symbol path; of several with one path, the first
    imported: dict[str, list[Import]]  # by the name that they bind in the file
    stars: list[Import]
    bindings: dict[tuple[str, str], list[Binding]]  # by scope and name
    bases: dict[str, list[Use]]  # by the class that inherits
    containers: frozenset[str]  # symbol paths that have symbols below them
    exports: frozenset[str]  # names that the module says it exports; none where it does not say
    exported: dict[str, list[str]]  # those names by what they stand for

    def exported_as(self, name: str) -> list[str]:
        """Under which other names the module exports a symbol."""
        return self.exported.get(name, [])

    def all_imports(self) -> list[Import]:
        return [*self.stars, *(one for several in self.imported.values() for one in several)]

    def has_members(self, symbol: str) -> bool:
        return symbol in self.containers


def shape_of(source: FactsSource, path: str) -> int:
    """All of a file that decides what names mean, in it and elsewhere, as a hash of this process: everything but the
    uses that inherit nothing, and the places. What somebody types inside of a function seldom changes it."""
    return hash((
        tuple([(one.container, one.name, one.kind) for one in source.symbols_of(path)]),
        tuple([(one.module, one.name, one.alias) for one in source.imports_of(path)]),
        tuple([(one.scope, one.name, one.value, one.within) for one in source.bindings_of(path)]),
        tuple([(use.scope, use.receiver, use.name, use.local) for use in source.uses_of(path, Role.BASE)]),
    ))  # fmt: skip


def facts_of(source: FactsSource, path: str, bound_name: Callable[[Import], str]) -> FileFacts:
    """`bound_name` says what an import binds, by the rules of the file's language."""
    symbols: dict[str, Symbol] = {}
    for symbol in source.symbols_of(path):
        symbols.setdefault(symbol.path, symbol)
    imported: dict[str, list[Import]] = defaultdict(list)
    stars: list[Import] = []
    for found in source.imports_of(path):
        if found.name == "*" and not found.alias:
            stars.append(found)
        else:
            imported[bound_name(found)].append(found)
    bindings: dict[tuple[str, str], list[Binding]] = defaultdict(list)
    for binding in source.bindings_of(path):
        bindings[binding.scope, binding.name].append(binding)
    bases: dict[str, list[Use]] = defaultdict(list)
    for use in source.uses_of(path, Role.BASE):
        bases[use.scope].append(use)
    exported: dict[str, list[str]] = defaultdict(list)
    for (scope, key), values in bindings.items():
        if not scope and key.startswith(EXPORT):
            for stands_for in dict.fromkeys(value.value for value in values):
                exported[stands_for].append(key.removeprefix(EXPORT))
    exports = frozenset(name for names in exported.values() for name in names)
    containers = frozenset(symbol.container for symbol in symbols.values())
    return FileFacts(symbols, dict(imported), stars, dict(bindings), dict(bases), containers, exports, dict(exported))
