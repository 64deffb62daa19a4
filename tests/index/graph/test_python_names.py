"""Rules by which a name of Python means a symbol."""

from __future__ import annotations

import pytest

from tests.index.graph.uses import check_meanings, meanings_of

POOL = """
#- pool.py
class Base:
    def close(self): ...
class Pool(Base):
    def get(self) -> "Item": ...
    @property
    def first(self) -> "Item": ...
    @classmethod
    def make(cls) -> "Pool": ...
class Item:
    def run(self): ...
def helper(): ...
LIMIT = 3
"""


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("from pool import helper\nhelper()", "call pool.py helper"),
        ("from pool import helper as h\nh()", "call pool.py helper"),
        ("import pool\npool.helper()", "call pool.py helper"),
        ("import pool as p\np.helper()", "call pool.py helper"),
        ("from pool import *\nhelper()", "call pool.py helper"),
        ("from pool import LIMIT\nprint(LIMIT)", "read pool.py LIMIT"),
        ("def f():\n    from pool import helper\n    helper()", "call pool.py helper"),
        ("import pool\npool.Pool.get", "read pool.py Pool.get"),
        ("import pool\npool.Pool().get()", "call pool.py Pool.get"),
        ("import pool\npool.Pool().close()", "call pool.py Base.close"),
        ("import pool\npool.Pool().get().run()", "call pool.py Item.run"),
        ("import pool\npool.Pool().first.run()", "call pool.py Item.run"),
        ("import pool\npool.Pool.make().get()", "call pool.py Pool.get"),
        ("import pool\np = pool.Pool()\np.get()", "call pool.py Pool.get"),
        ("import pool\ndef f(p: pool.Pool): p.get()", "call pool.py Pool.get"),
        ("import pool\ndef f(p: 'pool.Pool | None' = None): p.get()", "call pool.py Pool.get"),
        ("import pool\ndef f(p: type[pool.Pool]): p().get()", "call pool.py Pool.get"),
        ("import pool\ndef f():\n    with pool.Pool() as p:\n        p.get()", "call pool.py Pool.get"),
        ("import pool\ndef f():\n    a = pool.Pool()\n    def g():\n        a.get()", "call pool.py Pool.get"),
        ("import pool\nasync def f():\n    i = await pool.Pool().get()\n    i.run()", "call pool.py Item.run"),
        ("import pool\nclass A:\n    def __init__(self, p: pool.Pool):\n        self.p = p\n    def m(self):\n"
         "        self.p.get()", "call pool.py Pool.get"),
        ("import pool\nclass A(pool.Pool):\n    def get(self):\n        super().get()", "call pool.py Pool.get"),
        ("import pool\nclass A(pool.Pool):\n    def m(self):\n        self.close()", "call pool.py Base.close"),
        ("import pool\nclass A(pool.Pool): ...", "base pool.py Pool"),
        ("import pool\nclass A(pool.Pool):\n    @classmethod\n    def m(cls):\n        cls.make()",
         "call pool.py Pool.make"),
    ],
)  # fmt: skip
def test_a_name_that_the_rules_decide_is_certain(code: str, expected: str) -> None:
    found = [one.split(" ", 2)[2] for one in meanings_of(f"{POOL}\n#- main.py\n{code}\n") if one.startswith("main.py")]
    assert expected in found


def test_what_a_function_binds_is_no_symbol() -> None:
    text = """
#- a.py
def name(): ...
def f(name): return name()
def g():
    name = 1
    return name
def h(): return [name for name in range(3)]
def i(other=name): return lambda name: name
def j():
    global name
    name()
"""
    check_meanings(text, "a.py:7 i read a.py name", "a.py:10 j call a.py name")


def test_names_of_a_class_are_not_seen_in_its_methods() -> None:
    text = """
#- a.py
def size(): ...
class A:
    size = 3
    twice = size * 2
    def m(self): return size(), self.size
"""
    check_meanings(text, "a.py:4 A.twice read a.py A.size", "a.py:5 A.m call a.py size", "a.py:5 A.m read a.py A.size")


def test_a_member_of_an_unknown_value_is_matched_by_name() -> None:
    text = """
#- a.py
class A:
    def only_here(self): ...
    def twice(self): ...
    def append(self): ...
class B:
    def twice(self): ...
def f(x):
    x.only_here()
    x.twice()
    x.append()
    x.nowhere()
"""
    check_meanings(
        text,
        "a.py:8 f call a.py A.only_here likely",
        "a.py:9 f call a.py A.twice possible",
        "a.py:9 f call a.py B.twice possible",
        "a.py:10 f call a.py A.append possible",
        "a.py:11 f call ? nowhere",
    )


