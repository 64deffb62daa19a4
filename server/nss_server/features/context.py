"""Context packs: what somebody, or a model, needs to see for a task, within a budget of tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated, Literal
from xml.sax.saxutils import escape, quoteattr

import msgspec
from msgspec import Meta
from nss_index.errors import BadInput

from nss_server.capability import Flag, Positional, capability, in_worker
from nss_server.features._filters import Languages, Paths
from nss_server.features._packs import identity_of, keep, recall

if TYPE_CHECKING:
    from nss_index.context.pack import Candidate, Form, Piece
    from nss_index.context.summary import Sources

    from nss_server.capability import Job
    from nss_server.userstore.packs import PackRow
    from nss_server.workspace import Workspace

MOST_HITS = 40  # of the search that a pack begins with

Format = Literal["markdown", "xml"]


@dataclass(frozen=True, slots=True)
class ContextParams:
    task: Annotated[
        str,
        Positional("TASK", many=True, stdin=True),
        Meta(max_length=65_536, description="What is to be done, in words; names and paths in it count."),
    ] = ""
    budget: Annotated[
        int, Flag("--budget", "-b"), Meta(ge=100, le=1_000_000, description="Tokens that the pack may have at most.")
    ] = 8_000
    format: Annotated[Format, Flag("--format", "-f"), Meta(description="How the text is written.")] = "markdown"
    languages: Languages = ()
    paths: Paths = ()
    tags: Annotated[
        tuple[str, ...],
        Flag("--tag", "-t"),
        Meta(max_length=64, description="Search only files that carry one of these tags; auth/*, and, or, not."),
    ] = ()
    tokenizer: Annotated[
        str, Meta(max_length=4096, description="A tokenizer.json to count by; none for an upper estimate.")
    ] = ""
    replay: Annotated[
        str, Meta(max_length=64, description="Show the pack with this id again, and what has changed since.")
    ] = ""


@dataclass(frozen=True, slots=True)
class ContextPart:
    """Why a piece is there: one reason, and what it adds to the score."""

    name: str  # "search", "named", "used by", "uses", "test", "document", "unsaved"
    points: int


@dataclass(frozen=True, slots=True)
class ContextPiece:
    path: str
    start_line: int  # 1-based, inclusive
    end_line: int
    symbol: str  # symbol path, "" for lines of a file
    content_hash: str  # of the file's text
    form: str  # "whole", "signature", "summary"
    reason: str
    score: int  # the sum of the parts' points
    parts: tuple[ContextPart, ...]
    tokens: int  # with the lines around it
    text: str
    now: str = ""  # of a pack that is shown again: "same", "moved", "changed", "gone"


@dataclass(frozen=True, slots=True)
class ContextLeftOut:
    path: str
    start_line: int
    end_line: int
    symbol: str
    score: int
    why: str


@dataclass(frozen=True, slots=True)
class ContextResult:
    id: str  # shows this pack again
    task: str
    text: str  # the pack, ready for a prompt
    tokens: int  # of the text, as counted; never over the budget
    budget: int
    pieces: tuple[ContextPiece, ...]  # the best first
    left_out: tuple[ContextLeftOut, ...]
    complete: bool  # False while the first pass over the files has not finished
    freshness: str


@capability()
async def context(workspace: Workspace, params: ContextParams, job: Job) -> ContextResult:
    """Assemble what a task needs (code, its neighbours, tests, documents), scored, within a budget of tokens."""
    if params.replay:
        kept = await recall(workspace, params.replay)
        return await in_worker(_again, workspace, kept, job)
    if not params.task.strip():
        raise BadInput("a context pack needs a task", todo="`nss context fix the rounding in total`, or --replay ID")
    made = await in_worker(_assembled, workspace, params, job)
    pack = msgspec.to_builtins(replace(made, complete=True, freshness=""))
    identity = identity_of(str(workspace.root), pack)
    await keep(workspace, identity, params.task, pack)
    return replace(made, id=identity)


def _again(workspace: Workspace, kept: PackRow, job: Job) -> ContextResult:
    """A kept pack, each piece compared with what is there now."""
    if kept.root != str(workspace.root):
        raise BadInput(f"the pack {kept.id} is of {kept.root}", todo=f"Ask there: --root {kept.root}")
    pack = msgspec.convert(kept.pack, ContextResult)
    index = workspace.index.ensure(job)
    with index.summaries(workspace.overlay) as sources:
        pieces = tuple(replace(one, now=_now(sources, one)) for one in pack.pieces)
    condition = workspace.index.condition(index)
    return replace(pack, id=kept.id, pieces=pieces, complete=condition.complete, freshness=condition.freshness)


def _now(sources: Sources, piece: ContextPiece) -> str:
    from nss_index.tokens import text_hash

    text = sources.read(piece.path)
    if text is None:
        return "gone"
    if text_hash(text) == piece.content_hash:
        return "same"
    if piece.symbol and sources.program.symbol(piece.path, piece.symbol) is None:
        return "gone"
    return "moved" if piece.form == "whole" and piece.text in text.replace("\r\n", "\n") else "changed"


def _assembled(workspace: Workspace, params: ContextParams, job: Job) -> ContextResult:
    from nss_index.context.gather import candidates
    from nss_index.context.pack import packed
    from nss_index.context.token_count import counter
    from nss_index.model import SearchQuery

    index = workspace.index.ensure(job, params.task)
    count = counter(params.tokenizer)
    query = SearchQuery(
        params.task[:8192], limit=MOST_HITS, languages=params.languages, paths=params.paths, tags=params.tags
    )
    hits = index.search(query, workspace.overlay, job.cancelled).hits
    with index.summaries(workspace.overlay) as sources:
        gathered = candidates(sources, params.task, hits, workspace.overlay.documents)
    frame = count(_text(params, ()))

    def size(one: Candidate, form: Form, text: str) -> int:
        return count(_piece(params.format, one, form, text))

    pack = packed(gathered, params.budget - frame, size)
    pieces = list(pack.pieces)
    text = _text(params, pieces)
    while (tokens := count(text)) > params.budget and pieces:
        pieces.pop()  # a tokenizer may count a whole otherwise than its parts
        text = _text(params, pieces)
    condition = workspace.index.condition(index)
    dropped = [(one.candidate, "the pack as a whole was too long") for one in pack.pieces[len(pieces) :]]
    left_out = [*dropped, *((one.candidate, one.why) for one in pack.left_out)]
    return ContextResult(
        id="",
        task=params.task,
        text=text,
        tokens=tokens,
        budget=params.budget,
        pieces=tuple(_entry(one) for one in pieces),
        left_out=tuple(
            ContextLeftOut(one.path, one.start_line, one.end_line, one.symbol, one.score, why) for one, why in left_out
        ),
        complete=condition.complete,
        freshness=condition.freshness,
    )


def _entry(piece: Piece) -> ContextPiece:
    one = piece.candidate
    return ContextPiece(
        path=one.path,
        start_line=one.start_line,
        end_line=one.end_line,
        symbol=one.symbol,
        content_hash=one.content_hash,
        form=piece.form,
        reason=one.reason,
        score=one.score,
        parts=tuple(ContextPart(part.name, part.points) for part in one.parts),
        tokens=piece.tokens,
        text=piece.text,
    )


def _text(params: ContextParams, pieces: Sequence[Piece]) -> str:
    written = "".join(_piece(params.format, one.candidate, one.form, one.text) for one in pieces)
    task = " ".join(params.task.split())
    if params.format == "xml":
        return f"<context>\n<task>{escape(task)}</task>\n{written}</context>\n"
    return f"# Context\n\nTask: {task}\n\n{written}"


def _piece(style: Format, one: Candidate, form: Form, text: str) -> str:
    place = f"{one.path}:{one.start_line}-{one.end_line}"
    if style == "xml":
        attributes = {
            "path": one.path, "lines": f"{one.start_line}-{one.end_line}", "symbol": one.symbol, "form": form,
            "score": str(one.score), "hash": one.content_hash[:12], "reason": one.reason,
        }  # fmt: skip
        told = " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items() if value)
        return f"<piece {told}>\n{escape(text)}\n</piece>\n"
    fence = "```"
    while fence in text:
        fence += "`"
    name = f" `{one.symbol}`" if one.symbol else ""
    shown = text if form == "summary" else f"{fence}{one.path.rpartition('.')[2]}\n{text}\n{fence}"
    return f"## {place}{name}\n{one.reason} (score {one.score}, {one.content_hash[:12]})\n{shown}\n\n"
