"""user.db for the host: one thread of its own, so that a commit (which waits for the disk) never holds the event loop.

Calls are carried out in the order in which they were made; the order of a job's events rests on that.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Concatenate, ParamSpec, TypeVar

from nss_server.userstore.connect import UserStore, open_user_store

P = ParamSpec("P")
T = TypeVar("T")


class StoreThread:
    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="nss-user-db")
        self._store: UserStore | None = None

    async def open(self) -> tuple[str, ...]:
        """Open user.db; returns what the user should know of it. Raises NssError."""
        store = await asyncio.get_running_loop().run_in_executor(self._thread, _open_checked)
        self._store = store
        return store.problems

    async def call(self, function: Callable[Concatenate[UserStore, P], T], *arguments: P.args, **named: P.kwargs) -> T:
        """`function(store, …)` on the store's thread."""
        store = self._store
        if store is None:
            raise RuntimeError("user.db is not open")
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, lambda: function(store, *arguments, **named)
        )

    async def close(self) -> None:
        if self._store is not None:
            await self.call(UserStore.close)
            self._store = None
        self._thread.shutdown()


def _open_checked() -> UserStore:
    return open_user_store(check=True)
