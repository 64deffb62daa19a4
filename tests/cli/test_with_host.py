"""The command `nss` and a real host that it starts: the whole way from a shell to an index and back."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from nss_index.indexer import Indexer, IndexOptions

from tests.support.shell import Ran, nss
from tests.support.workspace_text import write_workspace

PROJECT = """
#- app/session.py
class Session:
    def close_expired(self, now):
        return now
"""


@pytest.fixture
def homes() -> Iterator[Mapping[str, str]]:
    """Folders of this test's own; the runtime folder's path is short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="nss-cli-", dir="/tmp"))
    environment = {f"NSS_{name}_DIR": str(folder / name.lower()) for name in ("CACHE", "DATA", "CONFIG", "RUNTIME")}
    yield environment
    nss("host", "stop", cwd=folder, environment=environment)
    shutil.rmtree(folder)


def test_a_first_search_starts_everything(tmp_path: Path, homes: Mapping[str, str]) -> None:
    write_workspace(tmp_path, PROJECT)

    def run(*arguments: str) -> Ran:
        return nss(*arguments, cwd=tmp_path, environment=homes)

    assert run("host", "status", "--json").json()["running"] is False
    searched = run("search", "close", "expired", "--json")
    assert searched.code == 0
    assert searched.json()["results"][0]["path"] == "app/session.py"
    indexed = run("index", "--json").json()
    assert (indexed["state"], indexed["files"], indexed["complete"]) == ("done", 1, True)
    jobs = run("jobs", "list", "--json").lines()
    assert jobs[0]["id"] == indexed["job"]
    shown = run("jobs", "show", indexed["job"], "--json").json()
    assert [event["data"].get("state") for event in shown["events"]][-1] == "done"
    for_people = run("jobs", "show", indexed["job"]).out.splitlines()
    assert for_people[1].endswith("  queued")
    assert not [line for line in for_people if "state" in line or "{" in line or "estimates" in line]
    missing = run("jobs", "show", "nosuchjob")
    assert (missing.code, "no job nosuchjob" in missing.err) == (2, True)
    status = run("status", "--json").json()
    assert (status["state"], status["host"]["running"]) == ("ready", True)
    assert run("doctor", "--json").json()["ok"] is True
    shown_host = run("host", "status").out
    assert "host: pid" in shown_host
    assert "median" in shown_host
    assert "count 1" not in shown_host
    assert "median" not in run("status").out, "the status of a folder is about the folder"
    assert run("host", "stop", "--json").json()["running"] is False
    again = run("search", "close", "expired", "--json")
    assert again.json()["results"][0]["path"] == "app/session.py"
    assert run("host", "status", "--json").json()["running"] is False, "reading starts no host"


def test_reading_with_no_host_leaves_none_behind(tmp_path: Path, homes: Mapping[str, str]) -> None:
    write_workspace(tmp_path, PROJECT)
    assert nss("search", "close", "--no-host", cwd=tmp_path, environment=homes).code == 0
    assert nss("host", "status", "--json", cwd=tmp_path, environment=homes).json()["running"] is False


def test_a_cache_folder_that_cannot_be_used_is_said_at_once(tmp_path: Path, homes: Mapping[str, str]) -> None:
    write_workspace(tmp_path, PROJECT)
    occupied = {**homes, "NSS_CACHE_DIR": str(tmp_path / "app" / "session.py" / "cache")}
    ran = nss("index", cwd=tmp_path, environment=occupied)
    assert ran.code == 1
    assert "cannot use the folder" in ran.err
    assert "in a row" not in ran.err, "trying again cannot help"
    assert "app/session.py/cache" in nss("host", "status", cwd=tmp_path, environment=occupied).out


def test_what_keeps_it_waiting_is_said_without_a_terminal(
    tmp_path: Path, homes: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_workspace(tmp_path, PROJECT)
    for name, value in homes.items():
        monkeypatch.setenv(name, value)
    command = [sys.executable, "-P", "-m", "nss_server.cli.main", "index"]
    with Indexer.open(tmp_path, IndexOptions(workers=0)):
        waiting = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        assert waiting.stderr is not None
        said = waiting.stderr.readline()
        assert said.startswith("nss: waiting: ")
        assert "another process writes this index" in said
        assert waiting.poll() is None
    assert waiting.wait(60) == 0
    waiting.stderr.close()
