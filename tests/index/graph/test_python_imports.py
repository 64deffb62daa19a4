"""Every rule by which an import of Python finds a file."""

from __future__ import annotations

from tests.index.graph.edges import check_edges, check_outside, graph_of


def test_absolute_imports_of_a_package_at_the_root() -> None:
    check_edges(
        """
#- app/__init__.py
#- app/main.py
import app.store
from app import text
from app.store import Store, load
from app.store.rows import *
#- app/text.py
#- app/store/__init__.py
#- app/store/rows.py
""",
        "app/main.py:1 app/store/__init__.py",
        "app/main.py:2 app/text.py",
        "app/main.py:3 app/store/__init__.py",
        "app/main.py:4 app/store/rows.py",
    )


def test_relative_imports() -> None:
    text = """
#- app/__init__.py
from . import a
#- app/a.py
#- app/deep/__init__.py
#- app/deep/b.py
from .. import a
from ..a import thing
from . import c, missing_name
from ... import too_far
from .gone import x
#- app/deep/c.py
"""
    check_edges(
        text,
        "app/__init__.py:1 app/a.py",
        "app/deep/b.py:1 app/a.py",
        "app/deep/b.py:2 app/a.py",
        "app/deep/b.py:3 app/deep/__init__.py",
        "app/deep/b.py:3 app/deep/c.py",
    )
    check_outside(text, "app/deep/b.py:4 ... missing", "app/deep/b.py:5 .gone missing")


def test_a_package_comes_before_a_module_and_a_source_before_its_stub() -> None:
    check_edges(
        """
#- main.py
import both
import typed
import native
#- both.py
#- both/__init__.py
#- typed.py
#- typed.pyi
#- native.pyi
""",
        "main.py:1 both/__init__.py",
        "main.py:2 typed.py",
        "main.py:3 native.pyi",
    )


def test_namespace_packages_have_no_file_of_their_own() -> None:
    text = """
#- plugins/one/load.py
#- main.py
import plugins.one.load
from plugins.one import load
import plugins
"""
    check_edges(text, "main.py:1 plugins/one/load.py", "main.py:2 plugins/one/load.py")
    check_outside(text, "main.py:3 plugins")


def test_source_roots_src_and_those_of_pyproject() -> None:
    check_edges(
        """
#- pyproject.toml
[tool.hatch.build.targets.wheel]
packages = ["index/core", "server/web"]
[tool.pytest.ini_options]
pythonpath = "helpers"
#- src/lib/__init__.py
#- index/core/__init__.py
#- server/web/__init__.py
import core
#- helpers/fixtures.py
#- tests/test_all.py
import lib
import core, web
import fixtures
""",
        "server/web/__init__.py:1 index/core/__init__.py",
        "tests/test_all.py:1 src/lib/__init__.py",
        "tests/test_all.py:2 index/core/__init__.py",
        "tests/test_all.py:2 server/web/__init__.py",
        "tests/test_all.py:3 helpers/fixtures.py",
    )


def test_a_broken_pyproject_says_nothing() -> None:
    check_edges("#- pyproject.toml\n[tool\n#- a.py\nimport b\n#- b.py\n", "a.py:1 b.py")


def test_places_that_are_not_declared_are_likely_and_several_are_all_possible() -> None:
    check_edges(
        """
#- scripts/run.py
import tools_of_scripts
import only
import twice
#- scripts/tools_of_scripts.py
#- lib/python/only/__init__.py
#- old/twice/__init__.py
#- new/twice/__init__.py
""",
        "scripts/run.py:1 scripts/tools_of_scripts.py likely",
        "scripts/run.py:2 lib/python/only/__init__.py likely",
        "scripts/run.py:3 new/twice/__init__.py possible",
        "scripts/run.py:3 old/twice/__init__.py possible",
    )


def test_a_library_is_no_folder_of_the_same_name() -> None:
    text = """
#- app/__init__.py
#- app/main.py
from __future__ import annotations
import json, logging
import requests
import app.gone
#- logging/notes.py
#- vendored/json/__init__.py
"""
    check_edges(text)
    check_outside(
        text, "app/main.py:2 json", "app/main.py:2 logging", "app/main.py:3 requests", "app/main.py:4 app.gone missing"
    )


def test_an_import_of_itself_is_no_edge_and_several_names_are_one() -> None:
    check_edges(
        """
#- app/__init__.py
from app import name
from app.b import x, y
#- app/b.py
def f():
    if True:
        from app import z
""",
        "app/__init__.py:2 app/b.py",
        "app/b.py:3 app/__init__.py",
    )


def test_generated_code_that_is_not_indexed_is_a_file_of_the_graph_when_it_is_imported() -> None:
    graph = graph_of("#- main.py\nimport data_pb2\n", unread=("data_pb2.py", "other_pb2.py"))
    assert [edge.target for edge in graph.edges] == ["data_pb2.py"]
    assert graph.files == ("data_pb2.py", "main.py")
