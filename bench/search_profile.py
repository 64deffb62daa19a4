"""Where the time goes: a full index in this process (parsing included), then questions to the library, under cProfile.

python -m bench.search_profile ROOT [--part index|query] [--mode hybrid] [--queries N]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from nss_index.answers import SearchMode, SearchQuery
from nss_index.index import Index
from nss_index.indexer import IndexOptions, build

from bench.house import a_house
from bench.profiling import profiled
from bench.questions import questions
from bench.report import machine, publish, say


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.search_profile", description=__doc__)
    parser.add_argument("root", metavar="ROOT")
    parser.add_argument("--part", choices=("index", "query"), help="one of them; both without it")
    parser.add_argument("--mode", default="hybrid", choices=[str(mode) for mode in SearchMode])
    parser.add_argument("--queries", type=int, default=200)
    options = parser.parse_args(arguments)
    root = Path(options.root).resolve(strict=True)
    result: dict[str, Any] = {"root": root.name, "machine": machine()}
    with a_house():
        say("search_profile: indexing …")
        if options.part == "query":
            build(root)
        else:
            # No parser processes: the profiler sees this one only.
            report, result["index"] = profiled(lambda: build(root, IndexOptions(workers=0)))
            result["index"]["text_s"], result["index"]["vector_s"] = report.text_seconds, report.vector_seconds
        if options.part != "index":
            result["query"] = _queries(root, SearchMode(options.mode), options.queries)
    publish(result)
    return 0


def _queries(root: Path, mode: SearchMode, count: int) -> dict[str, Any]:
    asked = questions(root, count)
    say(f"search_profile: {len(asked)} questions …")
    with Index.open(root) as index:
        index.search(SearchQuery(text="warm up", mode=mode))

        def ask() -> None:
            for question in asked:
                index.search(SearchQuery(text=question.text, mode=mode))

        _, profile = profiled(ask)
    return {"questions": len(asked), **profile}


if __name__ == "__main__":
    sys.exit(main())
