"""Definition: which symbol a name means, and where that is defined."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from nss_server.capability import Positional, capability
from nss_server.features._targets import SymbolPlace, symbol_place, targets

if TYPE_CHECKING:
    from nss_server.capability import Job
    from nss_server.workspace import Workspace


@dataclass(frozen=True, slots=True)
class DefinitionParams:
    place: Annotated[
        str,
        Positional("PLACE"),
        Meta(min_length=1, max_length=4096, description="Where a name stands, `client.py:12:5`, or a symbol."),
    ]


@dataclass(frozen=True, slots=True)
class DefinitionResult:
    results: tuple[SymbolPlace, ...]  # several where the name may mean several
    complete: bool  # False while the first pass over the files has not finished
    freshness: str


@capability(lines="results")
def definition(workspace: Workspace, params: DefinitionParams, job: Job) -> DefinitionResult:
    """Show which symbol a name means, and where it is defined."""
    index = workspace.index.ensure(job)
    with index.program(workspace.overlay) as program:
        asked = targets(program, index.root, params.place, exact=True)
        found = tuple(symbol_place(program, path, symbol) for path, symbol in asked)
    condition = workspace.index.condition(index)
    return DefinitionResult(found, condition.complete, condition.freshness)
