"""One connection to one greeted editor: reads frames, hands them to the protocol, writes, knows when it is over.

Owns the threads of the transport and the exit code. Knows no feature: `build` adds those.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from nss_server import __version__
from nss_server.lsp.parent import watch_process
from nss_server.lsp.protocol import NssProtocol, Phase
from nss_server.lsp.stdio import EXIT_IN_ORDER, EXIT_WITHOUT_SHUTDOWN

if TYPE_CHECKING:
    from nss_server.lsp.framing import FrameReader
    from nss_server.lsp.initialize import ClientInfo
    from nss_server.lsp.ledger import OpenRequest
    from nss_server.lsp.writer import MessageWriter

log = logging.getLogger(__name__)

FLUSH_SECONDS = 2.0
"""How long the last answers may take to be read before the process ends anyway."""


class Endpoint:
    """The live connection. Used on the event loop."""

    def __init__(self) -> None:
        self.server = LanguageServer("nss", __version__, protocol_cls=NssProtocol)
        protocol = self.server.protocol
        assert isinstance(protocol, NssProtocol)
        self.protocol = protocol
        self.protocol.requests[types.SHUTDOWN] = self._shut_down
        self.at_shutdown: list[Callable[[], None]] = []
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        protocol.exited = self.end

    def end(self) -> None:
        if not self._ended.done():
            self._ended.set_result(None)

    async def run(self, reader: FrameReader, writer: MessageWriter) -> int:
        """Serve until the editor says `exit`, closes the stream, or is gone; the exit code."""
        loop = asyncio.get_running_loop()

        def lost() -> None:
            loop.call_soon_threadsafe(self.end)

        writer.on_lost = lost
        self.protocol.send_frame = writer.send
        reading = asyncio.create_task(self._read(reader))
        await self._ended
        reading.cancel()
        in_order = self.protocol.phase is Phase.SHUT_DOWN
        self._stop_work()
        writer.close(FLUSH_SECONDS)
        return EXIT_IN_ORDER if in_order else EXIT_WITHOUT_SHUTDOWN

    async def _read(self, reader: FrameReader) -> None:
        # A thread of its own, one frame ahead of us at most: no handler can keep it from reading a cancel, and a flood
        # waits in the pipe and not in our memory.
        thread = ThreadPoolExecutor(1, thread_name_prefix="nss-lsp-reader")
        loop = asyncio.get_running_loop()
        try:
            while (frame := await loop.run_in_executor(thread, reader.next)) is not None:
                self.protocol.receive(frame)
        except OSError as error:
            log.error("reading from the editor failed: %s", error)
        self.end()

    def _shut_down(self, request: OpenRequest, params: Any) -> None:
        for other in self.protocol.ledger.all():
            if other is not request:
                self.protocol.cancel(other)
        self.protocol.phase = Phase.SHUT_DOWN
        self._stop_work()

    def _stop_work(self) -> None:
        while self.at_shutdown:
            self.at_shutdown.pop()()


def serve(
    reader: FrameReader, writer: MessageWriter, client: ClientInfo, build: Callable[[Endpoint, ClientInfo], None]
) -> int:
    """Run one connection that has been initialized, with the routes that `build` adds; the exit code."""

    async def run() -> int:
        endpoint = Endpoint()
        build(endpoint, client)
        if client.process_id is not None:
            watch_process(client.process_id, endpoint.end)
        return await endpoint.run(reader, writer)

    loop = asyncio.new_event_loop()  # not asyncio.run: it would wait for threads that are in the middle of a search
    return loop.run_until_complete(run())
