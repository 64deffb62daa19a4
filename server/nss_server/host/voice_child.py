"""A child that serves dictation: started when it is needed, started again when it crashes, ended when it is idle.

Knows the child's life and no message but "prepare" and "stop".
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from logging import Logger
from typing import Any

from nss_index.errors import HostUnavailable

from nss_server.host.child import Child, ended_how

MOST_CRASHES = 3
"""Within one use: a file or a driver that brings it down each time must not do so for ever."""

CALM_SECONDS = 60.0
"""A life this long forgives the crashes before it."""


class VoiceChild:
    def __init__(
        self,
        module: str,
        label: str,
        log: Logger,
        heard: Callable[[Mapping[str, Any]], None],
        ended: Callable[[str], None],
        idle_seconds: float,
    ) -> None:
        self._module, self._label, self._log = module, label, log
        self._heard, self._ended, self._idle_seconds = heard, ended, idle_seconds
        self._child: Child | None = None
        self._life: asyncio.Task[None] | None = None
        self._starting = asyncio.Lock()
        self._used_at = 0.0
        self._crashes = 0
        self._stopping = False

    @property
    def running(self) -> bool:
        return self._child is not None

    @property
    def gave_up(self) -> bool:
        return self._crashes >= MOST_CRASHES

    @property
    def status(self) -> dict[str, Any] | None:
        child = self._child
        return child and {"kind": self._label, "root": "", "pid": child.pid, "rss_bytes": child.rss_bytes,
                          "restarts": self._crashes}  # fmt: skip

    async def start(self) -> bool:
        """Make sure that it runs; True when it was started now. Raises HostUnavailable."""
        async with self._starting:
            self._used_at = asyncio.get_running_loop().time()
            if self._child is not None:
                return False
            try:
                child = await Child.start(self._module, [], self._label, self._log)
            except OSError as error:
                raise HostUnavailable(f"the {self._label} process could not be started", why=str(error)) from error
            self._child = child
            self._life = asyncio.create_task(self._live(child))
            return True

    async def keep_ready(self) -> None:
        """Run it before it is needed, unless it keeps crashing. Whoever needs it hears why it cannot be started."""
        if self._child is not None or self.gave_up:
            return
        try:
            await self.start()
        except HostUnavailable as error:
            self._crashes += 1
            self._log.warning("%s: %s", self._label, error)
        else:
            self.send({"do": "prepare"})

    def send(self, message: Mapping[str, Any]) -> None:
        """To a child that has gone, nothing is sent: whoever cares hears of its end."""
        if self._child is not None:
            self._used_at = asyncio.get_running_loop().time()
            self._child.send(message)

    async def stop(self) -> None:
        self._stopping = True
        if self._child is not None and self._life is not None:
            await self._child.stop()
            await self._life
        self._stopping = False

    async def sweep(self) -> None:
        """End it when it was not used for long; its memory goes back to the machine."""
        if self._child is not None and asyncio.get_running_loop().time() - self._used_at > self._idle_seconds:
            self._log.info("%s: idle, ended", self._label)
            await self.stop()

    async def _live(self, child: Child) -> None:
        began = asyncio.get_running_loop().time()
        code = await child.run(self._heard)
        if self._child is child:
            self._child = None
        if self._stopping:
            return
        if asyncio.get_running_loop().time() - began > CALM_SECONDS:
            self._crashes = 0
        self._crashes += 1
        how = child.killed_because or ended_how(code)
        self._log.warning("%s ended: %s; %d in a row", self._label, how, self._crashes)
        self._ended(how)

    def calm(self) -> None:
        """A new use begins: earlier crashes do not count."""
        self._crashes = 0
