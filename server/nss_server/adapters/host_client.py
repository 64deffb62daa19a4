"""The nss host for its clients: the `HostPort`. Starts the host on demand, survives its death, keeps roots open.

A request that the host's death cut off is made once more with a new host when that can do no harm. Roots that were
opened stay opened: when the connection is lost, it is made again (with a host that is started again) without being
asked, and their listeners hear so. Belongs to one event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from nss_index.errors import HostUnavailable, NssError

from nss_server.adapters.host_link import HostLink, HostOlder, LinkLost
from nss_server.adapters.host_protocol import THIS_VERSION, RootState, Version, host_socket, plain
from nss_server.adapters.host_start import HostStarter
from nss_server.workspace import OnEvent

START_SECONDS = 20.0
"""A host is there after 0.3 s; an older one that has to end first takes up to 8 s for its children."""

FIRST_POLL_SECONDS, LONGEST_POLL_SECONDS = 0.01, 0.25
FIRST_RETURN_SECONDS, LONGEST_RETURN_SECONDS = 0.5, 30.0

NOT_REPEATED = frozenset(("stop", "timing/report"))
"""Requests that must not be made a second time: one would stop the new host, one would count twice."""


@dataclass(slots=True)
class _OpenRoot:
    params: Mapping[str, Any]
    listeners: list[OnEvent] = field(default_factory=list[OnEvent])


class HostClient:
    """`client` is "lsp" or "cli". `host_arguments` are handed to a host that this client starts."""

    def __init__(
        self,
        client: Literal["lsp", "cli"],
        *,
        idle_minutes: float | None = None,
        host_arguments: tuple[str, ...] = (),
        version: Version = THIS_VERSION,
    ) -> None:
        self._client, self._version = client, version
        idle = () if idle_minutes is None else ("--idle-minutes", str(idle_minutes))
        self._host_arguments = (*idle, *host_arguments)
        self._link: HostLink | None = None
        self._connecting = asyncio.Lock()
        self._roots: dict[str, _OpenRoot] = {}
        self._returning: asyncio.Task[None] | None = None
        self._starters: list[HostStarter] = []
        self._closed = False

    async def request(self, method: str, params: Mapping[str, Any], on_event: OnEvent | None = None) -> Any:
        """One request to a host that is started on demand. `on_event` gets the job's events while `job/run` and
        `job/attach` last; with `root/open` it gets the root's states for as long as this client lives, the one that
        is returned first.

        Cancelling the task cancels the request. Raises HostUnavailable, or the NssError that the host answered with.
        """
        for last_try in (False, True):
            link = await self._connected(start=True)
            try:
                return await self._call(link, method, params, on_event)
            except LinkLost:
                if last_try or method in NOT_REPEATED:
                    break
        raise HostUnavailable("the nss host ended while it worked on this", todo="Ask again; host.log says more")

    async def running(self) -> Mapping[str, Any] | None:
        """The handshake of a host that is already running, None without one. Never starts one.

        Raises HostUnavailable when the running host is newer than this client.
        """
        try:
            return (await self._connected(start=False)).handshake
        except (OSError, LinkLost, HostOlder):
            return None

    async def close(self) -> None:
        """Hang up. The host and its jobs go on."""
        self._closed = True
        if self._returning:
            self._returning.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._returning
        if self._link:
            await self._link.close()
        for starter in self._starters:
            starter.reap()

    async def _call(self, link: HostLink, method: str, params: Mapping[str, Any], on_event: OnEvent | None) -> Any:
        if method == "root/open":

            def opened(result: Any) -> None:
                known = self._roots.setdefault(result["root"], _OpenRoot(params))
                known.params = params
                if on_event:
                    if on_event not in known.listeners:
                        known.listeners.append(on_event)
                    # Here, before the link reads on: a state that follows in the same packet must come after this one.
                    on_event(result)

            return await link.call(method, params, None, opened)
        if method == "root/close":
            self._roots.pop(str(params.get("root")), None)
        return await link.call(method, params, on_event)

    async def _connected(self, start: bool) -> HostLink:
        async with self._connecting:
            if self._link and self._link.alive:
                return self._link
            self._link = await (self._start_and_connect() if start else self._connect())
        if self._roots:
            await self._open_again(self._link)
        return self._link

    async def _connect(self) -> HostLink:
        return await HostLink.open(host_socket(), self._version, self._client, self._notice, self._lost)

    async def _start_and_connect(self) -> HostLink:
        deadline = time.monotonic() + START_SECONDS
        pause = FIRST_POLL_SECONDS
        why = ""
        with contextlib.closing(HostStarter(host_socket(), self._host_arguments)) as starter:
            self._starters.append(starter)
            while time.monotonic() < deadline:
                try:
                    return await self._connect()
                except (FileNotFoundError, ConnectionRefusedError):
                    # A dead host's socket refuses; the next host replaces it.
                    starter.poll()
                except (LinkLost, HostOlder, TimeoutError, OSError) as error:
                    why = f"{type(error).__name__}: {error}"
                await asyncio.sleep(pause)
                pause = min(LONGEST_POLL_SECONDS, pause * 1.5)
        raise HostUnavailable(
            f"the nss host did not come up within {START_SECONDS:.0f} s",
            why=why,
            todo="See host.log (`nss doctor` names the folder), or use --no-host",
        )

    def _notice(self, method: str, params: Mapping[str, Any]) -> None:
        if method == "root/state" and (known := self._roots.get(str(params.get("root")))):
            for listener in known.listeners:
                listener(params)

    def _lost(self) -> None:
        """The link has ended and nobody meant it to."""
        if self._closed or not self._roots or (self._returning and not self._returning.done()):
            return
        for root in self._roots:
            self._notice("root/state", _lost_state(root, "the nss host ended and is started again"))
        self._returning = asyncio.create_task(self._come_back(), name="nss host: come back")

    async def _come_back(self) -> None:
        pause = FIRST_RETURN_SECONDS
        while not self._closed:
            try:
                await self._connected(start=True)
                return
            except (NssError, LinkLost, OSError) as error:
                problem = error.sentence() if isinstance(error, NssError) else str(error)
                for root in self._roots:
                    self._notice("root/state", _lost_state(root, problem, failed=True))
            await asyncio.sleep(pause)
            pause = min(LONGEST_RETURN_SECONDS, pause * 2)

    async def _open_again(self, link: HostLink) -> None:
        for root, known in list(self._roots.items()):
            try:
                await link.call("root/open", known.params, None, lambda state: self._notice("root/state", state))
            except NssError as error:
                # Its folder is gone, say: this root's listeners hear it, the others are opened all the same.
                self._notice("root/state", _lost_state(root, error.sentence(), failed=True))


def _lost_state(root: str, problem: str, failed: bool = False) -> dict[str, Any]:
    state = RootState(root, "failed" if failed else "starting", False, 0, 0, 0, "", None, "lost", problem)
    return plain(state)
