"""References: where a symbol is used, and what it uses itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta

from nss_server.capability import Flag, capability
from nss_server.features._mentions import MentionEntry, mentions
from nss_server.features._targets import TARGET, TARGET_HELP, SymbolPlace, symbol_place, targets

if TYPE_CHECKING:
    from nss_index.graph.edges import SymbolEdge
    from nss_index.graph.program import Program

    from nss_server.capability import Job
    from nss_server.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ReferencesParams:
    symbol: Annotated[str, TARGET, Meta(min_length=1, max_length=4096, description=TARGET_HELP)]
    direction: Annotated[
        Literal["incoming", "outgoing"],
        Flag("--direction"),
        Meta(description="Who uses it (incoming), or what it uses itself (outgoing)."),
    ] = "incoming"
    kinds: Annotated[
        tuple[Literal["call", "inherit", "reference"], ...],
        Flag("--kind", "-k"),
        Meta(description="Only such uses; none for all. A `reference` is neither a call nor inheritance."),
    ] = ()
    certain: Annotated[bool, Meta(description="Only uses that the language's own rules decide.")] = False


@dataclass(frozen=True, slots=True)
class UseEntry:
    """One use: where it stands, what is meant, and how sure that is."""

    path: str
    start_line: int  # 1-based
    end_line: int
    column: int  # of the name, UTF-8 bytes
    name: str  # as it stands there
    symbol: str  # the symbol around it, "" at module level
    kind: str  # "call", "inherit", "reference"
    confidence: str  # "certain", "likely": the only one that fits by name, "possible": one of several
    target: str  # path of what is used
    target_symbol: str
    why: str  # one line: what it does, and how sure that is
    snippet: str  # the line's text


@dataclass(frozen=True, slots=True)
class ReferencesResult:
    symbols: tuple[SymbolPlace, ...]  # what was asked for
    results: tuple[UseEntry, ...]
    users: tuple[SymbolPlace, ...]  # the symbols around the uses, or those that are used
    mentions: tuple[MentionEntry, ...]  # in documents; none for what it uses, nor where only some kinds are asked for
    complete: bool  # False while the first pass over the files has not finished
    freshness: str


@capability()
def references(workspace: Workspace, params: ReferencesParams, job: Job) -> ReferencesResult:
    """Show where a symbol is used, each with how sure that is, or what it uses."""
    index = workspace.index.ensure(job)
    incoming = params.direction == "incoming"
    with index.program(workspace.overlay) as program:
        asked = targets(program, index.root, params.symbol)
        edges: list[SymbolEdge] = []
        for path, symbol in asked:
            edges += program.references(path, symbol.path) if incoming else program.uses_within(path, symbol.path)
        wanted = [
            edge
            for edge in dict.fromkeys(edges)
            if (not params.kinds or edge.kind in params.kinds) and (edge.confidence == "certain" or not params.certain)
        ]
        ends = dict.fromkeys(
            (edge.source, edge.source_symbol) if incoming else (edge.target, edge.target_symbol) for edge in wanted
        )
        symbols = tuple(symbol_place(program, path, symbol) for path, symbol in asked)
        users = _places(program, ends)
        results = tuple(_entry(edge, program.line(edge.source, edge.line)) for edge in wanted)
        told = incoming and not params.kinds and not params.certain
        mentioned = mentions(program, ((path, symbol.path) for path, symbol in asked)) if told else ()
    condition = workspace.index.condition(index)
    return ReferencesResult(
        symbols=symbols,
        results=results,
        users=users,
        mentions=mentioned,
        complete=condition.complete,
        freshness=condition.freshness,
    )


def _places(program: Program, ends: Iterable[tuple[str, str]]) -> tuple[SymbolPlace, ...]:
    found = ((path, program.symbol(path, symbol)) for path, symbol in ends)
    return tuple(symbol_place(program, path, symbol) for path, symbol in found if symbol is not None)


def _entry(edge: SymbolEdge, text: str) -> UseEntry:
    verb = {"call": "calls", "inherit": "inherits from", "reference": "uses"}[edge.kind]
    return UseEntry(
        path=edge.source,
        start_line=edge.line,
        end_line=edge.line,
        column=edge.column,
        name=edge.name,
        symbol=edge.source_symbol,
        kind=str(edge.kind),
        confidence=str(edge.confidence),
        target=edge.target,
        target_symbol=edge.target_symbol,
        why=f"{verb} {edge.target_symbol}, {edge.confidence}",
        snippet=text,
    )
