"""Impact: what may break when a symbol or a file changes, and which tests reach it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from nss_index.graph.testfiles import is_test

from nss_server.capability import Flag, Positional, capability
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
    path: str
    symbol: str  # "" for what stands at module level
    depth: int
    confidence: str  # of the weakest use on the way; what is behind a possible one is not followed
    test: bool  # stands in a test file
    source: str  # the last use of a shortest way: where it stands
    line: int
    target: str  # and what is used there
    target_symbol: str


@dataclass(frozen=True, slots=True)
class ImpactResult:
    targets: tuple[str, ...]  # as path::symbol
    results: tuple[AffectedEntry, ...]  # by depth
    files: int
    tests: tuple[str, ...]  # test files that reach it, the surest first
    all: bool  # False when there are more than the limit
    complete: bool  # False while the first pass over the files has not finished
    freshness: str


@capability(lines="results")
def impact(workspace: Workspace, params: ImpactParams, job: Job) -> ImpactResult:
    """Show what may break when a symbol or a file changes: who uses it, who uses those, and which tests reach it."""
    from nss_index.graph import impact as graph

    index = workspace.index.ensure(job)
    with index.program(workspace.overlay) as program:
        inside = program.symbols_of(params.target)
        asked = inside or targets(program, index.root, params.target)
        starts = [(path, symbol.path) for path, symbol in asked]
        found = graph.impact(program, starts, params.depth, params.limit, job.cancelled)
    condition = workspace.index.condition(index)
    return ImpactResult(
        targets=tuple(f"{path}::{symbol}" for path, symbol in starts),
        results=tuple(_entry(one) for one in found.affected),
        files=len({one.path for one in found.affected}),
        tests=_tests(found.affected),
        all=found.complete,
        complete=condition.complete,
        freshness=condition.freshness,
    )


def _entry(one: Affected) -> AffectedEntry:
    return AffectedEntry(
        path=one.path,
        symbol=one.symbol,
        depth=one.depth,
        confidence=str(one.confidence),
        test=is_test(one.path),
        source=one.via.source,
        line=one.via.line,
        target=one.via.target,
        target_symbol=one.via.target_symbol,
    )


def _tests(affected: tuple[Affected, ...]) -> tuple[str, ...]:
    order = ("certain", "likely", "possible")
    ranked = sorted(affected, key=lambda one: (order.index(one.confidence), one.depth, one.path))
    return tuple(dict.fromkeys(one.path for one in ranked if is_test(one.path)))
