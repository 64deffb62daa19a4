"""Which symbol somebody means: by its name, by its file and name, or by a place in a file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nss_index.errors import BadInput
from nss_index.paths import relative_path

from nss_server.capability import Positional

if TYPE_CHECKING:
    from pathlib import Path

    from nss_index.graph.program import Program
    from nss_index.model import Symbol

SHOWN = 5  # of several symbols that a name may mean

TARGET = Positional("SYMBOL")
TARGET_HELP = (
    "A symbol: its name (`send`), its path (`Client.send`), with its file (`client.py::Client.send`), or a place"
    " (`client.py:12`, `client.py:12:5`)."
)
_PLACE = re.compile(r"(?P<path>.+?):(?P<line>\d+)(?::(?P<column>\d+))?")

Found = tuple[str, "Symbol"]  # path of the file, symbol


@dataclass(frozen=True, slots=True)
class SymbolPlace:
    """A definition; lines are 1-based, columns UTF-8 bytes."""

    path: str
    symbol: str  # symbol path
    name: str
    kind: str
    start_line: int
    end_line: int
    name_line: int
    name_column: int
    text: str  # of the line with the name


def symbol_place(program: Program, path: str, symbol: Symbol) -> SymbolPlace:
    return SymbolPlace(
        path=path,
        symbol=symbol.path,
        name=symbol.name,
        kind=str(symbol.kind),
        start_line=symbol.span.start_line,
        end_line=symbol.span.end_line,
        name_line=symbol.name_line,
        name_column=symbol.name_column,
        text=program.line(path, symbol.name_line),
    )


def targets(program: Program, root: Path, wanted: str, exact: bool = False) -> list[Found]:
    """The symbols that `wanted` means. One, but where a use at a place may mean several; none with `exact`, which asks
    for the name at the place alone. Raises BadInput."""
    place = _PLACE.fullmatch(wanted)
    if place is not None:
        return _at(program, root, place, exact)
    file, _, name = wanted.rpartition("::")
    path = relative_path(root, file) if file else ""
    called = [one for one in program.symbols_called(name) if not path or one[0] == path]
    found = [one for one in called if one[1].path == name] or called
    if not found:
        where = f" in {path}" if path else ""
        raise BadInput(f"no symbol is called {name}{where}", todo=f"`nss symbols {name}` lists what begins like it")
    if len({(path, symbol.path) for path, symbol in found}) > 1:
        shown = ", ".join(f"{path}::{symbol.path}" for path, symbol in found[:SHOWN])
        more = f", and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        raise BadInput(f"{name} is {len(found)} symbols: {shown}{more}", todo="Name one of them so")
    return found[:1]


def _at(program: Program, root: Path, place: re.Match[str], exact: bool) -> list[Found]:
    path, line = relative_path(root, place["path"]), int(place["line"])
    if place["column"] is not None:
        found = program.targets_at(path, line, int(place["column"]) - 1)
        if found or exact:
            return found
    symbol = program.symbol_at(path, line)
    if symbol is None:
        raise BadInput(f"no symbol of the index is at {path}:{line}", todo=f"`nss why {path}` says what is known of it")
    return [(path, symbol)]
