"""An editor as far as measuring needs one: `nss lsp` on pipes, answers stamped when they arrive, and nothing shown."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, cast

import psutil

from bench.shell import nss_command

WAIT_SECONDS = 900.0
"""Against a hang only; a first full index of a large tree on a busy machine takes minutes."""


class RequestFailed(Exception):
    """The server answered with an error, or not at all."""


@dataclass(frozen=True, slots=True)
class Answer:
    result: Any
    seconds: float  # from sending the request to the arrival of its answer


class Editor:
    """One folder open. `states` are the root's states in order, each with the time of its arrival."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.started = time.perf_counter()
        self._process = subprocess.Popen(
            nss_command("lsp", "--stdio"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd="/",
        )
        self.states: list[tuple[float, dict[str, Any]]] = []
        self._answers: dict[int, tuple[float, dict[str, Any]]] = {}
        self._next = 0
        self._log = b""
        self._closed = False
        self._changed = threading.Condition()
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._read, self._read_log)]
        for thread in self._threads:
            thread.start()

    def initialize(self) -> float:
        """Seconds from the start of the process to the answer."""
        uri = self.root.as_uri()
        params = {
            "processId": os.getpid(),
            "rootUri": uri,
            "workspaceFolders": [{"uri": uri, "name": self.root.name}],
            "capabilities": {"general": {"positionEncodings": ["utf-16"]}},
        }
        self.request("initialize", params)
        return time.perf_counter() - self.started

    def cpu_seconds(self) -> float:
        """CPU time of the server so far: says more than walls on a busy machine."""
        used = psutil.Process(self._process.pid).cpu_times()
        return used.user + used.system

    def begin(self) -> None:
        self.notify("initialized", {})

    def request(self, method: str, params: dict[str, Any]) -> Answer:
        """Raises RequestFailed."""
        self._next += 1
        sent = time.perf_counter()
        self._send({"jsonrpc": "2.0", "id": self._next, "method": method, "params": params})
        wanted = self._next
        with self._changed:
            self._changed.wait_for(lambda: wanted in self._answers or self._closed, WAIT_SECONDS)
            if wanted not in self._answers:
                raise RequestFailed(f"no answer to {method}; {self._log[-2000:].decode(errors='replace')}")
            arrived, message = self._answers.pop(wanted)
        if "error" in message:
            raise RequestFailed(f"{method}: {message['error']}")
        return Answer(message["result"], arrived - sent)

    def notify(self, method: str, params: dict[str, Any]) -> None:
        self._send({"jsonrpc": "2.0", "method": method, "params": params})

    def wait_for_state(self, wanted: Callable[[dict[str, Any]], bool], since: float = 0.0) -> tuple[float, float]:
        """(when the wanted state arrived, seconds from `since` or the start to it). Raises RequestFailed."""

        def find() -> float | None:
            return next((at for at, state in self.states if at >= since and wanted(state)), None)

        with self._changed:
            self._changed.wait_for(lambda: find() is not None or self._closed, WAIT_SECONDS)
            found = find()
        if found is None:
            last = self.states[-1:] and self.states[-1][1]
            raise RequestFailed(
                f"the root never came so far; last {last}; {self._log[-2000:].decode(errors='replace')}"
            )
        return found, found - (since or self.started)

    def wait_live(self, since: float = 0.0) -> float:
        return self.wait_for_state(lambda state: state["state"] == "live", since)[1]

    def open(self, path: str, text: str) -> str:
        uri = (self.root / path).as_uri()
        document = {"uri": uri, "languageId": "text", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": document})
        return uri

    def close_document(self, uri: str) -> None:
        self.notify("textDocument/didClose", {"textDocument": {"uri": uri}})

    def search(self, query: str, mode: str = "hybrid", limit: int = 10) -> Answer:
        return self.request("nss/search", {"query": query, "mode": mode, "limit": limit})

    def close(self) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join()
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            if stream is not None:
                try:
                    stream.close()
                except BrokenPipeError:
                    continue

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps(message).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _read(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        while header := stream.readline():
            stream.readline()
            body = stream.read(int(header.split()[1]))
            arrived = time.perf_counter()
            self._take(cast("dict[str, Any]", json.loads(body)), arrived)
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _take(self, message: dict[str, Any], arrived: float) -> None:
        if "method" in message and "id" in message:
            self._send({"jsonrpc": "2.0", "id": message["id"], "result": None})
            return
        with self._changed:
            if "id" in message:
                self._answers[message["id"]] = (arrived, message)
            elif message["method"] == "nss/statusChanged":
                self.states.append((arrived, message["params"]))
            self._changed.notify_all()

    def _read_log(self) -> None:
        stream = self._process.stderr
        assert stream is not None
        while data := os.read(stream.fileno(), 65536):
            self._log += data
