"""Ranking by symbol name: exact names before beginnings of names, short names before long ones."""

from __future__ import annotations

from collections.abc import Collection

from nss_index.overlay.view import View
from nss_index.ports import SymbolRow
from nss_index.search.weights import LIST_LENGTH, STOP_WORDS
from nss_index.tokens import folded_name, identifier_parts, words

SHORTEST_NAME = 3
"""Letters of a word that is tried as a name inside a longer question: "id" or "a" name too much."""

SYMBOLS_READ = 500
"""Candidates read for one word; they are ordered by path, so a bound is needed; exact matches are rarely
so many."""

EVERY_SYMBOL = 1_000_000
"""Read instead where a filter chooses among them: it comes before any bound."""


def match_names(
    view: View, text: str, allowed: Collection[int] | None, whole: bool, other_case: float
) -> list[tuple[int, float]]:
    """(chunk id, match in 0…1) of the chunks where matching symbols start, best first.

    `whole`: the text is meant as a name and beginnings count. Otherwise only symbols whose whole name is typed count:
    `other_case` of the match where it is written otherwise.
    """
    best: dict[tuple[str, int], float] = {}
    typed = set(words(text))
    for name, row in _candidates(view, text, whole, SYMBOLS_READ if allowed is None else EVERY_SYMBOL):
        value = _match(name, row, whole)
        if not whole and row.symbol.name not in typed:
            value *= other_case
        if value > 0:
            place = (row.path, row.symbol.span.start_line)
            best[place] = max(best.get(place, 0.0), value)
    found: dict[int, float] = {}
    places = sorted(best.items(), key=lambda pair: (-pair[1], pair[0]))
    for (path, line), value in places if allowed is not None else places[: LIST_LENGTH * 2]:
        if len(found) == LIST_LENGTH:
            break
        chunk = view.chunk_at(path, line)
        if chunk and (allowed is None or chunk.chunk_id in allowed):
            found[chunk.chunk_id] = max(found.get(chunk.chunk_id, 0.0), value)
    return sorted(found.items(), key=lambda pair: -pair[1])[:LIST_LENGTH]


def _candidates(view: View, text: str, whole: bool, most: int) -> list[tuple[str, SymbolRow]]:
    """(the name that was looked for, a symbol that may have it)."""
    joined = folded_name(text)
    if not joined:
        return []
    if whole:
        parts = list(dict.fromkeys(identifier_parts(text)))
        rows = view.symbols_named(joined, most) + view.symbols([joined], most)
        return [(joined, row) for row in rows + view.symbols(parts, most)]
    names = [joined, *(folded_name(word) for word in words(text) if _looks_like_a_name(word))]
    wanted = [name for name in dict.fromkeys(names) if len(name) >= SHORTEST_NAME and name not in STOP_WORDS]
    return [(name, row) for name in wanted for row in view.symbols_named(name, most)]


def _looks_like_a_name(word: str) -> bool:
    """An ordinary word of a question is no evidence for a symbol of that name ("where are buffers merged"): a name
    joins words or mixes letters and digits."""
    return len(identifier_parts(word)) > 1


def _match(name: str, row: SymbolRow, whole: bool) -> float:
    found = folded_name(row.symbol.name)
    if found == name:
        return 1.0
    if not whole:
        return 0.0
    if folded_name(row.symbol.path).endswith(name):
        return 0.9  # "Session.request" typed with its container
    # All parts are there as beginnings: the share of the name that was typed.
    return 0.8 * min(1.0, len(name) / max(1, len(found)))
