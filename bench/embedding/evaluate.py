"""How well a model finds the chunk that a question was taken from, among many of the same language, none trained on.

The chunk is shown without its documentation, so that equal words do not answer; recall and mean reciprocal rank at 10.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from nss_index.embed.static import StaticEmbedder, load_static
from numpy.typing import NDArray

from bench.embedding.corpus import KINDS, TRANSLATION, Corpus, Ints
from bench.embedding.records import Asked

QUESTIONS = 400  # of a language
POOL = 10_000  # chunks that a question is asked of
FEWEST = 40  # questions; a language with fewer says nothing
SEED = 11


def evaluate(corpus: Corpus, folder: Path) -> dict[str, Any]:
    """{"mean": …, "by_language": {language: {"questions", "pool", "recall", "mrr"}}, "translations": {…}}."""
    model = load_static(folder)
    random = np.random.default_rng(SEED)
    sentence = corpus.held & (corpus.kind == KINDS.index(Asked.SENTENCE))
    language = corpus.language[corpus.document]
    found: dict[str, dict[str, float]] = {}
    for number, name in enumerate(corpus.languages):
        asked = np.flatnonzero(sentence & (language == number))
        if len(asked) >= FEWEST and not name.startswith("locale "):
            others = np.flatnonzero(corpus.language == number)
            found[name] = _asked(corpus, model, random, asked, others)
    result: dict[str, Any] = {
        "mean": {key: round(float(np.mean([one[key] for one in found.values()])), 4) for key in ("recall", "mrr")},
        "by_language": found,
    }
    asked = np.flatnonzero(corpus.held & (corpus.kind == TRANSLATION))
    if len(asked) >= FEWEST:
        others = np.unique(corpus.document[np.flatnonzero(corpus.kind == TRANSLATION)])
        result["translations"] = _asked(corpus, model, random, asked, others)
    return result


def _asked(
    corpus: Corpus, model: StaticEmbedder, random: np.random.Generator, asked: Ints, others: Ints
) -> dict[str, float]:
    asked = random.permutation(asked)[:QUESTIONS]
    right = corpus.document[asked]
    same = np.isin(corpus.same[others], corpus.same[right])
    pool = np.concatenate([right, random.permutation(others[~same])[: POOL - len(right)]])
    questions = _encoded(corpus, model, [corpus.questions.row(one) for one in asked.tolist()])
    chunks = _encoded(corpus, model, [corpus.fields["code"].row(one) for one in pool.tolist()])
    scores = questions @ chunks.T
    mine = scores[np.arange(len(asked)), np.arange(len(asked))]
    rank = (scores > mine[:, None]).sum(1)
    return {
        "questions": len(asked),
        "pool": len(pool),
        "recall": round(float((rank < 10).mean()), 4),
        "mrr": round(float(np.where(rank < 10, 1 / (rank + 1), 0).mean()), 4),
    }


def _encoded(corpus: Corpus, model: StaticEmbedder, rows: list[NDArray[np.int32]]) -> NDArray[np.float32]:
    return model.encode([corpus.text(row.tolist()) for row in rows])
