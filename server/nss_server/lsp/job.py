"""A request as a capability's `Job`: cancellation in, progress and partial results out. Knows no capability."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any

from lsprotocol import types

if TYPE_CHECKING:
    from nss_index.ports import Progress

    from nss_server.lsp.ledger import OpenRequest
    from nss_server.lsp.protocol import NssProtocol

Token = int | str

REPORT_SECONDS = 0.1
"""Least time between two progress reports of one request: an editor redraws for each."""


class LspJob:
    """Its methods may be called from any thread; what they send leaves on the event loop, in order, and only while the
    request is open: nothing follows an answer."""

    def __init__(self, protocol: NssProtocol, request: OpenRequest, work: Token | None, partial: Token | None) -> None:
        self._protocol, self._request = protocol, request
        self._work, self._partial = work, partial
        self._loop = asyncio.get_running_loop()
        self._begun = False
        self._last_report = 0.0

    @property
    def streams(self) -> bool:
        return self._partial is not None

    def cancelled(self) -> bool:
        return self._request.cancelled()

    def report(self, progress: Progress) -> None:
        now = time.monotonic()
        if self._work is not None and now - self._last_report >= REPORT_SECONDS:
            self._last_report = now
            self._loop.call_soon_threadsafe(self._report, progress)

    def partial(self, result: object) -> None:
        if self._partial is not None:
            self._loop.call_soon_threadsafe(self._send, self._partial, result)

    def finish(self) -> None:
        """On the loop, once, whatever happened: a progress that was begun is ended."""
        if self._begun and self._work is not None:
            send_progress(self._protocol, self._work, types.WorkDoneProgressEnd())
            self._begun = False

    def _report(self, progress: Progress) -> None:
        if self._work is None or not self._protocol.ledger.is_open(self._request):
            return
        if not self._begun:
            self._begun = True
            title = f"NSS {self._request.method.removeprefix('nss/')}"
            send_progress(self._protocol, self._work, types.WorkDoneProgressBegin(title=title, cancellable=True))
        message, percentage = describe_progress(progress.done, progress.total, progress.unit, progress.stage)
        send_progress(self._protocol, self._work, types.WorkDoneProgressReport(message=message, percentage=percentage))

    def _send(self, token: Token, value: object) -> None:
        if self._protocol.ledger.is_open(self._request):
            send_progress(self._protocol, token, value)


def send_progress(protocol: NssProtocol, token: Token, value: Any) -> None:
    protocol.notify(types.PROGRESS, types.ProgressParams(token, value))


def describe_progress(done: int, total: int, unit: str, stage: str) -> tuple[str, int | None]:
    """(message, percentage); no percentage while the total is unknown."""
    if total > 0:
        return f"{stage}: {done} of {total} {unit}".rstrip(), min(100, 100 * done // total)
    return f"{stage}: {done} {unit}".rstrip() if done else stage, None


def read_token(params: dict[str, Any], name: str) -> Token | None:
    """Take a progress token out of params; None where there is none."""
    value = params.pop(name, None)
    return value if isinstance(value, int | str) and not isinstance(value, bool) else None
