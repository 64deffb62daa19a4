"""Ending a take after a time, where no key does."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from nss_index.errors import NssError

if TYPE_CHECKING:
    from nss_server.workspace import Workspace


async def stop_after(workspace: Workspace, seconds: float) -> None:
    await asyncio.sleep(seconds)
    with contextlib.suppress(NssError):  # it has ended by itself just now
        await workspace.host.request("dictation/stop", {})
