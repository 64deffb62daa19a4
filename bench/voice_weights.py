"""Fit the weights of `nss_server.speech.evidence` to spoken sentences: JSON with the weights and how they do on others.

    python -m bench.voice_weights FOLDER ROOT [ROOT …] --model FOLDER --seeds 11 29 41 53 67 [--sentences 50]

FOLDER keeps audio and hearings, as for `bench.voice`; each ROOT is an indexed repository, each seed another draw.
`speech.lattice` is a semi-Markov conditional random field (Sarawagi and Cohen, NIPS 2004): a text is divided into plain
words and names, and its likelihood is that of the divisions that hold the names that were said, and no others. The
weights that make it largest are looked for by L-BFGS, near those that are in use (a normal prior). For each seed they
are fitted to the others, too, and measured on it: those are the figures to trust.
"""

from __future__ import annotations

import argparse
import importlib
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.report import publish, say
from bench.voice_audio import Hearings
from bench.voice_rows import Row, names_in, projects, rows

FIXED = ("project_word", "company", "margin", "rival", "offer", "joined", "known", "shape", "language")
"""Not fitted: what is no part of a division's likelihood, what the drawn names cannot tell (they are drawn evenly, so
that how often a name is defined says nothing), and what hardly occurs."""

OWN_PROSE = 0.3
"""How much a sentence of the project's own prose counts: some of what it says are the project's names indeed."""

NEAR = 1.0
"""Strength of the prior, with a standard deviation of one for each weight: it keeps what few sentences tell about."""

LEAST = -1e18  # a logarithm of nothing


@dataclass(frozen=True, slots=True)
class Arc:
    first: int
    last: int
    features: NDArray[np.float64]  # of each candidate, one column a weight
    fixed: NDArray[np.float64]  # what the weights that are not fitted give each
    said: tuple[int, ...]  # of each candidate, the place of its name among those that were said, or -1


@dataclass(frozen=True, slots=True)
class Text:
    length: int
    arcs: tuple[Arc, ...]
    counts: float


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.voice_weights", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("roots", nargs="+", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--seeds", type=int, nargs="+", required=True)
    parser.add_argument("--sentences", type=int, default=50, help="of each root and seed, with names and without")
    parser.add_argument("--threads", type=int, default=0)
    asked = parser.parse_args(arguments)
    hearings, found = Hearings(asked.folder, asked.model, asked.threads), projects(asked.roots)
    draws = {seed: list(rows(found, asked.sentences, seed, asked.folder, hearings)) for seed in asked.seeds}
    texts = {seed: [text for row in draw for text in _text(row)] for seed, draw in draws.items()}
    kept_aside: Counter[str] = Counter()
    for seed in asked.seeds:
        fitted = fit([text for other in asked.seeds if other != seed for text in texts[other]])
        kept_aside.update(measured(draws[seed], fitted))
        say(f"voice: fitted without seed {seed}")
    everything = fit([text for draw in texts.values() for text in draw])
    in_use: Counter[str] = Counter()
    for draw in draws.values():
        in_use.update(measured(draw, {}))
    publish(
        {
            "kept aside": _shares(kept_aside),
            "with the weights in use": _shares(in_use),
            "weights": {name: round(value, 2) for name, value in everything.items()},
        }
    )
    return 0


def _fitted_names() -> list[str]:
    from nss_server.speech.evidence import DEFAULT_WEIGHTS

    return [name for name in asdict(DEFAULT_WEIGHTS) if name not in FIXED]


def _text(row: Row) -> Iterator[Text]:
    """A score is a sum of weights times features, so that a feature is the score with its weight one and all else none.
    Nothing for a text without words."""
    from nss_server.speech.english import english
    from nss_server.speech.evidence import DEFAULT_WEIGHTS, Weights
    from nss_server.speech.lattice import Lattice, lattice, likelihood

    nothing = dict.fromkeys(asdict(DEFAULT_WEIGHTS), 0.0)
    nothing["project_word"] = DEFAULT_WEIGHTS.project_word

    def looked_at(**weights: float) -> Lattice:
        given = Weights(**{**nothing, **weights})
        return lattice(row.heard, row.project.vocabulary, english(), given, weighed=row.weighed, again=row.again)

    def scores(found: Lattice) -> list[dict[str, float]]:
        """Of each reading, by name: over reading it as plain words."""
        plain = [reading.gain - likelihood(reading.candidates) for reading in found.readings]
        return [
            {candidate.match.name.text: candidate.score + less for candidate in reading.candidates}
            for reading, less in zip(found.readings, plain, strict=True)
        ]

    names = _fitted_names()
    fixed = looked_at(**{name: getattr(DEFAULT_WEIGHTS, name) for name in FIXED if name not in ("margin", "offer")})
    if not fixed.parts:
        return
    constant, each = scores(fixed), [scores(looked_at(**{name: 1.0})) for name in names]
    arcs: list[Arc] = []
    for place, reading in enumerate(fixed.readings):
        candidates = sorted(constant[place])
        features = np.array([[score[place][name] for score in each] for name in candidates])
        said = tuple(row.names.index(name) if name in row.names else -1 for name in candidates)
        known = np.array([constant[place][name] for name in candidates])
        arcs.append(Arc(reading.first, reading.last, features, known, said))
    yield Text(len(fixed.parts), tuple(arcs), OWN_PROSE if row.own and not row.sentence.names else 1.0)


