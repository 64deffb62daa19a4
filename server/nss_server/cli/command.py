"""One line of the generated table of commands: enough for help and for importing the one feature that is meant."""

from __future__ import annotations

from typing import NamedTuple


class Command(NamedTuple):
    name: str  # of the capability: "search", "jobs/list"
    module: str  # of the feature
    summary: str
