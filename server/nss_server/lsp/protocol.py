"""JSON-RPC as this server speaks it: what a message is, in which order things may happen, and one answer a request.

Replaces pygls' own handling of incoming messages, which gives no answer to invalid params or to params that hold a
"jsonrpc" key, lets a handler's thread block the reading, and turns untyped params into namedtuples. Knows no feature:
`routes` holds them. Methods that lsprotocol describes arrive and leave as its types, all others as plain JSON values.
"""

from __future__ import annotations

import asyncio
import enum
import inspect
import logging
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types
from pygls.protocol import LanguageServerProtocol

from nss_server.lsp.errors import (
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    REQUEST_CANCELLED,
    REQUEST_FAILED,
    ErrorObject,
    ProtocolError,
    error_object,
    to_error_object,
)
from nss_server.lsp.ledger import MAX_OPEN, Ledger, OpenRequest, RequestId, is_request_id
from nss_server.lsp.message import (
    Notification,
    Refused,
    Request,
    Response,
    encode,
    error_answer,
    read_message,
    result_answer,
)

if TYPE_CHECKING:
    from concurrent.futures import Future

    from cattrs import Converter
    from pygls.server import JsonRPCServer

    from nss_server.lsp.framing import BadFrame, Frame

log = logging.getLogger(__name__)

RequestHandler = Callable[[OpenRequest, Any], Awaitable[Any] | Any]
"""Called on the loop with the request and its params, in the order of arrival. Returns the result or an awaitable of
it; what must see the buffers as they were on arrival is read before the awaitable is returned."""
NotificationHandler = Callable[[Any], None]


class Phase(enum.Enum):
    READY = enum.auto()
    SHUT_DOWN = enum.auto()


class NssProtocol(LanguageServerProtocol):
    def __init__(self, server: JsonRPCServer, converter: Converter) -> None:
        super().__init__(server, converter)  # type: ignore[arg-type]
        self.requests: dict[str, RequestHandler] = {}
        self.notifications: dict[str, NotificationHandler] = {}
        self.ledger = Ledger()
        self.phase = Phase.READY
        self.send_frame: Callable[[bytes], None] = _nobody
        self.exited: Callable[[], None] = _nothing

    def _register_builtin_features(self) -> None:
        """None of pygls' own: they would be second handlers of the same messages."""

    def receive(self, frame: Frame | BadFrame) -> None:
        """Take one frame. Never raises: whatever it holds, the next one is read."""
        match read_message(frame):
            case Request() as request:
                self._take_request(request)
            case Notification() as notification:
                self._take_notification(notification)
            case Response() as response:
                self._take_response(response)
            case Refused(identifier, code, reason):
                log.error("broken message: %s", reason)
                self._refuse(identifier, code, reason)

    # requests

    def _take_request(self, message: Request) -> None:
        request = self.ledger.open(message.id, message.method)
        if request is None:
            self._refuse(message.id, INVALID_REQUEST, f"a request with the id {message.id!r} is still open")
            return
        try:
            handler = self._handler(message.method)
            result = handler(request, self._structure_params(message))
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
        if method == types.INITIALIZE:
            raise ProtocolError(INVALID_REQUEST, "the server has been initialized already")
        handler = self.requests.get(method)
        if handler is None:
            raise ProtocolError(METHOD_NOT_FOUND, f"no such method: {method[:200]}")
        if len(self.ledger) > MAX_OPEN:
            raise ProtocolError(REQUEST_FAILED, f"more than {MAX_OPEN} requests are open")
        return handler

    def _structure_params(self, message: Request | Notification) -> Any:
        described = _TYPED.get(message.method, (None, None))[0]
        if described is None:
            params: object = {} if message.params is None else message.params
            if not isinstance(params, dict):
                raise ProtocolError(INVALID_PARAMS, f"the params of {message.method[:200]} are an object")
            return cast("dict[str, Any]", params)
        try:
            return self._converter.structure(message.raw, described).params
        except Exception as error:
            # cattrs raises many kinds, all of them about what the editor sent
            why = f"invalid params of {message.method}: {_first_cause(error)}"
            raise ProtocolError(INVALID_PARAMS, why) from error

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
            body = result_answer(request.id, self._plain_result(request.method, result), self._plain)
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
        self.send_frame(error_answer(request.id, answer))

    def cancel(self, request: OpenRequest) -> None:
        """Answer now; what runs is told and its result, if it still comes, is dropped."""
        request.cancel()
        self.fail(request, ProtocolError(REQUEST_CANCELLED, "cancelled"))

    def _refuse(self, identifier: RequestId | None, code: int, reason: str) -> None:
        self.send_frame(error_answer(identifier, error_object(code, reason)))

    # notifications and responses

    def _take_notification(self, message: Notification) -> None:
        if message.method == types.EXIT:
            self.exited()
        elif message.method == types.CANCEL_REQUEST:
            params = message.params
            wanted = cast("dict[str, object]", params).get("id") if isinstance(params, dict) else None
            if (request := self.ledger.find(wanted)) is not None:
                self.cancel(request)
        elif self.phase is Phase.READY and (handler := self.notifications.get(message.method)) is not None:
            try:
                handler(self._structure_params(message))
            except ProtocolError as error:
                log.error("%s", error)
            except Exception:
                log.exception("%s failed", message.method)

    def _take_response(self, message: Response) -> None:
        waiting = cast("dict[object, Future[Any]]", self._request_futures)
        future = waiting.pop(message.id, None) if is_request_id(message.id) else None
        if future is None or not future.set_running_or_notify_cancel():
            return
        if message.error is not None:
            future.set_exception(ClientRefused(message.error))
        else:
            future.set_result(message.result)

    # outgoing

    def _send_data(self, data: Any) -> None:
        """Everything that pygls itself sends (`notify`, `send_request`). Thread-safe."""
        self.send_frame(encode(self._plain(data)))

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

    def __init__(self, error: object) -> None:
        super().__init__(str(cast("ErrorObject", error).get("message", "")) if isinstance(error, dict) else "")


_TYPED = {
    method: (cast("type[Any] | None", described[0]), cast("Callable[..., Any] | None", described[1]))
    for method, described in types.METHOD_TO_TYPES.items()
}
_EXPECTED = frozenset({METHOD_NOT_FOUND, INVALID_PARAMS, INVALID_REQUEST, REQUEST_CANCELLED, REQUEST_FAILED})


async def _as_coroutine(value: Awaitable[Any]) -> Any:
    return await value


def _first_cause(error: BaseException) -> str:
    while isinstance(error, BaseExceptionGroup):
        error = cast("BaseExceptionGroup[BaseException]", error).exceptions[0]
    return f"{type(error).__name__}: {error}"[:300]


def _nobody(frame: bytes) -> None:
    raise RuntimeError("the protocol has no writer yet")


def _nothing() -> None:
    pass
