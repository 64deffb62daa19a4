"""How good the order of hits is: nDCG@10 by a benchmark's annotations, beside semble's, with each weight taken away.

    python -m bench.retrieval_ranking FOLDER CORPORA [--only NAMES] [--semble PYTHON] [--ablate] [--model FOLDER]
        [--refine SPEC]

`FOLDER` is a retrieval benchmark (corpora.json, annotations/, and `evaluate.py`, whose scoring is used), `CORPORA` the
folder with its corpora. With `--semble` (an interpreter that has it) semble answers the same questions in the same run
with the model of this repository (its own lies on a hub), and the difference gets a 95 % interval: bootstrap of queries
within each corpus. `--ablate` scores again with one weight at a time taken away. Lines per hit and how many of ten hits
are of a file that stands further up say whether a gain comes from coarse hits; questions whose answer has lines are
given apart. `--refine` names a costly model that looks at the first hits once more, as the setting `embed.refine` does.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np
from nss_index.answers import Hit, SearchMode, SearchQuery
from nss_index.embed.static import DEFAULT_MODEL
from nss_index.index import Index
from nss_index.indexer import IndexOptions, build
from nss_index.search.weights import DEFAULT_WEIGHTS, Priors, Weights

from bench.peers import semble_chunks
from bench.report import machine, publish, say

HITS = 10
TUNE = frozenset({"express", "fastapi", "model2vec", "requests", "zod"})
"""The half of which single answers were looked at while weights were chosen; of the others only the means."""

RESAMPLES, SEED = 10_000, 5

Place = dict[str, Any]
"""{"path", "start_line", "end_line"} of one hit, as `evaluate.py` reads them."""

Score = Callable[[list[Place], list[Any]], tuple[float, float]]


@dataclass(frozen=True)
class Answers:
    """Of one engine on one corpus: a score and the hits for each question."""

    scores: list[float]
    places: list[list[Place]]


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.retrieval_ranking",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--semble", default="", help="a Python that can import semble")
    parser.add_argument("--ablate", action="store_true")
    parser.add_argument("--model", type=Path, default=DEFAULT_MODEL, help="a folder with a static model")
    parser.add_argument("--refine", default="", help="a costly model for the first hits, as in `embed.refine`")
    parser.add_argument("--semble-model", type=Path, help="the same for semble; by default --model")
    options = parser.parse_args()
    known: dict[str, Any] = json.loads((options.folder / "corpora.json").read_text())
    names = options.only.split(",") if options.only else sorted(known)
    score = _scoring(options.folder / "evaluate.py")
    variants = {"as shipped": DEFAULT_WEIGHTS, **(_ablations(bool(options.refine)) if options.ablate else {})}
    asked: dict[str, list[dict[str, Any]]] = {}
    found: dict[str, dict[str, Answers]] = defaultdict(dict)
    with tempfile.TemporaryDirectory(prefix="nss-ranking-") as cache:
        os.environ["NSS_CACHE_DIR"] = cache
        for name in names:
            say(name)
            base = known[name]["root"]
            root = Path(cache) / "corpora" / name  # paths begin as `evaluate.py` lays them out, for every engine
            shutil.copytree(options.corpora / name / base, root / base)
            asked[name] = json.loads((options.folder / "annotations" / f"{name}.json").read_text())
            build(root, IndexOptions(embedder=f"static:{options.model}", refine=options.refine))
            for variant, weights in variants.items():
                found[variant][name] = _ours(root, options.model, weights, asked[name], score, options.refine)
            if options.semble:
                model = options.semble_model or options.model
                found["semble"][name] = _theirs(options.semble, root, model, asked[name], score)
    ours, theirs = found["as shipped"], found.get("semble")
    publish({
        "machine": machine(), "corpora": len(names), "queries": sum(map(len, asked.values())),
        "ours": _summary(ours, asked),
        **({"semble": _summary(theirs, asked), "difference": _difference(ours, theirs)} if theirs else {}),
        "ablation": {variant: _change(found[variant], ours) for variant in list(variants)[1:]},
    })  # fmt: skip
    return 0


def _scoring(file: Path) -> Score:
    spec = importlib.util.spec_from_file_location("evaluate", file)
    if spec is None or spec.loader is None or not file.is_file():
        sys.exit(f"there is no {file}")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.score


def _ours(
    root: Path, model: Path, weights: Weights, asked: Sequence[dict[str, Any]], score: Score, refine: str
) -> Answers:
    def place(hit: Hit) -> Place:
        return {"path": hit.path, "start_line": hit.start_line, "end_line": hit.end_line}

    with Index.open(root, f"static:{model}", weights, refine=refine) as index:
        answers = [index.search(SearchQuery(one["query"], limit=HITS)) for one in asked]
    for answer in answers:
        if answer.mode is not SearchMode.HYBRID or answer.fallback:
            sys.exit(f"{root}: {answer.fallback}")
    return _judged([[place(hit) for hit in answer.hits] for answer in answers], asked, score)


def _theirs(python: str, root: Path, model: Path, asked: Sequence[dict[str, Any]], score: Score) -> Answers:
    found = semble_chunks(python, root, [one["query"] for one in asked], HITS, model)
    return _judged(
        [[{"path": path, "start_line": first, "end_line": last} for path, _, first, last in few] for few in found],
        asked,
        score,
    )


def _judged(places: list[list[Place]], asked: Sequence[dict[str, Any]], score: Score) -> Answers:
    wanted = [one["relevant"] + one.get("secondary", []) for one in asked]
    return Answers([score(few, targets)[0] for few, targets in zip(places, wanted, strict=True)], places)


def _summary(found: Mapping[str, Answers], asked: Mapping[str, Sequence[dict[str, Any]]]) -> dict[str, Any]:
    kinds: dict[str, list[float]] = defaultdict(list)
    spans: list[float] = []
    for name, answers in found.items():
        for one, value in zip(asked[name], answers.scores, strict=True):
            kinds[one.get("category", "semantic")].append(value)
            if any(isinstance(target, dict) for target in one["relevant"] + one.get("secondary", [])):
                spans.append(value)
    hits = [few for answers in found.values() for few in answers.places]
    return {
        "ndcg10": _ndcg(found),
        "tune": _ndcg({name: answers for name, answers in found.items() if name in TUNE}),
        "check": _ndcg({name: answers for name, answers in found.items() if name not in TUNE}),
        "with_lines": [len(spans), _round(spans)],
        "by_kind": {kind: _round(values) for kind, values in sorted(kinds.items())},
        "by_corpus": {name: _round(answers.scores) for name, answers in found.items()},
        "lines_per_hit": _round([one["end_line"] - one["start_line"] + 1 for few in hits for one in few], 1),
        "repeated_files_of_ten": _round([len(few) - len(Counter(one["path"] for one in few)) for few in hits], 1),
    }


def _ndcg(found: Mapping[str, Answers]) -> float | None:
    return _round([mean(answers.scores) for answers in found.values()])


def _difference(ours: Mapping[str, Answers], theirs: Mapping[str, Answers]) -> dict[str, float | list[float]]:
    """Of the means over corpora, with the interval that holds 95 % of the resampled differences."""
    random = np.random.default_rng(SEED)
    pairs = [np.subtract(ours[name].scores, theirs[name].scores) for name in ours]
    drawn = [random.choice(pair, (RESAMPLES, len(pair))).mean(axis=1) for pair in pairs]
    low, high = np.quantile(np.mean(drawn, axis=0), (0.025, 0.975))
    return {
        "ndcg10": round(float(mean(pair.mean() for pair in pairs)), 4),
        "interval": [round(low, 4), round(high, 4)],
    }


def _change(found: Mapping[str, Answers], shipped: Mapping[str, Answers]) -> dict[str, Any]:
    change = _difference(found, shipped)
    return {"ndcg10": _ndcg(found), "change": change["ndcg10"], "interval": change["interval"]}


def _ablations(refined: bool) -> dict[str, Weights]:
    """The shipped weights, each with one of them taken away."""
    shipped, priors = DEFAULT_WEIGHTS, DEFAULT_WEIGHTS.priors
    neutral = {"path": 0.0, "name_covered": 0.0, "file": 0.0, "decay": 1.0, "repeat": 1.0, "older": 1.0}
    lists = {f"no {name}": replace(shipped, **{name: 0.0}) for name in ("keyword", "meaning", "symbol")}
    single: dict[str, Priors] = {f"no {name}": replace(priors, **{name: value}) for name, value in neutral.items()}
    for kind in priors.kinds:
        single[f"no {kind[0]}"] = replace(priors, kinds=tuple(one for one in priors.kinds if one is not kind))
    single["ranks alone"] = replace(priors, **neutral, kinds=())
    return {
        **lists,
        **({"no refined": replace(shipped, refined=0.0)} if refined else {}),
        "no other_case": replace(shipped, other_case=1.0),
        **{name: replace(shipped, priors=one) for name, one in single.items()},
    }


def _round(values: Sequence[float], digits: int = 4) -> float | None:
    return round(mean(values), digits) if values else None


if __name__ == "__main__":
    sys.exit(main())
