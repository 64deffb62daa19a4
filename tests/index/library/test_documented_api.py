"""docs/library.md is run as it is written."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from tests.support.workspace_text import write_workspace

DOCUMENT = Path(__file__).parents[3] / "docs" / "library.md"

WORKSPACE = """
#- app.py
def close_session(session):
    session.close()
#- README.md
# Sessions
They are closed by close_session.
"""


def test_the_documented_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_workspace(tmp_path, WORKSPACE)
    monkeypatch.chdir(tmp_path)
    (example,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(), re.DOTALL)
    exec(compile(example, str(DOCUMENT), "exec"), {})
    said = capsys.readouterr().out
    assert "2 files read" in said
    assert "app.py:1-2 close_session" in said
    assert "README.md Sessions" in said


def test_every_documented_name_is_there() -> None:
    table = re.findall(r"^\| `([\w.]+)` \| (.*) \|$", DOCUMENT.read_text(), re.MULTILINE)
    assert len(table) == 8
    for name, description in table:
        module, _, attribute = name.rpartition(".")
        is_module = module == "nss_index"
        found = importlib.import_module(name) if is_module else getattr(importlib.import_module(module), attribute)
        if isinstance(found, type):
            for method in re.findall(r"`(\w+)(?:\(\w+\))?`", description):
                assert hasattr(found, method), f"{name}.{method}"
