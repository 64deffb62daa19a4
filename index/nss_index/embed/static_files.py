"""Reads the folder of a static embedding model: token vectors, their scales, and the vocabulary.

Owns the two formats (safetensors, tokenizer.json) and every way in which they can be broken. Does not know how texts
become vectors (`static`). Only the tokeniser that `static` implements is accepted: another one would yield vectors
that look right and are not.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, cast

import msgspec
import numpy as np
from msgspec import Struct

from nss_index.errors import ModelUnavailable

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

WEIGHTS_FILE = "model.safetensors"
TOKENIZER_FILE = "tokenizer.json"
_TYPES: dict[str, type[np.generic]] = {"I8": np.int8, "F16": np.float16, "F32": np.float32}
_HEADER_LIMIT = 1 << 20  # bytes; a real header of two tensors has about 150
# The words of tokenizer.json, in the expressions of its library (Oniguruma); `static.words_of` finds the same ones.
NORMALIZER = "(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|_"
UNSPACED = "\u3040-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af"
"""Kana, Han and Hangul: letters of scripts that put no blanks between words, or none that say much."""

PRE_TOKENIZER = rf"[0-9]+|[{UNSPACED}]+|[\p{{L}}&&[^{UNSPACED}]]+"


class StaticModel(Struct, frozen=True):
    """`table` (tokens, dimensions) int8 or float32 times `scales` (tokens,) float32 gives the token vectors."""

    name: str
    table: NDArray[np.int8] | NDArray[np.float32]
    scales: NDArray[np.float32]
    vocabulary: dict[str, int]  # piece → row; a piece that continues a word starts with "##"
    longest_word: int  # characters; longer words have no tokens
    digest: str  # hexadecimal SHA-256 of weights and tokeniser


def read_static_model(folder: Path) -> StaticModel:
    """Raises ModelUnavailable, naming the file at fault."""
    weights, tokenizer = _read(folder, WEIGHTS_FILE), _read(folder, TOKENIZER_FILE)
    table, scales = _token_vectors(folder, weights)
    vocabulary, longest_word = _vocabulary(folder, tokenizer, len(table))
    digest = hashlib.sha256(weights)
    digest.update(tokenizer)
    return StaticModel(folder.name, table, scales, vocabulary, longest_word, digest.hexdigest())


def _read(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError as error:
        raise _unusable(folder, name, error.strerror or str(error)) from error


def _token_vectors(folder: Path, content: bytes) -> tuple[NDArray[np.int8] | NDArray[np.float32], NDArray[np.float32]]:
    try:
        tensors = _tensors(content)
        table = tensors["embeddings"]
        scales = tensors.get("weights", np.ones(len(table), np.float32)).astype(np.float32)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise _unusable(folder, WEIGHTS_FILE, f"not a usable safetensors file: {error}") from error
    if table.ndim != 2 or scales.shape != table.shape[:1] or 0 in table.shape:
        raise _unusable(folder, WEIGHTS_FILE, f"embeddings {table.shape} and weights {scales.shape} do not fit")
    if table.dtype != np.int8:
        table = table.astype(np.float32)
    if not np.isfinite(scales).all() or not np.isfinite(table).all():
        raise _unusable(folder, WEIGHTS_FILE, "it holds values that are not finite")
    return cast("NDArray[np.int8] | NDArray[np.float32]", table), scales


def _tensors(content: bytes) -> dict[str, NDArray[Any]]:
    """https://github.com/huggingface/safetensors#format: u64 header length, JSON header, then the raw tensors."""
    length = int.from_bytes(content[:8], "little")
    if len(content) < 8 or length > min(_HEADER_LIMIT, len(content) - 8):
        raise ValueError("the header is cut off")
    header = cast("dict[str, dict[str, Any]]", json.loads(content[8 : 8 + length]))
    tensors: dict[str, NDArray[Any]] = {}
    for name in ("embeddings", "weights"):
        if name in header:
            start, end = (8 + length + int(offset) for offset in header[name]["data_offsets"])
            if not 8 + length <= start <= end <= len(content):
                raise ValueError(f"the tensor {name!r} is cut off")
            values = np.frombuffer(content[start:end], _TYPES[header[name]["dtype"]])
            tensors[name] = values.reshape([int(extent) for extent in header[name]["shape"]])
    return tensors


def _vocabulary(folder: Path, content: bytes, rows: int) -> tuple[dict[str, int], int]:
    try:
        tokenizer = msgspec.json.decode(content)  # 40,000 words, at each start: json takes twice as long
        splits = [step["pattern"]["Regex"] for step in tokenizer["normalizer"]["normalizers"] if "pattern" in step]
        splits.append(tokenizer["pre_tokenizer"]["pattern"]["Regex"])
        model = tokenizer["model"]
        kind, prefix = model["type"], model["continuing_subword_prefix"]
        vocabulary = cast("dict[str, int]", model["vocab"])
        longest_word = int(model["max_input_chars_per_word"])
        largest = max(vocabulary.values())
        smallest = min(vocabulary.values())
    except (msgspec.MsgspecError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _unusable(folder, TOKENIZER_FILE, f"not a usable tokeniser: {error!r}") from error
    if (kind, prefix, splits) != ("WordPiece", "##", [NORMALIZER, PRE_TOKENIZER]):
        raise _unusable(folder, TOKENIZER_FILE, "its words are cut in another way than this version of NSS cuts them")
    if smallest < 0 or largest >= rows:
        raise _unusable(folder, TOKENIZER_FILE, f"token {largest} has no vector among the {rows} of {WEIGHTS_FILE}")
    return vocabulary, longest_word


def _unusable(folder: Path, name: str, why: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"The static embedding model in {folder} cannot be loaded",
        why=f"{name}: {why}",
        todo=f"Reinstall nss-lsp, or name a folder that holds a sound {WEIGHTS_FILE} and {TOKENIZER_FILE}",
    )
