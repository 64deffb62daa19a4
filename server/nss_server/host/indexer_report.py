"""What the indexer child says to the host: its state (at most ten times a second), log lines, ended runs, beats."""

from __future__ import annotations

import dataclasses
import os
import threading
import time
from collections.abc import Mapping
from typing import Any

from nss_server.adapters.host_protocol import RootState, plain
from nss_server.host.indexer_inbox import Stage
from nss_server.host.pipe import Pipe, resident_bytes

REPORT_SECONDS = 0.1
HEARTBEAT_SECONDS = 5.0


class Reporter:
    """Thread-safe. A state that is said too often is held back and said by the heartbeat thread when its time comes."""

    def __init__(self, pipe: Pipe, root: str) -> None:
        self._pipe = pipe
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
        self._pipe.send({"event": "log", "message": message, "data": data})

    def run_ended(self, run: str, result: Mapping[str, Any] | None, error: Mapping[str, Any] | None = None) -> None:
        self._pipe.send({"event": "run", "run": run, "result": result, "error": error})

    def failed(self, error: Mapping[str, Any], final: bool) -> None:
        """The child ends because of this; `final` when trying again would not help."""
        self._pipe.send({"event": "failed", "error": error, "final": final})

    def _beat(self) -> None:
        beaten = 0.0
        while not self._pipe.lost.is_set():
            self._dirty.wait(HEARTBEAT_SECONDS)
            if self._dirty.is_set():
                time.sleep(max(0.0, REPORT_SECONDS - (time.monotonic() - self._sent_at)))
                self._send_state()
            if time.monotonic() - beaten >= HEARTBEAT_SECONDS:
                beaten = time.monotonic()
                self._pipe.send({"event": "beat", "rss_bytes": resident_bytes()})

    def _send_state(self) -> None:
        with self._lock:
            self._dirty.clear()
            self._sent_at = time.monotonic()
            # Taken and sent under one lock: the host must never hear an older state after a newer one.
            self._pipe.send({"event": "state", "state": plain(self.state), "need": self.need})


def lower_priority() -> None:
    """The whole process group, parser processes included, yields to everything else (a hover's p95 stays at 2 ms)."""
    os.setpriority(os.PRIO_PGRP, 0, 19)
