"""How fast text becomes chunks: reading and parsing alone, in this process, by language and with the slowest files.

python -m bench.parse_speed ROOT [--rounds N] [--profile]
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from nss_index.files.read import read_source
from nss_index.files.rules import ScanRules
from nss_index.files.scan import scan_tree
from nss_index.model import Candidate, SourceText
from nss_index.parse.parser import parse_text

from bench.profiling import profiled
from bench.report import machine, publish

SLOWEST = 10


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.parse_speed", description=__doc__)
    parser.add_argument("root", metavar="ROOT")
    parser.add_argument("--rounds", type=int, default=1, help="the fastest of so many rounds counts, file by file (1)")
    parser.add_argument("--profile", action="store_true", help="add the costliest functions (slows it all down)")
    options = parser.parse_args(arguments)
    root = Path(options.root).resolve(strict=True)
    result: dict[str, Any] = {"root": root.name, "machine": machine()}
    started = time.perf_counter()
    sources = _sources(root)
    result["scan_and_read_s"] = round(time.perf_counter() - started, 3)
    if options.profile:
        _, result["profile"] = profiled(lambda: [parse_text(path, text) for path, text in sources])
    else:
        result |= _measure(sources, options.rounds)
    publish(result)
    return 0


def _sources(root: Path) -> list[tuple[str, str]]:
    rules = ScanRules()
    found: list[tuple[str, str]] = []
    for entry in scan_tree(root, rules, lambda: False):
        source = read_source(root, entry.path, rules) if isinstance(entry, Candidate) else None
        if isinstance(source, SourceText):
            found.append((entry.path, source.text))
    return found


def _measure(sources: list[tuple[str, str]], rounds: int) -> dict[str, Any]:
    seconds: dict[str, float] = {}
    language: dict[str, str] = {}
    chunks = 0
    for number in range(rounds):
        for path, text in sources:
            started = time.perf_counter()
            parsed = parse_text(path, text)
            took = time.perf_counter() - started
            seconds[path] = min(took, seconds.get(path, took))
            language[path] = parsed.language
            chunks += len(parsed.chunks) if number == 0 else 0
    lines = {path: text.count("\n") + 1 for path, text in sources}
    total = sum(seconds.values())
    by_language: dict[str, list[str]] = defaultdict(list)
    for path, name in language.items():
        by_language[name].append(path)
    slowest = sorted(seconds, key=lambda path: -seconds[path])[:SLOWEST]
    return {
        "files": len(sources),
        "chunks": chunks,
        "lines": sum(lines.values()),
        "parse_s": round(total, 3),
        "lines_per_second": round(sum(lines.values()) / total) if total else 0,
        "languages": {
            name: {
                "files": len(paths),
                "lines": sum(lines[path] for path in paths),
                "seconds": round(sum(seconds[path] for path in paths), 3),
            }
            for name, paths in sorted(by_language.items())
        },
        "slowest_files": [{"path": path, "ms": round(seconds[path] * 1000, 1)} for path in slowest],
    }


if __name__ == "__main__":
    sys.exit(main())
