"""A child's side of its pipe to the host: whole messages out, and the end when the host is gone.

Standard output itself is pointed at standard error first, so that a stray print of a library never breaks the stream.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nss_server.adapters.host_protocol import encode


class Pipe:
    """Thread-safe. `lost` is set when the host can no longer be told anything."""

    def __init__(self, descriptor: int, lost: threading.Event | None = None) -> None:
        self._descriptor = descriptor
        self._lock = threading.RLock()
        self.lost = lost or threading.Event()

    @classmethod
    def of_stdout(cls) -> Pipe:
        return cls(guard_stdout())

    def send(self, message: Mapping[str, Any]) -> None:
        line = memoryview(encode(message))
        with self._lock:
            try:
                while line:
                    line = line[os.write(self._descriptor, line) :]
            except OSError:
                # The host is gone: nobody is left to tell, and the child ends by this event.
                self.lost.set()


def guard_stdout() -> int:
    """A private duplicate of standard output for the protocol; descriptor 1 goes to standard error from now on."""
    protocol = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return protocol


def die_with_parent() -> None:
    """On Linux the kernel kills this process when the host dies, even while a library holds every thread. Elsewhere the
    closed pipe does it."""
    if sys.platform != "linux":
        return
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGKILL, 0, 0, 0)  # 1 is PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os._exit(0)


def resident_bytes() -> int:
    """Memory in use by this process now; where the system does not say (macOS), the most it ever used."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
