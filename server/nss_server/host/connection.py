"""One client of the host: framing, the handshake, requests in and answers out. Knows no method but the handshake's.

Whatever a client sends, the host answers or hangs up, and holds a bounded amount of memory for it.
"""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from logging import Logger
from typing import Any

import msgspec
from nss_index.errors import BadInput, HostUnavailable, LimitReached, NssError

from nss_server.adapters.host_protocol import (
    INTERNAL_ERROR,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    NSS_ERROR,
    PARSE_ERROR,
    UNSENT_LIMIT,
    Message,
    RootState,
    Version,
    check_peer,
    decode,
    encode,
    error_answer,
    plain,
)
from nss_server.host.host import Host
from nss_server.host.service import SERVICES, WAITING
from nss_server.host.timings import TimingEntry

REQUESTS_AT_ONCE = 256
"""Per client; an editor with every window busy has a handful. More is a loop that has lost its mind."""

HELLO_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Hello:
    protocol: int
    schema: int
    build: str
    client: str = ""
    pid: int = 0


class Connection:
    """Is the `Watcher` of the roots that its client has opened."""

    def __init__(
        self,
        host: Host,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        on_stop: Callable[[str], None],
        log: Logger,
    ) -> None:
        self._host, self._reader, self._writer, self._on_stop, self._log = host, reader, writer, on_stop, log
        self._requests: dict[int | str, asyncio.Task[None]] = {}
        self._stopping = ""

    async def serve(self) -> None:
        """Until the client hangs up, or has to be hung up on."""
        try:
            check_peer(self._writer.get_extra_info("socket"))
            if await asyncio.wait_for(self._greet(), HELLO_SECONDS):
                while (message := await self._read()) is not None:
                    self._take(message)
        except NssError as error:
            self._send(error_answer(None, error, INVALID_REQUEST))
        except (TimeoutError, ConnectionError):
            pass  # gone, or never said who it is: nobody is left to tell
        finally:
            await self._end()

    def root_state(self, state: RootState) -> None:
        self._notify("root/state", plain(state))

    def hang_up(self) -> None:
        """The host ends; what was written is still sent."""
        self._writer.close()

    async def _greet(self) -> bool:
        message = await self._read()
        if message is None:
            return False
        if message.method != "hello":
            raise BadInput("the first request is hello")
        try:
            hello = msgspec.convert(message.params, Hello)
        except msgspec.ValidationError as error:
            raise BadInput("hello cannot be read", why=str(error)) from error
        ours, theirs = self._host.options.version, Version(hello.protocol, hello.schema, hello.build)
        if theirs.newness() == ours.newness():
            handshake = {**plain(ours), "pid": self._host.pid, "started_at": self._host.started_at}
            self._send(Message(id=message.id, result=handshake))
            return True
        self._send(_refusal(message.id, ours, theirs))
        if theirs.newness() > ours.newness():
            self._on_stop(f"a newer nss ({theirs.build}) takes over")
        return False

    async def _read(self) -> Message | None:
        """The next message, None at the end. Raises BadInput for anything else, after which the client is cut off."""
        try:
            line = await self._reader.readuntil(b"\n")
        except asyncio.IncompleteReadError:
            return None
        except asyncio.LimitOverrunError as error:
            raise LimitReached("a message is too long", why=str(error)) from error
        try:
            return decode(line)
        except msgspec.MsgspecError as error:
            self._send(error_answer(None, BadInput("this is not a message", why=str(error)), PARSE_ERROR))
            return None

    def _take(self, message: Message) -> None:
        if message.method == "$/cancel":
            task = self._requests.get((message.params or {}).get("id", ""))
            if task:
                task.cancel()
        elif message.method is None or message.id is None:
            self._log.warning("a client sent a message that is no request")
        elif message.id in self._requests:
            self._send(error_answer(message.id, BadInput("this id is in use"), INVALID_REQUEST))
        elif len(self._requests) >= REQUESTS_AT_ONCE:
            self._send(error_answer(message.id, LimitReached("too many requests at once"), INVALID_REQUEST))
        else:
            task = asyncio.create_task(self._answer(message.id, message.method, message.params or {}))
            self._requests[message.id] = task
            task.add_done_callback(functools.partial(self._answered, message.id))

    async def _answer(self, identity: int | str, method: str, params: Mapping[str, Any]) -> None:
        started = time.perf_counter()
        try:
            if method == "stop":
                self._stopping = "it was told to stop"
                self._send(Message(id=identity, result={"pid": self._host.pid}))
                return
            service = SERVICES.get(method)
            if service is None:
                self._send(error_answer(identity, BadInput(f"the host knows no {method}"), METHOD_NOT_FOUND))
                return
            result = await service(self._host, _Asker(self, identity), params)
            self._send(Message(id=identity, result=result))
        except NssError as error:
            self._send(error_answer(identity, error, NSS_ERROR))
        except Exception as error:  # noqa: BLE001 - the edge of a request: exactly one answer, and the defect is logged
            self._log.exception("%s failed", method)
            self._send(error_answer(identity, error, INTERNAL_ERROR))
        finally:
            if method not in WAITING:
                milliseconds = (time.perf_counter() - started) * 1000
                self._host.timings.add([TimingEntry("host", method, milliseconds, str(params.get("root", "")))])

    def _answered(self, identity: int | str, task: asyncio.Task[None]) -> None:
        del self._requests[identity]
        if task.cancelled():
            gone = HostUnavailable("the request was given up")
            self._send(error_answer(identity, gone))
        if self._stopping:
            self._on_stop(self._stopping)

    def notify_job(self, request: int | str, event: Mapping[str, Any]) -> None:
        self._notify("job/event", {**event, "request": request})

    def _notify(self, method: str, params: dict[str, Any]) -> None:
        self._send(Message(method=method, params=params))

    def _send(self, message: Message) -> None:
        transport = self._writer.transport
        if transport.is_closing():
            return
        transport.write(encode(message))
        if transport.get_write_buffer_size() > UNSENT_LIMIT:
            self._log.warning("a client stopped reading and was cut off")
            transport.abort()

    async def _end(self) -> None:
        for task in list(self._requests.values()):
            task.cancel()
        await asyncio.gather(*self._requests.values(), return_exceptions=True)
        for root, watchers in list(self._host.watchers.items()):
            if self in watchers:
                self._host.close_root(root, self)
        self._writer.close()


class _Asker:
    """One request as a `service.Client`: hears of roots for its connection, of jobs for itself."""

    def __init__(self, connection: Connection, request: int | str) -> None:
        self._connection, self._request = connection, request

    @property
    def watcher(self) -> Connection:
        return self._connection

    def job_event(self, event: Mapping[str, Any]) -> None:
        self._connection.notify_job(self._request, event)


def _refusal(identity: int | str | None, ours: Version, theirs: Version) -> Message:
    if theirs.newness() > ours.newness():
        error = HostUnavailable(
            f"the nss host is older ({ours.build}) than this nss ({theirs.build})",
            why="it ends now and leaves its jobs to a new one",
            todo="Ask again",
        )
        answer = error_answer(identity, error)
        answer.error = {**(answer.error or {}), "data": {**(answer.error or {})["data"], "upgrade": True}}
        return answer
    return error_answer(
        identity,
        HostUnavailable(
            f"this nss ({theirs.build}) is older than the running nss host ({ours.build})",
            why="nss was updated while this one ran",
            todo="Restart it (in an editor: restart the language server)",
        ),
    )
