"""Whether a search knows that it has no answer: questions asked of their own project and of others.

    python -m bench.answerable FOLDER CORPORA [--unanswerable 200] [--fit] [--model FOLDER]

`FOLDER` is a retrieval benchmark (corpora.json, annotations/), `CORPORA` the folder with its corpora. Each corpus is
asked all its own questions and, in equal shares, the given number of others' in a seeded draw. Some of the others' have
an answer all the same (two web frameworks), so the figures are upper bounds. *False refusals* are answerable questions
whose answer is doubted, *false answers* the others' that are not; `auc` is the chance that an own question is trusted
more than another's. A model without a calibration trusts all. `--fit` prints the regression's weights on both halves
and on all, each half judged by the other's.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from nss_index.answers import SearchQuery
from nss_index.embed.open import open_embedder
from nss_index.embed.static import DEFAULT_MODEL
from nss_index.indexer import IndexOptions, build
from nss_index.overlay import EMPTY_OVERLAY
from nss_index.overlay.view import View
from nss_index.paths import index_paths
from nss_index.ports import Embedder, never
from nss_index.search.confidence import DOUBTED_BELOW, Measures
from nss_index.search.ranking import rank
from nss_index.search.weights import DEFAULT_WEIGHTS
from nss_index.snapshot import Snapshots
from numpy.typing import NDArray

from bench.report import machine, publish, say
from bench.retrieval_ranking import TUNE

SEED = 7
ROUNDS, STEP, RIDGE = 4_000, 0.5, 0.01  # of the regression's gradient descent, on standardised measures


@dataclass(frozen=True)
class Asked:
    corpus: str
    own: bool
    measures: Measures
    confidence: float


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.answerable", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--unanswerable", type=int, default=200)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--model", type=Path, default=DEFAULT_MODEL, help="a folder with a static model")
    options = parser.parse_args()
    known: dict[str, Any] = json.loads((options.folder / "corpora.json").read_text())
    questions = {
        name: [one["query"] for one in json.loads((options.folder / "annotations" / f"{name}.json").read_text())]
        for name in sorted(known)
    }
    spec = f"static:{options.model}"
    draw, embedder = random.Random(SEED), open_embedder(spec)
    asked: list[Asked] = []
    with tempfile.TemporaryDirectory(prefix="nss-answerable-") as cache:
        os.environ["NSS_CACHE_DIR"] = cache
        for name, own in questions.items():
            say(name)
            foreign = [query for other, queries in questions.items() if other != name for query in queries]
            others = draw.sample(foreign, options.unanswerable // len(questions))
            root = (options.corpora / name / known[name]["root"]).resolve()
            build(root, IndexOptions(embedder=spec))
            asked += _ask(root, name, own, others, embedder)
    halves = {
        "tune": [one for one in asked if one.corpus in TUNE],
        "check": [one for one in asked if one.corpus not in TUNE],
    }
    publish({
        "machine": machine(), "model": embedder.model_id, "doubted_below": DOUBTED_BELOW,
        **{name: _figures(few, [one.confidence for one in few]) for name, few in {"all": asked, **halves}.items()},
        **({"fit": _fits(asked, halves)} if options.fit else {}),
    })  # fmt: skip
    return 0


def _ask(root: Path, corpus: str, own: list[str], others: list[str], embedder: Embedder) -> list[Asked]:
    paths = index_paths(root)
    snapshots = Snapshots(paths.database, paths.segments)
    found: list[Asked] = []
    with snapshots.pinned() as snapshot:
        view = View(snapshot, EMPTY_OVERLAY)
        for mine, queries in ((True, own), (False, others)):
            for query in queries:
                measures = rank(view, SearchQuery(query), embedder, DEFAULT_WEIGHTS, never).measures
                likely = measures.confidence(embedder.model_id) if measures else None
                if measures is None:
                    sys.exit(f"{root}: no verdict about {query!r}")
                found.append(Asked(corpus, mine, measures, 1.0 if likely is None else likely))
    snapshots.close()
    return found


def _figures(asked: Sequence[Asked], confidences: Sequence[float]) -> dict[str, float | int]:
    own = np.array([value for one, value in zip(asked, confidences, strict=True) if one.own])
    others = np.array([value for one, value in zip(asked, confidences, strict=True) if not one.own])
    above = (own[:, None] > others).mean() + (own[:, None] == others).mean() / 2
    return {
        "own": len(own), "others": len(others), "auc": round(float(above), 3),
        "false_refusals": round(float((own < DOUBTED_BELOW).mean()), 3),
        "false_answers": round(float((others >= DOUBTED_BELOW).mean()), 3),
    }  # fmt: skip


def _fits(asked: Sequence[Asked], halves: dict[str, list[Asked]]) -> dict[str, Any]:
    other = {"tune": "check", "check": "tune"}
    fits: dict[str, Any] = {}
    for name, few in {"all": asked, **halves}.items():
        weights = _fit(few)
        judged = halves.get(other.get(name, ""), asked)
        likely = 1 / (1 + np.exp(-_matrix(judged) @ weights[:-1] - weights[-1]))
        fits[name] = {
            "coverage, description, code, bias": [round(float(one), 2) for one in weights],
            "judged by the other half" if name in other else "judged by the same": _figures(judged, likely.tolist()),
        }
    return fits


def _matrix(asked: Sequence[Asked]) -> NDArray[np.float64]:
    measures = [one.measures for one in asked]
    return np.array([(one.coverage, one.description, one.code) for one in measures])


def _fit(asked: Sequence[Asked]) -> NDArray[np.float64]:
    """Logistic regression by gradient descent: (weights…, bias)."""
    given, wanted = _matrix(asked), np.array([float(one.own) for one in asked])
    middle, spread = given.mean(0), given.std(0)
    scaled = np.c_[(given - middle) / spread, np.ones(len(given))]
    weights = np.zeros(scaled.shape[1])
    for _ in range(ROUNDS):
        gradient = scaled.T @ (1 / (1 + np.exp(-scaled @ weights)) - wanted) / len(wanted)
        gradient[:-1] += RIDGE * weights[:-1]
        weights -= STEP * gradient
    plain = weights[:-1] / spread
    return np.append(plain, weights[-1] - plain @ middle)


if __name__ == "__main__":
    sys.exit(main())