def fit(texts: Sequence[Text]) -> dict[str, float]:
    """The weights, by name."""
    from nss_server.speech.evidence import DEFAULT_WEIGHTS

    minimize: Any = importlib.import_module("scipy.optimize").minimize
    names = _fitted_names()
    start = np.array([getattr(DEFAULT_WEIGHTS, name) for name in names])

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        away = weights - start
        total, slope = NEAR * float(away @ away), 2 * NEAR * away
        for text in texts:
            likely, change = _likelihood(text, weights)
            total -= text.counts * likely
            slope -= text.counts * change
        return total, slope

    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 40})
    return dict(zip(names, map(float, found.x), strict=True))


def _likelihood(text: Text, weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
    """The logarithm of the likelihood of what was said, and its slope: features as they should be, less as they are."""
    scores = [arc.features @ weights + arc.fixed for arc in text.arcs]
    gains = [float(np.logaddexp.reduce(score)) for score in scores]
    forward, backward = [LEAST] * (text.length + 1), [LEAST] * (text.length + 1)
    forward[0] = backward[text.length] = 0.0
    numbered = list(enumerate(text.arcs))
    for place in range(1, text.length + 1):
        ways = [forward[arc.first] + gains[number] for number, arc in numbered if arc.last == place]
        forward[place] = float(np.logaddexp.reduce([forward[place - 1], *ways]))
    for place in range(text.length - 1, -1, -1):
        ways = [backward[arc.last] + gains[number] for number, arc in numbered if arc.first == place]
        backward[place] = float(np.logaddexp.reduce([backward[place + 1], *ways]))
    whole, slope = forward[text.length], np.zeros(len(weights))
    for number, arc in numbered:
        chance = math.exp(min(0.0, forward[arc.first] + gains[number] + backward[arc.last] - whole))
        slope -= chance * (np.exp(scores[number] - gains[number]) @ arc.features)
    divisions = list(_divisions(text, scores))
    if not divisions:
        return -whole, slope
    right = float(np.logaddexp.reduce([score for score, _ in divisions]))
    for score, features in divisions:
        slope += math.exp(score - right) * features
    return right - whole, slope


def _divisions(text: Text, scores: Sequence[NDArray[np.float64]]) -> Iterator[tuple[float, NDArray[np.float64]]]:
    """Those with each name that was said in one place where it is possible: (score, features)."""
    places: dict[int, list[tuple[Arc, float, NDArray[np.float64]]]] = {}
    for arc, score in zip(text.arcs, scores, strict=True):
        for candidate, name in enumerate(arc.said):
            if name >= 0:
                places.setdefault(name, []).append((arc, float(score[candidate]), arc.features[candidate]))

    def with_each(left: list[int], taken: list[Arc], score: float, features: Any) -> Iterator[tuple[float, Any]]:
        if not left:
            yield score, features
            return
        for arc, more, its in places[left[0]]:
            if all(arc.last <= other.first or other.last <= arc.first for other in taken):
                yield from with_each(left[1:], [*taken, arc], score + more, features + its)

    if places:
        yield from with_each(sorted(places), [], 0.0, 0.0)


def measured(draw: Sequence[Row], weights: dict[str, float]) -> Counter[str]:
    from nss_server.speech.english import english
    from nss_server.speech.evidence import DEFAULT_WEIGHTS
    from nss_server.speech.snap import snap

    given, count = replace(DEFAULT_WEIGHTS, **weights), Counter[str]()
    for row in draw:
        done = snap(row.heard, row.project.vocabulary, english(), given, weighed=row.weighed, again=row.again)
        written, offered = names_in(done)
        for name in row.names:
            count.update(names=1, exact=name in written, within_three=name in written | offered)
        if not row.sentence.names:
            kind = "own" if row.own else "foreign"
            count[kind] += len(row.heard.split())
            count[f"{kind} snapped"] += sum(len(item.heard.split()) for item in done.replacements)
    return count


def _shares(count: Counter[str]) -> dict[str, float | int]:
    return {
        "names": count["names"],
        "exact": round(count["exact"] / count["names"], 4),
        "within three": round(count["within_three"] / count["names"], 4),
        "words snapped, prose of other repositories": round(count["foreign snapped"] / max(1, count["foreign"]), 4),
        "words snapped, prose of the same repository": round(count["own snapped"] / max(1, count["own"]), 4),
    }


if __name__ == "__main__":
    import sys

    sys.exit(main())
