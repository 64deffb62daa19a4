"""What a use may mean in a language without a room of its own: by its name, and by what stands before it.

Only what the language's rules leave possible: an unqualified name of Go is of its own package or a dot import ("The Go
Programming Language Specification", Declarations and scope), `store.Open` is what the imported package defines; in Rust
`part::free` is of the module `part`, `Thing::new` of the type. Values are not followed, local names are not known, so
nothing here is certain.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from nss_index.model import Import, Role, SymbolKind, Use

MEMBERS = frozenset({
    SymbolKind.METHOD, SymbolKind.PROPERTY, SymbolKind.FIELD, SymbolKind.CONSTANT, SymbolKind.ENUM_MEMBER,
    SymbolKind.CLASS, SymbolKind.CONSTRUCTOR,
})  # fmt: skip
CALLABLE = MEMBERS | {SymbolKind.FUNCTION, SymbolKind.MACRO, SymbolKind.STRUCT, SymbolKind.VARIABLE}

TYPES = frozenset({
    SymbolKind.CLASS, SymbolKind.INTERFACE, SymbolKind.TRAIT, SymbolKind.STRUCT, SymbolKind.UNION, SymbolKind.ENUM,
    SymbolKind.TYPE,
})  # fmt: skip

_OWN = ("this", "self", "Self")  # before a name: the type that the method is of
_STANDARD_METHODS = (
    "Add After Before Buffered Bytes Cause Clone Close Context Copy Deadline Done Equal Err Error Flush Format Get Grow"
    " Is Kind Len Less Lock Name Next Open Peek Pop Push Read ReadAt ReadByte ReadFrom ReadLine ReadRune ReadString"
    " Reset Rewind RLock RUnlock Scan Seek Set Size Sprint Stat Stop String Sub Sum Swap Sync Text Truncate Type Unix"
    " Unlock Unwrap Value Wait Walk Write WriteAt WriteByte WriteRune WriteString WriteTo"
)
_STANDARD = frozenset(_STANDARD_METHODS.split())
"""Methods of what everybody has values of (context, errors, io, sync, time, strings, bytes, bufio): one that the index
has besides is seldom the one that is meant."""

_VERSION = re.compile(r"(?:/v\d+|\.v\d+)$")  # of a Go module: no part of the package's name


class Named(NamedTuple):
    """A symbol with the name that is used."""

    path: str
    symbol: str
    kind: SymbolKind


class Fit(NamedTuple):
    found: list[Named]
    near: bool = True  # False: it may as well be something that the index does not know


def fitting(family: str, path: str, use: Use, named: Iterable[Named], imports: Sequence[Import]) -> Fit | None:
    """Those of `named` (of the language's family) that a use in `path` may mean; None where an import says that it is
    of a library."""
    kinds = CALLABLE if use.role is Role.CALL else TYPES
    known = [one for one in named if one.kind in kinds and (family != "go" or _is_seen(one, path))]
    if not use.receiver:
        return Fit(_unqualified(family, path, use, known, imports))
    members = [one for one in known if one.kind in MEMBERS and "." in one.symbol]
    last = _last(use.receiver)
    if last in _OWN:
        last = _owner(use.scope)
    if family == "go":
        return _of_package(path, use, known, members, imports)
    if owned := [one for one in known if "." in one.symbol and _owner(one.symbol) == last]:
        return Fit(owned)
    if family == "rust":
        meant = next((_last(one.name or one.module) for one in imports if one.alias == last), last)
        owned = [one for one in known if "." in one.symbol and _owner(one.symbol) == meant]
        return Fit(owned or [one for one in known if _is_in_module(one, meant, path)] or members)
    if family == "java" and use.role is not Role.CALL:
        return Fit(_of_modules([use.receiver.replace(".", "/")], known))
    return Fit(members)


def _unqualified(family: str, path: str, use: Use, known: Sequence[Named], imports: Sequence[Import]) -> list[Named]:
    near = [one for one in known if one.path == path]
    if near:
        return [max(near, key=lambda one: _shared(one.symbol, use.scope))]
    if family == "go":
        dotted = [one.module for one in imports if one.name == "*"]
        folder = posixpath.dirname(path)
        own = [one for one in known if "." not in one.symbol and posixpath.dirname(one.path) == folder]
        return own or _of_modules(dotted, known)
    if family == "rust":
        modules = [_last(one.module) for one in imports if use.name in (one.name, one.alias)]
        return [one for one in known if any(_is_in_module(one, module, path) for module in modules)] or list(known)
    if family == "java":
        modules = [one.module.replace(".", "/") for one in imports if one.name == use.name]
        folder = posixpath.dirname(path)
        own = [one for one in known if "." not in one.symbol and posixpath.dirname(one.path) == folder]
        return _of_modules(modules, known) or own or list(known)
    return list(known)


def _is_seen(one: Named, path: str) -> bool:
    """Whether a file of Go can name a symbol: what is not exported, and what tests define, is its own folder's."""
    if posixpath.dirname(one.path) == posixpath.dirname(path):
        return path.endswith("_test.go") or not one.path.endswith("_test.go")
    return one.symbol.rpartition(".")[2][:1].isupper() and not one.path.endswith("_test.go")


def _of_package(
    path: str, use: Use, known: Sequence[Named], members: Sequence[Named], imports: Sequence[Import]
) -> Fit | None:
    """The parser keeps which names a file uses of each package it imports, but not what the file calls a package: a
    receiver that is not called like one of them may be another name for it, or a value. A value's type is most often
    of the same package or of one that the file imports."""
    modules = [one.module for one in imports if one.name == use.name]
    direct = [module for module in modules if use.receiver in _package_names(module)]
    if direct:
        found = _of_modules(direct, known)
        return Fit(found) if found else None
    imported = {name for one in imports for name in _package_names(one.module)}
    folders = {posixpath.dirname(one.path) for one in members} - {posixpath.dirname(path)}
    near = use.name not in _STANDARD and all(posixpath.basename(folder) in imported for folder in folders)
    return Fit([*members, *_of_modules(modules, known)], near)


def _of_modules(modules: Iterable[str], known: Sequence[Named]) -> list[Named]:
    """What the folders define that end most like the modules' paths: go.mod may stand above or below the root."""
    found: dict[Named, None] = {}
    for module in modules:
        parts = _VERSION.sub("", module).split("/")
        fit: dict[Named, tuple[int, int]] = {}
        for one in known:
            if "." not in one.symbol and not one.path.endswith("_test.go"):
                folders = posixpath.dirname(one.path).split("/")
                common = _common_end(parts, folders)
                fit[one] = common, common - len(folders)
        best = max(fit.values(), default=(0, 0))
        found |= dict.fromkeys(one for one, value in fit.items() if value == best and best[0])
    return list(found)


def _package_names(module: str) -> tuple[str, ...]:
    name = _VERSION.sub("", module).rpartition("/")[2]
    return name, name.removeprefix("go-"), name.removesuffix("-go"), name.removesuffix(".go"), name.replace("-", "")


def _is_in_module(one: Named, module: str, path: str) -> bool:
    """Whether a symbol of Rust stands in a module with this name: a file, a folder with `mod.rs`, an inline one."""
    if "." in one.symbol:
        return _owner(one.symbol) == module
    folder, file = posixpath.split(one.path)
    stem = file.removesuffix(".rs")
    if module in ("self", "super"):
        return folder == posixpath.dirname(path)
    if module == "crate":
        return stem in ("lib", "main")
    return module == (posixpath.basename(folder) if stem == "mod" else stem)


def _common_end(one: Sequence[str], other: Sequence[str]) -> int:
    count = 0
    while count < min(len(one), len(other)) and one[-1 - count] == other[-1 - count]:
        count += 1
    return count


def _last(chain: str) -> str:
    return re.split(r"\.|::", chain)[-1]


def _owner(symbol: str) -> str:
    return symbol.rpartition(".")[0].rpartition(".")[2]


def _shared(symbol: str, scope: str) -> int:
    """How much of its container two symbol paths share."""
    container = symbol.rpartition(".")[0]
    return len(container) if scope == container or scope.startswith(f"{container}.") else -len(container)
