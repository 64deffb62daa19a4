"""How many of a task's files a context pack holds at 1k, 2k, 4k and 8k tokens, beside what others would send: as JSON.

    python -m bench.context_packs FOLDER CORPORA [--only NAMES] [--queries N] [--semble PYTHON]

`FOLDER` is a retrieval benchmark (corpora.json, annotations/), `CORPORA` the folder with its corpora. A file counts
when any of its text is within the budget. Beside the pack: the chunks of the search in its order; a map of the
repository in the manner of aider (files by PageRank over who uses whose definitions, drawn to the files that define
what the question names; signatures only); and whole files by how many of the question's words they hold, as ripgrep
lists them. With `--semble` (an interpreter that has it) semble's chunks in its order, with the model of this
repository: its own lies on a hub.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

from nss_index.answers import SearchQuery
from nss_index.context.gather import Task, candidates
from nss_index.context.pack import Candidate, Form, packed
from nss_index.context.token_count import estimated_tokens
from nss_index.index import Index
from nss_index.indexer import build

from bench.peers import semble_chunks
from bench.report import machine, publish

BUDGETS = (1_000, 2_000, 4_000, 8_000)
HITS = 40
DAMPING, ROUNDS = 0.85, 50  # of PageRank, as aider's

Shown = Iterator[tuple[str, int]]
"""(path, tokens) of what is sent, in order."""

_WORD = re.compile(r"[A-Za-z_]\w{2,}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.context_packs", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--queries", type=int, default=0, help="of each corpus; 0 for all")
    parser.add_argument("--semble", default="", help="a Python that can import semble")
    options = parser.parse_args()
    known: dict[str, Any] = json.loads((options.folder / "corpora.json").read_text())
    names = options.only.split(",") if options.only else sorted(known)
    found: dict[str, dict[str, dict[int, list[float]]]] = {}
    seconds: list[float] = []
    for name in names:
        place = (options.corpora / name / known[name]["root"]).resolve()
        asked = json.loads((options.folder / "annotations" / f"{name}.json").read_text())
        found[name] = _corpus(place, known[name]["root"], asked[: options.queries or None], seconds, options.semble)
    ways = next(iter(found.values()))
    everywhere = {
        way: {budget: _mean([one for name in names for one in found[name][way][budget]]) for budget in BUDGETS}
        for way in ways
    }
    each = {name: {way: [_mean(found[name][way][budget]) for budget in BUDGETS] for way in ways} for name in names}
    publish({
        "machine": machine(), "queries": sum(len(found[name]["pack"][BUDGETS[0]]) for name in names),
        "recall": everywhere, "each": each, "pack_seconds": round(mean(seconds), 3),
    })  # fmt: skip
    return 0


def _corpus(
    root: Path, base: str, asked: Sequence[dict[str, Any]], seconds: list[float], semble: str
) -> dict[str, dict[int, list[float]]]:
    scores: dict[str, dict[int, list[float]]] = defaultdict(lambda: {budget: [] for budget in BUDGETS})
    with tempfile.TemporaryDirectory(prefix="nss-bench-") as home:
        os.environ["NSS_CACHE_DIR"] = home
        build(root)
        with Index.open(root) as index:
            files = {record.path: (root / record.path).read_text("utf-8", "replace") for record in index.files()}
            ranks = _PageRank(index)
            ways: dict[str, Callable[[str, int], Shown]] = {
                "pack": lambda query, budget: _pack(index, query, budget, seconds),
                "chunks in order": lambda query, _budget: _chunks(index, query),
                "repository map": lambda query, _budget: ranks.map(query),
                "whole files": lambda query, _budget: _whole(files, query),
            }
            if semble:
                theirs = _semble(semble, root, [one["query"] for one in asked])
                ways["semble's chunks in order"] = lambda query, _budget: iter(theirs[query])
            for one in asked:
                wanted = {_below(_path(target), base) for target in one["relevant"]} & files.keys()
                if not wanted:
                    continue
                for way, shown in ways.items():
                    for budget in BUDGETS:
                        scores[way][budget].append(_recall(shown(one["query"], budget), wanted, budget))
    return dict(scores)


def _pack(index: Index, query: str, budget: int, seconds: list[float]) -> Shown:
    started = time.perf_counter()
    hits = index.search(SearchQuery(query, limit=HITS)).hits
    with index.summaries() as sources:
        gathered = candidates(sources, Task(query, hits))
    pack = packed(gathered, budget, _count)
    seconds.append(time.perf_counter() - started)
    return ((one.candidate.path, one.tokens) for one in pack.pieces)


def _count(one: Candidate, _form: Form, text: str) -> int:
    return estimated_tokens(
        f"## {one.path}:{one.start_line}-{one.end_line} `{one.symbol}`\n{one.reason}\n```\n{text}\n```\n\n"
    )


def _chunks(index: Index, query: str) -> Shown:
    for hit in index.search(SearchQuery(query, limit=HITS)).hits:
        yield hit.path, estimated_tokens(f"## {hit.path}:{hit.start_line}\n```\n{hit.snippet}\n```\n\n")


def _semble(python: str, root: Path, queries: list[str]) -> dict[str, list[tuple[str, int]]]:
    return {
        query: [(path, estimated_tokens(f"## {path}\n```\n{text}\n```\n\n")) for path, text, *_ in several]
        for query, several in zip(queries, semble_chunks(python, root, queries, HITS), strict=True)
    }


def _whole(files: dict[str, str], query: str) -> Shown:
    words = {word.lower() for word in _WORD.findall(query)}
    counted = {
        path: (sum(word in text.lower() for word in words), sum(text.lower().count(word) for word in words))
        for path, text in files.items()
    }
    for path in sorted(files, key=lambda one: (-counted[one][0], -counted[one][1], one)):
        yield path, estimated_tokens(files[path])


class _PageRank:
    """Files by who uses whose definitions, matched by name, as aider's repository map ranks them."""

    def __init__(self, index: Index) -> None:
        self._defined: dict[str, set[str]] = defaultdict(set)
        self._signatures: dict[str, list[str]] = defaultdict(list)
        used: dict[str, Counter[str]] = {}
        self._paths = [record.path for record in index.files()]
        with index.program() as program:
            for path in self._paths:
                for _, symbol in program.symbols_of(path):
                    self._defined[symbol.name].add(path)
                    self._signatures[path].append(symbol.signature)
                used[path] = Counter(use.name for use, _ in program.uses(path))
        self._weights: dict[str, dict[str, float]] = {path: defaultdict(float) for path in self._paths}
        for path, names in used.items():
            for name, count in names.items():
                for definer in self._defined.get(name, ()):
                    if definer != path:
                        self._weights[path][definer] += count**0.5 / len(self._defined[name])

    def map(self, query: str) -> Shown:
        words = set(_WORD.findall(query))
        drawn = {path for word in words for path in self._defined.get(word, ())}
        drawn |= {path for path in self._paths if words & set(re.split(r"[/._]", path))}
        start = {path: (1 / len(drawn) if path in drawn else 0.0) for path in self._paths} if drawn else None
        restart = start or dict.fromkeys(self._paths, 1 / len(self._paths))
        rank = dict(restart)
        for _ in range(ROUNDS):
            following = {path: (1 - DAMPING) * restart[path] for path in self._paths}
            for path, targets in self._weights.items():
                total = sum(targets.values())
                for target, weight in targets.items():
                    following[target] += DAMPING * rank[path] * weight / total
                if not total:
                    following[path] += DAMPING * rank[path]
            rank = following
        for path in sorted(self._paths, key=lambda one: (-rank[one], one)):
            yield path, estimated_tokens(f"{path}:\n" + "\n".join(self._signatures[path]) + "\n")


def _recall(shown: Shown, wanted: set[str], budget: int) -> float:
    """A piece that begins within the budget counts, cut at its end."""
    found: set[str] = set()
    left = budget
    for path, tokens in shown:
        if left <= 0:
            break
        found.add(path)
        left -= tokens
    return len(found & wanted) / len(wanted)


def _path(target: str | dict[str, str]) -> str:
    """Some targets of the benchmark have lines beside their path."""
    return target if isinstance(target, str) else target["path"]


def _below(path: str, base: str) -> str:
    return path.rpartition(f"{base}/")[2] if f"{base}/" in path else path


def _mean(values: Sequence[float]) -> float:
    return round(mean(values), 4) if values else 0.0


if __name__ == "__main__":
    sys.exit(main())
