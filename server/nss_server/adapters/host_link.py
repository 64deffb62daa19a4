"""One connection of a client to the host: the handshake, requests in flight, notifications. Ends with its socket.

Knows nothing of starting a host or of coming back; `host_client` does that.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from nss_index.errors import HostUnavailable, NssError

from nss_server.adapters.host_protocol import (
    MESSAGE_LIMIT,
    Message,
    Version,
    check_peer,
    decode,
    encode,
    error_from,
    plain,
)
from nss_server.workspace import OnEvent

HELLO_SECONDS = 15.0
"""The host answers hello within milliseconds; this is a guard against one that hangs."""


class LinkLost(Exception):
    """The connection ended before the answer came."""


class HostOlder(Exception):
    """The host is older than this client and ends now."""


OnNotice = Callable[[str, Mapping[str, Any]], None]


@dataclass(slots=True)
class _Call:
    answer: asyncio.Future[Any]
    on_event: OnEvent | None
    on_result: Callable[[Any], None] | None


class HostLink:
    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, on_notice: OnNotice) -> None:
        self._reader, self._writer, self._on_notice = reader, writer, on_notice
        self._calls: dict[int, _Call] = {}
        self._last = 0
        self.handshake: Mapping[str, Any] = {}
        self.alive = True
        self._listening: asyncio.Task[None] | None = None

    @classmethod
    async def open(
        cls, path: Path, version: Version, client: str, on_notice: OnNotice, on_lost: Callable[[], None]
    ) -> HostLink:
        """Connect and say hello. Raises OSError where nobody listens, LinkLost, HostOlder, or HostUnavailable when this
        client is the older one."""
        reader, writer = await asyncio.open_unix_connection(path, limit=MESSAGE_LIMIT)
        link = cls(reader, writer, on_notice)
        try:
            check_peer(writer.get_extra_info("socket"))
            link._listening = asyncio.create_task(link._listen(on_lost), name="nss host link")
            hello = {**plain(version), "client": client, "pid": os.getpid()}
            async with asyncio.timeout(HELLO_SECONDS):
                link.handshake = await link.call("hello", hello)
        except BaseException:
            await link.close()
            raise
        return link

    async def call(
        self,
        method: str,
        params: Mapping[str, Any],
        on_event: OnEvent | None = None,
        on_result: Callable[[Any], None] | None = None,
    ) -> Any:
        """One request. `on_result` is called before any notification that follows the answer. Cancelling the task
        cancels the request. Raises LinkLost, HostOlder, or what the host answered with."""
        if not self.alive:
            raise LinkLost
        self._last += 1
        identity = self._last
        call = self._calls[identity] = _Call(asyncio.get_running_loop().create_future(), on_event, on_result)
        self._send(Message(id=identity, method=method, params=dict(params)))
        try:
            return await call.answer
        except asyncio.CancelledError:
            self._send(Message(method="$/cancel", params={"id": identity}))
            raise
        finally:
            self._calls.pop(identity, None)

    async def close(self) -> None:
        self.alive = False
        self._writer.close()
        if self._listening and self._listening is not asyncio.current_task():
            self._listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listening

    def _send(self, message: Message) -> None:
        if not self._writer.transport.is_closing():
            self._writer.write(encode(message))

    async def _listen(self, on_lost: Callable[[], None]) -> None:
        try:
            while line := await self._reader.readline():
                self._take(decode(line))
        except (OSError, ValueError):
            pass  # a reset, a line that is too long or no message: the connection is of no more use
        self.alive = False
        self._writer.close()
        for call in list(self._calls.values()):
            if not call.answer.done():
                call.answer.set_exception(LinkLost())
        on_lost()

    def _take(self, message: Message) -> None:
        if message.method is not None:
            params = message.params or {}
            call = self._calls.get(cast("int", params.get("request", 0)))
            if call and call.on_event:
                call.on_event(params)
            else:
                self._on_notice(message.method, params)
            return
        call = self._calls.get(cast("int", message.id))
        if call is None or call.answer.done():
            return
        if message.error is not None:
            call.answer.set_exception(_raised(message.error))
            return
        if call.on_result:
            call.on_result(message.result)
        call.answer.set_result(message.result)


def _raised(error: Mapping[str, Any]) -> NssError | HostOlder:
    fields = cast("Mapping[str, Any]", error.get("data") or {})
    if fields.get("upgrade"):
        return HostOlder()
    if not fields:
        return HostUnavailable("the nss host answered with an error", why=str(error.get("message", "")))
    return error_from(fields)
