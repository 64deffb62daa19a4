"""All roots of one editor: which one a file belongs to, and what happens when folders or settings change."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nss_index.errors import BadInput

from nss_server.lsp.convert import to_path
from nss_server.lsp.roots import Root

if TYPE_CHECKING:
    from nss_server.lsp.buffers import Buffer, Buffers

EditorSettings = Callable[[Path], Awaitable[Mapping[str, Any]]]


class Folders:
    """Used on the event loop. `make` makes a root that is not started yet."""

    def __init__(self, make: Callable[[Path], Root], editor: EditorSettings, buffers: Buffers) -> None:
        self._make, self._editor, self._buffers = make, editor, buffers
        self._roots: dict[Path, Root] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def add(self, uri: str) -> None:
        path = to_path(uri)
        if path is not None and path not in self._roots:
            self._roots[path] = self._start(path)

    def remove(self, uri: str) -> None:
        path = to_path(uri)
        root = self._roots.pop(path, None) if path is not None else None
        if root is not None:
            self._later(root.close())

    def reopen(self) -> None:
        """The settings may be others: each root whose settings are is opened again; requests on the old one go on."""
        for path, root in list(self._roots.items()):
            self._later(self._reopen(path, root))

    def all(self) -> list[Root]:
        return list(self._roots.values())

    def enclosing(self, path: Path) -> list[tuple[Root, str]]:
        """Every root that `path` lies in, with its name there; the nearest first."""
        found = [(root, name) for root in self._roots.values() if (name := root.relative(path)) is not None]
        return sorted(found, key=lambda pair: len(pair[1]))

    def nearest(self, path: Path) -> tuple[Root, str] | None:
        return next(iter(self.enclosing(path)), None)

    def named(self, name: object) -> Root:
        """The root that a request names by its absolute path; without a name the first one. Raises BadInput."""
        if name is not None and not isinstance(name, str):
            raise BadInput("root is not a path", todo="Give the absolute path of an open folder")
        if not self._roots:
            raise BadInput("no folder is open", why="NSS searches folders", todo="Open a folder in the editor")
        if not name:
            return next(iter(self._roots.values()))
        path = Path(name)
        root = self._roots.get(path) or next((root for root in self._roots.values() if root.is_at(path)), None)
        if root is None:
            known = ", ".join(str(folder) for folder in self._roots)
            raise BadInput(f"{name} is not an open folder", why=f"open are {known}", todo="Open it in the editor")
        return root

    def buffer_opened(self, buffer: Buffer) -> None:
        for root, path in self.enclosing(buffer.path):
            if root.overlay is not None:
                root.overlay.open(path, buffer)

    def buffer_closed(self, buffer: Buffer) -> None:
        for root, path in self.enclosing(buffer.path):
            if root.overlay is not None:
                root.overlay.close(path)

    def files_changed(self, files: list[Path]) -> None:
        changed: dict[Root, list[str]] = {}
        for file in files:
            for root, path in self.enclosing(file):
                changed.setdefault(root, []).append(path)
        for root, paths in changed.items():
            root.files_changed(paths)

    def stop(self) -> None:
        for root in self._roots.values():
            root.status.stop()
        for task in self._tasks:
            task.cancel()

    def _start(self, path: Path) -> Root:
        root = self._make(path)
        root.start(self._editor, self._buffers)
        return root

    async def _reopen(self, path: Path, root: Root) -> None:
        if not await root.settings_differ(await self._editor(path)) or self._roots.get(path) is not root:
            return
        self._roots[path] = self._start(path)
        await root.close()

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
