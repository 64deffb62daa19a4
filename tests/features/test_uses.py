"""Who uses what, through dispatch and in the shell."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from nss_index.errors import BadInput
from nss_index.overlay import EMPTY_OVERLAY

from tests.support.shell import nss
from tests.support.workspaces import ask, indexed_workspace

PROJECT = """
#- app/client.py
class Client:
    def send(self, text): return encode(text)
    def close(self): ...
def encode(text): return text
#- app/jobs.py
from app.client import Client
def nightly(client: Client):
    client.send("x")
def other(thing):
    thing.send("y")
class Pool:
    def close(self): ...
#- tests/test_jobs.py
from app.jobs import nightly
def test_nightly(): nightly(None)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return indexed_workspace(tmp_path_factory.mktemp("project"), PROJECT)


@pytest.mark.parametrize(
    "symbol", ["Client.send", "send", "app/client.py::Client.send", "app/client.py:2", "app/jobs.py:3:12"]
)
async def test_a_symbol_is_named_in_several_ways(project: Path, symbol: str) -> None:
    answer = await ask(project, "references", {"symbol": symbol})
    assert [(one["path"], one["symbol"]) for one in answer["symbols"]] == [("app/client.py", "Client.send")]
    assert [(one["path"], one["start_line"], one["symbol"], one["confidence"]) for one in answer["results"]] == [
        ("app/jobs.py", 3, "nightly", "certain"),
        ("app/jobs.py", 5, "other", "possible"),
    ]
    assert answer["results"][0]["snippet"] == '    client.send("x")'
    assert [one["symbol"] for one in answer["users"]] == ["nightly", "other"]


async def test_what_a_symbol_uses(project: Path) -> None:
    answer = await ask(project, "references", {"symbol": "Client", "direction": "outgoing"})
    assert [(one["symbol"], one["target_symbol"], one["kind"]) for one in answer["results"]] == [
        ("Client.send", "encode", "call")
    ]
    answer = await ask(project, "references", {"symbol": "send", "certain": True, "kinds": ["call"]})
    assert len(answer["results"]) == 1


async def test_a_name_that_means_several_symbols_or_none_is_answered_with_what_to_say(project: Path) -> None:
    with pytest.raises(BadInput, match=r"close is 2 symbols: app/client.py::Client.close, app/jobs.py::Pool.close"):
        await ask(project, "references", {"symbol": "close"})
    with pytest.raises(BadInput, match="no symbol is called nowhere"):
        await ask(project, "impact", {"target": "nowhere"})
    with pytest.raises(BadInput, match=r"no symbol of the index is at app/jobs.py:99"):
        await ask(project, "references", {"symbol": "app/jobs.py:99"})


async def test_impact_names_the_tests(project: Path) -> None:
    answer = await ask(project, "impact", {"target": "encode"})
    assert [(one["symbol"], one["depth"], one["test"]) for one in answer["results"]] == [
        ("Client.send", 1, False), ("nightly", 2, False), ("other", 2, False), ("test_nightly", 3, True),
    ]  # fmt: skip
    assert answer["tests"] == ("tests/test_jobs.py",)
    answer = await ask(project, "impact", {"target": "app/client.py"})
    assert {one["path"] for one in answer["results"]} == {"app/jobs.py", "tests/test_jobs.py"}


async def test_outline_and_definition(project: Path) -> None:
    answer = await ask(project, "outline", {"path": "app/client.py"})
    assert [one["symbol"] for one in answer["results"]] == ["Client", "Client.send", "Client.close", "encode"]
    answer = await ask(project, "definition", {"place": "app/jobs.py:3:12"})
    assert [(one["path"], one["name_line"], one["name"]) for one in answer["results"]] == [("app/client.py", 2, "send")]
    assert not (await ask(project, "definition", {"place": "app/jobs.py:2:1"}))["results"]


