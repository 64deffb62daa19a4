"""How long a first index takes, process start to end, with nothing pending afterwards; semble beside it in turns.

    python -m bench.indexing ROOT… [--semble PYTHON] [--runs N]

Each run of ours is `nss index --no-host` in a house without any index: everything is persisted. semble's is a process
that imports it, indexes the folder in memory with the same model, and ends; `call` is its indexing alone.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from nss_index.embed.static import DEFAULT_MODEL

from bench.house import a_house
from bench.report import machine, megabytes, publish, say
from bench.shell import Ran, run_nss


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.indexing", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("roots", metavar="ROOT", nargs="+")
    parser.add_argument("--semble", metavar="PYTHON", help="an interpreter that can import semble")
    parser.add_argument("--runs", type=int, default=3, help="of each, taken in turns; medians count (3)")
    options = parser.parse_args(arguments)
    roots = [Path(root).resolve(strict=True) for root in options.roots]
    rows = [_measured(root, options.runs, options.semble) for root in roots]
    total: dict[str, Any] = {
        name: round(sum(row[name]["seconds"] for row in rows), 3) for name in ("ours", "semble") if name in rows[0]
    }
    if "semble" in total:
        total["ratio"] = round(total["ours"] / total["semble"], 2)
    publish({"machine": machine(), "runs": options.runs, "total_s": total, "roots": rows})
    return 0


def _measured(root: Path, runs: int, semble: str | None) -> dict[str, Any]:
    say(f"indexing: {root} …")
    ours: list[Ran] = []
    theirs: list[dict[str, float]] = []
    tree: dict[str, Any] = {}
    for _ in range(runs):
        with a_house() as house:
            ours.append(run_nss("index", "--no-host", "--root", str(root), "--json"))
            tree = _tree(ours[-1].object(), house.folder)
        if semble:
            theirs.append(_semble(semble, root))
    seconds = statistics.median(run.seconds for run in ours)
    row: dict[str, Any] = {"root": f"{root.parent.name}/{root.name}", **tree}
    row["ours"] = {
        "seconds": round(seconds, 3),
        "cpu_s": round(statistics.median(run.cpu_seconds for run in ours), 3),
        "lines_per_second": round(tree["lines"] / seconds),
    }
    if theirs:
        middle = {name: round(statistics.median(run[name] for run in theirs), 3) for name in theirs[0]}
        row["semble"] = middle
        row["ratio"] = round(seconds / middle["seconds"], 2)
    return row


def _tree(report: dict[str, Any], house: Path) -> dict[str, Any]:
    sizes = {path: path.stat().st_size for path in (house / "cache").rglob("*") if path.is_file()}
    found = {name: report[name] for name in ("files", "lines", "chunks", "pending_vectors")}
    found["index_mb"] = megabytes(sum(size for path, size in sizes.items() if path.name.startswith("index.db")))
    found["all_mb"] = megabytes(sum(sizes.values()))
    return found


def _semble(python: str, root: Path) -> dict[str, float]:
    line = [python, str(Path(__file__).parent / "truth/semble_index.py"), str(root), str(DEFAULT_MODEL)]
    started = time.perf_counter()
    done = subprocess.run(line, env={**os.environ, "HF_HUB_OFFLINE": "1"}, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode:
        sys.exit(f"semble: {done.stderr[-2000:]}")
    said = json.loads(done.stdout)
    return {"seconds": seconds, "call": said["index_s"], "chunks": said["chunks"]}


if __name__ == "__main__":
    sys.exit(main())
