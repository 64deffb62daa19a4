"""Reading what the graph is made of: imports, uses and bindings."""

from __future__ import annotations

from collections.abc import Collection
from typing import cast

from nss_index.model import Binding, Import, Role, Tag, TagRole, Use
from nss_index.packed import unpack_all, unpack_bindings, unpack_uses
from nss_index.store.database import Database

_AT_ONCE = 500  # names in one IN list


def file_hashes(db: Database) -> list[tuple[str, str, str]]:
    """(path, language, content hash) of every indexed file."""
    rows = db.execute("SELECT path, language, content_hash FROM files WHERE state = 'indexed'")
    return rows.fetchall()  # pyright: ignore[reportReturnType]  # rows of three texts


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


def tags(db: Database, name: str | None) -> list[tuple[str, Tag]]:
    """(path, tag) of all tags, or of those with a name, by path and place."""
    rows = db.execute(
        "SELECT f.path, t.name, t.line, t.name_column, t.role FROM tags AS t JOIN files AS f ON f.id = t.file_id"
        " WHERE ?1 IS NULL OR t.name = ?1 ORDER BY f.path, t.line, t.name_column",
        (name,),
    )
    return [(path, Tag(tag, line, column, TagRole(role))) for path, tag, line, column, role in rows]


def top_level(db: Database, language: str) -> list[tuple[str, str]]:
    """(path, name) of what the files of a language define outside of any other symbol."""
    rows = db.execute(
        "SELECT f.path, s.name FROM symbols AS s JOIN files AS f ON f.id = s.file_id"
        " WHERE f.language = ? AND s.container = ''",
        (language,),
    )
    return rows.fetchall()  # pyright: ignore[reportReturnType]  # rows of two texts


def symbol_names(db: Database) -> list[tuple[str, str, str, str]]:
    """(path, container, name, kind) of every symbol, by path and place."""
    rows = db.execute(
        "SELECT f.path, s.container, s.name, s.kind FROM symbols AS s JOIN files AS f ON f.id = s.file_id"
        " ORDER BY f.path, s.start_byte, s.id"
    )
    return rows.fetchall()  # pyright: ignore[reportReturnType]  # rows of four texts


def uses_named(db: Database, names: Collection[str]) -> list[tuple[str, Use]]:
    """(path, use) of every use of these names, by path and place."""
    found: list[tuple[str, Use]] = []
    wanted = sorted(names)
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        rows = db.execute(
            "SELECT f.path, u.name, u.sites FROM uses AS u JOIN files AS f ON f.id = u.file_id"
            f" WHERE u.name IN ({', '.join('?' * len(some))})",
            some,
        )
        named = cast("list[tuple[str, str, bytes]]", rows.fetchall())
        unpacked = unpack_uses([(name, sites) for _, name, sites in named])
        found += [(path, use) for (path, _, _), uses in zip(named, unpacked, strict=True) for use in uses]
    return sorted(found, key=lambda pair: (pair[0], pair[1].line, pair[1].column))


def uses_of_file(db: Database, file_id: int, role: Role | None = None) -> list[Use]:
    return unpack_all(db.execute("SELECT name, sites FROM uses WHERE file_id = ?", (file_id,)).fetchall(), role)


def bindings_of_file(db: Database, file_id: int) -> list[Binding]:
    return unpack_bindings(db.execute("SELECT packed FROM bindings WHERE file_id = ?", (file_id,)).get or "")


def attributes_named(db: Database, name: str) -> list[tuple[str, str]]:
    """(path, class) of the classes whose methods bind an attribute of this name."""
    rows = db.execute(
        "SELECT f.path, a.owner FROM attributes AS a JOIN files AS f ON f.id = a.file_id WHERE a.name = ?", (name,)
    )
    return rows.fetchall()  # pyright: ignore[reportReturnType]  # rows of two texts
