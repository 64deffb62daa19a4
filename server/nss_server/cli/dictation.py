"""What the shell does while somebody dictates: a meter and the words so far on standard error, Enter ends the take."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
from collections.abc import AsyncGenerator, Mapping
from typing import Any, cast

from nss_index.errors import NssError

from nss_server.cli.output import harmless
from nss_server.cli.progress import ShellJob
from nss_server.workspace import Workspace

METER_WIDTH = 12
LINE_WIDTH = 100


class Meter:
    """Draws partial results over each other; without a terminal it says nothing."""

    def __init__(self, show: bool) -> None:
        self._show = show and sys.stderr.isatty()

    def draw(self, part: object) -> None:
        if not self._show:
            return
        found = cast("dict[str, Any]", part)
        full = round(float(found["level"]) * METER_WIDTH)
        words = f"{found['stable']} {found['tentative']}".strip()
        shown = f"{found['state']} {'█' * full}{'·' * (METER_WIDTH - full)} {words[-(LINE_WIDTH - 30) :]}"
        sys.stderr.write(f"\r\x1b[K{harmless(shown)}")
        sys.stderr.flush()

    def end(self) -> None:
        if self._show:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


@contextlib.asynccontextmanager
async def dictating(workspace: Workspace, params: Mapping[str, Any], show: bool) -> AsyncGenerator[ShellJob]:
    """The job of a dictation. Within this block, a line (or the end) of standard input ends the take, unless it reads a
    file or ends by time."""
    meter = Meter(show)
    job = ShellJob(show, meter.draw)
    waits = not params.get("file") and not params.get("seconds")
    stopping = asyncio.create_task(_stop_on_enter(workspace, show)) if waits else None
    try:
        yield job
    finally:
        if stopping is not None:
            stopping.cancel()
        job.end()
        meter.end()


async def _stop_on_enter(workspace: Workspace, show: bool) -> None:
    loop = asyncio.get_running_loop()
    pressed = asyncio.Event()

    def wait() -> None:
        sys.stdin.readline()
        # The loop may have ended long ago, when the take ended by itself.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(pressed.set)

    if show and sys.stdin.isatty():
        sys.stderr.write("Speak; Enter ends, Ctrl-C throws it away.\n")
    threading.Thread(target=wait, name="nss-enter", daemon=True).start()
    await pressed.wait()
    with contextlib.suppress(NssError):  # it has ended by itself just now
        await workspace.host.request("dictation/stop", {})
