"""Whose name it is, in JavaScript and TypeScript.

Sources: ECMA-262 (modules), Node's documents for CommonJS, TypeScript's handbook ("Modules", "Classes").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from nss_index.graph.ecmascript import EcmaFiles
from nss_index.graph.facts import FileFacts
from nss_index.graph.names import DEPTH, Names
from nss_index.graph.values import OUTSIDE_REF, Kind, Ref, distinct, outwards, weaker
from nss_index.model import Import, SymbolKind
from nss_index.parse.bindings import EXPORT

_GLOBALS = frozenset({
    "Array", "ArrayBuffer", "BigInt", "Boolean", "Buffer", "Date", "Error", "Function", "Infinity", "Intl", "JSON",
    "Map", "Math", "NaN", "Number", "Object", "Promise", "Proxy", "RangeError", "Reflect", "RegExp", "Set", "String",
    "Symbol", "SyntaxError", "TextDecoder", "TextEncoder", "TypeError", "Uint8Array", "URL", "URLSearchParams",
    "WeakMap", "WeakRef", "WeakSet", "AbortController", "Blob", "Event", "EventTarget", "File", "FormData",
    "Headers", "Request", "Response", "Window", "clearTimeout", "console", "crypto", "document", "fetch", "global",
    "globalThis", "history", "localStorage", "location", "module", "navigator", "performance", "process",
    "queueMicrotask", "require", "setInterval", "setTimeout", "structuredClone", "undefined", "window", "Record",
    "Pick", "Omit", "Partial", "Readonly", "Required", "Exclude", "Extract", "NonNullable", "Parameters",
    "ReturnType", "Awaited", "Iterable", "Iterator", "AsyncIterable", "AsyncIterator", "ReadonlyArray",
    "PromiseLike", "HTMLElement", "Element", "Node",
})  # fmt: skip
"""What the language, browsers and Node have without an import."""


_MEMBERS = frozenset({SymbolKind.METHOD, SymbolKind.PROPERTY, SymbolKind.FIELD, SymbolKind.CONSTRUCTOR})
_SCOPES = frozenset({
    SymbolKind.FUNCTION, SymbolKind.METHOD, SymbolKind.PROPERTY, SymbolKind.CONSTRUCTOR, SymbolKind.NAMESPACE,
})  # fmt: skip


def _has_scope(facts: FileFacts, symbol: str) -> bool:
    """Whether names inside of it are seen plainly: a function's and a namespace's are, an object's members are not."""
    return symbol in facts.symbols and facts.symbols[symbol].kind in _SCOPES


class EcmaNames(Names):
    SELVES: ClassVar = {"this": Kind.INSTANCE, "super": Kind.SUPER}

    def __init__(self, files: EcmaFiles, facts: Callable[[str], FileFacts | None]) -> None:
        super().__init__(facts)
        self._files = files

    def _lookup(self, path: str, scope: str, name: str, depth: int) -> tuple[Ref, ...]:
        """A plain name, from the inside out. Members are never seen without their object."""
        facts = self._facts(path)
        if facts is None or depth > DEPTH:
            return ()
        for holder in outwards(scope):
            if not holder and name in facts.imported:  # before `exports.name = name`
                return self._imported(path, facts, name, depth)
            if holder and not _has_scope(facts, holder):
                continue
            inner = f"{holder}.{name}" if holder else name
            if inner in facts.symbols and facts.symbols[inner].kind not in _MEMBERS:
                return (Ref(path, inner),)
        return (OUTSIDE_REF,) if name in _GLOBALS else ()

    def _imported(self, path: str, facts: FileFacts, name: str, depth: int) -> tuple[Ref, ...]:
        return distinct(ref for found in facts.imported[name] for ref in self._of_import(path, found, depth + 1))

    def _of_import(self, path: str, found: Import, depth: int) -> Iterator[Ref]:
        if depth > DEPTH:
            return
        resolution = self._files.resolve(path, found)
        if not resolution.places and not resolution.missing:
            yield OUTSIDE_REF
        for place, confidence in resolution.places:
            if found.name in ("", "*"):
                yield Ref(place, confidence=confidence)
            else:
                yield from weaker(self._of_module(place, found.name, depth + 1), confidence)

    def _of_module(self, place: str, name: str, depth: int) -> tuple[Ref, ...]:
        """What a module exports under a name: by its own words, a symbol of that name, or what it hands on."""
        facts = self._facts(place) if depth <= DEPTH else None
        if facts is None:
            return ()
        if exported := facts.bindings.get(("", EXPORT + name)):
            return distinct(ref for each in exported for ref in self._lookup(place, "", each.value, depth + 1))
        if name in facts.symbols:
            return (Ref(place, name),)
        if name in facts.imported:
            return self._imported(place, facts, name, depth + 1)
        for star in facts.stars if name != "default" else ():
            for further, confidence in self._files.resolve(place, star).places:
                if refs := self._of_module(further, name, depth + 1):
                    return weaker(refs, confidence)
        return ()
