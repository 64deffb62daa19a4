"""How to index: the values that settings decide."""

from __future__ import annotations

from dataclasses import dataclass, field

from nss_index.files.rules import ScanRules


@dataclass(frozen=True, slots=True)
class IndexOptions:
    embedder: str = "static"  # a spec of `embed.open`
    rules: ScanRules = field(default_factory=ScanRules)
    workers: int = 1  # parser processes; 0 parses in this process
    parse_seconds: float = 5.0  # a file that takes longer is chunked by lines
    vectors: bool = True
