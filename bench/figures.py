"""The figures of the product on one tree, as one JSON object.

    python -m bench.figures ROOT [--only query,save] [--out FILE]

A run touches nothing of the user's: it has its own cache, data, runtime and config folders, and saves are measured in a
copy of the eligible files. It ends every process that it started. Groups (--only):

  tree      eligible bytes and lines, files, chunks; index and segments over source
  oneshot   `nss index --no-host`: wall, peak memory by role
  first     `nss search` with no host and no index: to the first answer, to full text, to full vectors, peak memory
  help      `nss --help`
  cold      `nss search` from a shell, with an index, without a host
  start     `nss lsp` to its answer to `initialize`
  query     questions to a running `nss lsp`, each mode
  keystroke a typed line to the answer that holds it
  idle      CPU time while nothing happens
  hover     hovers at rest and while the whole index is made anew
  save      a written file to the answer that holds it
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nss_index.index import Index

from bench import measure_editor, measure_index, measure_shell
from bench.editor import Editor
from bench.house import House, MemoryWatch, a_house
from bench.questions import SEED, Question, places, questions
from bench.report import machine, publish, say

GROUPS = ("tree", "oneshot", "first", "help", "cold", "start", "query", "keystroke", "idle", "hover", "save")
_WITH_EDITOR = ("query", "keystroke", "idle", "hover")
_WITHOUT_INDEX = frozenset({"help", "start"})


@dataclass(frozen=True, slots=True)
class Rounds:
    first: int
    runs: int
    queries: int
    saves: int
    keystrokes: int
    hovers: int
    idle_seconds: float


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    wanted = tuple(options.only.split(",")) if options.only else GROUPS
    unknown = set(wanted) - set(GROUPS)
    if unknown:
        _parser().error(f"no such group: {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    root = Path(options.root).resolve(strict=True)
    rounds = Rounds(
        options.first, options.runs, options.queries, options.saves, options.keystrokes, options.hovers, options.idle
    )
    result: dict[str, Any] = {"root": root.name, "machine": machine(), "seed": SEED}
    started = time.perf_counter()
    result |= measure(root, wanted, rounds)
    result["machine"]["load_after"] = round(os.getloadavg()[0], 2)
    result["run_s"] = round(time.perf_counter() - started, 1)
    publish(result)
    return 0


def measure(root: Path, wanted: tuple[str, ...], rounds: Rounds) -> dict[str, Any]:
    """The figures of `wanted`, in the order in which they are taken."""
    found: dict[str, Any] = {}
    files: list[str] = []

    def take(name: str, figure: Callable[[], Any]) -> None:
        if name in wanted:
            found[name] = _said(name, figure)

    asked = [Question("words", "open the file and read its lines")]
    with a_house() as house:
        take("help", lambda: measure_shell.help_wall(rounds.runs))
        take("start", lambda: measure_shell.server_start(root, rounds.runs))
        if not set(wanted) <= _WITHOUT_INDEX:
            one_shot = _said("oneshot", lambda: measure_index.one_shot(house, root))
            if "oneshot" in wanted:
                found["oneshot"] = one_shot
            take("tree", lambda: measure_index.sizes(house, root))
            asked = questions(root, rounds.queries) or asked
            take("cold", lambda: measure_shell.cold_search(root, asked, rounds.runs))
        if set(wanted) & set(_WITH_EDITOR):
            found |= _with_editor(house, root, wanted, rounds, asked)
        if "save" in wanted:
            files = _indexed(root)
    take("first", lambda: _first(root, asked, rounds.first))
    if "save" in wanted:
        found["save"] = _said("save", lambda: _saves(root, files, rounds.saves))
    return found


def _with_editor(
    house: House, root: Path, wanted: tuple[str, ...], rounds: Rounds, asked: list[Question]
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    summary: dict[str, Any] = {}
    measures: dict[str, Callable[[Editor], Any]] = {
        "query": lambda editor: measure_editor.queries(editor, asked),
        "keystroke": lambda editor: measure_editor.keystrokes(editor, rounds.keystrokes),
        "idle": lambda editor: measure_editor.idle(house, rounds.idle_seconds),
        "hover": lambda editor: measure_editor.hovers(editor, places(root, rounds.hovers)),
    }
    with MemoryWatch(house) as memory, _live_editor(root) as (editor, seconds):
        summary["live_s"] = round(seconds, 3)
        for name in _WITH_EDITOR:
            if name in wanted:
                found[name] = _said(name, lambda name=name: measures[name](editor))
    summary["peak_rss_mb"] = memory.peaks_mb()
    return {"editor": summary, **found}


def _first(root: Path, asked: list[Question], rounds: int) -> dict[str, Any]:
    """Each round in a house of its own; the last one is followed to the end."""
    words = next((question.text for question in asked if question.kind == "words"), asked[0].text)
    found: list[dict[str, Any]] = []
    for number in range(rounds):
        mode = "keyword" if number % 2 == 0 else "hybrid"
        with a_house() as house:
            last = number == rounds - 1
            found.append({"mode": mode, **measure_index.from_nothing(house, root, words, mode, to_the_end=last)})
    return {"question": words, "rounds": found}


def _saves(root: Path, files: list[str], rounds: int) -> dict[str, Any]:
    with a_house() as house, _copy(house, root, files) as copied, _live_editor(copied) as (editor, _):
        return measure_editor.saves(editor, rounds)


@contextlib.contextmanager
def _live_editor(root: Path) -> Generator[tuple[Editor, float]]:
    with Editor(root) as editor:
        editor.initialize()
        editor.begin()
        yield editor, editor.wait_live()


@contextlib.contextmanager
def _copy(house: House, root: Path, files: list[str]) -> Generator[Path]:
    """The eligible files alone, in a repository when they come from one."""
    copied = house.folder / root.name
    for path in files:
        target = copied / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / path, target)
    if any((above / ".git").exists() for above in (root, *root.parents)):
        for command in (["init", "-q", "--template="], ["add", "-A", "-f"]):
            subprocess.run(["git", "-C", str(copied), *command], check=True)
    yield copied


def _indexed(root: Path) -> list[str]:
    with Index.open(root) as index:
        return [record.path for record in index.files()]


def _said(name: str, figure: Callable[[], Any]) -> Any:
    started = time.perf_counter()
    say(f"bench: {name} …")
    found = figure()
    say(f"bench: {name} took {time.perf_counter() - started:.1f} s: {found}")
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bench.figures", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("root", metavar="ROOT", help="the tree to measure on; nothing is written into it")
    parser.add_argument("--only", metavar="GROUPS", help="comma-separated; all of them without it")
    parser.add_argument("--first", type=int, default=4, help="rounds from nothing, each in a new house (4)")
    parser.add_argument("--runs", type=int, default=12, help="runs of each command (12)")
    parser.add_argument("--queries", type=int, default=210, help="questions, asked in each mode (210)")
    parser.add_argument("--saves", type=int, default=24, help="rounds of saving (24)")
    parser.add_argument("--keystrokes", type=int, default=50, help="rounds of typing, each file and mode (50)")
    parser.add_argument("--hovers", type=int, default=60, help="places to hover over (60)")
    parser.add_argument("--idle", type=float, default=20.0, help="seconds of idleness (20)")
    return parser


if __name__ == "__main__":
    sys.exit(main())
