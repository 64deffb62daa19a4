"""Figures of single commands: each run is a process of its own, as in a shell."""

from __future__ import annotations

import itertools
import statistics
from pathlib import Path
from typing import Any

from bench.editor import Editor
from bench.questions import Question
from bench.report import spread
from bench.shell import Ran, run_nss


def help_wall(runs: int) -> dict[str, Any]:
    run_nss("--help")  # reads the files into the page cache
    return _summary([run_nss("--help") for _ in range(runs)])


def cold_search(root: Path, questions: list[Question], runs: int) -> dict[str, Any]:
    """`nss search` with an index and no host: reading starts none."""
    found: dict[str, Any] = {}
    for mode in ("keyword", "hybrid"):
        asked = itertools.islice(itertools.cycle(questions), runs)
        found[mode] = _summary(
            [run_nss("search", "--root", str(root), "--mode", mode, "--json", "--", one.text) for one in asked]
        )
    return found


def server_start(root: Path, runs: int) -> dict[str, Any]:
    """From the start of `nss lsp` to its answer to `initialize`."""
    walls: list[float] = []
    for _ in range(runs + 1):
        with Editor(root) as editor:
            walls.append(editor.initialize())
    return spread(walls[1:])


def _summary(runs: list[Ran]) -> dict[str, Any]:
    cpu = statistics.median(run.cpu_seconds for run in runs)
    return {**spread([run.seconds for run in runs]), "cpu_p50_ms": round(cpu * 1000, 1)}
