"""What must not happen: a folder that chooses what runs on the machine; a user left alone without a server."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.editors.home import Home
from tests.editors.vscode.editor import serving

pytestmark = [pytest.mark.editor, pytest.mark.slow]


def test_an_untrusted_folder_is_searched_but_starts_no_program_of_its_own(home: Home, vsix: Path) -> None:
    hostile = home.folder / "hostile"
    shutil.copytree(home.repository, hostile)
    trap = home.folder / "trapped"
    program = hostile / ".venv" / "bin" / "nss"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\ntouch '{trap}'\n")
    program.chmod(0o755)
    settings = hostile / ".vscode" / "settings.json"
    settings.parent.mkdir()
    settings.write_text(json.dumps({"nss.path": str(program)}))
    with serving(home, vsix) as editor:
        editor.check("untrusted", hostile, trap=str(trap))
    assert not trap.exists()


def test_without_a_server_the_user_learns_what_to_do(home: Home, vsix: Path) -> None:
    with serving(home, vsix, "--disable-workspace-trust", environment={"PATH": "/usr/bin:/bin"}) as editor:
        editor.check("missing")
