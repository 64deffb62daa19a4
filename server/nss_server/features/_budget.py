"""How many tokens a context pack may have, where nobody says: as many as the model that reads it has room for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from nss_index.errors import BadInput, ModelUnavailable

if TYPE_CHECKING:
    from nss_server.workspace import LanguageModel

UNKNOWN_TOKENS = 8_000
"""Where no model is known: every one of today reads that, and nearly all that a question is about fits in
(`bench.context_packs`)."""

MODEL_SHARE = 0.5
"""Of what a model can read: the rest is for instructions, what was said before, and the answer."""

MOST_TOKENS = 32_000
"""However much a model can read: what comes so late in a pack has few points, and a processor reads for minutes."""

LEAST_TOKENS = 100
"""A frame and one line."""


@dataclass(frozen=True, slots=True)
class Budget:
    tokens: int
    reason: str  # "" where it was asked for, or no model is named


def budget_for(model: LanguageModel, asked: int) -> Budget:
    """`asked` is 0 where nobody said. Blocks: the model's server is asked. Raises BadInput."""
    if asked:
        if asked < LEAST_TOKENS:
            raise BadInput(
                f"a context pack of {asked} tokens holds nothing", todo=f"--budget {LEAST_TOKENS} or more, or none"
            )
        return Budget(asked, "")
    try:
        served = model.served()
    except ModelUnavailable as error:
        return Budget(UNKNOWN_TOKENS, error.sentence())
    if served is None:
        return Budget(UNKNOWN_TOKENS, "")
    name = served.name.rpartition("/")[2] or served.name  # llama-server names a model by its file, in full
    if not served.context_length:
        return Budget(UNKNOWN_TOKENS, f"the server does not tell how much {name} can read")
    tokens = max(LEAST_TOKENS, min(MOST_TOKENS, int(served.context_length * MODEL_SHARE)))
    return Budget(tokens, f"{name} can read {served.context_length} tokens")