async def test_the_machine_form_has_uses_of_symbols(project: Path) -> None:
    answer = await ask(project, "dependencies", {"all": True})
    kinds = {(one["kind"], one["source"], one["source_symbol"], one["target_symbol"]) for one in answer["edges"]}
    assert ("import", "app/jobs.py", "", "") in kinds
    assert ("call", "app/jobs.py", "nightly", "Client.send") in kinds
    assert ("reference", "app/jobs.py", "nightly", "Client") in kinds


async def test_hover_counts_the_uses_of_what_the_cursor_is_at(project: Path) -> None:
    overlay = EMPTY_OVERLAY.with_document("app/more.py", "from app.client import encode\nencode(1)\nencode(2)\n", 1)
    params = {"name": "encode", "path": "app/client.py", "line": 4, "column": 4}
    answer = await ask(project, "hover", params, overlay=overlay)
    assert (answer["uses"], answer["used_in"], answer["possible"]) == (3, 2, 0)
    assert answer["markdown"].startswith("Used 3 times, in 2 files")


def test_in_the_shell(project: Path) -> None:
    shown = nss("references", "Client.send", "--no-host", cwd=project)
    assert shown.out.splitlines()[:3] == [
        "Client.send  method  app/client.py:2",
        "  app/jobs.py:3:12  call in nightly",
        '      client.send("x")',
    ]
    assert "2 uses, 1 certain, in 1 file" in shown.err
    shown = nss("impact", "encode", "--no-host", cwd=project)
    assert "reached by 1 test file:\n  tests/test_jobs.py\n" in shown.out
    answer = json.loads(nss("references", "send", "--json", "--no-host", cwd=project).out)
    assert answer["results"][0]["target_symbol"] == "Client.send"


DOCUMENTED = """
#- client.py
class Client:
    def send(self): ...
def run(): Client().send()
#- docs/guide.md
# Guide
## Sending
Call `Client.send` for it.
#- docs/more.rst
More of :meth:`~client.Client.send`.
"""


async def test_documents_that_name_a_symbol_are_told_and_are_no_uses(tmp_path: Path) -> None:
    project = indexed_workspace(tmp_path, DOCUMENTED)
    answer = await ask(project, "references", {"symbol": "Client.send"})
    assert [(one["path"], one["start_line"], one["symbol"]) for one in answer["mentions"]] == [
        ("docs/guide.md", 3, "Guide.Sending"),
        ("docs/more.rst", 1, ""),
    ]
    assert [one["path"] for one in answer["results"]] == ["client.py"]
    answer = await ask(project, "references", {"symbol": "Client.send", "certain": True})
    assert not answer["mentions"]
    answer = await ask(project, "impact", {"target": "Client.send"})
    assert [one["path"] for one in answer["documents"]] == ["docs/guide.md", "docs/more.rst"]
    assert [one["path"] for one in answer["results"]] == ["client.py"]
    answer = await ask(project, "hover", {"name": "send", "path": "client.py", "line": 2, "column": 8})
    assert "Documents: `docs/guide.md`:3, `docs/more.rst`:1" in answer["markdown"]
    done = nss("references", "Client.send", cwd=project)
    assert "named in 2 documents:" in done.out


async def test_unsaved_documents_count(tmp_path: Path) -> None:
    project = indexed_workspace(tmp_path, DOCUMENTED)
    unsaved = EMPTY_OVERLAY.with_document("docs/more.rst", "nothing\n", 2).with_document("docs/new.md", "`send`\n", 1)
    answer = await ask(project, "references", {"symbol": "Client.send"}, overlay=unsaved)
    assert [one["path"] for one in answer["mentions"]] == ["docs/guide.md", "docs/new.md"]


async def test_a_name_in_a_document_leads_to_its_definition(tmp_path: Path) -> None:
    project = indexed_workspace(tmp_path, DOCUMENTED)
    answer = await ask(project, "definition", {"place": "docs/guide.md:3:16"})
    assert [(one["path"], one["name_line"]) for one in answer["results"]] == [("client.py", 2)]
