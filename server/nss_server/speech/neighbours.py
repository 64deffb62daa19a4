"""Which words stand beside the names of code: how much likelier each makes a name, in logarithms of odds.

Learned from what developers write of their own packages (`bench/name_neighbours.py`), where the same phrase is now a
name (`statusCode`) and now plain words ("status code"): "call …", "… raises" and "via …" speak for a name, "… of" and
"all …" against one. Words that are not in the table say nothing.
"""

from __future__ import annotations

import functools
import importlib.resources
import json
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Lower-case words without apostrophes, "" for the end of a sentence, "#" for a number → logarithm of odds."""

    before: Mapping[str, float]
    after: Mapping[str, float]

    def beside(self, before: str, after: str) -> tuple[float, float]:
        """What the word before a phrase and the one after it say."""
        return self.before.get(_key(before), 0.0), self.after.get(_key(after), 0.0)


@functools.cache
def neighbours() -> Neighbours:
    found = json.loads(importlib.resources.files(__package__ or "").joinpath("neighbours.json").read_text("utf-8"))
    return Neighbours(found["before"], found["after"])


def _key(word: str) -> str:
    return "#" if word.isdigit() else word
