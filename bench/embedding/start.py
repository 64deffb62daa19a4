"""Where token vectors begin: random, or distilled from a transformer on disk; either way the frequent ones short.

Weights a / (a + p): Arora et al., "A Simple but Tough-to-Beat Baseline for Sentence Embeddings" (ICLR 2017).
"""

from __future__ import annotations

import math

import numpy as np
from nss_index.embed.open import open_embedder
from numpy.typing import NDArray

from bench.embedding.views import Viewer

FREQUENT = 1e-3  # the a of a / (a + p)
QUESTIONS = 3.0  # a word of a question counts for so many of code, which is longer


def starting_table(
    tokens: list[str], viewer: Viewer, dimensions: int, seed: int, embedder: str | None
) -> NDArray[np.float32]:
    """(tokens, dimensions) float32. `embedder` is a spec of `embed.open`."""
    random = np.random.default_rng(seed)
    if embedder is None:
        table = random.normal(0, 1 / math.sqrt(dimensions), (len(tokens), dimensions))
    else:
        table = _distilled(tokens, dimensions, embedder)
        nothing = np.linalg.norm(table, axis=1) < 1e-6
        table[nothing] = random.normal(0, 1 / math.sqrt(dimensions), (int(nothing.sum()), dimensions))
    table /= np.linalg.norm(table, axis=1, keepdims=True)
    counts = np.bincount(viewer.fields["code"].flat, minlength=len(tokens)).astype(float)
    counts += QUESTIONS * np.bincount(viewer.questions.flat, minlength=len(tokens))
    return (table * (FREQUENT / (FREQUENT + counts / counts.sum()))[:, None]).astype(np.float32)


def _distilled(tokens: list[str], dimensions: int, embedder: str) -> NDArray[np.float64]:
    """Each token by itself through the transformer, then its first principal components."""
    plain = [token.removeprefix("##") for token in tokens]
    vectors = open_embedder(embedder).encode(plain).astype(np.float64)
    vectors -= vectors.mean(0)
    _, directions = np.linalg.eigh(vectors.T @ vectors)
    return vectors @ directions[:, ::-1][:, :dimensions]
