"""What is remembered of symbols while somebody types: never another answer than a new process gives."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from nss_index.graph.edges import SymbolEdge
from nss_index.graph.uses import Meaning, Meanings
from nss_index.index import Index
from nss_index.model import Use
from nss_index.overlay import EMPTY_OVERLAY, Overlay

from tests.index.graph.test_program import FILES, random_text
from tests.index.library.indexes import indexed


def used(index: Index, overlay: Overlay) -> dict[tuple[str, str], list[SymbolEdge]]:
    """Who uses each symbol."""
    with index.program(overlay) as program:
        symbols = [(path, one.path) for path in FILES for _, one in program.symbols_of(path)]
        return {place: program.references(*place) for place in symbols}


@pytest.mark.parametrize("seed", range(12))
def test_what_is_remembered_is_what_is_found_anew(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    some = chance.sample(FILES, 5)
    with indexed(tmp_path, "".join(f"#- {path}\n{random_text(chance, path)}" for path in some)) as index:
        overlay = EMPTY_OVERLAY
        used(index, overlay)
        texts = {path: random_text(chance, path) for path in some}
        for step in range(12):
            path = chance.choice(some)
            lines = texts[path].splitlines()
            if chance.random() < 0.5:  # a few letters more inside of a line, or a line more
                lines[chance.randrange(len(lines))] += chance.choice((" ", "  # run", "; run()", "; k = K()"))
            else:
                lines[chance.randrange(len(lines))] = random_text(chance, path).splitlines()[0]
            texts[path] = "\n".join(lines) + "\n"
            overlay = overlay.with_document(path, texts[path], step + 1)
            with Index.open(tmp_path) as fresh:
                assert used(index, overlay) == used(fresh, overlay), f"step {step}"


CALLER = "from app.a import run, Stack\ndef go():\n    run()\n    stack = Stack()\n    stack.push()\n"
CODE = f"""
#- app/__init__.py
#- app/a.py
def run(): ...
class Stack:
    def push(self): ...
#- app/caller.py
{CALLER}
#- app/other.py
from app.a import run
def one(): run()
def two(): run()
"""


@pytest.fixture
def resolved(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """(path, scope) of the uses that were resolved, in order."""
    found: list[tuple[str, str]] = []
    of = Meanings.of

    def noting(self: Meanings, path: str, use: Use) -> Meaning:
        found.append((path, use.scope))
        return of(self, path, use)

    monkeypatch.setattr(Meanings, "of", noting)
    return found


def users(index: Index, overlay: Overlay) -> list[tuple[str, int]]:
    with index.program(overlay) as program:
        return [(edge.source, edge.line) for edge in program.references("app/a.py", "run")]


def test_typing_inside_of_a_function_resolves_what_was_typed(tmp_path: Path, resolved: list[tuple[str, str]]) -> None:
    with indexed(tmp_path, CODE) as index:
        overlay = EMPTY_OVERLAY
        assert users(index, overlay) == [("app/caller.py", 3), ("app/other.py", 2), ("app/other.py", 3)]
        assert sorted(resolved) == [("app/caller.py", "go"), ("app/other.py", "one"), ("app/other.py", "two")]
        resolved.clear()
        typed = overlay.with_document("app/caller.py", CALLER.replace("    run()", "\n    run()\n    print(run)"), 2)
        assert users(index, typed) == [
            ("app/caller.py", 4), ("app/caller.py", 5), ("app/other.py", 2), ("app/other.py", 3),
        ]  # fmt: skip
        assert resolved == [("app/caller.py", "go")], "the one that is read; the calls mean what they did"


MAKER = "from app.a import Stack\nclass Tall(Stack): ...\ndef made() -> Stack: ...\n"
ELSEWHERE = f"""
#- app/__init__.py
#- app/a.py
class Stack:
    def push(self): ...
class Heap:
    def push(self): ...
#- app/maker.py
{MAKER}
#- app/user.py
from app.maker import made, Tall
def one(): made().push()
def two(): Tall().push()
"""


@pytest.mark.parametrize(
    ("before", "after", "left"),
    [
        ("made() -> Stack", "made() -> Heap", [3]),
        ("class Tall(Stack)", "class Tall(Heap)", [2]),
        ("made() -> Stack: ...", "made() -> Stack: return  Stack()", [2, 3]),
    ],
)
def test_a_value_or_a_base_in_another_file_is_looked_at_again(
    tmp_path: Path, before: str, after: str, left: list[int]
) -> None:
    def pushed(index: Index, overlay: Overlay) -> list[int]:
        with index.program(overlay) as program:
            return [edge.line for edge in program.references("app/a.py", "Stack.push")]

    with indexed(tmp_path, ELSEWHERE) as index:
        overlay = EMPTY_OVERLAY.with_document("app/maker.py", MAKER, 1)
        assert pushed(index, overlay) == [2, 3]
        changed = MAKER.replace("import Stack", "import Heap, Stack").replace(before, after)
        overlay = overlay.with_document("app/maker.py", MAKER.replace("import Stack", "import Heap, Stack"), 2)
        assert pushed(index, overlay) == [2, 3]
        assert pushed(index, overlay.with_document("app/maker.py", changed, 3)) == left


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("def go()", "def run(): ...\ndef go()"),
        ("import run, Stack", "import Stack"),
        ("import run, Stack", "import Stack\nfrom app.caller import go as run"),
        ("    run()", "    run = 1\n    run()"),
    ],
)
def test_what_decides_about_a_name_is_looked_at_again(tmp_path: Path, before: str, after: str) -> None:
    with indexed(tmp_path, CODE) as index:
        overlay = EMPTY_OVERLAY.with_document("app/caller.py", CALLER, 1)
        users(index, overlay)
        overlay = overlay.with_document("app/caller.py", CALLER.replace(before, after), 2)
        with Index.open(tmp_path) as fresh:
            assert users(index, overlay) == users(fresh, overlay)
            assert [path for path, _ in users(index, overlay)].count("app/caller.py") == 0
