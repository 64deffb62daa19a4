"""Token vectors → a model folder in model2vec's form: int8 rows, a scale a token, the words of `embed.static`."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from nss_index.embed.static_files import NORMALIZER, PRE_TOKENIZER, TOKENIZER_FILE, WEIGHTS_FILE
from numpy.typing import NDArray

LONGEST_WORD = 40  # letters: sentences of scripts without blanks, not only words


def write_model(folder: Path, tokens: list[str], table: NDArray[np.float32]) -> None:
    """`table` (tokens, dimensions). Rows of padding and unknown become zero; the mean length of a row becomes 1."""
    table = table / np.linalg.norm(table, axis=1).mean()
    table[:2] = 0
    scales = np.abs(table).max(1) / 127
    rows = np.rint(table / np.maximum(scales, np.float32(1e-12))[:, None]).astype(np.int8)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / WEIGHTS_FILE).write_bytes(_safetensors({"embeddings": rows, "weights": scales.astype(np.float32)}))
    (folder / TOKENIZER_FILE).write_text(
        json.dumps(_tokenizer(tokens), ensure_ascii=False, separators=(",", ":")), "utf-8"
    )
    config = {"model_type": "model2vec", "architectures": ["StaticModel"], "tokenizer_name": folder.name,
              "hidden_dim": int(table.shape[1]), "seq_length": 1_000_000, "normalize": True, "pooling": "mean",
              "embedding_dtype": "int8"}  # fmt: skip
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n", "utf-8")


def _safetensors(tensors: dict[str, NDArray[np.int8] | NDArray[np.float32]]) -> bytes:
    """https://github.com/huggingface/safetensors#format; tensors that need more alignment first."""
    types = {"int8": "I8", "float32": "F32"}
    header: dict[str, object] = {}
    content = b""
    for name, values in sorted(tensors.items(), key=lambda each: -each[1].itemsize):
        data = values.tobytes()
        offsets = [len(content), len(content) + len(data)]
        header[name] = {"dtype": types[str(values.dtype)], "shape": list(values.shape), "data_offsets": offsets}
        content += data
    head = json.dumps(header, separators=(",", ":")).encode()
    head += b" " * (-len(head) % 8)
    return len(head).to_bytes(8, "little") + head + content


def _tokenizer(tokens: list[str]) -> dict[str, object]:
    split = {"type": "Replace", "pattern": {"Regex": NORMALIZER}, "content": " "}
    return {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": [],
        "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFC"}, split, {"type": "Lowercase"}]},
        "pre_tokenizer": {"type": "Split", "pattern": {"Regex": PRE_TOKENIZER}, "behavior": "Removed", "invert": True},
        "post_processor": None, "decoder": None,
        "model": {
            "type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
            "max_input_chars_per_word": LONGEST_WORD,
            "vocab": {token: number for number, token in enumerate(tokens)},
        },
    }  # fmt: skip
