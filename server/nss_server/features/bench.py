"""How good and how quick search is on your own code: your git log as questions, questions of your own, and times."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

from msgspec import Meta
from nss_index.errors import BadInput

from nss_server.capability import Flag, Positional, capability
from nss_server.features._measuring import Answered, answered, percentile, suggested

if TYPE_CHECKING:
    from nss_server.capability import Job
    from nss_server.workspace import Workspace

MOST_FILES = 10  # of a commit: what changes everywhere is no question with an answer
LEAST_WORDS = 3  # of a message: "fix" asks nothing
MISSES = 10  # questions that are shown because their answer is not among the first ten

Mode = Annotated[
    Literal["hybrid", "keyword", "semantic", "symbol"],
    Flag("--mode", "-m"),
    Meta(description="How to look, as `nss search` does."),
]


@dataclass(frozen=True, slots=True)
class BenchHistoryParams:
    commits: Annotated[int, Flag("--commits", "-n"), Meta(ge=1, le=10_000, description="Commits to look at.")] = 300
    mode: Mode = "hybrid"


@dataclass(frozen=True, slots=True)
class BenchRetrievalParams:
    file: Annotated[
        str,
        Positional("FILE"),
        Meta(min_length=1, description='JSON: [{"query": "…", "files": ["path", …]}, …], or one such object a line.'),
    ]
    mode: Mode = "hybrid"


@dataclass(frozen=True, slots=True)
class BenchLatencyParams:
    queries: Annotated[int, Flag("--queries", "-n"), Meta(ge=1, le=5_000, description="Questions to ask.")] = 100
    mode: Mode = "hybrid"


@dataclass(frozen=True, slots=True)
class BenchMiss:
    query: str
    files: tuple[str, ...]  # that would have been right


@dataclass(frozen=True, slots=True)
class BenchQualityResult:
    """Shares are 0 to 1; over files, each where its first chunk stands."""

    questions: int
    ndcg10: float
    mrr10: float
    first: float  # a right file is the first one
    among10: float  # a right file is among the first ten
    p50_ms: float
    p95_ms: float
    misses: tuple[BenchMiss, ...]


@dataclass(frozen=True, slots=True)
class BenchLatencyResult:
    questions: int
    p50_ms: float
    p95_ms: float
    worst_ms: float
    files: int
    lines: int
    chunks: int


@capability(name="bench/history")
def bench_history(workspace: Workspace, params: BenchHistoryParams, job: Job) -> BenchQualityResult:
    """Ask what each commit's message says, and see whether the files that it changed are found.

    Messages of three words and more count, of commits that changed up to ten files which are still in the index; merges
    do not. The index is that of today, so that this compares settings and builds rather than promises a figure.
    """
    from nss_index.files.git_commits import last_commits

    index = workspace.index.ensure(job)
    known = {record.path for record in index.files()}
    questions: list[tuple[str, frozenset[str]]] = []
    for commit in last_commits(workspace.root, params.commits):
        left = commit.paths & known
        if left and len(commit.paths) <= MOST_FILES and len(commit.subject.split()) >= LEAST_WORDS:
            questions.append((commit.subject, left))
    if not questions:
        raise BadInput(
            "no commit of this folder can be asked about",
            why="there is no git history, or no message of three words about indexed files",
            todo="Name questions of your own: `nss bench retrieval FILE`",
        )
    return _quality(answered(index, _mode(params.mode), questions, job))


@capability(name="bench/retrieval")
def bench_retrieval(workspace: Workspace, params: BenchRetrievalParams, job: Job) -> BenchQualityResult:
    """Ask questions of your own whose right files you know."""
    questions = _questions_of(params.file)
    return _quality(answered(workspace.index.ensure(job), _mode(params.mode), questions, job))


@capability(name="bench/latency")
def bench_latency(workspace: Workspace, params: BenchLatencyParams, job: Job) -> BenchLatencyResult:
    """Time questions that the code itself suggests: names of symbols and sentences of docstrings, each asked once."""
    index = workspace.index.ensure(job)
    asked = [(text, frozenset[str]()) for text in suggested(index, params.queries)]
    if not asked:
        raise BadInput("nothing to ask about", why="there is no symbol in this index", todo="Index a folder with code")
    times = [one.milliseconds for one in answered(index, _mode(params.mode), asked, job)]
    status = index.status()
    return BenchLatencyResult(
        len(times), round(percentile(times, 0.5), 2), round(percentile(times, 0.95), 2), round(max(times), 2),
        status.files, status.lines, status.chunks,
    )  # fmt: skip


def _mode(name: str) -> Any:
    from nss_index.answers import SearchMode

    return SearchMode(name)


def _quality(asked: Sequence[Answered]) -> BenchQualityResult:
    times = [one.milliseconds for one in asked]
    return BenchQualityResult(
        questions=len(asked),
        ndcg10=round(fmean(one.ndcg for one in asked), 4),
        mrr10=round(fmean(1 / one.rank if one.rank else 0.0 for one in asked), 4),
        first=round(fmean(one.rank == 1 for one in asked), 4),
        among10=round(fmean(one.rank > 0 for one in asked), 4),
        p50_ms=round(percentile(times, 0.5), 2),
        p95_ms=round(percentile(times, 0.95), 2),
        misses=tuple(BenchMiss(one.query, one.files) for one in asked if not one.rank)[:MISSES],
    )


def _questions_of(name: str) -> list[tuple[str, frozenset[str]]]:
    try:
        text = Path(name).expanduser().read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"cannot read the questions {name}", why=str(error)) from error
    try:
        whole = text.lstrip().startswith("[")
        told: list[Any] = (
            json.loads(text) if whole else [json.loads(line) for line in text.splitlines() if line.strip()]
        )
    except json.JSONDecodeError as error:
        raise BadInput(f"{name} is no JSON", why=str(error), todo="See `nss bench retrieval --help`") from error
    found = [_question(name, number, one) for number, one in enumerate(told, 1)]
    if not found:
        raise BadInput(f"{name} holds no question", todo="See `nss bench retrieval --help`")
    return found


def _question(name: str, number: int, told: object) -> tuple[str, frozenset[str]]:
    told = cast("dict[str, Any]", told) if isinstance(told, dict) else {}
    query, files = told.get("query"), told.get("files")
    if not isinstance(query, str) or not query.strip() or not isinstance(files, list) or not files:
        raise BadInput(f"question {number} of {name} needs a query and files", todo="See `nss bench retrieval --help`")
    return query, frozenset(str(file) for file in cast("list[object]", files))
