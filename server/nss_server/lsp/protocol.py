"""JSON-RPC as this server speaks it: what a message is, in which order things may happen, and one answer a request.

Replaces pygls' own handling of incoming messages, which gives no answer to invalid params or to params that hold a
"jsonrpc" key, lets a handler's thread block the reading, and turns untyped params into namedtuples. Knows no feature:
`routes` holds them. Methods that lsprotocol describes arrive and leave as its types, all others as plain JSON values.
"""

from __future__ import annotations

import asyncio
import enum
import inspect
import json
import logging
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types
from pygls.protocol import LanguageServerProtocol

from nss_server.lsp.errors import (
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    PARSE_ERROR,
    REQUEST_CANCELLED,
    REQUEST_FAILED,
    SERVER_NOT_INITIALIZED,
    ErrorObject,
    ProtocolError,
    error_object,
    to_error_object,
)
from nss_server.lsp.framing import BadFrame, Frame, encode_frame
from nss_server.lsp.ledger import MAX_OPEN, Ledger, OpenRequest, RequestId, is_request_id

if TYPE_CHECKING:
    from concurrent.futures import Future

    from cattrs import Converter
    from pygls.server import JsonRPCServer

log = logging.getLogger(__name__)

RequestHandler = Callable[[OpenRequest, Any], Awaitable[Any] | Any]
"""Called on the loop with the request and its params, in the order of arrival. Returns the result or an awaitable of
it; what must see the buffers as they were on arrival is read before the awaitable is returned."""
NotificationHandler = Callable[[Any], None]
Message = dict[str, Any]

_SNIFFED_ID = re.compile(rb'"id"\s*:\s*(-?\d{1,15}|"(?:[^"\\]|\\.){0,200}")')


class Phase(enum.Enum):
    CREATED = enum.auto()
    READY = enum.auto()
    SHUT_DOWN = enum.auto()


