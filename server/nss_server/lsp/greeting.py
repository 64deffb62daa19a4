"""Everything before the server proper: answers until `initialize` has been, before the heavy imports.

lsprotocol alone takes a quarter of a second to import; an editor need not wait for it to know what is offered.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from nss_server.lsp.errors import (
    INVALID_PARAMS,
    SERVER_NOT_INITIALIZED,
    ProtocolError,
    error_object,
    to_error_object,
)
from nss_server.lsp.initialize import ClientInfo, read_client
from nss_server.lsp.message import Notification, Refused, Request, error_answer, read_message, result_answer

if TYPE_CHECKING:
    from nss_server.lsp.framing import FrameReader


def greet(
    reader: FrameReader, send: Callable[[bytes], None], offer: Callable[[ClientInfo], dict[str, Any]]
) -> ClientInfo | None:
    """Blocks until the editor has initialized; None when it said `exit` or hung up instead."""
    while (frame := reader.next()) is not None:
        message = read_message(frame)
        if isinstance(message, Refused):
            send(error_answer(message.id, error_object(message.code, message.reason)))
        elif isinstance(message, Notification) and message.method == "exit":
            return None
        elif isinstance(message, Request):
            try:
                client = _read_initialize(message)
            except ProtocolError as error:
                send(error_answer(message.id, to_error_object(error)))
                continue
            send(result_answer(message.id, offer(client)))
            return client
    return None


def _read_initialize(message: Request) -> ClientInfo:
    if message.method != "initialize":
        raise ProtocolError(SERVER_NOT_INITIALIZED, "the server has not been initialized")
    params = message.params
    if not isinstance(params, dict):
        raise ProtocolError(INVALID_PARAMS, "the params of initialize are an object")
    return read_client(cast("dict[str, Any]", params))
