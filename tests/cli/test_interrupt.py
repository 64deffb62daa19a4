"""Ctrl-C: the command ends soon, says so, and leaves an index that goes on from there."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.support.shell import HANG_SECONDS, nss


def test_ctrl_c_ends_an_index_that_can_go_on(tmp_path: Path) -> None:
    for number in range(150):
        functions = "".join(f"def function_{number}_{n}():\n    return {n}\n\n" for n in range(40))
        (tmp_path / f"file{number}.py").write_text(functions)
    cache = tmp_path.parent / f"{tmp_path.name}-cache"
    environment = {**os.environ, "NSS_CACHE_DIR": str(cache)}
    command = [sys.executable, "-P", "-m", "nss_server.cli.main", "index", str(tmp_path), "--no-host"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, env=environment, start_new_session=True)
    while not list(cache.glob("index/*/v*/index.db")) and process.poll() is None:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: every process of the command
    _, said = process.communicate(timeout=HANG_SECONDS)
    assert process.returncode == 130
    assert said.decode().count("nss: interrupted") == 1
    assert "Traceback" not in said.decode()
    again = nss("index", str(tmp_path), "--no-host", "--json", cwd=tmp_path, environment={"NSS_CACHE_DIR": str(cache)})
    assert (again.code, again.json()["files"], again.json()["pending_vectors"]) == (0, 150, 0)
