"""`nss models` as people run it, and its capabilities with a catalogue of the test's own."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from nss_index.errors import BadInput
from nss_server import contract, dispatch
from nss_server.adapters.voice.catalogue import MODELS
from nss_server.wiring import open_workspace

from tests.support.shell import HANG_SECONDS, Ran, nss
from tests.support.workspaces import RecordingJob
from tests.voice.model_house import folder_of_models, hub, left_in, write_folder

NAMES = ["whisper-tiny.en", "whisper-base", "whisper-small", "whisper-large-v3-turbo"]

NO_NETWORK = """
import socket, sys

def heard(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto"):
        raise SystemExit(f"{event}: {arguments}")
    if event == "socket.__new__" and arguments[1] != socket.AF_UNIX:  # asyncio's own pair
        raise SystemExit(f"{event}: {arguments}")
    if event == "subprocess.Popen":
        raise SystemExit(f"{event}: {arguments}")

sys.addaudithook(heard)
from nss_server.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


def run(folder: Path, *arguments: str) -> Ran:
    return nss("models", *arguments, cwd=folder, environment={"NSS_MODELS_DIR": str(folder / "models")})


async def ask(home: Path, name: str, params: dict[str, Any], job: RecordingJob | None = None) -> dict[str, Any]:
    capability = contract.find(name)
    assert capability is not None
    opened = open_workspace(home.parent, host="off")
    workspace = dataclasses.replace(opened.workspace, models=folder_of_models(home))
    with ThreadPoolExecutor(1) as workers:
        try:
            return await dispatch.run(capability, workspace, params, job or RecordingJob(), workers)
        finally:
            await opened.close()


async def test_from_the_list_to_the_folder(tmp_path: Path) -> None:
    home, copy = tmp_path / "models", write_folder(tmp_path / "copy")
    job = RecordingJob()
    pulled = await ask(home, "models/pull", {"name": "tiny", "source": str(copy)}, job)
    assert pulled == {"name": "tiny", "folder": str(home / "tiny"), "fetched": True}
    assert [(report.stage, report.total, report.unit, report.message) for report in job.reports[:1]] == [
        ("copy", 1, "MB", "tiny")
    ]
    assert "verify" in {report.stage for report in job.reports}
    again = await ask(home, "models/pull", {"name": "tiny", "source": str(copy)})
    assert again["fetched"] is False
    assert await ask(home, "models/path", {"name": "tiny"}) == {"folder": str(home / "tiny")}
    listed = await ask(home, "models/list", {})
    assert listed["folder"] == str(home)
    assert [(model["name"], model["installed"]) for model in listed["models"]] == [("tiny", True), ("hubbed", False)]


async def test_a_pull_without_a_source_contacts_nobody(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="where should tiny come from"):
        await ask(tmp_path / "models", "models/pull", {"name": "tiny"})
    assert not (tmp_path / "models").exists()


def test_the_list_for_people_and_for_programs(tmp_path: Path) -> None:
    ran = run(tmp_path, "list")
    lines = ran.out.splitlines()
    assert (ran.code, [line.split()[0] for line in lines]) == (0, NAMES)
    assert not [line for line in lines if line != line.rstrip()]
    assert ran.err.startswith(f"in {tmp_path}/models; `nss models pull MODEL` installs one")
    assert [model["name"] for model in run(tmp_path, "list", "--json").lines()] == NAMES
    write_folder(tmp_path / "models/whisper-base")
    assert "unusable" in run(tmp_path, "list").out.splitlines()[1]
    assert "its files were never checked; `nss models pull whisper-base` mends it" in run(tmp_path, "list").out


def test_a_list_and_a_path_use_no_network_and_start_nothing(tmp_path: Path) -> None:
    for words, code in ((["list"], 0), (["path", "whisper-base"], 4), (["pull", "whisper-base"], 2)):
        ran = subprocess.run(
            [sys.executable, "-P", "-c", NO_NETWORK, "models", *words, "--root", str(tmp_path)],
            env={**os.environ, "NSS_MODELS_DIR": str(tmp_path / "models")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ran.returncode, "socket" in ran.stderr, "Popen" in ran.stderr) == (code, False, False), ran.stderr


def test_a_model_that_is_not_installed_is_code_4_and_says_what_to_run(tmp_path: Path) -> None:
    ran = run(tmp_path, "path", "whisper-base")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err == (
        "nss: the speech model whisper-base is not installed (it was not pulled yet). "
        "Run: nss models pull whisper-base\n"
    )
    unknown = run(tmp_path, "path", "whisper-bse")
    assert (unknown.code, unknown.err.count("\n")) == (2, 1)
    assert all(name in unknown.err for name in NAMES)


def test_a_folders_path_is_printed_alone(tmp_path: Path) -> None:
    write_folder(tmp_path / "copy")
    assert run(tmp_path, "path", "./copy").out == f"{tmp_path}/copy\n"


def test_a_folder_that_is_another_model_is_code_4(tmp_path: Path) -> None:
    ran = run(tmp_path, "pull", "whisper-tiny.en", "--from", str(write_folder(tmp_path / "copy")))
    assert (ran.code, ran.err.count("\n")) == (4, 1)
    assert "config.json of whisper-tiny.en is not the file that it should be" in ran.err
    assert left_in(tmp_path / "models") == [".lock"]


def test_ctrl_c_ends_the_download_and_leaves_nothing(tmp_path: Path) -> None:
    base = next(model for model in MODELS if model.name == "whisper-base")
    files = {"config.json": b"{}", "model.bin": bytes(100_000)}
    with hub(files, holds="model.bin", revision=base.revision) as server:
        places = {"NSS_MODELS_DIR": str(tmp_path / "models"), "HF_ENDPOINT": server.endpoint, "NO_PROXY": "127.0.0.1"}
        command = [sys.executable, "-P", "-m", "nss_server.cli.main", "models", "pull", "whisper-base", "--from", "hub"]
        process = subprocess.Popen(
            command,
            cwd=tmp_path,
            env={**os.environ, **places},
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        assert server.half_sent.wait(HANG_SECONDS)
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does: every process of the command
        _, said = process.communicate(timeout=HANG_SECONDS)
        assert server.client_gone.wait(HANG_SECONDS)
    assert (process.returncode, said) == (130, "nss: interrupted\n")
    assert left_in(tmp_path / "models") == [".lock"]
