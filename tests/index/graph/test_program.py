"""The symbols of an index and who uses them: with unsaved text as after saving, asked for one symbol as for all."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
from nss_index.graph.edges import SymbolEdge
from nss_index.graph.impact import impact
from nss_index.index import Index
from nss_index.indexer import build
from nss_index.overlay import EMPTY_OVERLAY, Overlay

from tests.index.library.indexes import IN_PROCESS, indexed

FILES = ["app/__init__.py", "app/a.py", "app/b.py", "app/deep/c.py", "tool.go", "web/part.ts", "web/main.ts"]
PYTHON = [
    "import app.a", "from app import b, a", "from app.a import run as go", "from .deep.c import *",
    "from app.b import K", "from .deep.c import go as went", "def went_on(): went()",
    "def run(): go(); a.run(); b.run()", "class K:\n    def step(self): self.step(); run()", "k = K()\nk.step()",
    "class L(K):\n    def step(self): super().step()", "def use(k: K): k.step(); k.other()", "class L(b.K): ...",
    "def f(x): x.step(); x.run()", "from app import run", "class K(K): ...", "def run(): return run",
]  # fmt: skip
LINES = {
    ".py": PYTHON,
    ".go": ["package tool", "func Run() { Step() }", "func Step() { Run(); x.Close() }"],
    ".ts": [
        "export function run() { step() }",
        "export class K { step() { this.step(); run() } }",
        "run()",
        "export default run",
        "export { run as walk }",
        'import any from "./part"\nany()',
        'import { walk as go } from "./part"\ngo()',
        'export { walk as stroll } from "./main"',
        'import { stroll } from "./part"\nstroll()',
        'export * from "./main"',
    ],
}


def random_text(chance: random.Random, path: str) -> str:
    return "\n".join(chance.choices(LINES[Path(path).suffix], k=5)) + "\n"


def edges(index: Index, overlay: Overlay = EMPTY_OVERLAY) -> list[SymbolEdge]:
    with index.program(overlay) as program:
        paths = sorted({*FILES, *overlay.documents})
        found = list(program.edges(paths))
    with index.program(overlay) as program:
        program.read_names()
        assert list(program.edges(paths)) == found, "read at once or one by one"
    return found


@pytest.mark.parametrize("seed", range(16))
def test_uses_with_unsaved_text_are_those_after_saving(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    some = chance.sample(FILES, 5)
    with indexed(tmp_path, "".join(f"#- {path}\n{random_text(chance, path)}" for path in some)) as index:
        before = edges(index)
        overlay = EMPTY_OVERLAY
        for path in chance.sample(FILES, 3):
            overlay = overlay.with_document(path, random_text(chance, path), 1)
            (tmp_path / path).parent.mkdir(exist_ok=True, parents=True)
        unsaved = edges(index, overlay)
        assert edges(index) == before, "what is remembered of one state is not another's"
        for path, document in overlay.documents.items():
            (tmp_path / path).write_text(document.text)
        build(tmp_path, IN_PROCESS)
        assert edges(index) == unsaved
    with Index.open(tmp_path) as fresh:
        assert edges(fresh) == unsaved, "an index that has been asked before says what a new one says"


@pytest.mark.parametrize("seed", range(16))
def test_the_uses_of_each_symbol_are_those_of_the_whole(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    with indexed(tmp_path, "".join(f"#- {path}\n{random_text(chance, path)}" for path in FILES)) as index:
        whole = edges(index)
        for path, symbol in {(edge.target, edge.target_symbol) for edge in whole}:
            with index.program() as program:
                asked = program.references(path, symbol)
            assert asked == [edge for edge in whole if (edge.target, edge.target_symbol) == (path, symbol)]


BASES = """
#- shop/base.py
class Base:
    def save(self): ...
#- shop/user.py
from shop.base import Base
class User(Base):
    def save(self): ...
    def rename(self): self.save()
#- shop/job.py
from shop.base import Base
def store(thing: Base): thing.save()
def nightly(): store(None)
#- tests/test_user.py
from shop.user import User
def test_rename(): User().rename()
"""


def test_impact_follows_uses_and_overridden_methods(tmp_path: Path) -> None:
    with indexed(tmp_path, BASES) as index, index.program() as program:
        found = impact(program, [("shop/user.py", "User.save")])
        assert [(one.path, one.symbol, one.depth, str(one.confidence)) for one in found.affected] == [
            ("shop/job.py", "store", 1, "possible"),
            ("shop/user.py", "User.rename", 1, "certain"),
            ("tests/test_user.py", "test_rename", 2, "certain"),
        ]
        found = impact(program, [("shop/base.py", "Base.save")])
        assert [(one.symbol, one.depth) for one in found.affected] == [("store", 1), ("nightly", 2)]
        assert len(impact(program, [("shop/base.py", "Base.save")], depth=1).affected) == 1
        some = impact(program, [("shop/base.py", "Base.save")], limit=1)
        assert (len(some.affected), some.complete) == (1, False)


def test_a_constructor_is_used_where_its_class_is_called(tmp_path: Path) -> None:
    text = """
#- a.py
class A:
    def __init__(self): ...
A()
print(A)
#- b.ts
class B { constructor() {} }
new B()
"""
    with indexed(tmp_path, text) as index, index.program() as program:
        assert [edge.line for edge in program.references("b.ts", "B.constructor")] == [2]
        assert [edge.line for edge in program.references("a.py", "A.__init__")] == [3]
        assert [edge.line for edge in program.references("a.py", "A")] == [3, 4]


def test_odd_input_is_answered_in_bounded_time(tmp_path: Path) -> None:
    """A circle of 300 modules that import all from each other, and a file with 20,000 uses; the bound is against a
    hang."""
    ring = ""
    for n in range(300):
        ring += f"#- ring/m{n}.py\nfrom ring.m{(n + 1) % 300} import *\n"
        ring += f"class C{n}(C{(n + 1) % 300}):\n    def f(self): self.g{n}()\n"
    many = "#- many.py\nfrom ring.m0 import C5\nx = C5()\n" + "x.f(); C5.f\n" * 10_000
    with indexed(tmp_path, ring + many) as index, index.program() as program:
        started = time.monotonic()
        found = list(program.edges([*(f"ring/m{n}.py" for n in range(300)), "many.py"]))
        assert len([edge for edge in found if edge.source == "many.py" and edge.target_symbol == "C5.f"]) == 20_000
        assert time.monotonic() - started < 60
