"""What questions about who uses what cost, as JSON: one symbol, impact, the whole.

python -m bench.uses_speed ROOT… [--symbols 200] [--seed 1]

Each root is indexed (text only) in a folder of its own. Symbols are drawn among functions, methods and classes; a
question opens the program as a request does, with the facts of files that earlier questions have left. `cold` is the
first question. `impact_ms` is of symbols that were asked for by name only before, `impact_after_a_keystroke_ms` of the
same ones, each after a comment has been typed in the file that most others use.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from nss_index.graph.impact import impact
from nss_index.index import Index
from nss_index.indexer import Indexer, IndexOptions
from nss_index.overlay import EMPTY_OVERLAY, Overlay
from nss_index.ports import never
from nss_server import process

KINDS = ("function", "method", "class")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.uses_speed", description=__doc__)
    parser.add_argument("roots", type=Path, nargs="+")
    parser.add_argument("--symbols", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    process.begin()  # as every process of NSS: how often cycles are looked for is a third of what impact costs
    found = {str(root): _measured(root.resolve(), options.symbols, options.seed) for root in options.roots}
    print(json.dumps(found, indent=1))
    return 0


def _measured(root: Path, count: int, seed: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="nss-bench-") as cache:
        os.environ["NSS_CACHE_DIR"] = cache
        started = time.perf_counter()
        with Indexer.open(root, IndexOptions()) as indexer:
            indexer.reconcile(lambda progress: None, never)
        indexed = time.perf_counter() - started
        with Index.open(root) as index:
            rows = index.symbols(limit=10_000_000, kinds=KINDS)
            chosen = random.Random(seed).sample(rows, min(count, len(rows)))
            asked = [(row.path, row.symbol.path) for row in chosen]
            one = [_timed(lambda place=place: _references(index, place)) for place in asked]
            far = [_timed(lambda place=place: _impact(index, place)) for place in asked[: count // 4]]
            typed = list(_after_keystrokes(index, root, asked[: count // 4]))
            whole = _timed(lambda: _whole(index))
            edges = _whole(index)
    return {
        "symbols": len(rows),
        "index_s": round(indexed, 2),
        "references_ms": {"cold": one[0], **_spread(one[1:])},
        "impact_ms": _spread(far),
        "impact_after_a_keystroke_ms": _spread(typed),
        "whole_s": round(whole / 1000, 2),
        "edges": edges,
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _references(index: Index, place: tuple[str, str]) -> int:
    with index.program() as program:
        return len(program.references(*place))


def _impact(index: Index, place: tuple[str, str], overlay: Overlay = EMPTY_OVERLAY) -> int:
    with index.program(overlay) as program:
        return len(impact(program, [place]).affected)


def _after_keystrokes(index: Index, root: Path, asked: list[tuple[str, str]]) -> Iterator[float]:
    """Parsing is not in it: the editor's server has parsed a buffer before it is asked."""
    needed = index.dependencies().needed_by
    path = max(sorted(needed), key=lambda one: len(needed[one]))
    text = (root / path).read_text("utf-8", "replace")
    overlay = EMPTY_OVERLAY.with_document(path, text, 1)
    _impact(index, asked[0], overlay)
    for number, place in enumerate(asked, 2):
        typed = overlay.with_document(path, f"{text.rstrip()}\n# {'x' * number}\n", number)
        for document in typed.documents.values():
            document.parsed()
        yield _timed(lambda place=place, typed=typed: _impact(index, place, typed))


def _whole(index: Index) -> int:
    with index.program() as program:
        program.read_names()
        return sum(1 for _ in program.edges(record.path for record in index.files()))


def _timed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return round((time.perf_counter() - started) * 1000, 2)


def _spread(values: list[float]) -> dict[str, float]:
    ordered = sorted(values)
    return {"p50": ordered[len(ordered) // 2], "p95": ordered[len(ordered) * 95 // 100], "max": ordered[-1]}


if __name__ == "__main__":
    raise SystemExit(main())