def test_a_library_s_members_are_none_of_ours() -> None:
    text = """
#- a.py
import json, re
class A:
    def dumps(self): ...
    def match(self): ...
def f():
    json.dumps(1)
    "".match()
    p = re.compile("")
    p.match()
"""
    check_meanings(text)


def test_a_variable_of_several_types_is_possible_and_of_an_unknown_one_is_not_guessed() -> None:
    text = """
#- a.py
class A:
    def run(self): ...
class B:
    def run(self): ...
class C:
    def run(self): ...
def f(flag):
    x = A()
    if flag:
        x = B()
    x.run()
def g(y):
    y = A()
    for y in flag: ...
    y.run()
"""
    found = [one for one in meanings_of(text) if "run" in one]
    assert found[:2] == ["a.py:11 f call a.py A.run possible", "a.py:11 f call a.py B.run possible"]
    assert len(found) == 5, "the second is matched by name: three classes have it"


def test_names_are_followed_through_packages_and_both_arms_of_a_try() -> None:
    text = """
#- pkg/__init__.py
from .one import work
from . import two
#- pkg/one.py
def work(): ...
#- pkg/two.py
def work(): ...
#- main.py
import pkg
from pkg import two
try:
    from pkg.one import work
except ImportError:
    from pkg.two import work
pkg.work()
pkg.two.work()
two.work()
work()
"""
    check_meanings(
        text,
        "main.py:7 - call pkg/one.py work",
        "main.py:8 - call pkg/two.py work",
        "main.py:9 - call pkg/two.py work",
        "main.py:10 - call pkg/one.py work possible",
        "main.py:10 - call pkg/two.py work possible",
        among="main.py",
    )


def test_the_order_of_bases_is_that_of_the_language() -> None:
    text = """
#- a.py
class Root:
    def run(self): ...
class Left(Root): ...
class Right(Root):
    def run(self): ...
class Both(Left, Right): ...
Both().run()
"""
    check_meanings(text, "a.py:7 - call a.py Both", "a.py:7 - call a.py Right.run", among="a.py:7")


def test_circles_end() -> None:
    text = """
#- a.py
from b import x
from b import *
class A(B): ...
class B(A): ...
y = x
def f(): y.run(); A().run()
#- b.py
from a import y as x
from a import *
"""
    check_meanings(
        text,
        "a.py:3 A base a.py B",
        "a.py:4 B base a.py A",
        "a.py:5 y read a.py y",
        "a.py:6 f read a.py y",
        "a.py:6 f call ? run",
        "a.py:6 f call a.py A",
        "a.py:6 f call ? run",
        among="a.py:",
    )


def test_a_class_that_inherits_from_a_library_may_have_what_is_not_seen() -> None:
    text = """
#- a.py
from django.db import Model
class A(Model):
    def m(self): self.save()
class Other:
    def save(self): ...
"""
    check_meanings(text)


@pytest.mark.parametrize("text", ["def f(: x.y(", "class A(\n", "x = = 3\n\ny.z(", "\0", "def f():\n\treturn self."])
def test_broken_text_is_normal_input(text: str) -> None:
    meanings_of(f"#- a.py\n{text}\n")


def test_super_of_another_class_is_not_guessed() -> None:
    text = """
#- a.py
class A:
    def f(self): ...
class B(A):
    def f(self): super(B, self).f()
class C(B):
    def f(self): super(B, self).f()
"""
    assert [one for one in meanings_of(text) if "C.f call" in one] == [
        "a.py:6 C.f call a.py A.f possible", "a.py:6 C.f call a.py B.f possible", "a.py:6 C.f call a.py C.f possible",
    ]  # fmt: skip


def test_a_star_brings_what_the_module_lists() -> None:
    text = """
#- one.py
__all__ = ["shown"]
def shown(): ...
def hidden(): ...
#- two.py
__all__ = ["other"]
__all__ += ["hidden"]
def hidden(): ...
def _private(): ...
#- three.py
def _private(): ...
def public(): ...
#- main.py
from one import *
from two import *
from three import *
shown(); hidden(); public(); _private()
"""
    check_meanings(
        text,
        "main.py:4 - call one.py shown",
        "main.py:4 - call two.py hidden",
        "main.py:4 - call three.py public",
        "main.py:4 - call ? _private",
        among="main.py",
    )
