"""Uses and bindings as they are stored and handed from process to process: MessagePack by name, and JSON by file.

A file has hundreds of them. As rows of their own they made an index half as large again and a third slower to make.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec

from nss_index.model import Binding, NamedUses, Role, Use

UseRow = tuple[str, str, str, str, bool, int, int]
"""The fields of a `Use`, in order."""

_ROLES = tuple(Role)  # their order is part of the format
_NUMBERS = {str(role): number for number, role in enumerate(_ROLES)}


def pack_uses(rows: Iterable[UseRow]) -> tuple[NamedUses, ...]:
    """For each name what its uses have in common, once, before all their places: [receiver, scope, twice the number of
    the role (and one more for a local name), line, column, line, column, …]. A third of a row for each use."""
    by_name: dict[str, dict[tuple[str, str, int], list[int]]] = {}
    for name, receiver, scope, role, local, line, column in rows:
        alike = by_name.setdefault(name, {})
        alike.setdefault((receiver, scope, 2 * _NUMBERS[role] + local), []).extend((line, column))
    return tuple(
        (name, msgspec.msgpack.encode([[*same, *places] for same, places in alike.items()]))
        for name, alike in sorted(by_name.items())
    )


def unpack_uses(packed: NamedUses, role: Role | None = None) -> Iterator[Use]:
    """In no particular order."""
    name, sites = packed
    for receiver, scope, kind, *places in msgspec.msgpack.decode(sites):
        number, local = divmod(int(kind), 2)
        its_role = _ROLES[number]
        if role in (None, its_role):
            numbers = iter(places)
            for line, column in zip(numbers, numbers, strict=True):
                yield Use(name, receiver, scope, its_role, bool(local), line, column)


def unpack_all(packed: Iterable[NamedUses], role: Role | None = None) -> list[Use]:
    """The uses of a file in order, or those with one role."""
    found = [use for pair in packed for use in unpack_uses(pair, role)]
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
