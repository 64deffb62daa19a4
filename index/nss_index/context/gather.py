"""What may belong into a context pack: from a search, from what the task points at, and from what the graph, git and
earlier packs say of these.

Points add up, and each has a name: the sum of a candidate's parts is its score.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from nss_index.context import places
from nss_index.context.pack import Candidate, Form, ScorePart
from nss_index.context.places import MOST_LINES, Place, lines_of
from nss_index.context.summary import Size, of_file, of_symbol
from nss_index.files.git_history import Past
from nss_index.graph.edges import Confidence
from nss_index.graph.testfiles import is_test
from nss_index.model import SymbolKind
from nss_index.tokens import text_hash

if TYPE_CHECKING:
    from nss_index.answers import Hit
    from nss_index.context.places import Lines
    from nss_index.context.summary import Sources
    from nss_index.graph.edges import SymbolEdge
    from nss_index.model import Symbol

POINTS = {
    "place": 1000,  # somebody selected it, or a message names its line: this is what the task is about
    "search": 600,  # of the first hit; others by their rank, as in DCG: fused ranks themselves are nearly flat
    "diff": 600,  # the change that is asked about touches it
    "named": 500,  # the task spells its name: nothing says more surely what is meant
    "named file": 250,  # the task spells its file
    "used by": 200,  # a hit needs it: its reader will, too
    "uses": 150,  # shows how a hit is used
    "test": 150,  # says what a hit must do
    "document": 120,  # says why
    "history": 100,  # whoever changed a hit changed this, too; times how often
    "earlier": 100,  # was shown for a task like this one; times how much of that pack is found again
    "changed": 80,  # differs from the last commit: somebody works on it
    "open": 40,  # somebody looks at it
    "unsaved": 80,  # somebody works on it now
}
NEIGHBOURS_OF = 6  # hits whose neighbours are looked at: those of the tenth hit are noise
NEIGHBOURS = 6  # of each kind
CHANGED = 6  # changed symbols that come along though nothing else speaks for them
SUPPORT = 2  # commits in which two files changed together: one is chance
COUPLED = 0.3  # of a file's commits: below, the other file changes with everything
TOGETHER = 3  # files that changed with a hit's
ALIKE = 0.5  # of an earlier pack's best pieces: below, they share what everything shares


@dataclass(frozen=True, slots=True)
class Task:
    """What a pack is for, and what is known beside the index."""

    words: str = ""
    hits: Sequence[Hit] = ()  # of a search for the words, the best first
    places: Sequence[Lines] = ()  # that it is about: a selection, a problem
    symbols: Sequence[tuple[str, str]] = ()  # (path, symbol path) that it is about
    diff: Sequence[Lines] = ()
    past: Past = field(default_factory=Past)
    before: Mapping[str, str] = field(default_factory=dict[str, str])  # files that changed since a commit, as there
    opened: Collection[str] = ()  # paths of the editor's buffers
    unsaved: Collection[str] = ()  # those that differ from their files
    earlier: Sequence[Sequence[tuple[str, str]]] = ()  # (path, symbol path) of the best pieces of each earlier pack


@dataclass(slots=True)
class _Points:
    parts: dict[str, int] = field(default_factory=dict[str, int])
    reasons: list[str] = field(default_factory=list[str])

    @property
    def total(self) -> int:
        return sum(self.parts.values())

    def add(self, name: str, points: int, reason: str) -> None:
        if points > self.parts.get(name, 0):
            self.parts[name] = points
            if reason not in self.reasons:
                self.reasons.append(reason)


_Found = dict[Place, _Points]


def candidates(sources: Sources, task: Task) -> list[Candidate]:
    """In no particular order."""
    found: _Found = defaultdict(_Points)
    _add_what_is_meant(sources, task, found)
    for place in [one for one in _strongest(found) if one.symbol][:NEIGHBOURS_OF]:
        share = min(1.0, found[place].total / POINTS["search"])
        for near, name, reason in _neighbours(sources, place.path, place.symbol):
            found[near].add(name, round(POINTS[name] * share), f"{reason} {place.symbol}")
    _add_history(task, found)
    _add_earlier(task, found)
    _add_work(sources, task, found)
    known = frozenset(sources.graph.files)  # git and packs may name files that do not belong into the index
    made = (_candidate(sources, place, points) for place, points in found.items() if place.path in known)
    return [one for one in made if one is not None]


def _add_what_is_meant(sources: Sources, task: Task, found: _Found) -> None:
    for path, symbol in task.symbols:
        found[Place(path, symbol)].add("place", POINTS["place"], "the task is about it")
    for lines in task.places:
        for place in places.at(sources, lines):
            found[place].add("place", POINTS["place"], "the task is about it")
    for lines in places.lines_in(sources, task.words):
        for place in places.at(sources, lines):
            found[place].add("place", POINTS["place"], f"the task names line {lines.first}")
    for lines in task.diff:
        for place in places.at(sources, lines):
            found[place].add("diff", POINTS["diff"], "the diff changes it")
    for rank, hit in enumerate(task.hits, 1):
        place = places.of_hit(sources, hit)
        found[place].add("search", round(POINTS["search"] / math.log2(rank + 1)), f"search: {hit.why}")
    for place in places.named_in(sources, task.words):
        found[place].add("named", POINTS["named"], "named in the task")
        for other in [one for one in found if one.path == place.path and one != place and not place.symbol]:
            found[other].add("named file", POINTS["named file"], "its file is named in the task")


def _strongest(found: _Found) -> list[Place]:
    return sorted(found, key=lambda place: (-found[place].total, place))


def _add_history(task: Task, found: _Found) -> None:
    """What changed together with the files of the strongest: their pieces that are there already, else the file."""
    files = list(dict.fromkeys(place.path for place in _strongest(found)))[:NEIGHBOURS_OF]
    for path in files:
        commits, together = task.past.together(path)
        share = max(found[place].total for place in found if place.path == path) / POINTS["search"]
        for other, times in together[:TOGETHER]:
            if times < SUPPORT or times < COUPLED * commits:
                continue
            reason = f"changed together with {path} in {times} of its {commits} last commits"
            points = round(POINTS["history"] * min(1.0, share) * times / commits)
            for place in [one for one in found if one.path == other] or [Place(other, "")]:
                found[place].add("history", points, reason)


def _add_earlier(task: Task, found: _Found) -> None:
    """An earlier pack is about this when much of it is among what was found; then the rest of it may be, too."""
    meant = frozenset(found)
    for pack in task.earlier:
        pieces = [Place(path, symbol) for path, symbol in pack if symbol]
        like = sum(piece in meant for piece in pieces) / max(1, len(pieces))
        for piece in pieces if like >= ALIKE else ():
            found[piece].add("earlier", round(POINTS["earlier"] * like), "in an earlier pack about this")


def _add_work(sources: Sources, task: Task, found: _Found) -> None:
    """What somebody works on; what else they changed comes along, a little."""
    others: list[Place] = []
    for path, before in task.before.items():
        for place in places.changed_in(sources, before, path):
            if place in found:
                found[place].add("changed", POINTS["changed"], "differs from the last commit")
            else:
                others.append(place)
    for place in others[:CHANGED]:
        found[place].add("changed", POINTS["changed"], "differs from the last commit")
    for place, points in found.items():
        if place.path in task.opened:
            points.add("open", POINTS["open"], "is open")
        if place.path in task.unsaved:
            points.add("unsaved", POINTS["unsaved"], "has unsaved changes")


def _neighbours(sources: Sources, path: str, symbol: str) -> Iterator[tuple[Place, str, str]]:
    program = sources.program
    needs = _ends(program.uses_within(path, symbol), incoming=False)
    yield from ((place, "used by", "used by") for place in needs if place[:2] != (path, symbol))
    users = _ends(program.references(path, symbol), incoming=True)
    tests = [place for place in users if is_test(place.path)]
    yield from ((place, "test", "tests") for place in tests[:NEIGHBOURS])
    others = [place for place in users if not is_test(place.path) and place[:2] != (path, symbol)]
    yield from ((place, "uses", "uses") for place in others[:NEIGHBOURS])
    for edge in program.mentions(path, symbol)[:NEIGHBOURS]:
        if edge.confidence is not Confidence.POSSIBLE:
            yield Place(edge.source, edge.source_symbol), "document", "documents"


def _ends(edges: Sequence[SymbolEdge], incoming: bool) -> list[Place]:
    sure = [one for one in edges if one.confidence is not Confidence.POSSIBLE]
    ends = ((one.source, one.source_symbol) if incoming else (one.target, one.target_symbol) for one in sure)
    found = [Place(path, symbol) for path, symbol in dict.fromkeys(ends) if symbol]
    return found if incoming else found[:NEIGHBOURS]


def _candidate(sources: Sources, place: Place, points: _Points) -> Candidate | None:
    path, name, first, last = place
    text = sources.read(path)
    symbol = sources.program.symbol(path, name) if name else None
    if text is None or (name and symbol is None):
        return None
    lines = text.split("\n")
    if symbol is not None:
        first, last = lines_of(sources, path, symbol)
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
