"""`<!--TAG:name-->` marks in any text, by their exact place. Knows no language: a tag in a string is a tag."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from nss_index.model import Tag

if TYPE_CHECKING:
    from nss_index.parse.source import Source

TAG = re.compile(rb"<!--TAG:([A-Za-z0-9_./-]{1,128})-->")


def tags_of(source: Source) -> tuple[Tag, ...]:
    """Every tag in order; `start_byte` is the offset of its `<`. Names are up to 128 letters, digits, `_ - . /`."""
    return tuple(
        Tag(name=match[1].decode("ascii"), line=source.line(match.start()), start_byte=match.start())
        for match in TAG.finditer(source.data)
    )
