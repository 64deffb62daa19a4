"""`dependencies` on a real index, through dispatch and in the shell."""

from __future__ import annotations

from pathlib import Path

import pytest
from nss_index.errors import BadInput
from nss_index.overlay import EMPTY_OVERLAY

from tests.support.shell import nss
from tests.support.workspaces import ask, indexed_workspace

PROJECT = """
#- app/__init__.py
#- app/store.py
import json
from app import text
#- app/text.py
from app.gone import x
#- app/web.py
from app.store import load
#- tests/test_web.py
from app.web import run
#- ring/__init__.py
#- ring/one.py
from ring import two
#- ring/two.py
from ring import one
#- README.md
# Shop
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return indexed_workspace(tmp_path_factory.mktemp("project"), PROJECT)


async def test_the_whole_graph_is_the_machine_form(project: Path) -> None:
    answer = await ask(project, "dependencies", {"all": True})
    assert answer["edges"][0] == {
        "source": "app/store.py", "target": "app/text.py", "kind": "import", "line": 2, "confidence": "certain",
        "source_symbol": "", "target_symbol": "",
    }  # fmt: skip
    assert len(answer["edges"]) == 5 and len(answer["files"]) == 9
    assert [(one["module"], one["missing"]) for one in answer["outside"]] == [("json", False), ("app.gone", True)]


async def test_circles_and_entries_of_a_folder(project: Path) -> None:
    answer = await ask(project, "dependencies", {"path": "ring", "show": "cycles"})
    assert answer["cycles"] == (("ring/one.py", "ring/two.py"),)
    answer = await ask(project, "dependencies", {"path": "app", "show": "cycles"})
    assert not answer["cycles"] and not answer["files"]
    answer = await ask(project, "dependencies", {"path": "tests", "show": "entries"})
    assert answer["files"] == ("tests/test_web.py",)


async def test_what_a_file_needs_and_what_needs_it(project: Path) -> None:
    answer = await ask(project, "dependencies", {"path": "app/store.py"})
    assert [(one["direction"], one["path"]) for one in answer["reached"]] == [
        ("dependencies", "app/text.py"),
        ("dependents", "app/web.py"),
    ]
    answer = await ask(project, "dependencies", {"path": "app/text.py", "direction": "dependents", "depth": 0})
    assert [(one["depth"], one["path"]) for one in answer["reached"]] == [
        (1, "app/store.py"), (2, "app/web.py"), (3, "tests/test_web.py"),
    ]  # fmt: skip


async def test_a_folder_is_asked_as_one(project: Path) -> None:
    answer = await ask(project, "dependencies", {"path": "app", "depth": 0})
    assert [one["path"] for one in answer["reached"]] == ["tests/test_web.py"]


async def test_the_way_between_two_files(project: Path) -> None:
    answer = await ask(project, "dependencies", {"path": "tests/test_web.py", "to": "app/text.py"})
    assert [edge["target"] for edge in answer["edges"]] == ["app/web.py", "app/store.py", "app/text.py"]
    assert not (await ask(project, "dependencies", {"path": "app/text.py", "to": "app/web.py"}))["edges"]


@pytest.mark.parametrize(
    ("show", "part", "found"),
    [
        ("cycles", "cycles", (("ring/one.py", "ring/two.py"),)),
        ("entries", "files", ("tests/test_web.py",)),
        ("orphans", "files", ("app/__init__.py", "ring/__init__.py")),
    ],
)
async def test_what_the_whole_looks_like(project: Path, show: str, part: str, found: object) -> None:
    assert (await ask(project, "dependencies", {"show": show}))[part] == found


async def test_unsaved_text_counts(project: Path) -> None:
    overlay = EMPTY_OVERLAY.with_document("app/text.py", "import ring.one\n", 2)
    answer = await ask(project, "dependencies", {"path": "app/text.py", "direction": "dependencies"}, overlay=overlay)
    assert [one["path"] for one in answer["reached"]] == ["ring/one.py"]


@pytest.mark.parametrize(
    "params", [{"path": "app/nothing.py"}, {"path": "app", "to": "app/web.py"}, {"to": "ring/one.py"}]
)
async def test_what_cannot_be_answered_is_named(project: Path, params: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        await ask(project, "dependencies", params)


def test_the_shell_prints_it_for_people_and_for_programs(project: Path) -> None:
    shown = nss("dependencies", "app/text.py", "-d", "0", cwd=project)
    assert "is needed by 3 files:" in shown.out and "app.gone is not in the index" in shown.out
    assert len(nss("dependencies", "--all", "--json", cwd=project).json()["edges"]) == 5
    assert "2 files need each other" in nss("dependencies", "--show", "cycles", cwd=project).out


async def test_layers_and_large_files(project: Path) -> None:
    answer = await ask(project, "dependencies", {"show": "layers"})
    assert answer["layers"][:2] == (("app/text.py", "ring/one.py", "ring/two.py"), ("app/store.py",))
    answer = await ask(project, "dependencies", {"show": "layers", "path": "tests"})
    assert answer["layers"] == (("tests/test_web.py",),)
    unsaved = EMPTY_OVERLAY.with_document("app/text.py", "x = 1\n" * 9, 2)
    answer = await ask(project, "dependencies", {"show": "large", "above": 3}, overlay=unsaved)
    assert answer["large"] == ({"path": "app/text.py", "lines": 10, "dependencies": 0, "dependents": 1},)


@pytest.mark.parametrize(
    ("params", "present", "absent"),
    [
        ({"format": "mermaid"}, ["flowchart LR", '"app/web.py"', "-->"], ["README.md"]),
        ({"format": "dot", "path": "ring"}, ['"ring/one.py" -> "ring/two.py";'], ["app/"]),
        ({"format": "json", "path": "app/store.py"}, ['"source": "app/store.py"', '"app/web.py"'], ["ring"]),
        ({"format": "dot", "nodes": 3}, ['"app/"', '"ring/"', '"tests/" -> "app/"'], ["store.py"]),
        ({"format": "mermaid", "path": "app/web.py", "to": "app/text.py"}, ['"app/store.py"'], ["tests"]),
        ({"format": "mermaid", "show": "cycles"}, ["ring/one.py"], ["app"]),
        ({"format": "html"}, ["cytoscape", '"app/web.py"'], ["{{title}}", "{{graph}}", "{{library}}"]),
    ],
)
async def test_pictures(project: Path, params: dict[str, object], present: list[str], absent: list[str]) -> None:
    picture = (await ask(project, "dependencies", params))["picture"]
    assert [part for part in present if part not in picture] == []
    assert [part for part in absent if part in picture] == []


KNOWN = """
#- app/client.py
class Client:
    # <!--TAG:wire-->
    def send(self): ...
