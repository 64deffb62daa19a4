"""A real VS Code with the packed extension: one server for the tests, a fresh browser for each of them."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.editors.home import Home
from tests.editors.vscode.editor import CLIENT, Editor, node, serving


@pytest.fixture(scope="session")
def vsix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The extension as people install it, packed from the sources as they are."""
    package = tmp_path_factory.mktemp("vsix") / "nss.vsix"
    subprocess.run([node(), "scripts/package.mjs", package], cwd=CLIENT, check=True, timeout=120)
    return package


@pytest.fixture(scope="session")
def editor(home: Home, vsix: Path) -> Iterator[Editor]:
    """VS Code where every folder is trusted."""
    with serving(home, vsix, "--disable-workspace-trust") as running:
        yield running
