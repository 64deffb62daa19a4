"""How long requests took, sent to the host in batches: the answer behind `nss status` and the slow-request log."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

from nss_index.errors import NssError

if TYPE_CHECKING:
    from nss_server.dispatch import Timing
    from nss_server.workspace import HostPort

log = logging.getLogger(__name__)

BATCH_SECONDS = 2.0
MOST_WAITING = 500


class Timings:
    """Used on the event loop."""

    def __init__(self) -> None:
        self._entries: list[dict[str, Any]] = []
        self._sending: asyncio.Task[None] | None = None

    def add(self, timing: Timing, host: HostPort) -> None:
        if timing.slow:
            log.warning(
                "slow: %s took %.0f ms in %s (%s)", timing.method, timing.milliseconds, timing.root, timing.outcome
            )
        if len(self._entries) < MOST_WAITING:
            self._entries.append(
                {
                    "surface": "lsp",
                    "method": timing.method,
                    "milliseconds": round(timing.milliseconds, 3),
                    "root": timing.root,
                }
            )
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send_later(host))

    def stop(self) -> None:
        if self._sending is not None:
            self._sending.cancel()

    async def _send_later(self, host: HostPort) -> None:
        await asyncio.sleep(BATCH_SECONDS)
        entries, self._entries = self._entries, []
        try:
            if await host.running() is not None:  # figures are no reason to start one
                await host.request("timing/report", {"entries": entries})
        except NssError as error:
            log.info("timings were not reported: %s", error.sentence())
