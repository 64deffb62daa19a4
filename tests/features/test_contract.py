"""What every capability promises, whatever it does; and that each appears on each of its surfaces."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass, fields
from pathlib import Path

import pytest
from nss_server import contract
from nss_server.capability import Capability, Job, capability
from nss_server.cli.arguments import build_parser, params_of
from nss_server.cli.generated import COMMANDS
from nss_server.generate.__main__ import main as generate
from nss_server.generate.outputs import outputs
from nss_server.generate.shapes import shapes
from nss_server.workspace import Workspace

ALL = contract.collect()


@dataclass(frozen=True)
class NoParams:
    pass


def named(item: Capability) -> str:
    return item.name


def test_the_order_is_fixed() -> None:
    assert [item.name for item in ALL] == sorted(item.name for item in ALL)


def test_no_two_capabilities_share_a_wire_name() -> None:
    assert len({item.method for item in ALL}) == len({item.command for item in ALL}) == len(ALL)


@pytest.mark.parametrize("item", ALL, ids=named)
def test_declarations_are_complete(item: Capability) -> None:
    assert item.summary.endswith(".")
    assert item.surfaces <= {"lsp", "cli"}
    assert item.surfaces
    hints = params_of(item)
    assert all(param.help.endswith(".") for param in hints), "every parameter has its sentence"
    assert len({flag for param in hints for flag in param.flags}) == sum(len(param.flags) for param in hints)
    build_parser(item)  # no clash with the options of every command


@pytest.mark.parametrize("item", ALL, ids=named)
def test_every_surface_has_it(item: Capability) -> None:
    files = outputs()
    assert f"`{item.method}`" in files["docs/reference/protocol.md"]
    for path in ("clients/vscode/src/generated/protocol.ts", "clients/neovim/lua/nss/generated/protocol.lua"):
        rows = [line for line in files[path].splitlines() if item.command in line]
        assert bool(rows) == ("lsp" in item.surfaces)
        assert all(item.method in row for row in rows)
    in_table = [command for command in COMMANDS if command.name == item.name]
    assert len(in_table) == ("cli" in item.surfaces)
    shown = f"## nss {item.name.replace('/', ' ')}"
    assert (shown in files["docs/reference/cli.md"]) == ("cli" in item.surfaces)
    for command in in_table:
        assert contract.load(command.module, command.name) is item


def test_types_reach_the_pages() -> None:
    page = outputs()["docs/reference/protocol.md"]
    for shape in shapes(ALL):
        assert f"### {shape.name}\n" in page


def test_partial_lists_can_be_joined() -> None:
    for item in ALL:
        if item.partial == "appends":
            assert item.lines in {entry.name for entry in fields(item.result)}


def test_generated_files_are_current() -> None:
    assert generate(["--check"]) == 0


def test_the_check_names_what_is_stale(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert generate(["--project", str(tmp_path)]) == 0
    page = tmp_path / "docs/reference/settings.md"
    page.write_text(page.read_text().replace("search.limit", "search.limits"))
    capsys.readouterr()
    assert generate(["--check", "--project", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert said.count("out of date: ") == 1
    assert "out of date: docs/reference/settings.md" in said
    assert "-| `search.limits`" in said


def test_a_clean_process_generates_the_same_bytes(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "nss_server.generate", "--project", str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True, env={"PYTHONHASHSEED": "7"})
    assert {path: (tmp_path / path).read_text() for path in outputs()} == dict(outputs())


@pytest.mark.parametrize("name", ["Bad", "a/b/c", "with_underscore", ""])
def test_a_bad_name_is_refused_at_import(name: str) -> None:
    with pytest.raises(TypeError):

        @capability(name=name or "_")
        def broken(workspace: Workspace, params: NoParams, job: Job) -> NoParams:
            """Do nothing."""
            return params

        del broken


def test_a_capability_without_help_is_refused() -> None:
    with pytest.raises(TypeError, match="docstring"):

        @capability()
        def undocumented(workspace: Workspace, params: NoParams, job: Job) -> NoParams:
            return params

        del undocumented


def test_another_signature_is_refused() -> None:
    with pytest.raises(TypeError, match="signature"):

        @capability()
        def turned(params: NoParams, workspace: Workspace, job: Job) -> NoParams:
            """Do nothing."""
            return params

        del turned


def test_features_import_no_index_and_no_model() -> None:
    """Collecting the contract must stay quick: a front end does it before it can answer anything."""
    heavy = "{'numpy', 'apsw', 'tree_sitter', 'rich', 'pygls', 'lsprotocol'}"
    code = f"import sys; from nss_server.contract import collect; collect(); print({heavy} & set(sys.modules))"
    answer = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert answer.stdout.strip() == "set()"
