"""The file of one segment: an immutable run of vectors, laid out so that a memory map of it can be searched as it is.

Owns the format and writes it so that a file under its final name is complete. Does not know which segments an index
has (`segments`) nor how they are searched (`vector_reader`).

    64 bytes   magic, rows, dimensions (little-endian u64 each), zeros
    int64      sequences (rows)           ascending
    int64      chunk ids (rows)
    uint64     signs of the descriptions (words, rows), then of the code
    int8       descriptions (rows, dimensions), then code
"""

from __future__ import annotations

import mmap
import os
import struct
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct

from nss_index.store.vector_math import Side, sign_bits, words_of

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from nss_index.store.vector_tables import VectorRows

SUFFIX = ".segment"
UNFINISHED_SUFFIX = ".segment-unfinished"
_MAGIC = b"NSSVEC01"
_HEADER = struct.Struct("<8sQQ40x")


class VectorBlock(Struct, frozen=True):
    """Vectors ready to be searched: `sequences`, `chunk_ids` (n,), vectors (n, dimensions), signs (words, n)."""

    sequences: NDArray[np.int64]
    chunk_ids: NDArray[np.int64]
    description: NDArray[np.int8]
    code: NDArray[np.int8]
    description_bits: NDArray[np.uint64]
    code_bits: NDArray[np.uint64]

    def vectors(self, side: Side) -> NDArray[np.int8]:
        return self.code if side == "code" else self.description

    def bits(self, side: Side) -> NDArray[np.uint64]:
        return self.code_bits if side == "code" else self.description_bits


def block_of(rows: VectorRows) -> VectorBlock:
    """In memory, from stored rows."""
    return VectorBlock(
        rows.sequences, rows.chunk_ids, rows.description, rows.code, sign_bits(rows.description), sign_bits(rows.code)
    )


def write_segment_file(folder: Path, name: str, rows: VectorRows) -> None:
    """Returns when the complete file is on the disk under `name`. Raises OSError, leaving at most an unfinished one."""
    count, dimensions = rows.code.shape
    unfinished = folder / (name.removesuffix(SUFFIX) + UNFINISHED_SUFFIX)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(_HEADER.pack(_MAGIC, count, dimensions))
        for part in (rows.sequences, rows.chunk_ids, sign_bits(rows.description), sign_bits(rows.code)):
            file.write(np.ascontiguousarray(part).astype(part.dtype.newbyteorder("<"), copy=False).data)
        file.write(np.ascontiguousarray(rows.description).data)
        file.write(np.ascontiguousarray(rows.code).data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(folder / name)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)  # the new name itself
    finally:
        os.close(handle)


def open_segment_file(path: Path, rows: int, dimensions: int) -> VectorBlock | None:
    """Memory-mapped; None when the file is not there or is not what the index says it is."""
    try:
        with path.open("rb") as file:
            content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # ValueError: an empty file cannot be mapped
        return None
    words = words_of(dimensions)
    expected = _HEADER.size + rows * (16 + 16 * words + 2 * dimensions)
    if len(content) != expected or _HEADER.unpack_from(content) != (_MAGIC, rows, dimensions):
        content.close()
        return None
    position = _HEADER.size
    wide: list[NDArray[np.uint64]] = []
    for count in (rows, rows, rows * words, rows * words):
        wide.append(np.frombuffer(content, "<u8", count, position).astype(np.uint64, copy=False))
        position += 8 * count
    vectors = np.frombuffer(content, np.int8, offset=position).reshape(2, rows, dimensions)
    return VectorBlock(
        wide[0].view(np.int64),
        wide[1].view(np.int64),
        vectors[0],
        vectors[1],
        wide[2].reshape(words, rows),
        wide[3].reshape(words, rows),
    )
