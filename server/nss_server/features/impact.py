"""Impact: what may break when a symbol or a file changes, and which tests reach it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from nss_index.graph.testfiles import is_test

from nss_server.capability import Flag, Positional, capability
from nss_server.features._mentions import MentionEntry, mentions
from nss_server.features._targets import TARGET_HELP, targets

if TYPE_CHECKING:
    from nss_index.graph.impact import Affected

    from nss_server.capability import Job
    from nss_server.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ImpactParams:
    target: Annotated[
        str,
        Positional("SYMBOL|FILE"),
        Meta(min_length=1, max_length=4096, description=f"A file, for all of its symbols. {TARGET_HELP}"),
    ]
    depth: Annotated[
        int, Flag("--depth", "-d"), Meta(ge=0, le=1_000_000, description="Uses away at most; 0 for all.")
    ] = 0
    limit: Annotated[int, Flag("--limit", "-n"), Meta(ge=1, le=100_000, description="Most places.")] = 1_000


@dataclass(frozen=True, slots=True)
class AffectedEntry:
    """A place that may be affected: the last use on a shortest way to it."""

    path: str
    start_line: int  # of the use
    end_line: int
    symbol: str  # around it, "" at module level
    depth: int  # uses away
    confidence: str  # of the weakest use on the way; what is behind a possible one is not followed
    test: bool  # stands in a test file
    target: str  # path of what is used there
    target_symbol: str
    why: str  # one line: what is used, how far away, and how sure that is
    snippet: str  # the line's text


@dataclass(frozen=True, slots=True)
class ImpactResult:
    targets: tuple[str, ...]  # as path::symbol
    results: tuple[AffectedEntry, ...]  # by depth
    files: int
    tests: tuple[str, ...]  # test files that reach it, the surest first
    documents: tuple[MentionEntry, ...]  # where documents name what changes
    all: bool  # False when there are more than the limit
    complete: bool  # False while the first pass over the files has not finished
    freshness: str


@capability()
def impact(workspace: Workspace, params: ImpactParams, job: Job) -> ImpactResult:
    """Show what may break when a symbol or a file changes: who uses it, who uses those, and which tests reach it."""
    from nss_index.graph import impact as graph

    index = workspace.index.ensure(job)
    with index.program(workspace.overlay) as program:
        inside = program.symbols_of(params.target)
        asked = inside or targets(program, index.root, params.target)
        starts = [(path, symbol.path) for path, symbol in asked]
        found = graph.impact(program, starts, params.depth, params.limit, job.cancelled)
        results = tuple(_entry(one, program.line(one.path, one.via.line)) for one in found.affected)
        documents = mentions(program, starts)
    condition = workspace.index.condition(index)
    return ImpactResult(
        targets=tuple(f"{path}::{symbol}" for path, symbol in starts),
        results=results,
        files=len({one.path for one in found.affected}),
        tests=_tests(found.affected),
        documents=documents,
        all=found.complete,
        complete=condition.complete,
        freshness=condition.freshness,
    )


def _entry(one: Affected, text: str) -> AffectedEntry:
    edge = one.via
    far = "" if one.depth == 1 else f", {one.depth} away"
    return AffectedEntry(
        path=one.path,
        start_line=edge.line,
        end_line=edge.line,
        symbol=one.symbol,
        depth=one.depth,
        confidence=str(one.confidence),
        test=is_test(one.path),
        target=edge.target,
        target_symbol=edge.target_symbol,
        why=f"uses {edge.target_symbol}{far}, {one.confidence}",
        snippet=text,
    )


def _tests(affected: tuple[Affected, ...]) -> tuple[str, ...]:
    order = ("certain", "likely", "possible")
    ranked = sorted(affected, key=lambda one: (order.index(one.confidence), one.depth, one.path))
    return tuple(dict.fromkeys(one.path for one in ranked if is_test(one.path)))
