"""The page that `nss dependencies --format html` writes, in a real browser."""

from __future__ import annotations

import subprocess
from pathlib import Path

from tests.editors.vscode.editor import node
from tests.support.shell import nss
from tests.support.workspaces import indexed_workspace

PROJECT = """
#- app/__init__.py
#- app/store.py
from app import text
#- app/text.py
#- app/web.py
from app.store import load
#- app/it's <b>.py
"""


def test_the_page_shows_the_graph_and_asks_nobody(tmp_path: Path) -> None:
    project = indexed_workspace(tmp_path / "project", PROJECT)
    page = tmp_path / "graph.html"
    page.write_text(nss("dependencies", "--format", "html", cwd=project).out, "utf-8")
    checked = subprocess.run(
        [node(), Path(__file__).with_name("graph.mjs"), page.as_uri()], capture_output=True, text=True, timeout=120
    )
    assert checked.returncode == 0, checked.stderr
