"""How text becomes search terms, the same for the database, the overlay and the query. Also the text hash.

`getUserById`, `get_user_by_id` and "get user by id" find each other because an identifier yields its parts and,
joined, itself without separators: get user by id getuserbyid.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nss_index.model import Chunk

_WORD = re.compile(r"[^\W_]+(?:_+[^\W_]+)*")
# A run of capitals is a part of its own ("HTTP" in "HTTPClient"), digits of any script split off ("utf", "8").
_PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
MAX_TERM = 64  # characters; longer runs are data (base64, hashes), not words that anybody types
LONG_TERM = "…"  # stands for such a run, so that exact search knows where one is; no word of a text looks like it


def terms(text: str) -> list[str]:
    """All terms of `text` in order, repetitions included: parts of identifiers, then the joined identifier."""
    found: list[str] = []
    known = _CACHE
    for word in _WORD.findall(text):
        parts = known.get(word)
        found += _remember(word) if parts is None else parts
    return found


def context_terms(path: str, chunk: Chunk) -> list[str]:
    """The terms of what surrounds a chunk: its path, symbol path and heading path."""
    return [*terms(path), *terms(chunk.symbol), *terms(chunk.heading)]


def identifier_parts(name: str) -> list[str]:
    """The lower-cased words of one identifier: `HTTPClient2` → http, client, 2."""
    return [part.lower() for part in _PART.findall(name)]


def folded_name(name: str) -> str:
    """One spelling for all ways to write a name: `getUserById` and `get_user_by_id` → getuserbyid."""
    return "".join(identifier_parts(name))


def words(text: str) -> list[str]:
    """The words of `text` as written (identifiers with underscores stay whole)."""
    return _WORD.findall(text)


def text_hash(text: str) -> str:
    """128-bit BLAKE2b of the text in UTF-8 (lone surrogates kept), as 32 hexadecimal digits."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


_CACHE: dict[str, tuple[str, ...]] = {}
_CACHE_LIMIT = 200_000  # words; a large monorepo has about 150,000 distinct ones


def _remember(word: str) -> tuple[str, ...]:
    if len(_CACHE) >= _CACHE_LIMIT:
        _CACHE.clear()
    parts = _CACHE[word] = _split(word)
    return parts


def _split(word: str) -> tuple[str, ...]:
    if len(word) > MAX_TERM:
        return (LONG_TERM,)
    parts = identifier_parts(word)
    if len(parts) <= 1:
        return (word.lower(),)
    return (*parts, "".join(parts))
