"""What a larger code base costs: parts of your own code, indexed from nothing and asked."""

from __future__ import annotations

import math
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from nss_index.errors import BadInput, Cancelled

from nss_server.capability import Flag, capability
from nss_server.features._measuring import answered, percentile, suggested
from nss_server.settings.indexing import index_options

if TYPE_CHECKING:
    from nss_server.capability import Job
    from nss_server.workspace import Workspace

LEAST_FREE = 6
"""Times the source: a copy of it takes one, an index up to four."""


@dataclass(frozen=True, slots=True)
class BenchScaleParams:
    steps: Annotated[
        int, Flag("--steps"), Meta(ge=1, le=10, description="Sizes to measure: the whole, a half, a quarter, ….")
    ] = 3
    copies: Annotated[
        int,
        Flag("--copies"),
        Meta(ge=1, le=64, description="Go on to so many copies of the whole, doubling them each time."),
    ] = 1
    queries: Annotated[int, Flag("--queries", "-n"), Meta(ge=1, le=5_000, description="Questions at each size.")] = 100


@dataclass(frozen=True, slots=True)
class BenchScaleStep:
    share: float  # of the code: 0.25, 0.5, 1, 2 for two copies
    files: int
    lines: int
    source_bytes: int
    index_s: float  # from nothing, text and vectors
    lines_per_second: int
    index_bytes: int
    index_over_source: float
    p50_ms: float
    p95_ms: float


@dataclass(frozen=True, slots=True)
class BenchScaleResult:
    steps: tuple[BenchScaleStep, ...]


@capability(name="bench/scale")
def bench_scale(workspace: Workspace, params: BenchScaleParams, job: Job) -> BenchScaleResult:
    """Index a growing part of this folder from nothing, and see what time, room and questions cost at each size.

    The files are copied into a private folder below your cache, which is removed afterwards; your own index and the
    files stay as they are. A part is drawn by chance, always the same one.
    """
    from nss_index.paths import cache_home, private_folder

    index = workspace.index.ensure(job)
    paths = [record.path for record in index.files()]
    if not paths:
        raise BadInput("nothing to measure", why="no file of this folder is indexed", todo="Index a folder with code")
    home = private_folder(cache_home())
    wanted = LEAST_FREE * params.copies * index.status().source_bytes
    if (free := shutil.disk_usage(home).free) < wanted:
        raise BadInput(
            f"{wanted >> 20:,} MB are needed below {home}, {free >> 20:,} MB are free",
            todo="Ask for fewer --copies, or set NSS_CACHE_DIR to another disk",
        )
    with tempfile.TemporaryDirectory(prefix="bench-scale-", dir=home) as folder:
        return BenchScaleResult(
            tuple(
                _step(workspace, params, job, paths, share, Path(folder) / str(number))
                for number, share in enumerate(_shares(params.steps, params.copies))
            )
        )


def _shares(steps: int, copies: int) -> list[float]:
    larger = [float(2**power) for power in range(1, copies.bit_length()) if 2**power <= copies]
    return [0.5**power for power in range(steps - 1, -1, -1)] + larger


def _step(
    workspace: Workspace, params: BenchScaleParams, job: Job, paths: Sequence[str], share: float, folder: Path
) -> BenchScaleStep:
    from nss_index.answers import SearchMode
    from nss_index.index import Index
    from nss_index.indexer import build

    root, cache = folder / "code", folder / "cache"
    _copy(workspace.root, root, _drawn(paths, share), max(1, round(share)), job)
    started = time.monotonic()
    build(root, index_options(workspace.settings), job.report, job.cancelled, cache=cache)
    seconds = time.monotonic() - started
    with Index.open(root, workspace.settings.embed.model, cache=cache) as index:
        status = index.status()
        asked = [(text, frozenset[str]()) for text in suggested(index, params.queries)]
        times = [one.milliseconds for one in answered(index, SearchMode.HYBRID, asked, job)] if asked else []
    shutil.rmtree(folder)
    return BenchScaleStep(
        share=share,
        files=status.files,
        lines=status.lines,
        source_bytes=status.source_bytes,
        index_s=round(seconds, 2),
        lines_per_second=round(status.lines / seconds),
        index_bytes=status.database_bytes,
        index_over_source=round(status.database_bytes / max(1, status.source_bytes), 2),
        p50_ms=round(percentile(times, 0.5), 2),
        p95_ms=round(percentile(times, 0.95), 2),
    )


def _drawn(paths: Sequence[str], share: float) -> list[str]:
    """By the hash of their paths: the same part each time, and each part within the next."""
    from nss_index.tokens import text_hash

    return sorted(paths, key=text_hash)[: max(1, math.ceil(min(1.0, share) * len(paths)))]


def _copy(source: Path, target: Path, paths: Sequence[str], copies: int, job: Job) -> None:
    """As regular files, whatever they are there; what has gone since it was indexed is left out."""
    for path in paths:
        if job.cancelled():
            raise Cancelled("the bench was cancelled")
        for number in range(copies):
            to = (target / f"copy{number}" if copies > 1 else target) / path
            to.parent.mkdir(parents=True, exist_ok=True)
            try:
                shutil.copyfile(source / path, to)
            except FileNotFoundError:
                continue
