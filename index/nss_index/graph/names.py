"""Whose name it is: from a use to the symbols that it may mean, as far as that is the same in every language.

Source of the order of base classes: Python 2.3's C3 (Barrett et al. 1996); with one base each it is depth first. Values
are followed through annotations, constructors and assignments; nothing is executed, no flow is followed. What a
plain name or a name of a module means is the language's own room's.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar

from nss_index.graph.facts import FileFacts
from nss_index.graph.values import OUTSIDE, OUTSIDE_REF, Kind, Ref, Value, distinct, linearised, outwards, weaker
from nss_index.model import Binding, Import, SymbolKind, Use
from nss_index.parse.bindings import RETURNS
from nss_index.parse.expressions import LITERAL, UNKNOWN, root_of

DEPTH = 16
"""Steps from a name to its value. Deeper is a circle, or nothing that a reader could follow."""

_PARTS = re.compile(r'([^.()\[\]]+|"")((?:\(\)|\[\])*)')
_CLASSES = frozenset({
    SymbolKind.CLASS, SymbolKind.ENUM, SymbolKind.INTERFACE, SymbolKind.STRUCT, SymbolKind.NAMESPACE,
})  # fmt: skip
_WORDS = ("super", "this")  # no variables: nobody binds them
_VALUES = frozenset({SymbolKind.VARIABLE, SymbolKind.FIELD, SymbolKind.CONSTANT, SymbolKind.ENUM_MEMBER})


def bound_name(found: Import) -> str:
    """What an import binds: `import a.b` binds a."""
    return found.alias or found.name or found.module.partition(".")[0]


class Names(ABC):
    """`facts` gives what is known of a file of the index, None for others. Remembers what it found: make one for each
    state of the index."""

    SELVES: ClassVar[Mapping[str, Kind]]
    """Names that mean the object, its class or its base inside a class."""

    PASSING: ClassVar[frozenset[str]] = frozenset()
    """Functions of the language and its library that hand on what they are given."""

    def __init__(self, facts: Callable[[str], FileFacts | None]) -> None:
        self._facts = facts
        self._evaluated: dict[tuple[str, str, str, bool], tuple[Value, ...]] = {}
        self._evaluating: set[tuple[str, str, str, bool]] = set()
        self._cut = False
        self._orders: dict[tuple[str, str], tuple[tuple[tuple[str, str], ...], bool]] = {}

    @abstractmethod
    def _lookup(self, path: str, scope: str, name: str, depth: int) -> tuple[Ref, ...]:
        """A plain name."""

    @abstractmethod
    def _of_module(self, place: str, name: str, depth: int) -> tuple[Ref, ...]:
        """A name of a module."""

    def refs(self, path: str, use: Use) -> tuple[Ref, ...]:
        """What a use may mean; () where that is unknown."""
        if not use.receiver:
            return distinct(self._lookup(path, use.scope, use.name, 0))
        values = self._evaluate(path, use.scope, use.receiver, use.local, 0)
        return distinct(ref for value in values for ref in self._member(value, use.name, 0))

    def bases(self, path: str, symbol: str) -> tuple[tuple[str, str], ...]:
        """The classes of the index that a class inherits from, the nearest first."""
        return self._order(path, symbol, 0)[0][1:]

    def _evaluate(self, path: str, scope: str, expression: str, local: bool, depth: int) -> tuple[Value, ...]:
        """The values of a chain; () where they are unknown."""
        key = (path, scope, expression, local)
        if key in self._evaluated:
            return self._evaluated[key]
        if depth > DEPTH or key in self._evaluating:
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
            if name in self.PASSING and suffix and all(value.kind is Kind.OUTSIDE for value in values):
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
        if name in self.SELVES:
            owner = next((holder for holder in outwards(scope) if holder and is_class(facts, holder)), None)
            if owner is not None and (local or name in _WORDS or scope == owner):
                return (Value(self.SELVES[name], path, owner),)
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
            root in self.SELVES or any((holder, root) in facts.bindings for holder in outwards(scope) if holder)
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
        if facts is None or depth > DEPTH:
            return ()
        symbol = facts.symbols.get(ref.symbol)
        if symbol is not None and symbol.kind in _CLASSES:
            return (Value(Kind.CLASS, ref.path, ref.symbol, ref.confidence),)
        if symbol is not None and symbol.kind is SymbolKind.PROPERTY:
            return self._call(Value(Kind.FUNCTION, ref.path, ref.symbol, ref.confidence), depth, receivers)
        if symbol is not None and symbol.kind not in _VALUES:
            return (Value(Kind.FUNCTION, ref.path, ref.symbol, ref.confidence),)
        scope, _, name = ref.symbol.rpartition(".")
        values = self._bound(ref.path, facts.bindings.get((scope, name), ()), depth + 1)
        if symbol is not None and set(values) <= {OUTSIDE} and facts.has_members(ref.symbol):
            return (Value(Kind.OBJECT, ref.path, ref.symbol, ref.confidence),)
        return weaker(values, ref.confidence)

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
        if value.kind is not Kind.FUNCTION or facts is None or depth > DEPTH:
            return ()
        returned = facts.bindings.get((value.symbol, RETURNS), ())
        if receivers and any(binding.value in self.SELVES for binding in returned):
            return receivers
        return weaker(self._bound(value.path, returned, depth + 1), value.confidence)

    def _subscript(self, value: Value, _depth: int) -> tuple[Value, ...]:
        return (value,) if value.kind is Kind.CLASS else (OUTSIDE,) if value.kind is Kind.OUTSIDE else ()

    def _member(self, value: Value, name: str, depth: int) -> tuple[Ref, ...]:
        if value.kind in (Kind.OUTSIDE, Kind.FUNCTION):
            return (OUTSIDE_REF,)
        if value.kind is Kind.MODULE:
            return weaker(self._of_module(value.path, name, depth + 1), value.confidence)
        if value.kind is Kind.OBJECT:
            facts = self._facts(value.path)
            inner = f"{value.symbol}.{name}"
            return (Ref(value.path, inner, value.confidence),) if facts is not None and inner in facts.symbols else ()
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
        for use in facts.bases.get(symbol, ()) if facts is not None and depth <= DEPTH else ():
            expression = f"{use.receiver}.{use.name}" if use.receiver else use.name
            values = self._evaluate(path, symbol.rpartition(".")[0], expression, False, depth + 1)
            bases += [(value.path, value.symbol) for value in values if value.kind is Kind.CLASS]
            open_ended = open_ended or any(value.kind is Kind.OUTSIDE for value in values)
        orders = [self._order(*base, depth + 1) for base in bases if base != key]
        merged = linearised([list(order) for order, _ in orders] + [[base for base in bases if base != key]])
        return (key, *(each for each in merged if each != key)), open_ended or any(end for _, end in orders)


def is_class(facts: FileFacts, symbol: str) -> bool:
    found = facts.symbols.get(symbol)
    return found is not None and found.kind in _CLASSES


def is_value(facts: FileFacts, symbol: str) -> bool:
    found = facts.symbols.get(symbol)
    return found is not None and found.kind in _VALUES
