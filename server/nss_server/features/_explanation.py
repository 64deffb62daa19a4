"""Why a hit stands where it stands, in sentences for people: every part of its score, one a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nss_index.answers import Hit, Signal

_FRESHNESS = {
    "fresh": "as on disk when it was indexed",
    "overlay": "as in the unsaved buffer",
    "changed": "the file on disk is another one since",
}


def explanation(hit: Hit) -> tuple[str, ...]:
    """One line a part of the score, in the order in which they were added, then the sum and how fresh the text is. The
    parts add up to the score exactly; they are shown with six decimals."""
    lines = [f"{signal.contribution:+.6f}  {signal.name}: {_said(signal, hit)}" for signal in hit.signals]
    return (*lines, f"={hit.score:.6f}  {_FRESHNESS[hit.freshness]}")


def _said(signal: Signal, hit: Hit) -> str:
    value = signal.value
    match signal.name:
        case "keyword":
            return f"#{signal.rank} by words (BM25 {value:.2f}): {' '.join(hit.terms)}"
        case "symbol":
            return f"#{signal.rank} by name (match {value:.2f})"
        case "description":
            return f"#{signal.rank} by the meaning of its path, names, signature and docstring (cosine {value:.3f})"
        case "code":
            return f"#{signal.rank} by the meaning of its text (cosine {value:.3f})"
        case "refined description" | "refined code":
            said = signal.name.removeprefix("refined ")
            return f"#{signal.rank} of the first hits by the meaning of its {said} to embed.refine (cosine {value:.3f})"
        case "file":
            return f"the best place of its file, of which {value:.0%} as much was found as of the best file"
        case "path":
            return f"its file is called as the question is ({value:.0%})"
        case "exact":
            return f"{value:.0f} {'match begins' if value == 1 else 'matches begin'} on this line"
        case "whole word":
            return "not a part of a longer word"
        case "definition":
            return "what is called so is defined on this line"
        case "older version":
            return f"a newer version was found beside it: keeps {value:.0%}"
        case "repeat":
            return f"its file has places further up: keeps {value:.0%}"
        case kind:
            return f"a file of the kind {kind}, which was not asked for: keeps {value:.0%}"
