"""Sentence encoders of the BERT kind as ONNX files, run by onnxruntime on the CPU. Never uses the network.

A folder holds `model_int8.onnx` or `model.onnx`, `tokenizer.json`, and may hold `sentence_bert_config.json` with
`max_seq_length`. The model gives `sentence_embedding` (batch, dimensions), or token vectors (batch, tokens,
dimensions) that are averaged over the attention mask. Knows nothing of PyTorch (`transformer`).
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

import numpy as np

from nss_index.embed.missing import missing_package
from nss_index.errors import ModelUnavailable

if TYPE_CHECKING:
    from numpy.typing import NDArray

MODEL_FILES = ("model_int8.onnx", "model.onnx")  # the first that is there: int8 is four times smaller and faster
TOKENIZER_FILE = "tokenizer.json"
CONFIG_FILE = "sentence_bert_config.json"
BATCH_TOKENS = 4_096  # of one run, padding included: 16 chunks of 256 tokens, about 100 MB of activations
DEFAULT_TOKENS = 256  # of one text, what all-MiniLM-L6-v2 was trained for
MOST_THREADS = 4
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")


class _Node(Protocol):
    name: str
    shape: Sequence[int | str | None]


class _Session(Protocol):
    """What is used of `onnxruntime.InferenceSession`."""

    def get_inputs(self) -> Sequence[_Node]: ...

    def get_outputs(self) -> Sequence[_Node]: ...

    def run(self, outputs: Sequence[str], inputs: dict[str, NDArray[np.int64]], /) -> Sequence[NDArray[Any]]: ...


class _Encoding(Protocol):
    ids: list[int]
    type_ids: list[int]


class _Tokenizer(Protocol):
    """What is used of `tokenizers.Tokenizer`."""

    def encode_batch(self, texts: list[str], /) -> list[_Encoding]: ...

    def enable_truncation(self, max_length: int, /) -> None: ...

    def no_padding(self) -> None: ...


def load_onnx(folder: Path) -> OnnxEmbedder:
    """Raises ModelUnavailable, naming the file at fault or the package that is missing."""
    model = next((folder / name for name in MODEL_FILES if (folder / name).is_file()), None)
    if model is None:
        raise _unusable(folder, f"there is no {' or '.join(MODEL_FILES)}")
    try:
        import onnxruntime
        import tokenizers
    except ImportError as error:
        raise missing_package(folder, error) from error
    longest = _longest_text(folder)
    try:
        tokenizer = cast("_Tokenizer", tokenizers.Tokenizer.from_file(str(folder / TOKENIZER_FILE)))
        tokenizer.enable_truncation(longest)
        tokenizer.no_padding()
    except Exception as error:  # tokenizers raises plain Exception for any broken or missing file
        raise _unusable(folder, f"{TOKENIZER_FILE}: {error}") from error
    runtime = cast("Any", onnxruntime)
    options = runtime.SessionOptions()
    options.intra_op_num_threads = min(MOST_THREADS, os.cpu_count() or 1)
    options.inter_op_num_threads = 1
    options.log_severity_level = 3  # its warnings go to stderr, which belongs to the front end
    try:
        session = runtime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's exceptions share no base class but Exception
        raise _unusable(folder, f"{model.name}: {error}") from error
    digest = _digest([model, folder / TOKENIZER_FILE])
    return OnnxEmbedder(cast("_Session", session), tokenizer, folder, f"{folder.name}/onnx-{longest}/1/{digest[:12]}")


class OnnxEmbedder:
    """A `ports.Embedder`. Not thread-safe in its speed: each run uses all threads that it may use."""

    def __init__(self, session: _Session, tokenizer: _Tokenizer, folder: Path, model_id: str) -> None:
        self._session, self._tokenizer, self._model_id = session, tokenizer, model_id
        self._inputs = [node.name for node in session.get_inputs()]
        unknown = set(self._inputs) - set(_INPUTS)
        if unknown:
            raise _unusable(folder, f"the model wants {', '.join(sorted(unknown))}, which a text does not have")
        outputs = {node.name: node.shape for node in session.get_outputs()}
        self._output = "sentence_embedding" if "sentence_embedding" in outputs else next(iter(outputs))
        self._dimensions = self._run(["x"]).shape[1]  # a shape may be symbolic; one run tells, and proves the model
        if not self._dimensions:
            raise _unusable(folder, f"its output {self._output!r} is not a vector")

    @property
    def model_id(self) -> str:
        return self._model_id

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        vectors = np.zeros((len(texts), self._dimensions), np.float32)
        # Lone surrogates (a name from the file system) cannot be given to a tokeniser written in Rust.
        clean = [text.encode("utf-8", "replace").decode("utf-8") for text in texts]
        encodings = self._tokenizer.encode_batch(clean)
        for rows in _batches([len(encoding.ids) for encoding in encodings]):
            vectors[rows] = self._run_encodings([encodings[row] for row in rows])
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.divide(vectors, lengths, out=vectors, where=lengths > 0)

    def _run(self, texts: list[str]) -> NDArray[np.float32]:
        return self._run_encodings(self._tokenizer.encode_batch(texts))

    def _run_encodings(self, encodings: list[_Encoding]) -> NDArray[np.float32]:
        shape = (len(encodings), max(len(encoding.ids) for encoding in encodings))
        given = {name: np.zeros(shape, np.int64) for name in _INPUTS}
        for row, encoding in enumerate(encodings):
            count = len(encoding.ids)
            given["input_ids"][row, :count] = encoding.ids
            given["token_type_ids"][row, :count] = encoding.type_ids
            given["attention_mask"][row, :count] = 1
        output = self._session.run([self._output], {name: given[name] for name in self._inputs})[0].astype(np.float32)
        if output.ndim == 2:
            return output
        mask = given["attention_mask"].astype(np.float32)
        return np.einsum("btd,bt->bd", output, mask) / np.maximum(mask.sum(1, keepdims=True), 1)


def _batches(lengths: list[int]) -> list[list[int]]:
    """Rows in batches of similar length: padding is computed like text."""
    batches: list[list[int]] = []
    for row in sorted(range(len(lengths)), key=lambda row: -lengths[row]):
        if batches and (len(batches[-1]) + 1) * lengths[batches[-1][0]] <= BATCH_TOKENS:
            batches[-1].append(row)
        else:
            batches.append([row])
    return batches


def _longest_text(folder: Path) -> int:
    try:
        return int(json.loads((folder / CONFIG_FILE).read_bytes())["max_seq_length"])
    except FileNotFoundError:
        return DEFAULT_TOKENS
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise _unusable(folder, f"{CONFIG_FILE} does not tell max_seq_length: {error!r}") from error


def _digest(paths: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


def _unusable(folder: Path, why: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"The ONNX embedding model in {folder} cannot be loaded",
        why=why,
        todo=f"Name a folder that holds {MODEL_FILES[1]} and {TOKENIZER_FILE} of a sentence encoder",
    )
