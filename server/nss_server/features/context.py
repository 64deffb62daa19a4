"""Context packs: what somebody, or a model, needs to see for a task, within a budget of tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Annotated

import msgspec
from msgspec import Meta
from nss_index.errors import BadInput

from nss_server.capability import Flag, Positional, capability, in_worker
from nss_server.features._budget import budget_for
from nss_server.features._context_task import Given, task_of
from nss_server.features._filters import Languages, Paths
from nss_server.features._pack_text import Format, pack_text, piece_text
from nss_server.features._packs import earlier_packs, identity_of, keep, recall

if TYPE_CHECKING:
    from nss_index.context.pack import Candidate, Form, Piece
    from nss_index.context.summary import Sources

    from nss_server.capability import Job
    from nss_server.features._budget import Budget
    from nss_server.userstore.packs import Earlier, PackRow
    from nss_server.workspace import Workspace

MOST_HITS = 40  # of the search that a pack begins with


@dataclass(frozen=True, slots=True)
class ContextParams:
    task: Annotated[
        str,
        Positional("TASK", many=True, stdin=True),
        Meta(max_length=65_536, description="What is to be done, in words; names and paths in it count."),
    ] = ""
    at: Annotated[
        tuple[str, ...],
        Flag("--at"),
        Meta(
            max_length=256,
            description="What the task is about: a symbol, a line (a.py:12) or lines (a.py:12-30); may be repeated.",
        ),
    ] = ()
    diff: Annotated[
        str,
        Flag("--diff", stdin=True),
        Meta(max_length=1_000_000, description="A unified diff that the task is about; - reads the standard input."),
    ] = ""
    changes: Annotated[
        bool, Flag("--changes"), Meta(description="The task is about what differs from the last commit.")
    ] = False
    budget: Annotated[
        int,
        Flag("--budget", "-b"),
        Meta(
            ge=0,
            le=1_000_000,
            description="Tokens that the pack may have at most; 0: half of what the model of llm.server can read, or"
            " 8000 where none is known.",
        ),
    ] = 0
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

    name: str  # "search", "place", "named", "used by", "uses", "test", "document", "history", "changed", …
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
    budget_from: str = ""  # the model whose reading it follows, or why it cannot; "" when asked for, or none is named


@capability()
async def context(workspace: Workspace, params: ContextParams, job: Job) -> ContextResult:
    """Assemble what a task needs (code, its neighbours, tests, documents), scored, within a budget of tokens."""
    if params.replay:
        kept = await recall(workspace, params.replay)
        return await in_worker(_again, workspace, kept, job)
    if not (params.task.strip() or params.at or params.diff.strip() or params.changes):
        raise BadInput(
            "a context pack needs a task",
            todo="`nss context fix the rounding in total`, a place (--at a.py:12), --diff, --changes, or --replay ID",
        )
    before = await earlier_packs(workspace, params.task)
    budget = await in_worker(budget_for, workspace.language_model, params.budget)
    made = await in_worker(_assembled, workspace, params, budget, before, job)
    pack = msgspec.to_builtins(replace(made, complete=True, freshness="", budget_from=""))
    identity = identity_of(str(workspace.root), pack)
    await keep(workspace, identity, made.task, pack)
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


def _assembled(
    workspace: Workspace, params: ContextParams, budget: Budget, earlier: Sequence[Earlier], job: Job
) -> ContextResult:
    from nss_index.answers import SearchQuery
    from nss_index.context.gather import candidates
    from nss_index.context.pack import packed
    from nss_index.context.token_count import counter

    index = workspace.index.ensure(job, params.task)
    count = counter(params.tokenizer)
    given = Given(params.task, params.at, params.diff, params.changes)
    query = SearchQuery("", limit=MOST_HITS, languages=params.languages, paths=params.paths, tags=params.tags)
    with index.summaries(workspace.overlay) as sources:
        task, title = task_of(workspace, index, sources, given, query, earlier, job)
        gathered = candidates(sources, task)
    frame = count(pack_text(params.format, title, ()))

    def size(one: Candidate, form: Form, text: str) -> int:
        return count(piece_text(params.format, one, form, text))

    pack = packed(gathered, budget.tokens - frame, size)
    pieces = list(pack.pieces)
    text = pack_text(params.format, title, pieces)
    while (tokens := count(text)) > budget.tokens and pieces:
        pieces.pop()  # a tokenizer may count a whole otherwise than its parts
        text = pack_text(params.format, title, pieces)
    condition = workspace.index.condition(index)
    dropped = [(one.candidate, "the pack as a whole was too long") for one in pack.pieces[len(pieces) :]]
    left_out = [*dropped, *((one.candidate, one.why) for one in pack.left_out)]
    return ContextResult(
        id="",
        task=title,
        text=text,
        tokens=tokens,
        budget=budget.tokens,
        pieces=tuple(_entry(one) for one in pieces),
        left_out=tuple(
            ContextLeftOut(one.path, one.start_line, one.end_line, one.symbol, one.score, why) for one, why in left_out
        ),
        complete=condition.complete,
        freshness=condition.freshness,
        budget_from=budget.reason,
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
