"""What may belong into a context pack: from a search, from names in the task, and from what the graph says of these.

Points add up, and each has a name: the sum of a candidate's parts is its score.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nss_index.context.pack import Candidate, Form, ScorePart
from nss_index.context.summary import Size, of_file, of_symbol
from nss_index.graph.edges import Confidence
from nss_index.graph.testfiles import is_test
from nss_index.model import SymbolKind
from nss_index.parse.documents import SEPARATOR
from nss_index.tokens import text_hash

if TYPE_CHECKING:
    from nss_index.context.summary import Sources
    from nss_index.graph.edges import SymbolEdge
    from nss_index.model import Hit, Symbol

POINTS = {
    "search": 600,  # of the first hit; others by their rank, as in DCG: fused ranks themselves are nearly flat
    "named": 500,  # the task spells its name: nothing says more surely what is meant
    "named file": 250,  # the task spells its file
    "used by": 200,  # a hit needs it: its reader will, too
    "uses": 150,  # shows how a hit is used
    "test": 150,  # says what a hit must do
    "document": 120,  # says why
    "unsaved": 80,  # somebody works on it now
}
NEIGHBOURS_OF = 6  # hits whose neighbours are looked at: those of the tenth hit are noise
NEIGHBOURS = 6  # of each kind
MOST_LINES = 250  # of a whole piece: beyond, its signature stands for it
SAME_NAME = 3  # symbols that a name in the task may mean

_WORD = re.compile(r"[A-Za-z_][\w]*(?:(?:\.|::)[A-Za-z_]\w*)*")
_SPELLED = re.compile(r"[a-z0-9][A-Z]|[A-Za-z0-9]_[A-Za-z0-9]|\.|::")
_PATH = re.compile(r"[\w@.-]+(?:/[\w@.-]+)+|[\w-]+\.\w{1,5}\b")

_Key = tuple[str, str, int, int]
"""(path, symbol path, first line, last line); lines are 0 where the symbol says them, or the whole file is meant."""


@dataclass(slots=True)
class _Points:
    parts: dict[str, int] = field(default_factory=dict[str, int])
    reasons: list[str] = field(default_factory=list[str])

    def add(self, name: str, points: int, reason: str) -> None:
        if points > self.parts.get(name, 0):
            self.parts[name] = points
            if reason not in self.reasons:
                self.reasons.append(reason)


def candidates(sources: Sources, task: str, hits: Sequence[Hit], unsaved: Collection[str]) -> list[Candidate]:
    """In no particular order. `unsaved` are the paths of buffers that differ from their files."""
    found: dict[_Key, _Points] = defaultdict(_Points)
    for rank, hit in enumerate(hits, 1):
        name = _symbol_of(sources, hit)
        key = (hit.path, name, 0, 0) if name else (hit.path, "", hit.start_line, hit.end_line)
        found[key].add("search", round(POINTS["search"] / math.log2(rank + 1)), f"search: {hit.why}")
    for key in _named(sources, task):
        found[key].add("named", POINTS["named"], "named in the task")
        for other in [one for one in found if one[0] == key[0] and one != key and not key[1]]:
            found[other].add("named file", POINTS["named file"], "its file is named in the task")
    strongest = sorted(found, key=lambda key: (-sum(found[key].parts.values()), key))
    for key in [one for one in strongest if one[1]][:NEIGHBOURS_OF]:
        share = min(1.0, sum(found[key].parts.values()) / POINTS["search"])
        for near, name, reason in _neighbours(sources, key[0], key[1]):
            found[near].add(name, round(POINTS[name] * share), f"{reason} {key[1]}")
    made: list[Candidate] = []
    for key, points in found.items():
        if key[0] in unsaved:
            points.add("unsaved", POINTS["unsaved"], "has unsaved changes")
        if (candidate := _candidate(sources, key, points)) is not None:
            made.append(candidate)
    return made


def _symbol_of(sources: Sources, hit: Hit) -> str:
    """The symbol or section that stands for a hit; "" where its own lines do: none is known, or it is too long."""
    above, _, title = hit.heading.rpartition(SEPARATOR)
    name = hit.symbol or (f"{above}.{title}" if above else title)
    symbol = sources.program.symbol(hit.path, name) if name else None
    if symbol is None:
        return ""
    first, last = _lines_of(sources, hit.path, symbol)
    return name if last - first < MOST_LINES else ""


def _lines_of(sources: Sources, path: str, symbol: Symbol) -> tuple[int, int]:
    """Of a section, those before the next heading: what is below that has a name of its own."""
    first, last = symbol.span.start_line, symbol.span.end_line
    if symbol.kind is SymbolKind.SECTION:
        starts = [one.span.start_line for _, one in sources.program.symbols_of(path)]
        last = min((start - 1 for start in starts if start > first), default=last)
    return first, max(first, last)


def _named(sources: Sources, task: str) -> Iterator[_Key]:
    """Symbols and files that the task spells, where few are called so."""
    files = sources.graph.files
    for word in dict.fromkeys(_PATH.findall(task)):
        fitting = [path for path in files if path == word or path.endswith(f"/{word}")]
        if 0 < len(fitting) <= SAME_NAME:
            yield from ((path, "", 0, 0) for path in fitting)
    for word in dict.fromkeys(_WORD.findall(task)):
        if not _SPELLED.search(word):
            continue
        meant = sources.program.symbols_called(word.replace("::", "."))
        if 0 < len(meant) <= SAME_NAME:
            yield from ((path, symbol.path, 0, 0) for path, symbol in meant if symbol.kind is not SymbolKind.SECTION)


def _neighbours(sources: Sources, path: str, symbol: str) -> Iterator[tuple[_Key, str, str]]:
    program = sources.program
    needs = _ends(program.uses_within(path, symbol), incoming=False)
    yield from ((key, "used by", "used by") for key in needs if key[:2] != (path, symbol))
    users = _ends(program.references(path, symbol), incoming=True)
    tests = [key for key in users if is_test(key[0])]
    yield from ((key, "test", "tests") for key in tests[:NEIGHBOURS])
    others = [key for key in users if not is_test(key[0]) and key[:2] != (path, symbol)]
    yield from ((key, "uses", "uses") for key in others[:NEIGHBOURS])
    for edge in program.mentions(path, symbol)[:NEIGHBOURS]:
        if edge.confidence is not Confidence.POSSIBLE:
            yield (edge.source, edge.source_symbol, 0, 0), "document", "documents"


def _ends(edges: Sequence[SymbolEdge], incoming: bool) -> list[_Key]:
    sure = [one for one in edges if one.confidence is not Confidence.POSSIBLE]
    ends = ((one.source, one.source_symbol) if incoming else (one.target, one.target_symbol) for one in sure)
    found = [(path, symbol, 0, 0) for path, symbol in dict.fromkeys(ends) if symbol]
    return found if incoming else found[:NEIGHBOURS]


def _candidate(sources: Sources, key: _Key, points: _Points) -> Candidate | None:
    path, name, first, last = key
    text = sources.read(path)
    symbol = sources.program.symbol(path, name) if name else None
    if text is None or (name and symbol is None):
        return None
    lines = text.split("\n")
    if symbol is not None:
        first, last = _lines_of(sources, path, symbol)
    elif not first:
        first, last = 1, max(1, len(lines))
    whole = "\n".join(line.rstrip("\r") for line in lines[first - 1 : last]) if last - first < MOST_LINES else ""
    return Candidate(
        path=path,
        symbol=name,
        start_line=first,
        end_line=min(last, len(lines)),
        content_hash=text_hash(text),
        parts=tuple(ScorePart(part, value) for part, value in points.parts.items()),
        reason="; ".join(points.reasons),
        forms=_forms(sources, path, symbol, whole),
    )


def _forms(sources: Sources, path: str, symbol: Symbol | None, whole: str) -> tuple[tuple[Form, str], ...]:
    signature, told = "", ""
    if symbol is not None and symbol.kind is not SymbolKind.SECTION:
        signature = symbol.signature
        told = next((part.text for part in of_symbol(sources, path, symbol, Size.SENTENCE)), "")
    elif symbol is None:
        told = next((part.text for part in of_file(sources, path, Size.SENTENCE)), "")
    forms = ((Form.WHOLE, whole), (Form.SIGNATURE, signature), (Form.SUMMARY, told))
    return tuple((form, text) for form, text in forms if text.strip())
