"""What the graph costs when it is large: python -m bench.graph_scale FOLDER [--files 20000]

Writes (once) a made-up Python repository into FOLDER: files in packages, each importing four others and holding four
functions that call four imported ones each. With 20,000 files that is 100,000 nodes (files and functions) and 400,000
edges (80,000 imports, 320,000 calls). Indexes it, then asks each question in this process as a warm `nss lsp` does:
once, then again after each of several edits of a buffer. Prints JSON; times in milliseconds.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from nss_index.graph import queries
from nss_index.graph.impact import impact
from nss_index.index import Index
from nss_index.indexer import build
from nss_index.overlay import EMPTY_OVERLAY, Overlay

PER_PACKAGE = 50
IMPORTS = 4  # of a file
FUNCTIONS = 4  # in a file
CALLS = 4  # in a function


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--edits", type=int, default=7)
    given = parser.parse_args()
    root: Path = given.folder
    if not (root / "p0").exists():
        _write(root, given.files)
    started = time.perf_counter()
    build(root)
    print(f"indexed in {time.perf_counter() - started:.1f} s", file=sys.stderr)
    with Index.open(root) as index:
        json.dump(_measured(index, given.files, given.edits), sys.stdout, indent=2)
    print()


def _write(root: Path, files: int) -> None:
    chance = random.Random(1)
    for number in range(files):
        folder = root / f"p{number // PER_PACKAGE}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").touch()
        # Mostly files made before: a program has few circles. Some are needed by very many.
        needed = {int(chance.random() ** 2 * max(1, number)) for _ in range(IMPORTS)}
        lines = [f"from p{one // PER_PACKAGE} import m{one}" for one in sorted(needed) if one != number]
        for function in range(FUNCTIONS):
            lines += ["", "", f"def work_{number}_{function}(value):", f'    """Step {function} of {number}."""']
            chosen = chance.choices(sorted(needed), k=CALLS)
            lines += [f"    m{one}.work_{one}_{chance.randrange(FUNCTIONS)}(value)" for one in chosen if one != number]
            lines.append("    return value")
        (folder / f"m{number}.py").write_text("\n".join(lines) + "\n")


def _measured(index: Index, files: int, edits: int) -> dict[str, object]:
    middle, low = files // 2, files // 20
    edited = f"p{middle // PER_PACKAGE}/m{middle}.py"
    path, function = f"p{low // PER_PACKAGE}/m{low}.py", f"work_{low}_1"
    graph = index.dependencies()
    start = graph.files[-1]

    def references(overlay: Overlay) -> int:
        with index.program(overlay) as program:
            return len(program.references(path, function))

    def calls(overlay: Overlay) -> int:
        with index.program(overlay) as program:
            return len(program.uses_within(path, function))

    def what_breaks(overlay: Overlay) -> int:
        with index.program(overlay) as program:
            return len(impact(program, [(path, function)], depth=2).affected)

    def reach(depth: int) -> Callable[[Overlay], int]:
        dependents = queries.Direction.DEPENDENTS
        return lambda overlay: len(queries.reach(index.dependencies(overlay), [path], dependents, depth))

    questions: dict[str, Callable[[Overlay], int]] = {
        "references of a function": references,
        "what a function calls": calls,
        "impact of a function, two calls away": what_breaks,
        "graph alone": lambda overlay: len(index.dependencies(overlay).edges),
        "direct dependents of a file": reach(1),
        "all dependents of a file": reach(0),
        "way between two files": lambda overlay: len(
            queries.path_between(index.dependencies(overlay), start, path) or ()
        ),
        "cycles": lambda overlay: len(queries.cycles(index.dependencies(overlay))),
        "layers": lambda overlay: len(queries.layers(index.dependencies(overlay))),
    }
    text = (index.root / edited).read_text()
    version = 1
    found: dict[str, object] = {"files": len(graph.files), "import edges": len(graph.edges)}
    for name, question in questions.items():
        first, answer = _timed(lambda question=question: question(EMPTY_OVERLAY))
        again, _ = _timed(lambda question=question: question(EMPTY_OVERLAY))
        after: list[float] = []
        for _ in range(edits):
            version += 1
            overlay = EMPTY_OVERLAY.with_document(edited, f"{text}# {version}\n", version)
            after.append(_timed(lambda question=question, overlay=overlay: question(overlay))[0])
        found[name] = {"answers": answer, "first": first, "again": again, "after an edit": statistics.median(after)}
    return found


def _timed(call: Callable[[], int]) -> tuple[float, int]:
    started = time.perf_counter()
    answer = call()
    return round((time.perf_counter() - started) * 1000, 1), answer


if __name__ == "__main__":
    main()
