"""VS Code's server as a process of the tests: its start, checks in a browser, the end of all that it started."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

from tests.editors.home import Home

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[2]
CLIENT = REPOSITORY / "clients" / "vscode"
SERVER = REPOSITORY / "scripts" / "vscode-server.sh"

START_SECONDS = 60
# A closed window's extension host and its language server end soon, not after three hours.
FLAGS = ("--reconnection-grace-time", "5")
CHECK_SECONDS = 180  # against a hang: a check takes a few seconds, a first start of the browser some more

_ADDRESS = re.compile(r"http://(?:localhost|127\.0\.0\.1):(\d+)")


@dataclass(frozen=True, slots=True)
class Editor:
    port: int
    home: Home

    def check(self, name: str, folder: Path | None = None, **more: str) -> None:
        """Run `checks/NAME.mjs` in a fresh browser on a folder; its failure is the test's failure."""
        self._node("run.mjs", name, folder, more)

    def run_in_host(self, name: str) -> None:
        """Run `host/NAME.cjs` inside the extension host, with the extension from its sources."""
        self._node("run-in-host.mjs", name, None, {"extension": str(CLIENT)})

    def _node(self, script: str, name: str, folder: Path | None, more: Mapping[str, str]) -> None:
        given = {
            "port": self.port,
            "folder": str(folder or self.home.repository),
            "runtime": self.home.environment["NSS_RUNTIME_DIR"],
            **more,
        }
        # The tests' own environment: Chromium must not see the home of the user under test.
        done = subprocess.run(
            [node(), HERE / script, name, json.dumps(given)],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            timeout=CHECK_SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"{name}:\n{done.stdout}{done.stderr}"


@contextmanager
def serving(
    home: Home,
    vsix: Path,
    *flags: str,
    environment: Mapping[str, str] | None = None,
    settings: Mapping[str, object] | None = None,
) -> Generator[Editor]:
    """VS Code with the extension installed. `environment` lies over the one of the home, `settings` over the tests'."""
    profile = home.folder / f"vscode{len(list(home.folder.glob('vscode*')))}"
    variables = {**home.environment, **(environment or {}), "SHELL": "/bin/bash"}
    _write_settings(profile, settings or {})
    # VS Code takes the environment of a login shell, as it does on a user's machine; /etc/profile sets PATH anew.
    (Path(variables["HOME"]) / ".bash_profile").write_text(f"export PATH={shlex.quote(variables['PATH'])}\n")
    subprocess.run(
        [SERVER, "run", "0", profile, "--install-extension", vsix],
        env=variables,
        check=True,
        capture_output=True,
        timeout=START_SECONDS,
    )
    log = profile / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [SERVER, "run", "0", profile, *FLAGS, *flags], env=variables, stdout=output, stderr=output
        )
    try:
        yield Editor(_port(process, log), replace(home, environment=variables))
    finally:
        _end(process)


def node() -> str:
    """The Node that the tests use, whatever the machine has."""
    return subprocess.run([SERVER, "node"], check=True, capture_output=True, text=True).stdout.strip()


def _write_settings(profile: Path, more: Mapping[str, object]) -> None:
    settings = {
        "workbench.startupEditor": "none",
        "workbench.reduceMotion": "on",  # steady pictures
        "workbench.secondarySideBar.defaultVisibility": "hidden",
        "chat.disableAIFeatures": True,
        "files.autoSave": "off",  # the web build's default would save what the tests leave unsaved
        "editor.autoIndent": "none",
        "editor.hover.delay": 100,
        "editor.minimap.enabled": False,
        **more,
    }
    path = profile / "data" / "Machine" / "settings.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(settings))


def _port(process: subprocess.Popen[bytes], log: Path) -> int:
    """The port that the server chose; it prints its address when it serves."""
    watch = subprocess.Popen(["tail", "-n", "+1", "-f", f"--pid={process.pid}", log], stdout=subprocess.PIPE, text=True)
    try:
        assert watch.stdout is not None
        for line in watch.stdout:
            if found := _ADDRESS.search(line):
                return int(found.group(1))
    finally:
        watch.kill()
        watch.wait()
    raise AssertionError(f"VS Code's server did not start:\n{log.read_text()}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """The extension hosts and language servers outlive the server's main process: end the tree, each by its id."""
    main = psutil.Process(process.pid)
    family = [main, *main.children(recursive=True)]
    for member in family:
        try:
            member.terminate()
        except psutil.NoSuchProcess:
            continue  # ended with its parent
    _, alive = psutil.wait_procs(family, timeout=10)
    for member in alive:
        member.kill()
    psutil.wait_procs(alive, timeout=10)
    process.wait()
