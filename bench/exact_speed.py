"""Exact text and regular expressions beside ripgrep, in turns: JSON with times, and whether the same lines were found.

    python -m bench.exact_speed ROOT --rg RG [--questions 40]

Literals are names and pairs of words from the tree, expressions are made of its names. `server` is a question to an
open index, as `nss lsp` answers it; `shell` is `nss search` as a process, for the first few questions. Lines are those
of all matches: what only ripgrep has is in files that are not indexed (minified, too large), what only we have in files
that it takes for binary.
"""

from __future__ import annotations

import argparse
import random
import re
import subprocess
import time
from pathlib import Path
from typing import Any

from nss_index.answers import SearchMode, SearchQuery
from nss_index.index import Index
from nss_index.indexer import build
from nss_server import process

from bench.house import a_house
from bench.questions import SEED
from bench.report import machine, publish, say, spread
from bench.shell import run_nss

EVERY = 1_000_000  # lines
SHELL_QUESTIONS = 6

_Line = tuple[str, int]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.exact_speed", description=__doc__)
    parser.add_argument("root", type=Path)
    parser.add_argument("--rg", required=True, help="ripgrep")
    parser.add_argument("--questions", type=int, default=40, help="of each kind")
    options = parser.parse_args(arguments)
    process.begin()
    root = options.root.resolve(strict=True)
    with a_house():
        say("exact_speed: indexing …")
        build(root)
        with Index.open(root) as index:
            asked = _questions(index, root, options.questions)
            found = {mode: _measured(index, root, options.rg, mode, texts) for mode, texts in asked.items()}
    publish({"root": root.name, "machine": machine(), **found})
    return 0


def _questions(index: Index, root: Path, count: int) -> dict[str, list[str]]:
    chance = random.Random(SEED)
    names = sorted({row.symbol.name for row in index.symbols(limit=EVERY) if len(row.symbol.name) > 3})
    pairs: set[str] = set()
    for record in chance.sample(list(index.files()), 60):
        text = (root / record.path).read_text("utf-8", "replace")
        pairs.update(re.findall(r"[A-Za-z_]{3,20} [A-Za-z_]{3,20}", text))
    chosen = chance.sample(names, min(count, len(names)))
    forms = (r"\b{}\(", r"(def|function|class) {}", r"{}\.\w+\(", r"import .*\b{}\b")
    return {
        "exact": [*chosen[: count // 2], *chance.sample(sorted(pairs), min(count - count // 2, len(pairs)))],
        "regex": [chance.choice(forms).format(re.escape(name)) for name in chosen],
    }


def _measured(index: Index, root: Path, rg: str, mode: str, texts: list[str]) -> dict[str, Any]:
    say(f"exact_speed: {mode} …")
    index.search(SearchQuery("warm", SearchMode(mode)))
    server: list[float] = []
    theirs: list[float] = []
    shell: list[float] = []
    same = more_ours = more_theirs = lines = 0
    for number, text in enumerate(texts):
        started = time.perf_counter()
        answer = index.search(SearchQuery(text, SearchMode(mode)))
        server.append(time.perf_counter() - started)
        every = index.search(SearchQuery(text, SearchMode(mode), limit=EVERY))
        ours = {(hit.path, hit.start_line) for hit in every.hits}
        seconds, known = _ripgrep(rg, root, text, mode)
        theirs.append(seconds)
        if number < SHELL_QUESTIONS:
            shell.append(run_nss("search", "--mode", mode, "--root", str(root), "--json", "--", text).seconds)
        lines += answer.matches
        same += len(ours & known)
        more_ours, more_theirs = more_ours + len(ours - known), more_theirs + len(known - ours)
    return {
        "server": spread(server),
        "shell": spread(shell),
        "ripgrep": spread(theirs),
        "lines": {"found": lines, "both": same, "ours alone": more_ours, "ripgrep alone": more_theirs},
    }


def _ripgrep(rg: str, root: Path, text: str, mode: str) -> tuple[float, set[_Line]]:
    line = [rg, "--no-config", "--hidden", "--smart-case", "--line-number", "--no-heading", "--null", "--color=never"]
    line += ["--fixed-strings"] if mode == "exact" else []
    started = time.perf_counter()
    done = subprocess.run([*line, "-e", text, "."], cwd=root, capture_output=True, check=False)
    seconds = time.perf_counter() - started
    found: set[_Line] = set()
    for row in done.stdout.decode("utf-8", "replace").splitlines():
        path, _, rest = row.partition("\0")
        if rest:
            found.add((path.removeprefix("./"), int(rest.partition(":")[0])))
    return seconds, found


if __name__ == "__main__":
    raise SystemExit(main())
