"""The one place that turns an exception into an LSP error. The codes are JSON-RPC's and LSP's own."""

from __future__ import annotations

from typing import Any

from nss_index.errors import BadInput, Cancelled, NssError

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
METHOD_NOT_FOUND = -32601
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
SERVER_NOT_INITIALIZED = -32002
REQUEST_FAILED = -32803
"""What was asked is understood and could not be done: `data.code` says which way."""
REQUEST_CANCELLED = -32800

ErrorObject = dict[str, Any]


class ProtocolError(Exception):
    """The message itself is wrong; `code` is one of the above."""

    def __init__(self, code: int, message: str) -> None:
        self.code = code
        super().__init__(message)


def error_object(code: int, message: str) -> ErrorObject:
    return {"code": code, "message": message}


def to_error_object(error: BaseException) -> ErrorObject:
    """`{code, message, data: {code, what, why, todo}}`. An error that is a bug of ours says so, without its traceback
    (that is in the log)."""
    if isinstance(error, NssError):
        return {"code": _code_of(error), "message": error.sentence(), "data": _data(error)}
    if isinstance(error, ProtocolError):
        return error_object(error.code, str(error))
    bug = NssError("NSS failed here", why=f"{type(error).__name__}: {error}", todo="The server's log has the details")
    return {"code": INTERNAL_ERROR, "message": bug.sentence(), "data": {**_data(bug), "code": "internal"}}


def _code_of(error: NssError) -> int:
    if isinstance(error, BadInput):
        return INVALID_PARAMS
    if isinstance(error, Cancelled):
        return REQUEST_CANCELLED
    return REQUEST_FAILED


def _data(error: NssError) -> dict[str, str]:
    return {"code": error.code, "what": error.what, "why": error.why, "todo": error.todo}
