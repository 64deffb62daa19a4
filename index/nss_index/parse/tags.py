"""Tags in any text by their exact place: marks (`<!--TAG:name-->`), and references to them (`TAG:name`).

Knows no language: a tag in a string is a tag. A name is up to 128 letters, digits and `_ - . /`; that of a reference
begins with a letter or digit and does not end with a mark, which belongs to the sentence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nss_index.model import Tag, TagRole

if TYPE_CHECKING:
    from nss_index.parse.source import Source

_MARK = rb"<!--TAG:(?P<mark>[A-Za-z0-9_./-]{1,128})(?P<unique>!?)-->"
_REFERENCE = rb"(?<![\w$./{:-])TAG:(?P<reference>[A-Za-z0-9](?:[A-Za-z0-9_./-]{0,126}[A-Za-z0-9_])?)"
TAG = re.compile(_MARK + rb"|" + _REFERENCE)


def tags_of(source: Source) -> tuple[Tag, ...]:
    """Every tag in order."""
    found: list[Tag] = []
    for match in TAG.finditer(source.data):
        group = "mark" if match["mark"] is not None else "reference"
        role = TagRole.REFERENCE if group == "reference" else TagRole.UNIQUE if match["unique"] else TagRole.MARK
        line = source.line(match.start())
        found.append(Tag(match[group].decode("ascii"), line, match.start(group) - source.starts[line - 1], role))
    return tuple(found)
