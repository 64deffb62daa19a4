"""Between the index's places and LSP's: paths and URIs, lines and positions, symbol kinds. The only file that does it.

The index counts lines from 1 and columns in UTF-8 bytes; LSP counts lines from 0 and columns in the units that the
editor chose (`encoding`: "utf-8", "utf-16", "utf-32"). A column can only be converted with the text of its line.
Lone surrogates, which editors can hold and UTF-8 cannot, count as the replacement character in all three encodings.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlsplit

from lsprotocol import types

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_SURROGATE = re.compile("[\ud800-\udfff]")

_KINDS = {
    "namespace": types.SymbolKind.Namespace,
    "class": types.SymbolKind.Class,
    "interface": types.SymbolKind.Interface,
    "trait": types.SymbolKind.Interface,
    "struct": types.SymbolKind.Struct,
    "union": types.SymbolKind.Struct,
    "enum": types.SymbolKind.Enum,
    "enum member": types.SymbolKind.EnumMember,
    "type": types.SymbolKind.TypeParameter,
    "function": types.SymbolKind.Function,
    "method": types.SymbolKind.Method,
    "constructor": types.SymbolKind.Constructor,
    "property": types.SymbolKind.Property,
    "field": types.SymbolKind.Field,
    "constant": types.SymbolKind.Constant,
    "variable": types.SymbolKind.Variable,
    "macro": types.SymbolKind.Function,
    "section": types.SymbolKind.String,
}


def split_lines(text: str) -> list[str]:
    """Lines with their ends, as LSP defines them: only \\n, \\r\\n and \\r end one (not form feeds or U+2028)."""
    return _LINES.findall(text)


def storable(text: str) -> str:
    """`text` as it can be saved: lone surrogates become U+FFFD, which has as many units in UTF-16."""
    return _SURROGATE.sub("\ufffd", text)


def index_of(line: str, units: int, encoding: str) -> int:
    """The index into `line` (a str) of a column in the editor's units; past the end of the line, its end. A column
    inside a character means its start."""
    line = line.rstrip("\r\n")
    if encoding == "utf-32" or line.isascii():
        return min(units, len(line))
    seen = 0
    for index, character in enumerate(line):
        seen += _width(character, encoding)
        if seen > units:
            return index
    return len(line)


def units_of(line: str, index: int, encoding: str) -> int:
    """The column, in the editor's units, of an index into `line`."""
    line = line[:index]
    if encoding == "utf-32" or line.isascii():
        return len(line)
    return sum(_width(character, encoding) for character in line)


def units_of_bytes(line: str, column: int, encoding: str) -> int:
    """The column, in the editor's units, of a column in UTF-8 bytes."""
    start = storable(line).encode()[:column].decode(errors="ignore")
    return units_of(start, len(start), encoding)


def line_range(lines: list[str], start_line: int, end_line: int, encoding: str) -> types.Range:
    """Whole lines, 1-based and inclusive, without the last line's end. Lines that are not there are left out."""
    first = max(0, min(start_line - 1, len(lines) - 1))
    last = max(first, min(end_line - 1, len(lines) - 1))
    text = lines[last].rstrip("\r\n") if lines else ""
    return types.Range(types.Position(first, 0), types.Position(last, units_of(text, len(text), encoding)))


def name_range(lines: list[str], name_line: int, name_column: int, name: str, encoding: str) -> types.Range:
    """A symbol's name: 1-based line, column in UTF-8 bytes. The start of its line where the text is not known."""
    text = lines[name_line - 1] if 0 < name_line <= len(lines) else ""
    return word_range(text, name_line, name_column, name, encoding)


def word_range(text: str, line: int, column: int, word: str, encoding: str) -> types.Range:
    """A word in a line with this text: 1-based line, column in UTF-8 bytes. The start of the line where the word does
    not stand there."""
    there = storable(text).encode()[column : column + len(storable(word).encode())] == storable(word).encode()
    start = units_of_bytes(text, column, encoding) if there else 0
    end = units_of_bytes(text, column + len(storable(word).encode()), encoding) if there else 0
    return types.Range(types.Position(max(0, line - 1), start), types.Position(max(0, line - 1), end))


def hit_location(folder: Path, hit: Mapping[str, Any], encoding: str) -> types.Location:
    """A hit of the contract. Its snippet holds the text of its lines, or nothing where the file changed since."""
    start, end = int(hit["start_line"]) - 1, int(hit["end_line"]) - 1
    snippet = split_lines(str(hit["snippet"]))
    last = snippet[end - start].rstrip("\r\n") if len(snippet) > end - start else ""
    return types.Location(
        to_uri(folder / str(hit["path"])),
        types.Range(types.Position(start, 0), types.Position(end, units_of(last, len(last), encoding))),
    )


def symbol_kind(kind: str) -> types.SymbolKind:
    return _KINDS.get(kind, types.SymbolKind.Variable)


def to_path(uri: str) -> Path | None:
    """The absolute path of a `file:` URI on this machine, None for any other. No link is resolved."""
    try:
        parts = urlsplit(uri)
    except ValueError:
        return None
    if parts.scheme != "file" or parts.netloc not in ("", "localhost") or not parts.path.startswith("/"):
        return None
    path = os.fsdecode(unquote_to_bytes(parts.path.encode("utf-8", "replace")))
    return None if "\0" in path else Path(os.path.normpath(path))


def to_uri(path: Path) -> str:
    return "file://" + quote(os.fsencode(path))


def _width(character: str, encoding: str) -> int:
    point = ord(character)
    if encoding == "utf-16":
        return 2 if point > 0xFFFF else 1
    return 1 if point < 0x80 else 2 if point < 0x800 else 3 if point < 0x10000 else 4


def last_line(where: types.Range) -> int:
    """The last line of a range, from 1. A selection of whole lines ends at the start of the next one."""
    return where.end.line + (1 if where.end.character else 0)
