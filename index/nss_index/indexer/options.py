"""How to index: the values that settings decide."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from nss_index.files.rules import ScanRules


@dataclass(frozen=True, slots=True)
class IndexOptions:
    embedder: str = "static"  # a spec of `embed.open`
    rules: ScanRules = field(default_factory=ScanRules)
    workers: int = 1  # parser processes; 0 parses in this process
    parse_seconds: float = 5.0  # a file that takes longer is chunked by lines
    vectors: bool = True
    refine: str = ""  # a spec of the costly model that refines the first hits, if any


MOST_WORKERS = 4
"""Two or three parsers keep the one writer busy."""


def parser_processes(wanted: int) -> int:
    """How many to start where `wanted` is asked for: 0 means one for each core, up to MOST_WORKERS."""
    return wanted or min(os.cpu_count() or 1, MOST_WORKERS)
