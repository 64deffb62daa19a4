"""One editor: its connection, folders, buffers, settings and workers. What every handler gets; it handles nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from nss_server.dispatch import worker_pool
from nss_server.lsp.buffers import Buffers
from nss_server.lsp.configuration import Configuration
from nss_server.lsp.folders import Folders
from nss_server.lsp.roots import Root
from nss_server.lsp.status import RootStatus
from nss_server.lsp.timings import Timings

if TYPE_CHECKING:
    from lsprotocol import types

    from nss_server.lsp.endpoint import Endpoint
    from nss_server.lsp.initialize import ClientInfo
    from nss_server.lsp.ledger import OpenRequest

CommandHandler = Callable[["OpenRequest", "types.ExecuteCommandParams"], Awaitable[Any]]
T = TypeVar("T")

QUICK_WORKERS = 2
_QUICK = frozenset({"hover", "outline", "references", "symbols", "status", "tags"})
"""Asked while somebody types; they must not queue behind searches that wait for a first index."""


class Editor:
    """Used on the event loop."""

    def __init__(self, endpoint: Endpoint, client: ClientInfo) -> None:
        self.endpoint = endpoint
        self.protocol = endpoint.protocol
        self.commands: dict[str, CommandHandler] = {}
        self.dictation_actions: Callable[[types.CodeActionParams], list[types.CodeAction]] = lambda _: []
        self.buffers = Buffers()
        self.timings = Timings()
        self._searches = worker_pool()
        self._quick = worker_pool(QUICK_WORKERS)
        endpoint.at_shutdown.append(self.stop)
        self.client = client
        self.encoding = client.encoding
        self.configuration = Configuration(self.protocol, client)
        self.folders = Folders(self._make_root, self.configuration.layer, self.buffers)

    def workers_for(self, capability: str) -> Executor:
        return self._quick if capability in _QUICK else self._searches

    async def in_worker(self, call: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._quick, call)

    def stop(self) -> None:
        self.folders.stop()
        self.timings.stop()
        for pool in (self._searches, self._quick):
            pool.shutdown(wait=False, cancel_futures=True)

    def _make_root(self, folder: Path) -> Root:
        wanted = (
            ("workspace/codeLens/refresh", self.client.refreshes_lenses),
            ("workspace/diagnostic/refresh", self.client.refreshes_diagnostics),
        )
        refreshes = [request for request, is_wanted in wanted if is_wanted]
        status = RootStatus(self.protocol, folder, self.client.progress, refreshes)
        return Root(folder, status, self.in_worker)
