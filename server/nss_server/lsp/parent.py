"""Notices that the editor died although our stdin stays open (another child of it may hold the other end)."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable

log = logging.getLogger(__name__)

_POLL_SECONDS = 2.0


def watch_process(process_id: int, on_death: Callable[[], None]) -> None:
    """Call `on_death` on the running loop when the process ends.

    A process that cannot be seen now is not watched: the editor may live in another PID namespace (a container), and
    the end of stdin still ends us.
    """
    loop = asyncio.get_running_loop()
    if not _alive(process_id):
        log.info("the editor's process %d cannot be seen from here; its death shows at the end of stdin", process_id)
        return
    try:
        descriptor = os.pidfd_open(process_id)
    except (AttributeError, OSError):  # macOS, an old kernel, a sandbox
        _poll(loop, process_id, on_death)
        return

    def died() -> None:
        loop.remove_reader(descriptor)
        os.close(descriptor)
        on_death()

    loop.add_reader(descriptor, died)


def _poll(loop: asyncio.AbstractEventLoop, process_id: int, on_death: Callable[[], None]) -> None:
    if _alive(process_id):
        loop.call_later(_POLL_SECONDS, _poll, loop, process_id, on_death)
    else:
        on_death()


def _alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
