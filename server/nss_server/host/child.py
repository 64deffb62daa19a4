"""One child process of the host: its start, its pipes, its end. Knows no kind of work.

A child gets a process group of its own (so that its own workers end with it), a clean environment, and a working
directory that is nobody's repository. Its standard error goes to a log that the host keeps within bounds.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import Callable, Mapping
from logging import Logger
from typing import Any

import msgspec
from nss_index.paths import data_home, private_folder

from nss_server.adapters.host_protocol import MESSAGE_LIMIT, UNSENT_LIMIT, clean_environment, encode, python_command

STOP_SECONDS = 8.0
"""More than the child's own grace; then it is killed."""

OnMessage = Callable[[Mapping[str, Any]], None]


class Child:
    def __init__(self, process: asyncio.subprocess.Process, label: str, log: Logger) -> None:
        self._process, self._label, self._log = process, label, log
        self.pid = process.pid
        self.rss_bytes = 0
        self.heard_at = asyncio.get_running_loop().time()
        self.killed_because = ""

    @classmethod
    async def start(cls, module: str, arguments: list[str], label: str, log: Logger) -> Child:
        """Raises OSError when no process can be made."""
        process = await asyncio.create_subprocess_exec(
            *python_command(module, *arguments),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=MESSAGE_LIMIT,
            cwd=private_folder(data_home()),
            env=clean_environment(os.environ),
            start_new_session=True,
        )
        return cls(process, label, log)

    def send(self, message: Mapping[str, Any]) -> None:
        """Queue one message. A child that has stopped reading is killed: its restart begins from the truth."""
        pipe = self._process.stdin
        if pipe is None or pipe.is_closing():
            return
        pipe.write(encode(message))
        if pipe.transport.get_write_buffer_size() > UNSENT_LIMIT:
            self.kill("it stopped reading its commands")

    async def run(self, on_message: OnMessage) -> int:
        """Hand on its messages until it has ended; returns the exit code, negative for a signal."""
        errors = asyncio.create_task(self._keep_errors())
        try:
            await self._read(on_message)
            return await self._process.wait()
        finally:
            self._end_group()
            await errors

    async def stop(self) -> None:
        """Ask it to end, then make it. `run` returns when it has."""
        self.send({"do": "stop"})
        try:
            await asyncio.wait_for(self._process.wait(), STOP_SECONDS)
        except TimeoutError:
            self.kill("it did not stop when it was told to")

    def kill(self, why: str) -> None:
        self.killed_because = self.killed_because or why
        self._end_group()

    async def _read(self, on_message: OnMessage) -> None:
        pipe = self._process.stdout
        while pipe is not None:
            try:
                line = await pipe.readline()
                if not line:
                    return
                message = msgspec.json.decode(line, type=dict[str, Any])
            except (ValueError, msgspec.MsgspecError) as error:
                self.kill(f"it sent something that is not a message ({error})")
                return
            self.heard_at = asyncio.get_running_loop().time()
            self.rss_bytes = message.get("rss_bytes", self.rss_bytes)
            on_message(message)

    async def _keep_errors(self) -> None:
        pipe = self._process.stderr
        while pipe is not None:
            try:
                line = await pipe.readline()
            except ValueError:
                continue  # a line over the limit: asyncio has thrown it away
            if not line:
                return
            self._log.warning("%s[%d] %s", self._label, self.pid, line.decode("utf-8", "replace").rstrip())

    def _end_group(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)


def ended_how(code: int) -> str:
    """An exit code as words."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return f"killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"killed by signal {-code}"
