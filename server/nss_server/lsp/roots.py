"""The folders that the editor has open, each an index root with its settings, buffers and connection to the host.

A file belongs to the nearest folder that encloses it; a file in no folder gets no features. An editor that opens a lone
file without a folder has no root: the repository around it was not opened, so it is not indexed.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import itertools
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nss_index.errors import Cancelled, NssError

from nss_server.lsp.overlays import RootOverlay, RunInWorker
from nss_server.lsp.status import RootStatus

if TYPE_CHECKING:
    from nss_server.lsp.buffers import Buffers
    from nss_server.wiring import Opened
    from nss_server.workspace import Workspace

log = logging.getLogger(__name__)

CLOSED_WITHIN_SECONDS = 30.0
"""How long what still reads a closed folder may take."""
RETRY_SECONDS = (2.0, 10.0, 60.0, 300.0)
CHANGED_SECONDS = 0.05
MOST_CHANGED = 5000
"""Paths in one message to the host; its own watcher saw them too."""

EditorSettings = Callable[[Path], Awaitable[Mapping[str, Any]]]


class Root:
    """One folder. Used on the event loop; `opened` is replaced when the settings change."""

    def __init__(self, folder: Path, status: RootStatus, in_worker: RunInWorker) -> None:
        self.folder = folder  # as the editor names it
        self.status = status
        self._in_worker = in_worker
        self._opened: asyncio.Future[Opened] = asyncio.get_running_loop().create_future()
        self._workspace: Workspace | None = None
        self.overlay: RootOverlay | None = None
        self._users = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._life: asyncio.Task[None] | None = None
        self._changed: set[str] = set()
        self._telling: asyncio.Task[None] | None = None

    def start(self, editor: EditorSettings, buffers: Buffers) -> None:
        self._life = asyncio.create_task(self._live(editor, buffers))

    @contextlib.asynccontextmanager
    async def using(self) -> AsyncGenerator[Workspace]:
        """The workspace with the buffers as they are now; its index stays open meanwhile. Waits until the root is open.
        Raises RootNotFound."""
        opened = await asyncio.shield(self._opened)
        overlay = await self.overlay.current() if self.overlay is not None else opened.workspace.overlay
        self._users += 1
        self._idle.clear()
        try:
            yield replace(self._workspace or opened.workspace, overlay=overlay)
        finally:
            self._users -= 1
            if not self._users:
                self._idle.set()

    @property
    def now(self) -> Workspace | None:
        """The workspace without waiting and without buffers; None while it is not open."""
        return self._workspace

    def relative(self, path: Path) -> str | None:
        """`path` relative to the root, None when it is not below it. Not resolved: a link inside the root stays one."""
        for base in (self.folder, self._workspace.root if self._workspace else self.folder):
            if path.is_relative_to(base) and path != base:
                return path.relative_to(base).as_posix()
        return None

    def is_at(self, path: Path) -> bool:
        return path == self.folder or (self._workspace is not None and path == self._workspace.root)

    async def settings_differ(self, editor: Mapping[str, Any]) -> bool:
        """Whether the root would be opened with other settings now. A root that could not be opened is tried again."""
        from nss_server.settings import load_settings

        try:
            opened = await asyncio.shield(self._opened)
        except NssError:
            return True
        return load_settings(opened.workspace.root, editor=editor).settings != opened.workspace.settings

    def files_changed(self, paths: list[str]) -> None:
        """Tell the host, together with what else changes in this moment."""
        from nss_index.files.scan import changes_rules

        if self.overlay is not None:
            self.overlay.judge_again(None if any(map(changes_rules, paths)) else paths)
        self._changed.update(paths)
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell_changed())

    async def close(self) -> None:
        self.status.stop()
        for task in (self._life, self._telling):
            if task is not None:
                task.cancel()
        if not self._opened.done():
            self._opened.set_exception(Cancelled("the folder was closed"))
            self._opened.exception()
        elif self._opened.exception() is None:
            await asyncio.wait([asyncio.ensure_future(self._idle.wait())], timeout=CLOSED_WITHIN_SECONDS)
            await self._opened.result().close()

    async def _live(self, editor: EditorSettings, buffers: Buffers) -> None:
        try:
            opened = await self._open(editor, buffers)
        except Exception as error:
            if not isinstance(error, NssError):
                log.exception("%s could not be opened", self.folder)
            self._opened.set_exception(error)
            self._opened.exception()  # whoever asks later hears it; nobody asking is no fault
            self.status.fail(_sentence(error))
            return
        self._opened.set_result(opened)
        for attempt in itertools.count():
            if await self._keep_live(opened.workspace):
                return
            await asyncio.sleep(RETRY_SECONDS[min(attempt, len(RETRY_SECONDS) - 1)])

    async def _open(self, editor: EditorSettings, buffers: Buffers) -> Opened:
        await self._in_worker(_import_wiring)
        from nss_server.wiring import open_workspace

        opened = open_workspace(self.folder, client="lsp", editor=await editor(self.folder))
        self._workspace = opened.workspace
        self.overlay = RootOverlay(opened.workspace.root, opened.workspace.index.rules, self._in_worker)
        for buffer in buffers.all():
            if (path := self.relative(buffer.path)) is not None:
                self.overlay.open(path, buffer)
        for problem in opened.problems:
            log.warning("%s", problem.sentence())
        return opened

    async def _keep_live(self, workspace: Workspace) -> bool:
        """From here on the host's client comes back by itself when the host dies; False where it never came up."""
        from nss_server.wiring import keep_live

        try:
            self._workspace = await keep_live(workspace, self.status.hear)
        except Exception as error:
            if not isinstance(error, NssError):
                log.exception("%s is not kept live", self.folder)
            self.status.fail(_sentence(error))
            return False
        return True

    async def _tell_changed(self) -> None:
        await asyncio.sleep(CHANGED_SECONDS)
        paths, self._changed = sorted(self._changed)[:MOST_CHANGED], set()
        if (workspace := self._workspace) is None or not self.status.last:
            return
        try:
            await workspace.host.request("root/changed", {"root": str(workspace.root), "paths": paths})
        except NssError as error:
            log.info("the host was not told of changed files: %s", error.sentence())


def _sentence(error: Exception) -> str:
    return error.sentence() if isinstance(error, NssError) else f"NSS failed here ({type(error).__name__}: {error})"


def _import_wiring() -> None:
    """The index and numpy take a quarter of a second to import; the loop answers meanwhile."""
    for module in ("nss_server.wiring", "nss_server.adapters.host_client", "nss_index.files.scan"):
        importlib.import_module(module)
