"""Starting the nss host for a client: detached, once however many clients want it, from a folder that is nobody's
repository. Knows nothing of requests.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import subprocess
from pathlib import Path

from nss_index.errors import HostUnavailable
from nss_index.paths import data_home, private_folder

from nss_server.adapters.host_protocol import clean_environment, python_command

HOST_MODULE = "nss_server.host"
OTHER_RUNS = 3
"""The exit code of a host that finds another one: not a failure. Nor is 0, of one that was told to stop meanwhile."""

LOG_SHOWN = 400  # characters of the host's last words in an error


class HostStarter:
    """Starts at most one host at a time, among all processes of the user; `poll` it between attempts to connect."""

    def __init__(self, socket_path: Path, arguments: tuple[str, ...]) -> None:
        self._lock_path = socket_path.with_name("spawn.lock")
        self._arguments = arguments
        self._lock: int | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._log = data_home() / "logs" / "host-start.log"

    def poll(self) -> None:
        """Start a host unless this or another client is doing so. Raises HostUnavailable when it ends at its start."""
        if self._process is not None:
            code = self._process.poll()
            if code is None:
                return
            self._process = None
            if code not in (0, OTHER_RUNS):
                raise HostUnavailable("the nss host ended at its start", why=self._last_words(code), todo=_TODO)
        if self._lock is None and not self._take_lock():
            return
        private_folder(private_folder(data_home()) / "logs")
        with open(self._log, "wb", opener=_private) as log:
            try:
                self._process = subprocess.Popen(
                    [*python_command(HOST_MODULE), *self._arguments],
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    cwd=data_home(),
                    env=clean_environment(os.environ),
                    start_new_session=True,
                )
            except OSError as error:
                raise HostUnavailable("the nss host cannot be started", why=str(error), todo=_TODO) from error

    def close(self) -> None:
        """The host is there, or is not wanted any more: others may start one."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def reap(self) -> None:
        """Collect the exit code of a host that this process started, so that it does not stay as a zombie."""
        if self._process is not None and self._process.poll() is not None:
            self._process = None

    def _take_lock(self) -> bool:
        descriptor = os.open(self._lock_path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._lock = descriptor
        return True

    def _last_words(self, code: int) -> str:
        words = ""
        with contextlib.suppress(OSError):
            words = self._log.read_text("utf-8", "replace").strip()[-LOG_SHOWN:]
        return words or f"exit code {code}"


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


_TODO = "See host-start.log and host.log (`nss doctor` names the folder), or use --no-host"
