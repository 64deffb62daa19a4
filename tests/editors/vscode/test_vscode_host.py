"""What the extension registers, asked from inside the editor's extension host."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.editors.home import Home
from tests.editors.vscode.editor import serving

pytestmark = [pytest.mark.editor, pytest.mark.slow]


def test_contributed_commands_exist_beside_those_of_the_server(home: Home, vsix: Path) -> None:
    with serving(home, vsix, "--disable-workspace-trust", "--enable-smoke-test-driver") as editor:
        editor.run_in_host("commands")
