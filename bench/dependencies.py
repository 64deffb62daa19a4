"""Whether imports lead where the languages' own tools say that they lead: precision and recall, as JSON.

python -m bench.dependencies python FOLDER PACKAGE…     against grimp; FOLDER is what stands on sys.path
python -m bench.dependencies ecmascript FOLDER… --cruiser DIR      against dependency-cruiser, after
    npm install --prefix DIR dependency-cruiser@17 typescript@5.9
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from nss_index.index import Index
from nss_index.indexer import Indexer, IndexOptions
from nss_index.ports import never

Pair = tuple[str, str]

WORST = 15  # pairs shown of what differs


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.dependencies", description=__doc__)
    commands = parser.add_subparsers(dest="language", required=True)
    python = commands.add_parser("python")
    python.add_argument("folder", type=Path)
    python.add_argument("packages", nargs="+")
    ecmascript = commands.add_parser("ecmascript")
    ecmascript.add_argument("folders", type=Path, nargs="+")
    ecmascript.add_argument("--cruiser", type=Path, required=True)
    options = parser.parse_args()
    if options.language == "python":
        found = {name: _python(options.folder.resolve(), name) for name in options.packages}
    else:
        tool = options.cruiser.resolve() / "node_modules/.bin/depcruise"
        found = {str(folder): _ecmascript(folder.resolve(), tool) for folder in options.folders}
    print(json.dumps(found, indent=1))
    return 0


def _python(folder: Path, package: str) -> Mapping[str, object]:
    import grimp

    sys.path.insert(0, str(folder))
    graph = grimp.build_graph(package, cache_dir=None)
    theirs = {
        (importer, imported)
        for importer in graph.modules
        for imported in graph.find_modules_directly_imported_by(importer)
    }
    found, seconds = _ours(folder)
    ours = {
        (_module(source), _module(target))
        for source, target in found
        if source.startswith(f"{package}/") and target.startswith(f"{package}/") and not source.endswith(".pyi")
    }
    known = graph.modules
    return _compared({pair for pair in ours if known.issuperset(pair)}, seconds, theirs)


def _ecmascript(folder: Path, tool: Path) -> Mapping[str, object]:
    done = subprocess.run(
        [tool, "--no-config", "--output-type", "json", "--ts-pre-compilation-deps", "--exclude", "node_modules", "."],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    theirs = {
        (module["source"], dependency["resolved"])
        for module in json.loads(done.stdout)["modules"]
        for dependency in module["dependencies"]
        if (folder / dependency["resolved"]).is_file() and dependency["resolved"] != module["source"]
    }
    return _compared(*_ours(folder), theirs)


def _ours(folder: Path) -> tuple[set[Pair], float]:
    import os

    with tempfile.TemporaryDirectory(prefix="nss-bench-") as home:
        os.environ["NSS_CACHE_DIR"] = home
        with Indexer.open(folder, IndexOptions()) as indexer:
            indexer.reconcile(lambda progress: None, never)
        with Index.open(folder) as index:
            started = time.perf_counter()
            graph = index.dependencies()
            seconds = time.perf_counter() - started
    return {(edge.source, edge.target) for edge in graph.edges}, seconds


def _compared(ours: set[Pair], seconds: float, theirs: set[Pair]) -> Mapping[str, object]:
    both = ours & theirs
    return {
        "theirs": len(theirs),
        "ours": len(ours),
        "precision": round(len(both) / len(ours), 4) if ours else None,
        "recall": round(len(both) / len(theirs), 4) if theirs else None,
        "seconds": round(seconds, 3),
        "only ours": sorted(ours - theirs)[:WORST],
        "only theirs": sorted(theirs - ours)[:WORST],
    }


def _module(path: str) -> str:
    name = path.rsplit(".", 1)[0].replace("/", ".")
    return name.removesuffix(".__init__")


if __name__ == "__main__":
    sys.exit(main())
