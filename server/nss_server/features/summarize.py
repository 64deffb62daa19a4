"""Summaries of a file, a folder, a symbol or a question: extracts, without a language model, the same each time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta
from nss_index.errors import BadInput
from nss_index.paths import relative_path

from nss_server.capability import Flag, Positional, capability
from nss_server.features._targets import targets

if TYPE_CHECKING:
    from nss_index.context.summary import Part, Size, Sources
    from nss_index.index import Index

    from nss_server.capability import Job
    from nss_server.workspace import Workspace

MOST_HITS = 12  # of a search that a question is summarised from


@dataclass(frozen=True, slots=True)
class SummarizeParams:
    target: Annotated[
        str,
        Positional("PATH|SYMBOL|QUESTION", many=True),
        Meta(
            min_length=1,
            max_length=8192,
            description="A file, a folder (. for all), a symbol (Client.send, client.py:12), or a question in words.",
        ),
    ]
    size: Annotated[
        Literal["sentence", "paragraph", "page"],
        Flag("--size", "-s"),
        Meta(description="About 30, 120 or 500 words."),
    ] = "paragraph"


@dataclass(frozen=True, slots=True)
class SummaryPart:
    """A sentence of the summary, and what it is taken from."""

    text: str
    path: str
    start_line: int  # 1-based
    symbol: str  # symbol path, "" for a file or its prose


@dataclass(frozen=True, slots=True)
class SummarizeResult:
    kind: str  # what the target is: "file", "folder", "symbol", "question"
    target: str
    text: str
    words: int
    parts: tuple[SummaryPart, ...]
    complete: bool  # False while the first pass over the files has not finished
    freshness: str


@capability()
def summarize(workspace: Workspace, params: SummarizeParams, job: Job) -> SummarizeResult:
    """Summarise a file, a folder, a symbol or what a question finds, without a language model."""
    from nss_index.context.summary import Size

    index = workspace.index.ensure(job)
    size = Size(params.size)
    with index.summaries(workspace.overlay) as sources:
        kind, target, parts = _known(sources, index, params.target, size) or (
            "question",
            params.target,
            _found(sources, index, workspace, params.target, size, job),
        )
    condition = workspace.index.condition(index)
    text = "\n".join(one.text for one in parts)
    return SummarizeResult(
        kind=kind,
        target=target,
        text=text,
        words=len(text.split()),
        parts=tuple(SummaryPart(one.text, one.path, one.line, one.symbol) for one in parts),
        complete=condition.complete,
        freshness=condition.freshness,
    )


def _known(sources: Sources, index: Index, wanted: str, size: Size) -> tuple[str, str, list[Part]] | None:
    """Of what the index has by this name; None for anything else, which is a question."""
    from nss_index.context import summary

    try:
        path = relative_path(index.root, wanted)
    except BadInput:
        path = wanted
    path = "" if path == "." else path
    files = sources.graph.files
    if path in files:
        return "file", path, summary.of_file(sources, path, size)
    below = [one for one in files if not path or one.startswith(f"{path}/")]
    if below:
        return "folder", path or ".", summary.of_folder(sources, set(below), size)
    if len(wanted.split()) > 1:
        return None
    try:
        ((where, symbol), *_) = targets(sources.program, index.root, wanted)
    except BadInput:
        if any(mark in wanted for mark in ("::", "/")) or sources.program.symbols_called(wanted):
            raise  # it means a symbol: several, or one that is not there
        return None
    return "symbol", f"{where}::{symbol.path}", summary.of_symbol(sources, where, symbol, size)


def _found(sources: Sources, index: Index, workspace: Workspace, question: str, size: Size, job: Job) -> list[Part]:
    from nss_index.answers import SearchQuery
    from nss_index.context.summary import of_question

    answer = index.search(SearchQuery(question, limit=MOST_HITS), workspace.overlay, job.cancelled)
    return of_question(sources, question, [(hit.path, hit.symbol, hit.start_line) for hit in answer.hits], size)
