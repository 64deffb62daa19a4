"""`nss search --batch FILE`: one query a line in, one JSON object a line out, in order. For benchmarks and scripts."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Generator, Iterator
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import IO

from nss_index.errors import BadInput

from nss_server import dispatch
from nss_server.capability import Capability
from nss_server.cli.arguments import ParsedCommand
from nss_server.cli.output import Output
from nss_server.cli.progress import ShellJob
from nss_server.workspace import Workspace


async def run_batch(
    capability: Capability, workspace: Workspace, parsed: ParsedCommand, workers: Executor, output: Output
) -> int:
    """Every line gets its answer: an empty one no results, one that cannot be searched an `error`. The exit code."""
    job = ShellJob(not parsed.quiet)
    # A script's thousand questions are not what somebody searched for.
    search = replace(workspace.settings.search, history=False)
    workspace = replace(workspace, settings=replace(workspace.settings, search=search))
    try:
        with _opened(parsed.batch) as file:
            for query in _queries(file):
                started = time.perf_counter()
                answer: dict[str, object] = {"results": []}
                if query.strip():
                    try:
                        params = {**parsed.params, "query": query}
                        answer = await dispatch.run(capability, workspace, params, job, workers)
                    except BadInput as error:
                        answer = {"results": [], "error": error.sentence()}
                elapsed = (time.perf_counter() - started) * 1000
                output.json({"query": query, "elapsed_ms": round(elapsed, 3), **answer})
                output.flush()
    finally:
        job.end()
    return 0


@contextlib.contextmanager
def _opened(name: str) -> Generator[IO[bytes]]:
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        file = Path(name).open("rb")  # noqa: SIM115  closed below, after the error is named
    except OSError as error:
        raise BadInput(f"cannot read the batch file {name}", why=error.strerror or str(error)) from error
    with file:
        yield file


def _queries(file: IO[bytes]) -> Iterator[str]:
    """Lines without their end. Bytes that are not UTF-8 become U+FFFD, which matches nothing."""
    for line in file:
        yield line.decode("utf-8", "replace").rstrip("\r\n").removeprefix("\ufeff")
