"""Scores this checkout's search with a benchmark folder that holds `evaluate.py`.

    python -m bench.retrieval FOLDER CORPORA [--only NAMES] [--mode MODE] [--host]

`FOLDER/evaluate.py` copies each corpus, runs `nss index` and `nss search --batch` on it and scores the answers; this
gives it this checkout's `nss` and a house of its own, and prints its summary with the machine beside it.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from bench.house import a_house
from bench.report import machine, publish
from bench.shell import nss_command


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.retrieval", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", metavar="FOLDER", help="the benchmark: evaluate.py, corpora.json, annotations/")
    parser.add_argument("corpora", metavar="CORPORA", help="the folder with the corpora that the benchmark names")
    parser.add_argument("--only", metavar="NAMES", help="comma-separated corpora; all of them without it")
    parser.add_argument("--host", action="store_true", help="index through the host, as a user's shell does")
    parser.add_argument("--mode", default="hybrid", choices=("hybrid", "keyword", "semantic", "symbol"))
    options = parser.parse_args(arguments)
    evaluate = Path(options.folder).resolve() / "evaluate.py"
    if not evaluate.is_file():
        parser.error(f"there is no {evaluate}")
    with a_house() as house:
        written = house.folder / "scores.json"
        command = [sys.executable, str(evaluate), "--corpora", str(Path(options.corpora).resolve())]
        command += ["--json", str(written), *_commands(options.mode, options.host)]
        if options.only:
            command += ["--only", options.only]
        done = subprocess.run(command, stdout=sys.stderr, check=False)
        if done.returncode:
            return done.returncode
        scores: dict[str, Any] = json.loads(written.read_text())
    publish({"machine": machine(), "mode": options.mode, **scores})
    return 0


def _commands(mode: str, host: bool) -> list[str]:
    (nss,) = nss_command()
    alone = "" if host else " --no-host"
    index = f"{nss} index {{root}} --quiet{alone}"
    search = f"{nss} search --root {{root}} --limit 10 --mode {mode} --json --batch {{queries}}{alone}"
    return ["--index", index, "--search", search]


if __name__ == "__main__":
    sys.exit(main())
