"""What the indexer child says to the host: its state (at most ten times a second), log lines, ended runs, a heartbeat.

Owns the protocol's file descriptor. Standard output itself is pointed at standard error first, so that a stray print of
a library can never break the stream.
"""

from __future__ import annotations

import dataclasses
import os
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nss_server.adapters.host_protocol import RootState, encode, plain
from nss_server.host.indexer_inbox import Stage

REPORT_SECONDS = 0.1
HEARTBEAT_SECONDS = 5.0


def guard_stdout() -> int:
    """A private duplicate of standard output for the protocol; descriptor 1 goes to standard error from now on."""
    protocol = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return protocol


class Reporter:
    """Thread-safe. A state that is said too often is held back and said by the heartbeat thread when its time comes."""

    def __init__(self, descriptor: int, root: str, on_lost: threading.Event) -> None:
        self._descriptor, self._lost = descriptor, on_lost
        self._lock = threading.Lock()
        self._sent_at = 0.0
        self._dirty = threading.Event()
        self.state = RootState(root, "starting", False, 0, 0, 0, "", None, "lost", "")
        self.need: Stage = ""
        self._problems: dict[str, str] = {}

    def start(self) -> None:
        threading.Thread(target=self._beat, name="nss-heartbeat", daemon=True).start()

    def set(self, urgent: bool = False, need: Stage | None = None, **changes: Any) -> None:
        """Change fields of the state. `urgent` says it now: a new phase, a new generation, a new need."""
        with self._lock:
            before = self.state, self.need
            self.state = dataclasses.replace(self.state, **changes)
            self.need = self.need if need is None else need
            if (self.state, self.need) == before:
                return
        if urgent or time.monotonic() - self._sent_at >= REPORT_SECONDS:
            self._send_state()
        else:
            self._dirty.set()

    def problem(self, source: str, sentence: str) -> None:
        """What is wrong with one part of the work, "" when it is well again."""
        if self._problems.get(source, "") != sentence:
            self._problems[source] = sentence
            self.set(urgent=True, problem="; ".join(text for text in self._problems.values() if text))

    def log(self, message: str, **data: object) -> None:
        """A line for the job's event log."""
        self._send({"event": "log", "message": message, "data": data})

    def run_ended(self, run: str, result: Mapping[str, Any] | None, error: Mapping[str, Any] | None = None) -> None:
        self._send({"event": "run", "run": run, "result": result, "error": error})

    def failed(self, error: Mapping[str, Any], final: bool) -> None:
        """The child ends because of this; `final` when trying again would not help."""
        self._send({"event": "failed", "error": error, "final": final})

    def _beat(self) -> None:
        beaten = 0.0
        while not self._lost.is_set():
            self._dirty.wait(HEARTBEAT_SECONDS)
            if self._dirty.is_set():
                time.sleep(max(0.0, REPORT_SECONDS - (time.monotonic() - self._sent_at)))
                self._send_state()
            if time.monotonic() - beaten >= HEARTBEAT_SECONDS:
                beaten = time.monotonic()
                self._send({"event": "beat", "rss_bytes": resident_bytes()})

    def _send_state(self) -> None:
        with self._lock:
            self._dirty.clear()
            self._sent_at = time.monotonic()
            # Taken and sent under one lock: the host must never hear an older state after a newer one.
            self._write({"event": "state", "state": plain(self.state), "need": self.need})

    def _send(self, message: dict[str, Any]) -> None:
        with self._lock:
            self._write(message)

    def _write(self, message: dict[str, Any]) -> None:
        line = memoryview(encode(message))
        try:
            while line:
                line = line[os.write(self._descriptor, line) :]
        except OSError:
            # The host is gone: nobody is left to tell, and the child ends by this event.
            self._lost.set()


def resident_bytes() -> int:
    """Memory in use by this process now; where the system does not say (macOS), the most it ever used."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def lower_priority() -> None:
    """The whole process group, parser processes included, yields to everything else (a hover's p95 stays at 2 ms)."""
    os.setpriority(os.PRIO_PGRP, 0, 19)
