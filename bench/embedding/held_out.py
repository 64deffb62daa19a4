"""Keeps evaluation code out of the training data without having it: hashes of its word sequences are enough.

64-bit BLAKE2b hashes of 14-word shingles, one in eight kept. A text that shares one is a copy or a relative.

    python -m bench.embedding held-out FILE.npy FOLDER…   # the hashes of folders of code
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
SPAN, KEEP = 14, 8
LARGEST = 1_500_000  # bytes of a file


def shingles(text: str) -> set[int]:
    words = [word.lower() for word in _WORDS.findall(text)]
    hashes = (
        int.from_bytes(hashlib.blake2b(" ".join(words[at : at + SPAN]).encode(), digest_size=8).digest(), "little")
        for at in range(len(words) - SPAN + 1)
    )
    return {one for one in hashes if one % KEEP == 0}


def of_folders(folders: Iterable[Path]) -> NDArray[np.uint64]:
    """Sorted; of all files below that are text."""
    found: set[int] = set()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.stat().st_size <= LARGEST:
                try:
                    found |= shingles(path.read_text("utf-8"))
                except UnicodeDecodeError:
                    continue
    return np.array(sorted(found), np.uint64)


def tainted(text: str, held: NDArray[np.uint64]) -> bool:
    mine = np.fromiter(shingles(text), np.uint64)
    if not len(mine) or not len(held):
        return False
    at = np.searchsorted(held, mine)
    return bool((held[np.minimum(at, len(held) - 1)] == mine).any())
