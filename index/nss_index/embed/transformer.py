"""Sentence encoders as sentence-transformers saves them, run by PyTorch. Local folders only, never the network.

Slower and larger than `onnx`; takes models that nobody has exported.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np

from nss_index.embed.missing import missing_package
from nss_index.errors import ModelUnavailable

if TYPE_CHECKING:
    from numpy.typing import NDArray

BATCH_TEXTS = 32
_MARKS = ("modules.json", "config_sentence_transformers.json", "config.json")
_CONTENT = (".safetensors", ".bin", ".json", ".txt")  # weights, tokeniser, pooling


class _Model(Protocol):
    """What is used of `sentence_transformers.SentenceTransformer`."""

    def encode(self, texts: list[str], /, **options: Any) -> NDArray[np.float32]: ...

    def get_embedding_dimension(self) -> int | None: ...


def load_transformer(folder: Path) -> TransformerEmbedder:
    """Raises ModelUnavailable, naming the folder at fault or the package that is missing."""
    if not any((folder / name).is_file() for name in _MARKS):
        raise _unusable(folder, f"there is no {_MARKS[0]} or {_MARKS[-1]}")
    # Read when huggingface_hub is imported: with it set, a missing file is an error instead of a download.
    os.environ["HF_HUB_OFFLINE"] = "1"
    os.environ["TRANSFORMERS_OFFLINE"] = "1"
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise missing_package(folder, error) from error
    try:
        build = cast("Any", SentenceTransformer)
        model = build(str(folder), device="cpu", local_files_only=True, trust_remote_code=False)
        dimensions = cast("_Model", model).get_embedding_dimension()
    except Exception as error:  # a broken folder shows as any exception of four libraries
        raise _unusable(folder, f"{type(error).__name__}: {error}") from error
    if not dimensions:
        raise _unusable(folder, "it does not tell how many dimensions its vectors have")
    return TransformerEmbedder(
        cast("_Model", model), dimensions, f"{folder.name}/transformers/1/{_digest(folder)[:12]}"
    )


class TransformerEmbedder:
    """A `ports.Embedder`. Thread-safe: one call at a time, which uses all cores as it is."""

    def __init__(self, model: _Model, dimensions: int, model_id: str) -> None:
        self._model, self._dimensions, self._model_id = model, dimensions, model_id
        self._guard = threading.Lock()

    @property
    def model_id(self) -> str:
        return self._model_id

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self._dimensions), np.float32)
        clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        with self._guard:
            vectors = self._model.encode(
                clean,
                batch_size=BATCH_TEXTS,  # sentence-transformers sorts by length itself
                normalize_embeddings=True,
                convert_to_numpy=True,
                show_progress_bar=False,
            )
        return np.asarray(vectors, np.float32)


def _digest(folder: Path) -> str:
    """Of every file that takes part, with its name."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.suffix in _CONTENT and path.is_file()):
        with path.open("rb") as file:
            digest.update(path.relative_to(folder).as_posix().encode())
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _unusable(folder: Path, why: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"The sentence-transformers model in {folder} cannot be loaded",
        why=why,
        todo="Name a folder that SentenceTransformer.save() wrote",
    )
