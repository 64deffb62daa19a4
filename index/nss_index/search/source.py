"""Text of indexed files as it is on disk now, always checked against the hash that was indexed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from nss_index.files.read import read_source
from nss_index.files.rules import ScanRules
from nss_index.model import SourceText
from nss_index.overlay.view import View
from nss_index.ports import ChunkRow

_ANY_SIZE = ScanRules(max_file_bytes=1 << 30)
"""The file is indexed already: what is read here was admitted by the rules of the index."""


class ChunkText(Struct, frozen=True):
    """A chunk ready for retrieval-augmented generation: where it is, what it is, and its text."""

    row: ChunkRow
    text: str


def text_now(view: View, root: Path, path: str) -> tuple[str, str] | None:
    """(text, content hash) of the buffer where the file has one, else on disk; None when it cannot be read as text any
    more."""
    document = view.document(path)
    if document:
        return document.text, document.content_hash
    saved = view.snapshot.file(path)
    found = read_source(root, path, _ANY_SIZE, admitted=saved.record.content_hash if saved else "")
    return (found.text, found.content_hash) if isinstance(found, SourceText) else None


def chunk_texts(view: View, root: Path, path: str) -> Iterator[ChunkText]:
    """The chunks of one file in order; none when the file is another one since it was indexed."""
    rows = view.chunks_of(path)
    found = text_now(view, root, path)
    if found is None or not rows or found[1] != rows[0].content_hash:
        return
    data = found[0].encode("utf-8", "surrogatepass")
    for row in rows:
        yield ChunkText(row, data[row.start_byte : row.end_byte].decode("utf-8", "surrogatepass"))
