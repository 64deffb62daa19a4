"""Whose name it is, in Python: from a use to the symbols that it may mean.

Sources: the language reference ("Naming and binding", "The import system", "Class definitions"), the method resolution
order of Python 2.3 (C3, Barrett et al. 1996), the typing documentation for what annotations say. Values are followed
through annotations, constructors and assignments; nothing is executed, no flow is followed.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable, Iterable, Iterator

from nss_index.graph.facts import FileFacts
from nss_index.graph.python import PythonFiles
from nss_index.graph.values import (
    OUTSIDE,
    OUTSIDE_REF,
    Kind,
    Ref,
    Value,
    distinct,
    linearised,
    outwards,
    weaker,
)
from nss_index.model import Binding, Import, SymbolKind, Use
from nss_index.parse.expressions import LITERAL, UNKNOWN, root_of

_DEPTH = 16
"""Steps from a name to its value. Deeper is a circle, or nothing that a reader could follow."""

_PARTS = re.compile(r'([^.()\[\]]+|"")((?:\(\)|\[\])*)')
_CLASSES = frozenset({SymbolKind.CLASS, SymbolKind.ENUM, SymbolKind.INTERFACE, SymbolKind.STRUCT})
_VALUES = frozenset({SymbolKind.VARIABLE, SymbolKind.FIELD, SymbolKind.CONSTANT, SymbolKind.ENUM_MEMBER})
_BUILTINS = frozenset(dir(builtins)) | {"__file__", "__path__", "__package__", "reveal_type"}
_PASSING = frozenset(
    [
        "getattr",
        "next",
        "max",
        "min",
        "iter",
        "copy",
        "deepcopy",
        "cast",
        "partial",
        "reduce",
        "reversed",
        "sorted",
        "vars",
    ]
)
"""Functions of the language and its library that hand on what they are given."""


def bound_name(found: Import) -> str:
    """What an import binds: `import a.b` binds a."""
    return found.alias or found.name or found.module.partition(".")[0]


class PythonNames:
    """`facts` gives what is known of a file of the index, None for others. Remembers what it found: make one for each
    state of the index."""

    def __init__(self, files: PythonFiles, facts: Callable[[str], FileFacts | None]) -> None:
        self._files = files
        self._facts = facts
        self._evaluated: dict[tuple[str, str, str, bool], tuple[Value, ...]] = {}
        self._evaluating: set[tuple[str, str, str, bool]] = set()
        self._cut = False
        self._orders: dict[tuple[str, str], tuple[tuple[tuple[str, str], ...], bool]] = {}

    def refs(self, path: str, use: Use) -> tuple[Ref, ...]:
        """What a use may mean; () where that is unknown."""
        if not use.receiver:
            return distinct(self._lookup(path, use.scope, use.name, 0))
        values = self._evaluate(path, use.scope, use.receiver, use.local, 0)
        return distinct(ref for value in values for ref in self._member(value, use.name, 0))

    def bases(self, path: str, symbol: str) -> tuple[tuple[str, str], ...]:
        """The classes of the index that a class inherits from, the nearest first."""
        return self._order(path, symbol, 0)[0][1:]

    def _lookup(self, path: str, scope: str, name: str, depth: int) -> tuple[Ref, ...]:
        """A plain name, from the inside out. Names of a class are seen in its own body only."""
        facts = self._facts(path)
        if facts is None or depth > _DEPTH:
            return ()
        for number, holder in enumerate(outwards(scope)):
            if number and holder and _is_class(facts, holder) and not _is_value(facts, scope):
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
                if refs := self._of_module(place, name, depth + 1):
                    return weaker(refs, confidence)
        return ()

    def _of_import(self, path: str, found: Import, depth: int) -> Iterator[Ref]:
        if depth > _DEPTH:
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
        facts = self._facts(place) if depth <= _DEPTH else None
        if facts is not None:
            if name in facts.symbols:
                return (Ref(place, name),)
            if refs := self._imported(place, facts, name, depth + 1):
                return refs
        below = self._files.below(place, name)
        return (Ref(below),) if below else ()

    def _evaluate(self, path: str, scope: str, expression: str, local: bool, depth: int) -> tuple[Value, ...]:
        """The values of a chain; () where they are unknown."""
        key = (path, scope, expression, local)
        if key in self._evaluated:
            return self._evaluated[key]
        if depth > _DEPTH or key in self._evaluating:
            self._cut = True  # what was found on the way to here may be incomplete: it is not kept
            return ()
        self._evaluating.add(key)
        values = tuple(dict.fromkeys(self._chain(path, scope, expression, local, depth)))
        self._evaluating.discard(key)
        if not self._cut or not self._evaluating:
            self._evaluated[key] = values
        self._cut = self._cut and bool(self._evaluating)
        return values

    def _chain(self, path: str, scope: str, expression: str, local: bool, depth: int) -> tuple[Value, ...]:
        values: tuple[Value, ...] = ()
        for number, (name, suffix) in enumerate(_PARTS.findall(expression)):
            if number:
                refs = [ref for value in values for ref in self._member(value, name, depth + 1)]
                values = self._values(refs, values, depth + 1)
            else:
                values = self._first(path, scope, name, local, depth + 1)
            if name in _PASSING and suffix and all(value.kind is Kind.OUTSIDE for value in values):
                return ()
            for start in range(0, len(suffix), 2):
                step = self._call if suffix[start] == "(" else self._subscript
                values = tuple(found for value in values for found in step(value, depth + 1))
        return values

    def _first(self, path: str, scope: str, name: str, local: bool, depth: int) -> tuple[Value, ...]:
        if name == LITERAL:
            return (OUTSIDE,)
        facts = self._facts(path)
        if name == UNKNOWN or facts is None:
            return ()
        if name in ("self", "cls", "super"):
            owner = next((holder for holder in outwards(scope) if holder and _is_class(facts, holder)), None)
            if owner is not None and (local or name == "super" or scope == owner):
                kinds = {"self": Kind.INSTANCE, "cls": Kind.CLASS, "super": Kind.SUPER}
                return (Value(kinds[name], path, owner),)
        if bound := next((known for holder in outwards(scope) if (known := facts.bindings.get((holder, name)))), None):
            if local or bound[0].scope == "" or name not in facts.symbols:
                return self._bound(path, bound, depth)
        elif local:
            return ()
        return self._values(self._lookup(path, scope, name, depth), (), depth)

    def _bound(self, path: str, bindings: Iterable[Binding], depth: int) -> tuple[Value, ...]:
        """The values of all bindings of a name; () when one of them is unknown."""
        found: list[Value] = []
        for bound in bindings:
            local = self._is_local(path, bound.within, bound.value)
            values = self._evaluate(path, bound.within, bound.value, local, depth + 1)
            if not values:
                return ()
            found += values
        return tuple(dict.fromkeys(found))

    def _is_local(self, path: str, scope: str, value: str) -> bool:
        facts = self._facts(path)
        root = root_of(value)
        return facts is not None and (
            root in ("self", "cls") or any((holder, root) in facts.bindings for holder in outwards(scope) if holder)
        )

    def _values(self, refs: Iterable[Ref], receivers: tuple[Value, ...], depth: int) -> tuple[Value, ...]:
        found: list[Value] = []
        for ref in refs:
            found += self._value(ref, receivers, depth)
        return tuple(dict.fromkeys(found))

    def _value(self, ref: Ref, receivers: tuple[Value, ...], depth: int) -> Iterable[Value]:
        if ref.outside:
            return (OUTSIDE,)
        if not ref.symbol:
            return (Value(Kind.MODULE, ref.path, "", ref.confidence),)
        facts = self._facts(ref.path)
        if facts is None or depth > _DEPTH:
            return ()
        symbol = facts.symbols.get(ref.symbol)
        if symbol is not None and symbol.kind in _CLASSES:
            return (Value(Kind.CLASS, ref.path, ref.symbol, ref.confidence),)
        if symbol is not None and symbol.kind is SymbolKind.PROPERTY:
            return self._call(Value(Kind.FUNCTION, ref.path, ref.symbol, ref.confidence), depth, receivers)
        if symbol is not None and symbol.kind not in _VALUES:
            return (Value(Kind.FUNCTION, ref.path, ref.symbol, ref.confidence),)
        scope, _, name = ref.symbol.rpartition(".")
        return weaker(self._bound(ref.path, facts.bindings.get((scope, name), ()), depth + 1), ref.confidence)

    def _call(self, value: Value, depth: int, receivers: tuple[Value, ...] = ()) -> tuple[Value, ...]:
        if value.kind is Kind.CLASS:
            return (Value(Kind.INSTANCE, value.path, value.symbol, value.confidence),)
        if value.kind in (Kind.SUPER, Kind.OUTSIDE):
            return (value,)
        if value.kind is Kind.INSTANCE:
            called = [ref for ref in self._member(value, "__call__", depth + 1) if ref.symbol and not ref.attribute]
            return tuple(
                found for ref in called for found in self._call(Value(Kind.FUNCTION, ref.path, ref.symbol), depth + 1)
            )
        facts = self._facts(value.path)
        if value.kind is not Kind.FUNCTION or facts is None or depth > _DEPTH:
            return ()
        returned = facts.bindings.get((value.symbol, "()"), ())
        if receivers and any(binding.value == "self" for binding in returned):
            return receivers
        return weaker(self._bound(value.path, returned, depth + 1), value.confidence)

    def _subscript(self, value: Value, _depth: int) -> tuple[Value, ...]:
        return (value,) if value.kind is Kind.CLASS else (OUTSIDE,) if value.kind is Kind.OUTSIDE else ()

    def _member(self, value: Value, name: str, depth: int) -> tuple[Ref, ...]:
        if value.kind in (Kind.OUTSIDE, Kind.FUNCTION):
            return (OUTSIDE_REF,)
        if value.kind is Kind.MODULE:
            return weaker(self._of_module(value.path, name, depth + 1), value.confidence)
        order, open_ended = self._order(value.path, value.symbol, depth + 1)
        for path, owner in order[1:] if value.kind is Kind.SUPER else order:
            facts = self._facts(path)
            if facts is None:
                continue
            symbol = f"{owner}.{name}"
            if symbol in facts.symbols:
                return (Ref(path, symbol, value.confidence),)
            if (owner, name) in facts.bindings:
                return (Ref(path, symbol, value.confidence, attribute=True),)
        return (OUTSIDE_REF,) if open_ended or name.startswith("__") else ()

    def _order(self, path: str, symbol: str, depth: int) -> tuple[tuple[tuple[str, str], ...], bool]:
        """The method resolution order among the classes of the index, the class itself first, and whether a class of a
        library is among its bases."""
        key = (path, symbol)
        if key not in self._orders:
            self._orders[key] = (key,), False  # for a class that inherits from itself
            self._orders[key] = self._linearised(key, depth)
        return self._orders[key]

    def _linearised(self, key: tuple[str, str], depth: int) -> tuple[tuple[tuple[str, str], ...], bool]:
        path, symbol = key
        facts = self._facts(path)
        bases: list[tuple[str, str]] = []
        open_ended = False
        for use in facts.bases.get(symbol, ()) if facts is not None and depth <= _DEPTH else ():
            expression = f"{use.receiver}.{use.name}" if use.receiver else use.name
            values = self._evaluate(path, symbol.rpartition(".")[0], expression, False, depth + 1)
            bases += [(value.path, value.symbol) for value in values if value.kind is Kind.CLASS]
            open_ended = open_ended or any(value.kind is Kind.OUTSIDE for value in values)
        orders = [self._order(*base, depth + 1) for base in bases if base != key]
        merged = linearised([list(order) for order, _ in orders] + [[base for base in bases if base != key]])
        return (key, *(each for each in merged if each != key)), open_ended or any(end for _, end in orders)


def _is_class(facts: FileFacts, symbol: str) -> bool:
    found = facts.symbols.get(symbol)
    return found is not None and found.kind in _CLASSES


def _is_value(facts: FileFacts, symbol: str) -> bool:
    found = facts.symbols.get(symbol)
    return found is not None and found.kind in _VALUES
