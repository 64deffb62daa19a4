"""What a search is asked and what it answers: frozen values, in the units of `model`."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct


class SearchMode(StrEnum):
    HYBRID = "hybrid"
    KEYWORD = "keyword"
    SEMANTIC = "semantic"
    SYMBOL = "symbol"
    EXACT = "exact"  # these characters
    REGEX = "regex"  # a regular expression


class Memory(StrEnum):
    """Of a chunk: what it is about (path, symbol, heading; in vectors signature and docstring, too), and its code."""

    BOTH = "both"
    DESCRIPTIONS = "descriptions"
    CODE = "code"


class SearchQuery(Struct, frozen=True):
    text: str
    mode: SearchMode = SearchMode.HYBRID
    memory: Memory = Memory.BOTH
    limit: int = 10
    languages: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()  # gitignore-style globs; a leading "!" excludes
    tags: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()  # symbol kinds or chunk kinds


class Freshness(StrEnum):
    FRESH = "fresh"  # the text on disk is the text that was indexed, as far as is known
    OVERLAY = "overlay"  # comes from an unsaved buffer
    CHANGED = "changed"  # the file on disk is another one since


class Signal(Struct, frozen=True):
    """What put a hit where it is: a list with the hit's rank there (1-based), or something about its file (rank 0)."""

    name: str  # "keyword", "symbol"; by meaning: "description", "code"; of the file: "path", "file", or its kind
    rank: int
    value: float  # the list's own measure: BM25, cosine, name match; of the file a share
    contribution: float


class Hit(Struct, frozen=True):
    path: str
    start_line: int
    end_line: int
    symbol: str
    kind: str  # symbol kind where there is one, else chunk kind
    language: str
    score: float  # the sum of the signals' contributions
    signals: tuple[Signal, ...]
    terms: tuple[str, ...]  # the query's terms found in the chunk
    freshness: Freshness
    snippet: str  # the chunk's text after its hash was checked, "" where the file changed since
    heading: str
    signature: str
    content_hash: str

    @property
    def why(self) -> str:
        """One line: the lists that found it and the words that matched."""
        lists = ", ".join(f"{signal.name} #{signal.rank}" for signal in self.signals if signal.rank)
        lists = lists or ", ".join(signal.name for signal in self.signals if signal.contribution > 0)
        found = f"{lists}: {' '.join(self.terms)}" if self.terms else lists
        kind = next((signal.name for signal in self.signals if signal.contribution < 0 and signal.name != "repeat"), "")
        return f"{found} ({kind})" if kind else found


class SearchAnswer(Struct, frozen=True):
    hits: tuple[Hit, ...]
    mode: SearchMode  # the mode that really ran
    fallback: str  # why another mode than the asked one ran, "" when it did not
    generation: int
    indexed_at: float  # seconds since the epoch of the generation's commit
    pending_vectors: int  # chunks that search by meaning cannot see yet
    overlay_files: int
    matches: int  # lines that match, of an exact search; else how many hits there are
    confidence: float | None  # that the first hits are about what was asked, 0 to 1; None where nobody can say
