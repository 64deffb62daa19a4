"""LexRank (Erkan and Radev 2004, "LexRank: Graph-based Lexical Centrality as Salience in Text Summarization"), the
continuous variant: the stationary distribution of a walk between sentences, as likely as they are alike.

Similarity is the cosine of embeddings instead of TF-IDF. With a question, the walk restarts where sentences are like it
(Otterbacher, Erkan and Radev 2009). numpy iterates: a few hundred sentences need no sparse library.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DAMPING = 0.85  # of the walk, as in both papers
LEAST = 0.1  # cosines below are noise between any two sentences
ROUNDS = 100
CLOSE = 1e-9


def lexrank(vectors: NDArray[np.float32], bias: NDArray[np.float32] | None = None) -> NDArray[np.float64]:
    """Shape (n,), sums to 1. `vectors` has rows of length 1; `bias` (n,) is how much each is like the question."""
    import numpy as np

    count = len(vectors)
    if not count:
        return np.zeros(0)
    alike = np.asarray(vectors @ vectors.T, dtype=np.float64)
    alike[alike < LEAST] = 0.0
    np.fill_diagonal(alike, 1.0)
    steps = alike / alike.sum(axis=1, keepdims=True)
    restart = np.full(count, 1.0 / count)
    if bias is not None and float(np.maximum(bias, 0).sum()) > 0:
        restart = np.maximum(np.asarray(bias, dtype=np.float64), 0)
        restart = restart / restart.sum()
    rank = restart
    for _ in range(ROUNDS):
        following = (1 - DAMPING) * restart + DAMPING * (rank @ steps)
        if float(np.abs(following - rank).sum()) < CLOSE:
            break
        rank = following
    return rank
