"""In which line of a TOML text a dotted key is set. For messages only: `tomllib` reads the values but keeps no
lines."""

from __future__ import annotations

import re

_HEADER = re.compile(r"^\s*\[\[?\s*([^\]#]+?)\s*\]\]?\s*(?:#.*)?$")
_ASSIGNMENT = re.compile(r"^\s*([A-Za-z0-9_\-\"'. ]+?)\s*=")


def line_of_key(text: str, key: str) -> int:
    """1-based line of the assignment of `key`, or of the deepest table or inline table above it; 0 when not found."""
    best_line, best_length, table = 0, 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header:
            found = table = _plain(header.group(1))
        else:
            assignment = _ASSIGNMENT.match(line)
            if not assignment:
                continue
            name = _plain(assignment.group(1))
            found = f"{table}.{name}" if table else name
        if (key == found or key.startswith(found + ".")) and len(found) > best_length:
            best_line, best_length = number, len(found)
    return best_line


def _plain(dotted: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in dotted.split("."))
