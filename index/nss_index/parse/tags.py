"""Tags in any text by their exact place: marks (`<!--TAG:name-->`), and references to them (`TAG:name`).

Knows no language: a tag in a string is a tag. A name is up to 128 letters, digits and `_ - . /`; that of a reference
begins with a letter or digit and does not end with a mark, which belongs to the sentence.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nss_index.errors import BadInput
from nss_index.model import Tag, TagRole

if TYPE_CHECKING:
    from nss_index.parse.source import Source

_MARK = rb"<!--TAG:(?P<mark>[A-Za-z0-9_./-]{1,128})(?P<unique>!?)-->"
_NAME = r"[A-Za-z0-9](?:[A-Za-z0-9_./-]{0,126}[A-Za-z0-9_])?"
_REFERENCE = rb"(?<![\w$./{:-])TAG:(?P<reference>" + _NAME.encode() + rb")"
TAG = re.compile(_MARK + rb"|" + _REFERENCE)


def check_name(name: str) -> None:
    """Raises BadInput for what is no name in a mark and in a reference alike."""
    if not re.fullmatch(_NAME, name):
        raise BadInput(
            f"{name!r} is no name for a tag",
            todo="Use letters, digits and _ - . / inside, a letter or digit at both ends",
        )


def tags_of(source: Source) -> tuple[Tag, ...]:
    """Every tag in order."""
    found: list[Tag] = []
    if b"TAG:" not in source.data:
        return ()
    for match in TAG.finditer(source.data):
        group = "mark" if match["mark"] is not None else "reference"
        role = TagRole.REFERENCE if group == "reference" else TagRole.UNIQUE if match["unique"] else TagRole.MARK
        line = source.line(match.start())
        found.append(Tag(match[group].decode("ascii"), line, match.start(group) - source.starts[line - 1], role))
    return tuple(found)
