"""The command `nss` in bad surroundings: closed streams, full disks, folders that are gone or unnameable."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.shell import HANG_SECONDS, nss
from tests.support.workspace_text import write_workspace


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write_workspace(tmp_path_factory.mktemp("odd"), "#- app/session.py\ndef close(now):\n    return now\n")
    assert nss("index", "--no-host", "--root", str(root), cwd=root).code == 0
    return root


def test_a_closed_pipe_ends_quietly(project: Path) -> None:
    write_workspace(project.parent / "many", "".join(f"#- f{n}.py\n" + "x = 1\n" * 50 for n in range(300)))
    command = f"{sys.executable} -m nss_server.cli.main chunks --json --no-host --root {project.parent / 'many'}"
    script = f"{command} | head -n 1 >/dev/null; echo ${{PIPESTATUS[0]}}"
    ran = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=HANG_SECONDS, check=False)
    assert (ran.stdout, ran.stderr) == ("141\n", "")


def test_a_full_disk_is_a_sentence(project: Path) -> None:
    command = f"{sys.executable} -m nss_server.cli.main files --json --no-host --root {project} >/dev/full"
    ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=HANG_SECONDS, check=False)
    assert ran.returncode == 1
    assert "No space left on device" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_closed_standard_streams(project: Path) -> None:
    """The next file that is opened would get the missing stream's number, and what is printed would land in it."""
    for closed in (">&-", "2>&-", "<&-", "<&- >&- 2>&-"):
        command = f"{sys.executable} -m nss_server.cli.main search close --no-host --root {project} {closed}"
        ran = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=HANG_SECONDS, check=False)
        assert (ran.returncode, "internal error" in ran.stderr) == (0, False), closed
    assert nss("status", "--no-host", cwd=project).code == 0


def test_a_root_that_is_not_utf8_is_a_sentence(tmp_path: Path) -> None:
    root = tmp_path / os.fsdecode(b"bad\xff")
    try:
        root.mkdir()
    except OSError:
        return  # macOS: no such name can be made
    for command in ("index", "status", "search"):
        ran = nss(
            command, "--no-host", "--root", os.fsencode(root), *(["x"] if command == "search" else []), cwd=tmp_path
        )
        assert (ran.code, "its name is not UTF-8" in ran.err) == (2, True), ran.err


def test_a_current_folder_that_is_gone_is_a_sentence(tmp_path: Path, project: Path) -> None:
    command = f"{sys.executable} -P -m nss_server.cli.main status --no-host"
    script = (
        f"mkdir gone && cd gone && rmdir ../gone && {{ {command}; echo $?; {command} --root {project} >&2; echo $?; }}"
    )
    ran = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=HANG_SECONDS, check=False
    )
    assert ran.stdout.splitlines() == ["2", "0"]
    assert "the current folder no longer exists" in ran.stderr
