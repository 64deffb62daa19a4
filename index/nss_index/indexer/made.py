"""What a parser process makes of a text: all that the index keeps of it, vectors included where these are cheap.

A static model makes the two vectors of a chunk in 30 µs, less than it costs to look them up in a cache: so they come
with the text, in one transaction, and nothing is ever pending. Vectors of other models fill in behind (`vectors`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec.structs import replace

from nss_index.embed.open import open_embedder
from nss_index.errors import NssError
from nss_index.model import ChunkVectors, ParsedFile
from nss_index.parse.parser import parse_text
from nss_index.parse.pool import PARSE
from nss_index.store.vector_math import quantise

if TYPE_CHECKING:
    from nss_index.indexer.options import IndexOptions
    from nss_index.ports import Embedder


def made_with_text(spec: str) -> bool:
    """Whether the vectors of this embedder (a spec of `embed.open`) are made by whoever parses and kept in no cache."""
    return spec.partition(":")[0] == "static"


def parse_function(options: IndexOptions) -> str:
    """What the parser pool is to run, by its name."""
    if options.vectors and made_with_text(options.embedder):
        return f"{__name__}:parse_and_embed {options.embedder}"
    return PARSE


def parse_and_embed(spec: str) -> Callable[[str, str, float], ParsedFile]:
    """`parse_text` with vectors; without them where the model cannot be loaded, which the vector phase then says."""
    try:
        embedder = open_embedder(spec)
    except (NssError, MemoryError):
        return parse_text

    def parse(path: str, text: str, seconds: float) -> ParsedFile:
        parsed = parse_text(path, text, seconds)
        return replace(parsed, vectors=_vectors(embedder, parsed)) if parsed.chunks else parsed

    return parse


def _vectors(embedder: Embedder, parsed: ParsedFile) -> ChunkVectors:
    texts = [text for chunk in parsed.chunks for text in (chunk.description, chunk.text)]
    return ChunkVectors(embedder.model_id, embedder.dimensions, quantise(embedder.encode(texts)).tobytes())
