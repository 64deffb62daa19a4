"""What editors hear about a root's index: `nss/statusChanged`, one progress for the first indexing, a line in the log.

Owns what was said already, so that nothing is said twice and nothing pops up.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from nss_server.lsp.job import describe_progress, send_progress

if TYPE_CHECKING:
    from nss_server.lsp.protocol import NssProtocol

STATUS_CHANGED = "nss/statusChanged"
CREATE_SECONDS = 10.0
_BUSY = frozenset({"scanning", "indexing"})
_tokens = itertools.count(1)


class RootStatus:
    """One root's status as the editor sees it. `shows_progress`: the editor lets the server begin a progress;
    `refreshes`: the requests by which it asks again for what the index says, when that has moved on."""

    def __init__(
        self, protocol: NssProtocol, folder: Path, shows_progress: bool, refreshes: Sequence[str] = ()
    ) -> None:
        self._protocol, self._folder, self._shows_progress = protocol, folder, shows_progress
        self._refreshes = refreshes
        self._refreshed_for = -1  # the last generation
        self.last: Mapping[str, Any] = {}
        self._told = ""
        self._token: str | None = None
        self._creating: asyncio.Task[None] | None = None

    def hear(self, state: Mapping[str, Any]) -> None:
        """A state of the root, in the host's shape. The editor hears its own name of the folder."""
        state = {**state, "root": str(self._folder)}
        if state == self.last:
            return
        self.last = state
        self._protocol.notify(STATUS_CHANGED, state)
        self._log_problem(str(state.get("problem") or ""))
        self._show_progress(state)
        self._refresh(state)

    def fail(self, problem: str) -> None:
        self.hear(
            {
                "state": "failed",
                "searchable": bool(self.last.get("searchable")),
                "generation": int(self.last.get("generation", 0)),
                "done": 0,
                "total": 0,
                "unit": "",
                "seconds_left": None,
                "watching": "lost",
                "problem": problem,
            }
        )

    def stop(self) -> None:
        if self._creating is not None:
            self._creating.cancel()
        self._end_progress()

    def _log_problem(self, problem: str) -> None:
        if problem and problem != self._told:
            message = types.LogMessageParams(types.MessageType.Warning, f"{self._folder.name}: {problem}")
            self._protocol.notify(types.WINDOW_LOG_MESSAGE, message)
        self._told = problem

    def _refresh(self, state: Mapping[str, Any]) -> None:
        generation = int(state.get("generation", 0))
        if state.get("state") == "live" and generation != self._refreshed_for:
            self._refreshed_for = generation
            for request in self._refreshes:
                self._protocol.send_request(request, None)

    def _show_progress(self, state: Mapping[str, Any]) -> None:
        if state.get("state") not in _BUSY:
            self._end_progress()
        elif self._token is not None:
            done, total, unit = int(state.get("done", 0)), int(state.get("total", 0)), str(state.get("unit", ""))
            message, percentage = describe_progress(done, total, unit, str(state["state"]))
            report = types.WorkDoneProgressReport(message=message, percentage=percentage)
            send_progress(self._protocol, self._token, report)
        elif self._shows_progress and not state.get("searchable") and self._creating is None:
            # Only the first indexing: later ones answer all the while, and the status item is enough for them.
            self._creating = asyncio.create_task(self._begin_progress())

    async def _begin_progress(self) -> None:
        token = f"nss-index-{next(_tokens)}"
        asked = self._protocol.send_request_async(
            types.WINDOW_WORK_DONE_PROGRESS_CREATE, types.WorkDoneProgressCreateParams(token)
        )
        try:
            await asyncio.wait_for(asked, CREATE_SECONDS)
        except Exception:  # noqa: BLE001  an editor that refuses or does not answer goes without
            return
        if self.last.get("state") in _BUSY:
            self._token = token
            begin = types.WorkDoneProgressBegin(title="indexing", message=self._folder.name, percentage=0)
            send_progress(self._protocol, token, begin)

    def _end_progress(self) -> None:
        if self._token is not None:
            send_progress(self._protocol, self._token, types.WorkDoneProgressEnd())
            self._token = None
