"""Uses and bindings as they are stored and handed from process to process: MessagePack by name, and JSON by file.

A file has hundreds of them. As rows of their own they made an index half as large again and a third slower to make.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from nss_index.model import Binding, NamedUses, Role, Use

UseRow = tuple[str, str, str, str, bool, int, int]
"""The fields of a `Use`, in order."""

_ROLES = tuple(Role)  # their order is part of the format
_BINDINGS = msgspec.json.Decoder(list[Binding])

_ARRAY = b"\xdd"
"""Of MessagePack: an array whose length follows in four bytes."""

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


def unpack_uses(packed: Sequence[NamedUses], role: Role | None = None) -> Iterator[list[Use]]:
    """Those of each, in no particular order. All are decoded in one call: they become the elements of an array
    (MessagePack specification, "array format family"), because a call for each name is most of the time."""
    kinds = range(2 * len(_ROLES)) if role is None else (2 * _NUMBERS[role], 2 * _NUMBERS[role] + 1)
    head = _ARRAY + len(packed).to_bytes(4, "big")
    decoded: list[list[list[Any]]] = msgspec.msgpack.decode(b"".join((head, *(sites for _, sites in packed))))
    for (name, _), groups in zip(packed, decoded, strict=True):
        found: list[Use] = []
        for receiver, scope, kind, *places in groups:
            if kind in kinds:
                number, numbers = int(kind), iter(places)
                its_role, local = _ROLES[number // 2], bool(number % 2)
                found += [Use(name, receiver, scope, its_role, local, line, next(numbers)) for line in numbers]
        yield found


def unpack_all(packed: Sequence[NamedUses], role: Role | None = None) -> list[Use]:
    """The uses of a file in order, or those with one role."""
    found = [use for uses in unpack_uses(packed, role) for use in uses]
    return sorted(found, key=lambda use: (use.line, use.column))


def pack_bindings(rows: Iterable[tuple[str, str, str, str]]) -> str:
    """Rows of the fields of a `Binding`, in order."""
    return _dumped(sorted(rows))


def unpack_bindings(packed: str) -> list[Binding]:
    return _BINDINGS.decode(packed) if packed else []


def attributes_in(bindings: Iterable[Binding]) -> set[tuple[str, str]]:
    """(class, name) of the attributes that methods bind."""
    return {(bound.scope, bound.name) for bound in bindings if bound.scope != bound.within}


def _dumped(value: object) -> str:
    return msgspec.json.encode(value).decode()
