"""What one frame says in JSON-RPC, and the bytes of an answer. Pure; knows no method and imports nothing heavy."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from nss_server.lsp.errors import INVALID_REQUEST, PARSE_ERROR, ErrorObject
from nss_server.lsp.framing import BadFrame, Frame, encode_frame
from nss_server.lsp.ledger import RequestId, is_request_id

VERSION = "2.0"
_SNIFFED_ID = re.compile(rb'"id"\s*:\s*(-?\d{1,15}|"(?:[^"\\]|\\.){0,200}")')


@dataclass(frozen=True, slots=True)
class Request:
    id: RequestId
    method: str
    params: object
    raw: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Notification:
    method: str
    params: object
    raw: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Response:
    id: object
    result: object
    error: object  # None for a result


@dataclass(frozen=True, slots=True)
class Refused:
    """Not a message; `id` is that of the request that it may have been."""

    id: RequestId | None
    code: int
    reason: str


def read_message(frame: Frame | BadFrame) -> Request | Notification | Response | Refused:
    """Never raises, whatever the frame holds."""
    if isinstance(frame, BadFrame):
        found = _SNIFFED_ID.search(frame.start)
        return Refused(_sniffed(found.group(1)) if found else None, INVALID_REQUEST, frame.reason)
    try:
        message = json.loads(frame.body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        return Refused(None, PARSE_ERROR, f"not JSON: {type(error).__name__}")
    if not isinstance(message, dict):
        return Refused(None, INVALID_REQUEST, "a message is one JSON object")
    return _classify(cast("dict[str, Any]", message))


def result_answer(identifier: RequestId, result: object, plain: Callable[[object], Any] | None = None) -> bytes:
    """`plain` turns what JSON does not know into what it knows. Raises TypeError or ValueError where that fails."""
    return encode({"id": identifier, "result": result}, plain)


def error_answer(identifier: RequestId | None, error: ErrorObject) -> bytes:
    return encode({"id": identifier, "error": error})


def encode(message: dict[str, Any], plain: Callable[[object], Any] | None = None) -> bytes:
    # ASCII only: a lone surrogate in a buffer can be escaped, but not encoded
    whole = {"jsonrpc": VERSION, **message}
    return encode_frame(json.dumps(whole, allow_nan=False, default=plain).encode("ascii"))


def _classify(message: dict[str, Any]) -> Request | Notification | Response | Refused:
    method, identifier = message.get("method"), message.get("id")
    if "method" not in message and ("result" in message or "error" in message):
        return Response(identifier, message.get("result"), message.get("error"))
    if not isinstance(method, str) or message.get("jsonrpc") != VERSION:
        known = identifier if is_request_id(identifier) else None
        return Refused(known, INVALID_REQUEST, "not a JSON-RPC 2.0 message")
    if "id" not in message:
        return Notification(method, message.get("params"), message)
    if not is_request_id(identifier):
        return Refused(None, INVALID_REQUEST, "an id is an integer or a string")
    return Request(cast("RequestId", identifier), method, message.get("params"), message)


def _sniffed(value: bytes) -> RequestId | None:
    try:
        return cast("RequestId", json.loads(value))
    except ValueError:
        return None


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is not JSON")
