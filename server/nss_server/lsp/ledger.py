"""Which requests are open, so that each gets exactly one answer. Knows no method and no wire."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import asyncio

RequestId = int | str

MAX_OPEN = 512
"""Requests that may be open at once. An editor with more of them has lost count; they are refused with an answer."""


@dataclass(slots=True, eq=False)
class OpenRequest:
    """One request between its arrival and its answer. Not frozen: its task is known only after it was made."""

    id: RequestId
    method: str
    _cancelled: threading.Event = field(default_factory=threading.Event)
    _task: asyncio.Task[Any] | None = None

    def run_as(self, task: asyncio.Task[Any]) -> None:
        self._task = task

    def cancelled(self) -> bool:
        """Thread-safe: the token that a worker asks."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        self._cancelled.set()
        if self._task is not None:
            self._task.cancel()


class Ledger:
    """The open requests by id. Used on the event loop only.

    Whoever answers closes the request first and sends only when `close` says True; a late result, a cancel that
    crosses an answer, or a second answer finds nothing to close.
    """

    def __init__(self) -> None:
        self._requests: dict[RequestId, OpenRequest] = {}

    def __len__(self) -> int:
        return len(self._requests)

    def open(self, request_id: RequestId, method: str) -> OpenRequest | None:
        """None when a request with this id is still open."""
        if request_id in self._requests:
            return None
        request = OpenRequest(request_id, method)
        self._requests[request_id] = request
        return request

    def find(self, request_id: object) -> OpenRequest | None:
        return self._requests.get(request_id) if is_request_id(request_id) else None  # type: ignore[arg-type]

    def is_open(self, request: OpenRequest) -> bool:
        return self._requests.get(request.id) is request

    def close(self, request: OpenRequest) -> bool:
        if not self.is_open(request):
            return False
        del self._requests[request.id]
        return True

    def all(self) -> list[OpenRequest]:
        return list(self._requests.values())


def is_request_id(value: object) -> bool:
    """JSON-RPC ids are integers or strings; null is for answers to what had none, and True is not 1."""
    return isinstance(value, (int, str)) and not isinstance(value, bool)
