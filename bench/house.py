"""A house for one measurement: fresh folders for all that NSS keeps, its processes by role, and an end for all of them.

A process belongs to the house when its environment names the house's data folder: the host is detached, so its parent
says nothing.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psutil

from bench.report import REPOSITORY as REPOSITORY

FOLDERS = ("NSS_CACHE_DIR", "NSS_DATA_DIR", "NSS_RUNTIME_DIR", "NSS_CONFIG_DIR")
SAMPLE_SECONDS = 0.1
END_SECONDS = 20.0
_YOUNG_SECONDS = 2.0
"""Between fork and exec a process still shows its parent's environment: it is looked at again until it is this old."""


@dataclass(frozen=True, slots=True)
class House:
    folder: Path
    created: float  # seconds since the epoch

    def processes(self) -> list[psutil.Process]:
        """The living processes of this house."""
        found = [process for process in psutil.process_iter() if self.owns(process)]
        return [process for process in found if process.pid != os.getpid()]

    def owns(self, process: psutil.Process) -> bool:
        try:
            if process.create_time() < self.created - 1:
                return False
            return process.environ().get("NSS_DATA_DIR") == str(self.folder / "data")
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            return False

    def end(self) -> None:
        """End every process of the house and wait until it is gone."""
        left = self.processes()
        for process in left:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(signal.SIGTERM)
        _, left = psutil.wait_procs(left, timeout=END_SECONDS)
        for process in left:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(left, timeout=END_SECONDS)


@contextlib.contextmanager
def a_house() -> Generator[House]:
    """Fresh folders, named in this process's own environment while it lasts. A short path: it holds a socket."""
    folder = Path(tempfile.mkdtemp(prefix="nssb-", dir="/tmp")).resolve()
    before = {name: os.environ.get(name) for name in FOLDERS}
    house = House(folder, time.time())
    for name in FOLDERS:
        os.environ[name] = str(folder / name.split("_")[1].lower())
    try:
        yield house
    finally:
        house.end()
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        shutil.rmtree(folder, ignore_errors=True)


def role_of(process: psutil.Process) -> str:
    """What a process of a house does: host, indexer, parser, lsp, shell (an `nss` command), other (git, say)."""
    words = process.cmdline()
    for word, role in (("nss_server.host.indexer_child", "indexer"), ("nss_server.host", "host")):
        if word in words:
            return role
    if any(word.startswith("nss_index.parse.") for word in words):
        return "parser"
    if "lsp" in words[:4]:
        return "lsp"
    return "shell" if any(word.endswith(("/nss", "nss_server.cli.main")) for word in words[:4]) else "other"


class MemoryWatch:
    """Samples the resident memory of the house's processes; peaks by role and of all together.

    Resident memory counts shared pages once for each process, so the sum is an upper bound.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._peaks: dict[str, int] = {}
        self._known: dict[int, psutil.Process] = {}
        self._roles: dict[int, str] = {}
        self._foreign: set[tuple[int, float]] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def peaks_mb(self) -> dict[str, float]:
        return {role: round(peak / 1e6, 1) for role, peak in sorted(self._peaks.items())}

    def _run(self) -> None:
        while not self._stop.wait(SAMPLE_SECONDS):
            self._look_for_new()
            now: dict[str, int] = {}
            for pid, process in list(self._known.items()):
                try:
                    resident, role = process.memory_info().rss, self._role(process)
                except (psutil.NoSuchProcess, psutil.AccessDenied):
                    del self._known[pid]
                    continue
                now[role] = now.get(role, 0) + resident
            now["together"] = sum(now.values())
            for role, resident in now.items():
                self._peaks[role] = max(self._peaks.get(role, 0), resident)

    def _role(self, process: psutil.Process) -> str:
        if process.pid not in self._roles:
            role = role_of(process)
            if role == "other":
                return role  # perhaps it has not become what it was started for
            self._roles[process.pid] = role
        return self._roles[process.pid]

    def _look_for_new(self) -> None:
        for pid in psutil.pids():
            if pid in self._known or pid == os.getpid():
                continue
            try:
                process = psutil.Process(pid)
                mark = (pid, process.create_time())
            except (psutil.NoSuchProcess, psutil.AccessDenied):
                continue
            if mark in self._foreign:
                continue
            if self._house.owns(process):
                self._known[pid] = process
            elif time.time() - mark[1] > _YOUNG_SECONDS:
                self._foreign.add(mark)


def cpu_seconds(house: House) -> dict[str, float]:
    """CPU time that the living processes of the house have used so far, by role."""
    used: dict[str, float] = {}
    for process in house.processes():
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            role = role_of(process)
            used[role] = used.get(role, 0.0) + times.user + times.system
    return used