#- tests/test_client.py
from app.client import Client
def test_send(): Client().send()
#- docs/guide.md
# Guide
Call `Client.send` for it.
"""


async def test_knowledge_is_beside_the_code(tmp_path: Path) -> None:
    project = indexed_workspace(tmp_path, KNOWN)
    answer = await ask(project, "dependencies", {"knowledge": True})
    found = {
        (one["kind"], one["source"], one["source_symbol"], one["target"], one["target_symbol"])
        for one in answer["edges"]
    }
    assert found == {
        ("import", "tests/test_client.py", "", "app/client.py", ""),
        ("test", "tests/test_client.py", "test_send", "app/client.py", "Client"),
        ("test", "tests/test_client.py", "test_send", "app/client.py", "Client.send"),
        ("mention", "docs/guide.md", "Guide", "app/client.py", "Client.send"),
        ("tag", "app/client.py", "Client", "tag:wire", ""),
    }
    machine = await ask(project, "dependencies", {"all": True})
    assert {one["kind"] for one in machine["edges"]} == {"import", "call"}


def test_a_picture_is_written_as_it_is(project: Path) -> None:
    done = nss("dependencies", "--format", "dot", cwd=project)
    assert done.code == 0 and done.out.startswith("digraph dependencies {")
    done = nss("dependencies", "--show", "layers", cwd=project)
    assert "layer 0, 3 files:" in done.out
    done = nss("dependencies", "--show", "large", "--above", "1", cwd=project)
    assert "needs" in done.out
