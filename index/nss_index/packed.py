"""Uses and bindings as they are stored and handed from process to process: JSON by name, and by file.

A file has hundreds of them. As rows of their own they made an index half as large again and a third slower to make.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from nss_index.model import Binding, NamedUses, Role, Use

UseRow = tuple[str, str, str, str, bool, int, int]
"""The fields of a `Use`, in order."""

_ROLES = {str(role): role for role in Role}


def pack_uses(rows: Iterable[UseRow]) -> tuple[NamedUses, ...]:
    by_name: dict[str, list[tuple[str, str, str, int, int, int]]] = {}
    for name, receiver, scope, role, local, line, column in rows:
        by_name.setdefault(name, []).append((receiver, scope, role, int(local), line, column))
    return tuple((name, _dumped(sites)) for name, sites in sorted(by_name.items()))


def unpack_uses(packed: NamedUses) -> list[Use]:
    """In order of their places."""
    name, sites = packed
    return [
        Use(name, receiver, scope, _ROLES[role], bool(local), line, column)
        for receiver, scope, role, local, line, column in msgspec.json.decode(sites)
    ]


def unpack_all(packed: Iterable[NamedUses], role: Role | None = None) -> list[Use]:
    """The uses of a file in order, or those with one role."""
    marked = "" if role is None else f'"{role}"'
    found = [use for pair in packed if marked in pair[1] for use in unpack_uses(pair) if role in (None, use.role)]
    return sorted(found, key=lambda use: (use.line, use.column))


def pack_bindings(rows: Iterable[tuple[str, str, str, str]]) -> str:
    """Rows of the fields of a `Binding`, in order."""
    return _dumped(sorted(rows))


def unpack_bindings(packed: str) -> list[Binding]:
    return [Binding(*row) for row in msgspec.json.decode(packed)] if packed else []


def attributes_in(bindings: Iterable[Binding]) -> set[tuple[str, str]]:
    """(class, name) of the attributes that methods bind."""
    return {(bound.scope, bound.name) for bound in bindings if bound.scope != bound.within}


def _dumped(value: object) -> str:
    return msgspec.json.encode(value).decode()
