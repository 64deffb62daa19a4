"""A real llama-server (llama.cpp, in the wheel `xllamacpp`) with a real model: one of 300 kB that knows nothing.

    with llama_server(folder, context=4096, slots=2) as base:  # "http://127.0.0.1:PORT/v1"

What it says is noise; that it is asked in the right way, and what it tells of itself, is as with any other model.
"""

from __future__ import annotations

import contextlib
import importlib
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np

WIDTH, INNER, HEADS = 64, 128, 2
SECONDS = 60.0  # to start, which takes a tenth of one


@contextlib.contextmanager
def llama_server(folder: Path, context: int, slots: int = 1, embeddings: bool = False) -> Generator[str]:
    """The address of one whose `slots` share `context` tokens. It ends with the `with` block."""
    model = folder / "tiny.gguf"
    write_tiny_model(model, context)
    command = [sys.executable, "-m", __name__, str(model), str(context), str(slots), "1" if embeddings else ""]
    with (folder / "llama-server.log").open("wb") as log:
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            assert child.stdout is not None
            base = child.stdout.readline().strip()
            assert base, (folder / "llama-server.log").read_text("utf-8", "replace")
            yield f"{base}/v1"
        finally:
            child.kill()
            child.communicate(timeout=SECONDS)


def write_tiny_model(file: Path, context: int) -> None:
    """One layer of Llama's architecture with random weights, and a vocabulary of bytes, in GGUF."""
    gguf: Any = importlib.import_module("gguf")
    random = np.random.default_rng(1)
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), "\u2581"]
    kinds = gguf.TokenType
    writer = gguf.GGUFWriter(str(file), "llama")
    writer.add_name("tiny")
    writer.add_context_length(context)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(1)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_vocab_size(len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * len(tokens))
    special = [kinds.UNKNOWN, kinds.CONTROL, kinds.CONTROL]
    writer.add_token_types([int(kind) for kind in (*special, *[kinds.BYTE] * 256, kinds.NORMAL)])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_unk_token_id(0)
    shapes = {"token_embd": (len(tokens), WIDTH), "output": (len(tokens), WIDTH), "blk.0.attn_output": (WIDTH, WIDTH)}
    shapes |= {f"blk.0.attn_{part}": (WIDTH, WIDTH) for part in "qkv"}
    shapes |= {"blk.0.ffn_gate": (INNER, WIDTH), "blk.0.ffn_up": (INNER, WIDTH), "blk.0.ffn_down": (WIDTH, INNER)}
    for name, shape in shapes.items():
        writer.add_tensor(f"{name}.weight", (random.standard_normal(shape) * 0.05).astype(np.float32))
    for name in ("output_norm", "blk.0.attn_norm", "blk.0.ffn_norm"):
        writer.add_tensor(f"{name}.weight", np.ones(WIDTH, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _serve(model: str, context: int, slots: int, embeddings: bool) -> None:
    """Until the standard input ends."""
    xllamacpp: Any = importlib.import_module("xllamacpp")
    given = xllamacpp.CommonParams()
    given.model.path = model
    given.hostnames = ["127.0.0.1"]
    given.port = 0
    given.n_ctx, given.n_parallel = context, slots
    given.cpuparams.n_threads = given.cpuparams_batch.n_threads = 1
    given.n_gpu_layers = 0
    given.ui = False
    if embeddings:
        given.embedding = True
        given.pooling_type = xllamacpp.llama_pooling_type.LLAMA_POOLING_TYPE_MEAN
    server = xllamacpp.Server(given)
    sys.stdout.write(f"{server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()
    del server


if __name__ == "__main__":
    _, model, context, slots, embeddings = sys.argv
    _serve(model, int(context), int(slots), bool(embeddings))
