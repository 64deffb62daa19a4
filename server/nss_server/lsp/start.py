"""The order in which `nss lsp` comes up: streams, greeting, the heavy imports, the server."""

from __future__ import annotations

import functools
import gc
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from nss_server.lsp.framing import FrameReader
from nss_server.lsp.greeting import greet
from nss_server.lsp.stdio import EXIT_EDITOR_STUCK, EXIT_WITHOUT_SHUTDOWN, ProtocolStreams, leave
from nss_server.lsp.writer import MessageWriter

if TYPE_CHECKING:
    from nss_server.lsp.endpoint import Endpoint
    from nss_server.lsp.initialize import ClientInfo

Build = Callable[["Endpoint", "ClientInfo"], None]


def run(streams: ProtocolStreams, offer: Callable[[ClientInfo], dict[str, Any]], load: Callable[[], Build]) -> int:
    """Serve one editor; the exit code. `offer` makes the result of `initialize`, `load` imports what adds routes."""
    stuck = functools.partial(leave, EXIT_EDITOR_STUCK)
    writer = MessageWriter(streams.outgoing, on_stuck=stuck, on_lost=functools.partial(leave, EXIT_WITHOUT_SHUTDOWN))
    reader = FrameReader(streams.incoming)
    client = greet(reader, writer.send, offer)
    if client is None:
        writer.close(1.0)
        return EXIT_WITHOUT_SHUTDOWN
    gc.disable()  # the imports make a hundred thousand objects that all stay: collecting among them costs a third
    from nss_server.lsp.endpoint import serve

    build = load()
    gc.freeze()
    gc.enable()
    return serve(reader, writer, client, build)
