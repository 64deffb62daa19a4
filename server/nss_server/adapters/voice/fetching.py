"""Runs a process that fetches, watches it, and says in one sentence why it failed. Knows neither models' files nor
hashes.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from nss_index.errors import Cancelled, ModelUnavailable

from nss_server.adapters.host_protocol import clean_environment, python_command

CHILD = "nss_server.adapters.voice.fetch_child"
LOOK_SECONDS = 0.2
"""Between two looks at the process: how long Ctrl-C may seem to do nothing."""

SHOWN = 300  # characters of a process's own words in an error

_OFFLINE = ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE")
"""Set by who wants no program to use the hub by itself. A pull was asked for, from the hub by name."""

_REASONS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("No module named pip",), "this Python has no pip"),
    (("No module named 'huggingface_hub'", "has no attribute"), "the package huggingface-hub is missing or too old"),
    (("No space left on device", "Disk quota exceeded"), "the disk is full"),
    (
        ("NewConnectionError", "ConnectTimeout", "ConnectError", "ReadTimeout", "timed out", "ProxyError", "SSLError",
         "Name or service not known", "failure in name resolution", "nodename nor servname", "Network is unreachable",
         "Connection refused", "Connection reset", "Connection broken", "RemoteProtocolError"),
        "it cannot be reached",
    ),
    (("No matching distribution found", "404 Not Found", "404 Client Error"), "it has no such model any more"),
)  # fmt: skip
"""What in a process's words means what; the first that fits counts."""


def fetch(
    arguments: Sequence[str],
    *,
    what: str,
    scratch: Path,
    todo: str,
    look: Callable[[], None],
    cancelled: Callable[[], bool],
) -> None:
    """Run the child with `arguments` in the empty folder `scratch`, which also takes its temporary files and its log.
    `look` is called every now and then. Raises ModelUnavailable ("cannot fetch `what`"), and Cancelled, with the
    process ended in any case."""
    log = scratch / "log"
    with log.open("wb") as words:
        try:
            process = subprocess.Popen(
                python_command(CHILD, *arguments),
                stdin=subprocess.PIPE,
                stdout=words,
                stderr=words,
                cwd=scratch,
                env=_environment(os.environ, scratch),
            )
        except OSError as error:
            raise ModelUnavailable(f"cannot start {sys.executable} to fetch {what}", why=str(error)) from error
    try:
        code = _wait(process, look, cancelled)
    finally:
        process.kill()
        process.wait()
        if process.stdin is not None:
            process.stdin.close()
    if code != 0:
        raise ModelUnavailable(f"cannot fetch {what}", why=_reason(code, log), todo=todo)


def _wait(process: subprocess.Popen[bytes], look: Callable[[], None], cancelled: Callable[[], bool]) -> int:
    while True:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return process.wait(LOOK_SECONDS)
        if cancelled():
            raise Cancelled("the download was cancelled")
        look()


def _environment(given: Mapping[str, str], scratch: Path) -> dict[str, str]:
    """The caller's, with its proxies, certificates and pip settings. The hub is not told who asks, and nothing is kept
    outside `scratch`."""
    return {
        **{name: value for name, value in clean_environment(given).items() if name not in _OFFLINE},
        "HF_HOME": str(scratch / "hub-home"),
        "HF_HUB_CACHE": str(scratch / "hub-home" / "hub"),
        "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1",
        "HF_HUB_DISABLE_PROGRESS_BARS": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_DISABLE_UPDATE_CHECK": "1",
        "HF_HUB_DISABLE_XET": "1",  # another protocol, to other hosts than the one that was named
        "TMPDIR": str(scratch),
    }


def _reason(code: int, log: Path) -> str:
    words = log.read_text("utf-8", "replace")
    if code < 0:
        return f"its process was ended by signal {-code}"
    said = [line.strip() for line in words.splitlines() if line.strip()]
    last = re.sub(r"\s+", " ", said[-1]).removeprefix("ERROR: ")[:SHOWN] if said else f"exit code {code}"
    reason = next((reason for needles, reason in _REASONS if any(needle in words for needle in needles)), "")
    return f"{reason}: {last}" if reason else last


def bytes_below(folder: Path) -> int:
    """What lies in a folder that another process is filling. Names come and go meanwhile."""
    total = 0
    for above, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                total += (Path(above) / name).lstat().st_size
    return total


def remove(path: Path) -> None:
    """A folder with all that is in it, or a link; what cannot be removed stays for the next pull."""
    if path.is_symlink():
        path.unlink(missing_ok=True)
    else:
        shutil.rmtree(path, ignore_errors=True)
