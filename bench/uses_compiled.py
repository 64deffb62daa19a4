"""Whether calls mean what the compiler says that they mean, for languages whose values we do not follow, as JSON:

python -m bench.uses_compiled go FOLDER IMPORT_PATH --go GO      against go/types; GO is a go executable

Judged are the calls of functions and methods, and the types that are named, which the compiler leads to a symbol of the
folder. *Right*: of those that
we call likely, how many lead there; of several possible ones, one does. *Recall*: how many of all lead there, by
confidence. What the compiler leads out of the folder is judged apart: we should lead nowhere.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from nss_index.index import Index
from nss_index.indexer import Indexer, IndexOptions
from nss_index.model import Role
from nss_index.ports import never

_Place = tuple[str, int, int]  # path, line, column (both from 1)
TRUTH = Path(__file__).parent / "truth"
WORST = 10


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.uses_compiled", description=__doc__)
    parser.add_argument("language", choices=["go"])
    parser.add_argument("folder", type=Path)
    parser.add_argument("import_path")
    parser.add_argument("--go", default="go")
    given = parser.parse_args()
    truth = _go(given.folder.resolve(), given.import_path, given.go)
    print(json.dumps(_compared(given.folder.resolve(), truth), indent=1))
    return 0


def _go(folder: Path, import_path: str, go: str) -> dict[_Place, tuple[str, int, str]]:
    """(path, line, kind) of what each name means; ("", 0) outside of the folder."""
    environment = {**os.environ, "CGO_ENABLED": "0", "GO111MODULE": "off"}
    line = [go, "run", str(TRUTH / "go_uses.go"), str(folder), import_path]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=True)
    told = (json.loads(row) for row in done.stdout.splitlines())
    return {
        (one["path"], one["line"], one["column"]): (one["target"], one["at"], one["kind"])
        for one in told
        if one["kind"] in ("function", "method", "type")
    }


def _compared(folder: Path, truth: dict[_Place, tuple[str, int, str]]) -> dict[str, Any]:
    counted: dict[str, Counter[str]] = {"calls": Counter(), "types": Counter()}
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as cache:
        os.environ["NSS_CACHE_DIR"] = cache
        with Indexer.open(folder, IndexOptions(vectors=False)) as indexer:
            indexer.reconcile(lambda progress: None, never)
        with Index.open(folder) as index, index.program() as program:
            for path in sorted({place[0] for place in truth}):
                for use, meaning in program.uses(path):
                    meant = truth.get((path, use.line, use.column + 1))
                    if meant is None or (use.role is Role.CALL) != (meant[2] != "type"):
                        continue
                    ends = {
                        (one.path, symbol.name_line)
                        for one in meaning.targets
                        if (symbol := program.symbol(one.path, one.symbol)) is not None
                    }
                    sure = meaning.targets[0].confidence if meaning.targets else "none"
                    where = "inside" if meant[0] else "outside"
                    right = meant[:2] in ends if meant[0] else not ends
                    judged = counted["types" if meant[2] == "type" else "calls"]
                    judged[f"{where} {sure} {'right' if right else 'wrong'}"] += 1
                    if sure == "likely" and not right and len(wrong) < WORST:
                        wrong.append(f"{path}:{use.line}: {use.receiver}.{use.name} is {meant}, not {sorted(ends)}")
    return {**{name: _figures(one) for name, one in counted.items()}, "wrong": wrong}


def _figures(counted: Counter[str]) -> dict[str, Any]:
    inside = max(1, sum(count for name, count in counted.items() if name.startswith("inside")))
    figures: dict[str, Any] = {"judged": inside}
    for sure in ("likely", "possible"):
        right = counted[f"inside {sure} right"]
        said = right + counted[f"inside {sure} wrong"] + counted[f"outside {sure} wrong"]
        figures[sure] = {"right": round(right / max(1, said), 4), "recall": round(right / inside, 4)}
    return {**figures, "counted": dict(sorted(counted.items()))}


if __name__ == "__main__":
    raise SystemExit(main())
