"""Reading what the graph is made of: imports, uses and bindings."""

from __future__ import annotations

from collections.abc import Collection

from nss_index.model import Binding, Import, Role, Use
from nss_index.store.database import Database

_USE = "u.name, u.receiver, u.scope, u.role, u.local, u.line, u.start_column"
_AT_ONCE = 500  # names in one IN list


def imports(db: Database, file_id: int | None = None) -> list[tuple[str, Import]]:
    """(path, import) of all files or of one, by path and line."""
    rows = db.execute(
        "SELECT f.path, i.module, i.name, i.alias, i.line FROM imports AS i JOIN files AS f ON f.id = i.file_id"
        + ("" if file_id is None else " WHERE i.file_id = ?")
        + " ORDER BY f.path, i.line, i.rowid",
        () if file_id is None else (file_id,),
    )
    return [(path, Import(module, name, alias, line)) for path, module, name, alias, line in rows]


def aliases_of(db: Database, name: str) -> list[tuple[str, str]]:
    """(path, alias) of every import that gives a name another one."""
    rows = db.execute(
        "SELECT f.path, i.alias FROM imports AS i JOIN files AS f ON f.id = i.file_id"
        " WHERE i.name = ? AND i.alias != ''",
        (name,),
    )
    return rows.fetchall()  # pyright: ignore[reportReturnType]  # rows of two texts


def uses_named(db: Database, names: Collection[str]) -> list[tuple[str, Use]]:
    """(path, use) of every use of these names, by path and place."""
    found: list[tuple[str, Use]] = []
    wanted = sorted(names)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        rows = db.execute(
            f"SELECT f.path, {_USE} FROM uses AS u JOIN files AS f ON f.id = u.file_id"
            f" WHERE u.name IN ({', '.join('?' * len(some))})",
            some,
        )
        found += [(path, _use(*row)) for path, *row in rows]
    return sorted(found, key=lambda pair: (pair[0], pair[1].line, pair[1].column))


def uses_of_file(db: Database, file_id: int, role: Role | None = None) -> list[Use]:
    rows = db.execute(
        f"SELECT {_USE} FROM uses AS u WHERE u.file_id = ?1 AND (?2 IS NULL OR u.role = ?2)"
        " ORDER BY u.line, u.start_column",
        (file_id, role and str(role)),
    )
    return [_use(*row) for row in rows]


def bindings_of_file(db: Database, file_id: int) -> list[Binding]:
    rows = db.execute("SELECT scope, name, value, within FROM bindings WHERE file_id = ? ORDER BY 1, 2, 3", (file_id,))
    return [Binding(*row) for row in rows]


def attributes_named(db: Database, name: str) -> list[tuple[str, str]]:
    """(path, class) of the classes whose methods bind an attribute of this name."""
    rows = db.execute(
        "SELECT DISTINCT f.path, b.scope FROM bindings AS b JOIN files AS f ON f.id = b.file_id"
        " WHERE b.name = ? AND b.scope != b.within",
        (name,),
    )
    return rows.fetchall()  # pyright: ignore[reportReturnType]  # rows of two texts


def _use(name: str, receiver: str, scope: str, role: str, local: int, line: int, column: int) -> Use:
    return Use(name, receiver, scope, Role(role), bool(local), line, column)
