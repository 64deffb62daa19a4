"""A raw JSON-RPC client for tests: exact bytes out, every message that comes back kept in order."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, cast

Message = dict[str, Any]

WAIT_SECONDS = 60.0  # against a hang; an answer takes milliseconds


def frame(message: object) -> bytes:
    body = json.dumps(message).encode()
    return b"Content-Length: %d\r\n\r\n%s" % (len(body), body)


class RawClient:
    """Starts the program with pipes. `messages` holds everything received, in order."""

    def __init__(self, command: list[str], environment: Mapping[str, str] | None = None, **options: Any) -> None:
        self.process: subprocess.Popen[bytes] = subprocess.Popen[bytes](
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, **(environment or {})},
            **options,
        )
        self.messages: list[Message] = []
        self.broken: list[bytes] = []  # bytes in stdout that are no message: must stay empty
        self.log: bytes = b""
        self.answers: dict[str, Callable[[Any], Any]] = {}
        self._next_id = 0
        self._changed = threading.Condition()
        self._closed = False
        self._threads = [threading.Thread(target=target, daemon=True) for target in (self._read, self._read_log)]
        for thread in self._threads:
            thread.start()

    # sending

    def send_bytes(self, data: bytes) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def notify(self, method: str, params: object = None) -> None:
        self.send_bytes(frame({"jsonrpc": "2.0", "method": method, "params": params}))

    def start(self, method: str, params: object = None, identifier: int | str | None = None) -> int | str:
        """Send a request without waiting; its id."""
        if identifier is None:
            self._next_id += 1
            identifier = self._next_id
        self.send_bytes(frame({"jsonrpc": "2.0", "id": identifier, "method": method, "params": params}))
        return identifier

    def request(self, method: str, params: object = None) -> Message:
        """The whole answer: `result` or `error`."""
        return self.wait_answer(self.start(method, params))

    def result(self, method: str, params: object = None) -> Any:
        answer = self.request(method, params)
        assert "error" not in answer, answer["error"]
        return answer["result"]

    def error(self, method: str, params: object = None) -> Message:
        answer = self.request(method, params)
        assert "error" in answer, answer
        return cast("Message", answer["error"])

    # receiving

    def wait_answer(self, identifier: int | str | None) -> Message:
        return self.wait_for(lambda message: "method" not in message and message.get("id") == identifier)

    def wait_for(self, wanted: Callable[[Message], bool]) -> Message:
        def find() -> Message | None:
            return next((message for message in self.messages if wanted(message)), None)

        with self._changed:
            self._changed.wait_for(lambda: find() is not None or self._closed, WAIT_SECONDS)
            found = find()
        assert found is not None, f"no such message; got {self.messages[-5:]}, log {self.log[-3000:].decode()}"
        return found

    def notifications(self, method: str) -> list[Any]:
        return [message["params"] for message in list(self.messages) if message.get("method") == method]

    def answers_to(self, identifier: int | str | None) -> list[Message]:
        return [
            message for message in list(self.messages) if "method" not in message and message.get("id") == identifier
        ]

    # life

    def initialize(self, capabilities: Message | None = None, **params: Any) -> Message:
        result = self.result("initialize", {"processId": None, "capabilities": capabilities or {}, **params})
        self.notify("initialized", {})
        return cast("Message", result)

    def stop(self) -> int:
        """`shutdown`, `exit`; the exit code."""
        self.result("shutdown")
        self.notify("exit")
        return self.wait_exit()

    def wait_exit(self) -> int:
        return self.process.wait(WAIT_SECONDS)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(WAIT_SECONDS)
        for thread in self._threads:
            thread.join(WAIT_SECONDS)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                try:
                    stream.close()
                except BrokenPipeError:
                    pass

    def __enter__(self) -> RawClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while header := stream.readline():
            if not header.startswith(b"Content-Length: ") or stream.readline() != b"\r\n":
                self.broken.append(header)
                continue
            message = cast("Message", json.loads(stream.read(int(header.split()[1]))))
            if "method" in message and "id" in message:
                self._answer(message)
            with self._changed:
                self.messages.append(message)
                self._changed.notify_all()
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _answer(self, message: Message) -> None:
        answer = self.answers.get(message["method"])
        if answer is not None:
            try:
                self.send_bytes(frame({"jsonrpc": "2.0", "id": message["id"], "result": answer(message.get("params"))}))
            except BrokenPipeError:
                pass

    def _read_log(self) -> None:
        stream = self.process.stderr
        assert stream is not None
        while data := os.read(stream.fileno(), 65536):
            self.log += data


def probe(**options: Any) -> RawClient:
    """The transport alone, with routes made for tests."""
    return RawClient([sys.executable, "-m", "tests.lsp.probe_server"], cwd=_REPOSITORY, **options)


def until(condition: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited too long for: {what}"
        time.sleep(0.02)


_REPOSITORY = Path(__file__).parents[2]