class NssProtocol(LanguageServerProtocol):
    def __init__(self, server: JsonRPCServer, converter: Converter) -> None:
        super().__init__(server, converter)  # type: ignore[arg-type]
        self.requests: dict[str, RequestHandler] = {}
        self.notifications: dict[str, NotificationHandler] = {}
        self.ledger = Ledger()
        self.phase = Phase.CREATED
        self.send_frame: Callable[[bytes], None] = _nobody
        self.exited: Callable[[], None] = _nothing

    def _register_builtin_features(self) -> None:
        """None of pygls' own: they would be second handlers of the same messages."""

    def receive(self, frame: Frame | BadFrame) -> None:
        """Take one frame. Never raises: whatever it holds, the next one is read."""
        if isinstance(frame, BadFrame):
            log.error("broken message: %s", frame.reason)
            found = _SNIFFED_ID.search(frame.start)
            self._refuse(json.loads(found.group(1)) if found else None, INVALID_REQUEST, frame.reason)
            return
        try:
            message = json.loads(frame.body, parse_constant=_no_constant)
        except (ValueError, RecursionError) as error:
            self._refuse(None, PARSE_ERROR, f"not JSON: {type(error).__name__}")
            return
        self._take(message)

    def _take(self, message: Any) -> None:
        if not isinstance(message, dict):
            self._refuse(None, INVALID_REQUEST, "a message is one JSON object")
            return
        message = cast("Message", message)
        method = message.get("method")
        if "method" not in message and ("result" in message or "error" in message):
            self._take_response(message)
        elif not isinstance(method, str) or message.get("jsonrpc") != self.VERSION:
            identifier = message.get("id")
            self._refuse(
                identifier if is_request_id(identifier) else None, INVALID_REQUEST, "not a JSON-RPC 2.0 message"
            )
        elif "id" in message:
            self._take_request(message, method)
        else:
            self._take_notification(message, method)

    # requests

    def _take_request(self, message: Message, method: str) -> None:
        identifier = message["id"]
        if not is_request_id(identifier):
            self._refuse(None, INVALID_REQUEST, "an id is an integer or a string")
            return
        request = self.ledger.open(identifier, method)
        if request is None:
            self._refuse(identifier, INVALID_REQUEST, f"a request with the id {identifier!r} is still open")
            return
        try:
            handler = self._handler(method)
            result = handler(request, self._structure_params(message, method))
        except Exception as error:  # noqa: BLE001  a handler's bug is an answer, not the end of the server
            self.fail(request, error)
            return
        if inspect.isawaitable(result):
            task = asyncio.ensure_future(_as_coroutine(result))
            request.run_as(task)
            task.add_done_callback(lambda done: self._finish(request, done))
        else:
            self.succeed(request, result)

    def _handler(self, method: str) -> RequestHandler:
        if self.phase is Phase.SHUT_DOWN:
            raise ProtocolError(INVALID_REQUEST, "the server has been shut down")
        if self.phase is Phase.CREATED and method != types.INITIALIZE:
            raise ProtocolError(SERVER_NOT_INITIALIZED, "the server has not been initialized")
        if self.phase is Phase.READY and method == types.INITIALIZE:
            raise ProtocolError(INVALID_REQUEST, "the server has been initialized already")
        handler = self.requests.get(method)
        if handler is None:
            raise ProtocolError(METHOD_NOT_FOUND, f"no such method: {method[:200]}")
        if len(self.ledger) > MAX_OPEN:
            raise ProtocolError(REQUEST_FAILED, f"more than {MAX_OPEN} requests are open")
        return handler

    def _structure_params(self, message: Message, method: str) -> Any:
        described = _TYPED.get(method, (None, None))[0]
        if described is None:
            params = message.get("params")
            if params is not None and not isinstance(params, dict):
                raise ProtocolError(INVALID_PARAMS, f"the params of {method} are an object")
            return cast("Message", params or {})
        try:
            return self._converter.structure(message, described).params
        except Exception as error:
            # cattrs raises many kinds, all of them about what the editor sent
            raise ProtocolError(INVALID_PARAMS, f"invalid params of {method}: {_first_cause(error)}") from error

    def _finish(self, request: OpenRequest, task: asyncio.Future[Any]) -> None:
        if task.cancelled():
            self.fail(request, ProtocolError(REQUEST_CANCELLED, "cancelled"))
        elif (error := task.exception()) is not None:
            self.fail(request, error)
        else:
            self.succeed(request, task.result())

    def succeed(self, request: OpenRequest, result: Any) -> None:
        if not self.ledger.is_open(request):
            return
        try:
            body = self._encode({"id": request.id, "result": self._plain_result(request.method, result)})
        except Exception as error:  # noqa: BLE001  a result that cannot be sent is an answer too
            self.fail(request, error)
            return
        self.ledger.close(request)
        self.send_frame(body)

    def fail(self, request: OpenRequest, error: BaseException) -> None:
        if not self.ledger.close(request):
            return
        answer = to_error_object(error)
        if answer["code"] not in _EXPECTED:
            log.error("%s failed", request.method, exc_info=error)
        self.send_frame(self._encode({"id": request.id, "error": answer}))

    def cancel(self, request: OpenRequest) -> None:
        """Answer now; what runs is told and its result, if it still comes, is dropped."""
        request.cancel()
        self.fail(request, ProtocolError(REQUEST_CANCELLED, "cancelled"))

    def _refuse(self, identifier: RequestId | None, code: int, reason: str) -> None:
        self.send_frame(self._encode({"id": identifier, "error": error_object(code, reason)}))

    # notifications and responses

    def _take_notification(self, message: Message, method: str) -> None:
        if method == types.EXIT:
            self.exited()
        elif method == types.CANCEL_REQUEST:
            params = message.get("params")
            wanted = cast("Message", params).get("id") if isinstance(params, dict) else None
            if (request := self.ledger.find(wanted)) is not None:
                self.cancel(request)
        elif self.phase is Phase.READY and (handler := self.notifications.get(method)) is not None:
            try:
                handler(self._structure_params(message, method))
            except ProtocolError as error:
                log.error("%s", error)
            except Exception:
                log.exception("%s failed", method)

    def _take_response(self, message: Message) -> None:
        identifier = message.get("id")
        waiting = cast("dict[object, Future[Any]]", self._request_futures)
        future = waiting.pop(identifier, None) if is_request_id(identifier) else None
        if future is None or not future.set_running_or_notify_cancel():
            return
        if (error := message.get("error")) is not None:
            future.set_exception(ClientRefused(cast("ErrorObject", error) if isinstance(error, dict) else {}))
        else:
            future.set_result(message.get("result"))

    # outgoing

    def _send_data(self, data: Any) -> None:
        """Everything that pygls itself sends (`notify`, `send_request`). Thread-safe."""
        self.send_frame(self._encode(self._plain(data)))

    def _encode(self, message: Message) -> bytes:
        # ASCII only: a lone surrogate in a buffer can be escaped, but not encoded
        whole = {"jsonrpc": self.VERSION, **message}
        return encode_frame(json.dumps(whole, allow_nan=False, default=self._plain).encode("ascii"))

    def _plain(self, value: object) -> Any:
        if hasattr(type(value), "__attrs_attrs__"):
            return self._converter.unstructure(value)
        if isinstance(value, enum.Enum):
            return value.value
        raise TypeError(f"{type(value).__name__} has no JSON form")

    def _plain_result(self, method: str, result: Any) -> Any:
        response = _TYPED.get(method, (None, None))[1]
        if response is None or result is None:
            return result
        return self._converter.unstructure(response(id=0, result=result))["result"]


class ClientRefused(Exception):
    """The editor answered one of our requests with an error."""

    def __init__(self, error: ErrorObject) -> None:
        super().__init__(str(error.get("message", "")))


_TYPED = {
    method: (cast("type[Any] | None", described[0]), cast("Callable[..., Any] | None", described[1]))
    for method, described in types.METHOD_TO_TYPES.items()
    if method != types.INITIALIZE  # read with care by hand: a value that lsprotocol does not know yet is no error
}
_EXPECTED = frozenset(
    {METHOD_NOT_FOUND, INVALID_PARAMS, INVALID_REQUEST, SERVER_NOT_INITIALIZED, REQUEST_CANCELLED, REQUEST_FAILED}
)


async def _as_coroutine(value: Awaitable[Any]) -> Any:
    return await value


def _first_cause(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = cast("BaseExceptionGroup[BaseException]", error).exceptions[0]
    return f"{type(error).__name__}: {error}"[:300]


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")


def _nobody(frame: bytes) -> None:
    raise RuntimeError("the protocol has no writer yet")


def _nothing() -> None:
    pass
