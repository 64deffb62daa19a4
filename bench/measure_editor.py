"""Figures of a running `nss lsp` with one editor: queries, typing, saving, hovers while indexing, idleness."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from nss_index.index import Index

from bench.editor import Editor
from bench.house import House, cpu_seconds
from bench.questions import SEED, Place, Question, unique_word
from bench.report import spread

MODES = ("hybrid", "keyword", "semantic", "symbol")
ASK_AGAIN_SECONDS = 0.01
SETTLE_SECONDS = 3.0
BETWEEN_HOVERS_SECONDS = 0.02
TOO_LONG_SECONDS = 60.0
_CODE = frozenset({"python", "typescript", "tsx", "javascript", "go", "rust", "java", "c", "cpp"})


class NeverFound(Exception):
    """What was written or typed is not in any answer."""


def queries(editor: Editor, questions: list[Question]) -> dict[str, Any]:
    """Each question in each mode, one after the other. The very first one also loads the model."""
    first = editor.search("warm up the model").seconds
    found: dict[str, Any] = {"first_ms": round(first * 1000, 1)}
    for mode in MODES:
        walls: dict[str, list[float]] = {}
        empty, before = 0, editor.cpu_seconds()
        for question in questions:
            answer = editor.search(question.text, mode)
            walls.setdefault(question.kind, []).append(answer.seconds)
            empty += not answer.result["results"]
        cpu = (editor.cpu_seconds() - before) / max(1, len(questions))
        everything = [seconds for some in walls.values() for seconds in some]
        by_kind = {kind: spread(some)["p95_ms"] for kind, some in sorted(walls.items())}
        found[mode] = {
            **spread(everything),
            "cpu_mean_ms": round(cpu * 1000, 2),
            "p95_ms_by_kind": by_kind,
            "without_hits": empty,
        }
    return found


def keystrokes(editor: Editor, rounds: int) -> dict[str, Any]:
    """A line typed into an open buffer, then asked for at once: from sending the change to the answer that holds it.

    In the file of median size and in the largest one. After each round the line is taken out again, and must be gone;
    the CPU time of a round holds that too.
    """
    files = _code_files(editor.root)
    found: dict[str, Any] = {}
    for label, path in (("median_file", files[len(files) // 2]), ("largest_file", files[-1])):
        text = (editor.root / path).read_bytes().decode("utf-8", "replace").replace("\r\n", "\n")
        uri = editor.open(path, text)
        editor.search("let the buffer be judged", "keyword")
        found[label] = {"kilobytes": round(len(text) / 1000, 1)}
        for mode in ("hybrid", "keyword"):
            before = editor.cpu_seconds()
            walls = _typed(editor, uri, path, text, mode, rounds)
            cpu = (editor.cpu_seconds() - before) / rounds
            found[label][mode] = {**spread(walls), "cpu_mean_ms": round(cpu * 1000, 1)}
        editor.close_document(uri)
    return found


def saves(editor: Editor, rounds: int) -> dict[str, Any]:
    """A file written by somebody else than the editor (it hears nothing), asked for until it is found.

    The answer is asked for every 10 ms; two of three rounds change a file, the third makes one. Writes below the root.
    """
    chance = random.Random(SEED)
    files = _code_files(editor.root)
    walls: dict[str, list[float]] = {"changed": [], "created": []}
    for number in range(rounds):
        word = unique_word(chance)
        if number % 3 == 2:
            kind, path = "created", editor.root / f"bench_created_{number}.py"
            text = f"def {word}():\n    return {number}\n"
        else:
            kind, path = "changed", editor.root / chance.choice(files)
            text = path.read_bytes().decode("utf-8", "replace") + f"\n{_comment(path, word)}\n"
        path.write_bytes(text.encode())
        written = time.perf_counter()
        _until(lambda word=word: bool(editor.search(word, "keyword", 1).result["results"]), f"{path} with {word}")
        walls[kind].append(time.perf_counter() - written)
        time.sleep(chance.uniform(0.3, 0.9))  # so that the watcher's own clock is met at every phase
    return {**spread(walls["changed"] + walls["created"]), **{kind: spread(some) for kind, some in walls.items()}}


def hovers(editor: Editor, places: list[Place]) -> dict[str, Any]:
    """Hovers at rest, then while the whole index is made anew."""
    documents: dict[str, str] = {}
    for place in places:
        if place.path not in documents:
            text = (editor.root / place.path).read_bytes().decode("utf-8", "replace")
            documents[place.path] = editor.open(place.path, text)
    rest = [_hover(editor, documents[place.path], place) for place in places]
    started = time.perf_counter()
    editor.request("nss/index", {"rebuild": True, "wait": False})
    editor.wait_for_state(lambda state: state["state"] != "live", started)
    during: list[float] = []
    while not any(at > started and state["state"] == "live" for at, state in editor.states):
        place = places[len(during) % len(places)]
        during.append(_hover(editor, documents[place.path], place))
        time.sleep(BETWEEN_HOVERS_SECONDS)
    seconds = time.perf_counter() - started
    for uri in documents.values():
        editor.close_document(uri)
    return {"at_rest": spread(rest), "while_indexing": spread(during), "rebuild_s": round(seconds, 2)}


def idle(house: House, seconds: float) -> dict[str, Any]:
    """CPU time of host, indexer and server while nobody does anything and the root is watched."""
    time.sleep(SETTLE_SECONDS)
    before = cpu_seconds(house)
    time.sleep(seconds)
    after = cpu_seconds(house)
    used = {role: round(after[role] - before.get(role, 0.0), 3) for role in sorted(after)}
    return {"seconds": seconds, "cpu_seconds": used, "percent_of_a_core": round(100 * sum(used.values()) / seconds, 3)}


def _hover(editor: Editor, uri: str, place: Place) -> float:
    position = {"line": place.line, "character": place.column}
    return editor.request("textDocument/hover", {"textDocument": {"uri": uri}, "position": position}).seconds


def _typed(editor: Editor, uri: str, path: str, text: str, mode: str, rounds: int) -> list[float]:
    chance = random.Random(f"{SEED}{path}{mode}")
    middle = text.count("\n") // 2
    before, after = {"line": middle, "character": 0}, {"line": middle + 1, "character": 0}
    walls: list[float] = []
    for number in range(rounds):
        word = unique_word(chance)
        sent = time.perf_counter()
        _edit(editor, uri, before, before, f"{_comment(Path(path), word)}\n", 2 * number + 2)
        hits = editor.search(word, mode).result["results"]
        walls.append(time.perf_counter() - sent)
        if not any(hit["path"] == path and word in hit["snippet"] for hit in hits):
            raise NeverFound(f"{word}, typed into {path}, is not in the answer")
        _edit(editor, uri, before, after, "", 2 * number + 3)
        if editor.search(word, "keyword").result["results"]:
            raise NeverFound(f"{word} was taken out of {path} and is still found")
    return walls


def _edit(editor: Editor, uri: str, start: dict[str, int], end: dict[str, int], text: str, version: int) -> None:
    change = {"range": {"start": start, "end": end}, "text": text}
    document = {"uri": uri, "version": version}
    editor.notify("textDocument/didChange", {"textDocument": document, "contentChanges": [change]})


def _code_files(root: Path) -> list[str]:
    """Indexed files of languages with a grammar (all files where there are none), the smallest first."""
    with Index.open(root) as index:
        records = index.files()
    code = [record for record in records if record.language in _CODE] or records
    return [record.path for record in sorted(code, key=lambda record: (record.size, record.path))]


def _comment(path: Path, word: str) -> str:
    return f"# {word}" if path.suffix in {".py", ".pyi", ".sh", ".toml", ".yml", ".yaml", ".md"} else f"// {word}"


def _until(found: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + TOO_LONG_SECONDS
    while not found():
        if time.monotonic() > deadline:
            raise NeverFound(f"{what} was not found within {TOO_LONG_SECONDS:.0f} s")
        time.sleep(ASK_AGAIN_SECONDS)
