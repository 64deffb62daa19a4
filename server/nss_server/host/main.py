"""The host process: lock, socket, signals, idle end. `nss host run`, or `python -m nss_server.host`.

One host per user: a second one ends at once with `OTHER_RUNS`. This process imports no heavy native library; the work
is done by children.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
import time
from collections.abc import Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path

from nss_index.errors import NssError
from nss_index.paths import data_home, private_folder

from nss_server.adapters.host_protocol import MESSAGE_LIMIT, THIS_VERSION, Version, host_socket
from nss_server.host.connection import Connection
from nss_server.host.host import Host, HostOptions
from nss_server.host.indexer_child import REAL_PARTS
from nss_server.host.place import HostLock, listen, stop_listening
from nss_server.host.store_thread import StoreThread

OTHER_RUNS = 3
IDLE_MINUTES = 15.0
CHILD_MEMORY_MIB = 3072
"""An index of a million lines needs about a third of it; what needs more would push the editor into swap."""

FIRST_CLIENT_SECONDS = 20.0
"""As long as a client tries; only then can nobody have come."""

LOG_BYTES = 1024 * 1024


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit codes: 0 idle or told to stop, 3 another host runs, 1 cannot start (said on standard error)."""
    parser = argparse.ArgumentParser(prog="nss host run", description="The background host of NSS, in the foreground.")
    parser.add_argument("--idle-minutes", type=float, default=IDLE_MINUTES, help="end after this long without work")
    parser.add_argument("--child-memory-mib", type=int, default=CHILD_MEMORY_MIB, help="restart a larger child")
    parser.add_argument("--build", default=THIS_VERSION.build, help=argparse.SUPPRESS)  # tests of upgrades
    parser.add_argument("--parts", default=REAL_PARTS, help=argparse.SUPPRESS)  # tests: another indexer
    options = parser.parse_args(arguments)
    os.umask(0o077)
    try:
        path = host_socket()
        lock = HostLock.take(path)
        if lock is None:
            sys.stderr.write("another nss host runs\n")
            return OTHER_RUNS
        try:
            host_options = HostOptions(
                version=Version(THIS_VERSION.protocol, THIS_VERSION.schema, options.build),
                idle_seconds=options.idle_minutes * 60,
                memory_limit=options.child_memory_mib << 20,
                parts=options.parts,
            )
            asyncio.run(_run(host_options, path))
        finally:
            lock.release()
    except NssError as error:
        sys.stderr.write(error.sentence() + "\n")
        return error.exit_code
    return 0


async def _run(options: HostOptions, path: Path) -> None:
    logs = private_folder(private_folder(data_home()) / "logs")
    log, child_log = _log("nss.host", logs / "host.log"), _log("nss.indexer", logs / "indexer.log")
    voice_log = _log("nss.voice", logs / "voice.log")
    store = StoreThread()
    problems = await store.open()
    host = Host(options, store, log, child_log, voice_log)
    host.problems = problems
    for problem in problems:
        log.warning(problem)
    server = _Server(host, log)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(number, server.stop, f"it got {number.name}")
    await host.resume()
    listening = await asyncio.start_unix_server(server.accept, sock=listen(path), limit=MESSAGE_LIMIT)
    try:
        await server.until_stopped()
    finally:
        stop_listening(path)
        listening.close()
        await host.close(server.reason)
        await server.hang_up()
        await store.close()


class _Server:
    """The clients, and when to end."""

    def __init__(self, host: Host, log: logging.Logger) -> None:
        self._host, self._log = host, log
        self._clients: dict[Connection, asyncio.Task[None]] = {}
        self._stopped = asyncio.Event()
        # A busy machine may take a while to bring the client here that started this host.
        self._idle_since = time.monotonic() + FIRST_CLIENT_SECONDS
        self.reason = ""

    def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connection = Connection(self._host, reader, writer, self.stop, self._log)
        task = asyncio.create_task(connection.serve())
        self._clients[connection] = task
        task.add_done_callback(lambda _: self._left(connection))

    def stop(self, reason: str) -> None:
        self.reason = self.reason or reason
        self._stopped.set()

    async def until_stopped(self) -> None:
        every = min(30.0, max(0.05, self._host.options.idle_seconds / 4))
        while not self._stopped.is_set():
            if self._clients or self._host.jobs.live:
                self._idle_since = time.monotonic()
            if await self._host.sweep(len(self._clients), self._idle_since):
                self.stop("nobody needed it")
                return
            try:
                await asyncio.wait_for(self._stopped.wait(), every)
            except TimeoutError:
                continue

    async def hang_up(self) -> None:
        for connection in self._clients:
            connection.hang_up()
        await asyncio.gather(*self._clients.values(), return_exceptions=True)

    def _left(self, connection: Connection) -> None:
        task = self._clients.pop(connection)
        self._idle_since = time.monotonic()
        if not task.cancelled() and (error := task.exception()):
            self._log.error("a connection failed", exc_info=error)


def _log(name: str, path: Path) -> logging.Logger:
    """A logger with a file that is kept within bounds."""
    handler = RotatingFileHandler(path, maxBytes=LOG_BYTES, backupCount=2, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    log = logging.getLogger(name)
    log.propagate = False
    log.setLevel(logging.INFO)
    log.handlers = [handler]
    return log
