"""How likely it is that an answer is one: that the best hits of a question are about what it asks.

A logistic regression on three measures that a question has at hand: how much of its words' weight (idf) the best of the
first hits holds, and the best cosines of descriptions and of code. Agreement of the lists and the length of the
question told nothing more. Cosines of two models do not compare, so a model without figures here gives no verdict.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from msgspec import Struct

from nss_index.search.ranked import RankedChunk

FIRST_HITS = 5
NAMED = 0.9
"""At least, where a name of the code stands in the question."""


class Calibration(Struct, frozen=True):
    bias: float
    coverage: float
    description: float
    code: float


CALIBRATIONS: Mapping[str, Calibration] = {
    "static-code-v1/log-tf/2": Calibration(bias=-7.4, coverage=1.9, description=9.7, code=4.5),
}
"""By what a model id begins with. Fitted by `bench.answerable --fit` on the questions of ten projects, each asked of
its own project and of the others."""

DOUBTED_BELOW = 0.3
"""A false refusal is worse than a false answer: hits are shown either way, and who is told "probably not here" may stop
looking. At 0.3 one question of thirty is doubted that has an answer, and one of four is not that has none."""


class Measures(Struct, frozen=True):
    """What is known of a question and its hits."""

    coverage: float  # see `coverage`
    description: float  # the best cosine of a description
    code: float
    named: bool  # a name of the code stands in the question

    def confidence(self, model_id: str) -> float | None:
        """0 to 1; None for a model without a calibration."""
        chosen = next((one for model, one in CALIBRATIONS.items() if model_id.startswith(model)), None)
        if chosen is None:
            return None
        weighed = chosen.coverage * self.coverage + chosen.description * self.description + chosen.code * self.code
        likely = 1 / (1 + math.exp(-chosen.bias - weighed))
        return max(likely, NAMED) if self.named else likely


def coverage(found: Sequence[RankedChunk], idf: Mapping[str, float]) -> float:
    """The share of the question's weight that the best of the first hits holds; 1 for a question without words."""
    whole = math.fsum(idf.values())
    if not whole:
        return 1.0
    return max((math.fsum(idf.get(term, 0.0) for term in one.terms) / whole for one in found[:FIRST_HITS]), default=0.0)
