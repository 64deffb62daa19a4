"""From scored candidates to a pack that fits a budget of tokens: which pieces, and in which form each.

A multiple-choice knapsack: of each candidate at most one form (the whole text, its signature, a sentence about it), no
two that overlap. Solved greedily along each candidate's efficient forms, as the linear relaxation is (Zemel 1980, "The
linear multiple choice knapsack problem"), but with a step between the most a token and the best first.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Form(StrEnum):
    WHOLE = "whole"
    SIGNATURE = "signature"
    SUMMARY = "summary"


WORTH = {Form.WHOLE: 100, Form.SIGNATURE: 45, Form.SUMMARY: 30}
"""Per cent of its score that a candidate brings in a form. A reader can use code only with its text; a signature tells
what to ask for, a sentence that it is there."""

THRIFT = 0.5
"""How much length counts: with 1, a pack is many lines that say little each (what a token buys); with 0 it is the best
piece whole, however long. Half-way, the first hits come whole and the tail by signature."""


@dataclass(frozen=True, slots=True)
class ScorePart:
    name: str
    points: int


@dataclass(frozen=True, slots=True)
class Candidate:
    path: str
    symbol: str  # symbol path, "" for lines of a file
    start_line: int  # 1-based, inclusive
    end_line: int
    content_hash: str  # of the file's text
    parts: tuple[ScorePart, ...]
    reason: str
    forms: tuple[tuple[Form, str], ...]  # with the text of each; no empty ones

    @property
    def score(self) -> int:
        return sum(part.points for part in self.parts)


@dataclass(frozen=True, slots=True)
class Piece:
    candidate: Candidate
    form: Form
    text: str
    tokens: int  # with the lines around it


@dataclass(frozen=True, slots=True)
class LeftOut:
    candidate: Candidate
    why: str


@dataclass(frozen=True, slots=True)
class Pack:
    pieces: tuple[Piece, ...]  # the best first
    left_out: tuple[LeftOut, ...]
    tokens: int


Count = Callable[[Candidate, Form, str], int]
"""Tokens of a piece with what its rendering puts around it."""


def packed(candidates: Sequence[Candidate], budget: int, count: Count) -> Pack:
    """Never over `budget`. The answer depends on the candidates alone, not on their order."""
    ordered = sorted(candidates, key=lambda one: (-one.score, one.path, one.start_line, one.end_line, one.symbol))
    kept, left_out = _without_overlaps(ordered)
    options = [_efficient(one, count) for one in kept]
    chosen = [-1] * len(kept)
    left = budget
    waiting = [(-_density(options[number], -1), number, 0) for number in range(len(kept)) if options[number]]
    heapq.heapify(waiting)
    while waiting:
        _, number, step = heapq.heappop(waiting)
        cost = options[number][step].tokens - (options[number][step - 1].tokens if step else 0)
        if cost > left:
            continue  # a dearer form of it fits even less
        chosen[number], left = step, left - cost
        if step + 1 < len(options[number]):
            heapq.heappush(waiting, (-_density(options[number], step), number, step + 1))
    pieces: list[Piece] = []
    for number, candidate in enumerate(kept):
        if chosen[number] >= 0:
            pieces.append(options[number][chosen[number]])
        else:
            least = min((one.tokens for one in options[number]), default=0)
            left_out.append(LeftOut(candidate, f"{least} tokens do not fit any more" if least else "nothing to show"))
    return Pack(tuple(pieces), tuple(left_out), sum(one.tokens for one in pieces))


def _without_overlaps(ordered: Sequence[Candidate]) -> tuple[list[Candidate], list[LeftOut]]:
    kept: list[Candidate] = []
    left_out: list[LeftOut] = []
    for one in ordered:
        other = next((each for each in kept if each.path == one.path and _meet(each, one)), None)
        if other is None:
            kept.append(one)
        else:
            shown = other.symbol or f"lines {other.start_line} to {other.end_line}"
            left_out.append(LeftOut(one, f"overlaps {shown}, which counts more"))
    return kept, left_out


def _meet(one: Candidate, other: Candidate) -> bool:
    return one.start_line <= other.end_line and other.start_line <= one.end_line


def _efficient(candidate: Candidate, count: Count) -> list[Piece]:
    """The forms that bring more than any cheaper one, the cheapest first, each step at a lower rate than the last."""
    pieces = [Piece(candidate, form, text, count(candidate, form, text)) for form, text in candidate.forms]
    pieces.sort(key=lambda one: (one.tokens, -WORTH[one.form]))
    found: list[Piece] = []
    for piece in pieces:
        if found and WORTH[piece.form] <= WORTH[found[-1].form]:
            continue
        while found and _rate(found[-2] if len(found) > 1 else None, found[-1]) <= _rate(found[-1], piece):
            found.pop()
        found.append(piece)
    return found


def _rate(before: Piece | None, piece: Piece) -> float:
    value = WORTH[piece.form] - (WORTH[before.form] if before else 0)
    tokens = piece.tokens - (before.tokens if before else 0)
    return value / max(1, tokens) ** THRIFT


def _density(options: Sequence[Piece], step: int) -> float:
    """What a token buys with the form behind `step` (-1: none yet)."""
    return options[0].candidate.score * _rate(options[step] if step >= 0 else None, options[step + 1])
