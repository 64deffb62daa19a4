"""Whether imports of Go, C, C++, Java and Rust lead where the compilers say that they lead: figures as JSON.

python -m bench.dependencies_compiled go FOLDER --go GO        packages by `go list`, for the files that it builds
python -m bench.dependencies_compiled c FOLDER [FLAG…]         includes by `cc -H` with these flags, of each file
python -m bench.dependencies_compiled java FOLDER --classes C  classes by `jdeps`, of what FOLDER was compiled to
python -m bench.dependencies_compiled rust FOLDER ROOT…        the files of a crate by `rustc --emit=dep-info`

What a compiler sees on one platform is part of what a text says: an include behind `#if`, an import that is not used.
So `right` is asked of those edges only whose source and name the compiler resolved, `found` of all that it resolved.
"""

from __future__ import annotations

import argparse
import json
import posixpath
import re
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nss_index.graph.edges import Confidence, Dependencies
from nss_index.index import Index
from nss_index.indexer import Indexer, IndexOptions
from nss_index.ports import never

Truth = set[tuple[str, str]]

CERTAIN = Confidence.CERTAIN
WORST = 12  # pairs shown of what differs
_NESTED = re.compile(r"^(\.+) (.+)$")
_C_SUFFIXES = (".c", ".cc", ".cpp", ".cxx")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.dependencies_compiled", description=__doc__)
    parser.add_argument("language", choices=("go", "c", "java", "rust"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--go", default="go")
    parser.add_argument("--classes", type=Path)
    options, more = parser.parse_known_args()
    folder = options.folder.resolve()
    graph = _graph(folder)
    if options.language == "go":
        found = _go(folder, graph, options.go)
    elif options.language == "c":
        found = _c(folder, graph, more)
    elif options.language == "java":
        found = _java(graph, options.classes)
    else:
        found = _rust(folder, graph, more)
    print(json.dumps(found, indent=1))
    return 0


def _graph(folder: Path) -> Dependencies:
    import os

    with tempfile.TemporaryDirectory(prefix="nss-bench-") as home:
        os.environ["NSS_CACHE_DIR"] = home
        with Indexer.open(folder, IndexOptions()) as indexer:
            indexer.reconcile(lambda progress: None, never)
        with Index.open(folder) as index:
            return index.dependencies()


def _go(folder: Path, graph: Dependencies, go: str) -> Mapping[str, object]:
    listed = subprocess.run(
        [go, "list", "-e", "-json=Dir,GoFiles,CgoFiles,Imports,ImportMap", "./..."],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    decoder, at, text = json.JSONDecoder(), 0, listed.stdout.strip()
    packages: list[dict[str, Any]] = []
    while at < len(text):
        package, at = decoder.raw_decode(text, at)
        packages.append(package)
        while at < len(text) and text[at].isspace():
            at += 1
    named = subprocess.run(
        [go, "list", "-e", "-f", "{{.ImportPath}} {{.Dir}}", "./..."],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    folders = dict(line.split(" ", 1) for line in named.stdout.splitlines())
    built: set[str] = set()
    theirs: Truth = set()
    for package in packages:
        source = posixpath.relpath(str(package["Dir"]), folder)
        built.update(
            posixpath.normpath(f"{source}/{name}") for key in ("GoFiles", "CgoFiles") for name in package.get(key, ())
        )
        mapped: Mapping[str, str] = package.get("ImportMap", {})
        for name in (mapped.get(each, each) for each in package.get("Imports", ())):
            if name in folders:
                theirs.add((source, posixpath.relpath(folders[name], folder)))
    ours = {
        (posixpath.dirname(edge.source) or ".", posixpath.dirname(edge.target) or ".")
        for edge in graph.edges
        if edge.source in built
    }
    return _compared(graph, ours, theirs)


def _c(folder: Path, graph: Dependencies, flags: list[str]) -> Mapping[str, object]:
    theirs: Truth = set()
    for path in sorted(folder.rglob("*")):
        if path.suffix not in _C_SUFFIXES:
            continue
        done = subprocess.run(
            ["c++" if path.suffix != ".c" else "cc", "-E", "-H", "-o", "/dev/null", *flags, str(path)],
            cwd=folder, capture_output=True, text=True, check=False,
        )  # fmt: skip
        above = [path.relative_to(folder).as_posix()]
        for line in done.stderr.splitlines():
            if not (match := _NESTED.match(line)):
                continue
            place = posixpath.relpath(posixpath.join(folder, match[2]), folder)
            del above[len(match[1]) :]
            if not above[-1].startswith("..") and not place.startswith(".."):
                theirs.add((above[-1], place))
            above.append(place)
    ours = {(edge.source, edge.target) for edge in graph.edges}
    return _compared(graph, ours, theirs)


def _java(graph: Dependencies, classes: Path) -> Mapping[str, object]:
    """jdeps names all classes that a class uses, those of `java.lang` and those behind a wildcard, too; ours are the
    certain edges."""
    done = subprocess.run(["jdeps", "-v", str(classes)], capture_output=True, text=True, check=True)
    files: dict[str, str] = {}
    for path in graph.files:
        if path.endswith(".java"):
            files[path.removesuffix(".java")] = path
    by_class: dict[str, str] = {}
    uses: dict[str, set[str]] = defaultdict(set)
    for line in done.stdout.splitlines():
        if match := re.match(r"^\s{3,}(\S+)\s+->\s+(\S+)", line):
            uses[match[1].split("$")[0]].add(match[2].split("$")[0])
    for name in {*uses, *(each for many in uses.values() for each in many)}:
        ending = name.replace(".", "/")
        fitting = [path for stem, path in files.items() if stem == ending or stem.endswith(f"/{ending}")]
        if len(fitting) == 1:
            by_class[name] = fitting[0]
    theirs = {
        (by_class[source], by_class[target])
        for source, targets in uses.items()
        for target in targets
        if source in by_class
        and target in by_class
        and posixpath.dirname(by_class[source]) != posixpath.dirname(by_class[target])
    }
    compiled = set(by_class.values())
    ours = {
        (edge.source, edge.target)
        for edge in graph.edges
        if edge.source in compiled and edge.target in compiled and edge.confidence == CERTAIN
    }
    return _compared(graph, ours, theirs)


def _rust(folder: Path, graph: Dependencies, roots: list[str]) -> Mapping[str, object]:
    """The compiler tells which files a crate is made of; ours are those that certain edges from its root reach."""
    found: dict[str, object] = {}
    for root in roots:
        with tempfile.TemporaryDirectory(prefix="nss-bench-") as place:
            subprocess.run(
                ["rustc", "--edition=2021", "--crate-type=lib", f"--emit=dep-info={place}/d", root],
                cwd=folder, capture_output=True, check=False,
            )  # fmt: skip
            text = Path(place, "d").read_text()
        theirs = {word for word in text.partition("\n")[0].partition(": ")[2].split() if word.endswith(".rs")}
        beside: dict[str, set[str]] = defaultdict(set)
        for edge in graph.edges:
            if edge.confidence == CERTAIN:
                beside[edge.source].add(edge.target)
        ours, waiting = {root}, [root]
        while waiting:
            new = beside[waiting.pop()] - ours
            ours |= new
            waiting += new
        found[root] = {
            "theirs": len(theirs), "ours": len(ours), "both": len(ours & theirs),
            "only theirs": sorted(theirs - ours)[:WORST],
        }  # fmt: skip
    found["confidence"] = Counter(edge.confidence for edge in graph.edges)
    return found


def _compared(graph: Dependencies, ours: Truth, theirs: Truth) -> Mapping[str, object]:
    named: dict[tuple[str, str], set[str]] = defaultdict(set)
    for source, target in theirs:
        named[source, posixpath.basename(target)].add(target)
    decided = {(source, target) for source, target in ours if (source, posixpath.basename(target)) in named}
    wrong = {(source, target) for source, target in decided if target not in named[source, posixpath.basename(target)]}
    both = ours & theirs
    return {
        "theirs": len(theirs),
        "ours": len(ours),
        "found": round(len(both) / len(theirs), 4) if theirs else None,
        "right": round(1 - len(wrong) / len(decided), 4) if decided else None,
        "precision": round(len(both) / len(ours), 4) if ours else None,
        "confidence": Counter(edge.confidence for edge in graph.edges),
        "missing": sum(one.missing for one in graph.outside),
        "wrong": sorted(wrong)[:WORST],
        "only ours": sorted(ours - theirs)[:WORST],
        "only theirs": sorted(theirs - ours)[:WORST],
    }


if __name__ == "__main__":
    sys.exit(main())
