"""Outline: the symbols of one file, in order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from nss_index.paths import relative_path

from nss_server.capability import Positional, capability
from nss_server.features._targets import SymbolPlace, symbol_place

if TYPE_CHECKING:
    from nss_server.capability import Job
    from nss_server.workspace import Workspace


@dataclass(frozen=True, slots=True)
class OutlineParams:
    path: Annotated[str, Positional("FILE"), Meta(min_length=1, max_length=4096, description="A file of the index.")]


@dataclass(frozen=True, slots=True)
class OutlineResult:
    path: str  # relative to the root
    results: tuple[SymbolPlace, ...]  # none for a file that is not indexed
    complete: bool  # False while the first pass over the files has not finished
    freshness: str


@capability(lines="results")
def outline(workspace: Workspace, params: OutlineParams, job: Job) -> OutlineResult:
    """List the symbols of one file, in order."""
    index = workspace.index.ensure(job)
    path = relative_path(index.root, params.path)
    with index.program(workspace.overlay) as program:
        found = tuple(symbol_place(program, path, symbol) for _, symbol in program.symbols_of(path))
    condition = workspace.index.condition(index)
    return OutlineResult(path, found, condition.complete, condition.freshness)
