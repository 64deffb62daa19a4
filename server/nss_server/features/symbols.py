"""Symbols: functions, classes and sections by their name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from nss_server.capability import Flag, Positional, capability
from nss_server.features._filters import Kinds, Languages, Paths

if TYPE_CHECKING:
    from nss_server.capability import Job
    from nss_server.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SymbolsParams:
    words: Annotated[
        str,
        Positional("WORDS", many=True),
        Meta(max_length=1024, description="Beginnings of the name's words; none for all."),
    ] = ""
    limit: Annotated[int, Flag("--limit", "-n"), Meta(ge=1, le=1_000_000, description="Most symbols.")] = 100
    kinds: Kinds = ()
    languages: Languages = ()
    paths: Paths = ()


@dataclass(frozen=True, slots=True)
class SymbolEntry:
    """A symbol's whole definition; lines are 1-based and inclusive, columns are UTF-8 bytes."""

    path: str  # of the file, relative to the root
    start_line: int
    end_line: int
    name_line: int
    name_column: int
    symbol: str  # symbol path: container and name
    name: str
    container: str
    kind: str
    language: str
    signature: str
    docstring: str
    content_hash: str  # of the file's text


@dataclass(frozen=True, slots=True)
class SymbolsResult:
    results: tuple[SymbolEntry, ...]
    complete: bool  # False while the first pass over the files has not finished
    freshness: str


@capability(lines="results")
def symbols(workspace: Workspace, params: SymbolsParams, job: Job) -> SymbolsResult:
    """List the symbols whose name holds these words."""
    index = workspace.index.ensure(job)
    rows = index.symbols(
        params.words, params.limit, params.kinds, params.languages, params.paths, overlay=workspace.overlay
    )
    condition = workspace.index.condition(index)
    entries = tuple(
        SymbolEntry(
            path=row.path,
            start_line=row.symbol.span.start_line,
            end_line=row.symbol.span.end_line,
            name_line=row.symbol.name_line,
            name_column=row.symbol.name_column,
            symbol=row.symbol.path,
            name=row.symbol.name,
            container=row.symbol.container,
            kind=str(row.symbol.kind),
            language=row.language,
            signature=row.symbol.signature,
            docstring=row.symbol.docstring,
            content_hash=row.content_hash,
        )
        for row in rows
    )
    return SymbolsResult(entries, condition.complete, condition.freshness)
