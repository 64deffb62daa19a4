"""The only place that joins features and adapters: it opens a root as a `Workspace` for a front end.

opened = open_workspace(root, client="cli", flags={"search.limit": 5})
answer = await dispatch.run(capability, opened.workspace, params, job, workers)
await opened.close()
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from nss_index.errors import RootNotFound
from nss_index.overlay import EMPTY_OVERLAY
from nss_index.paths import models_home, resolve_root

from nss_server.adapters.language_model import LanguageModelServer
from nss_server.adapters.voice.model_store import ModelFolder
from nss_server.settings import SettingsProblem, load_settings
from nss_server.wiring.access import HostedIndex, InlineIndex
from nss_server.wiring.no_host import NoHost
from nss_server.workspace import OnEvent, Workspace

__all__ = ["Opened", "find_root", "keep_live", "open_workspace"]


@dataclass(frozen=True, slots=True)
class Opened:
    workspace: Workspace
    problems: tuple[SettingsProblem, ...]  # what the settings' sources say and does not count; to be shown
    close: Callable[[], Awaitable[None]]  # hangs up and closes the index; the host and its jobs go on


def open_workspace(
    root: Path | str,
    *,
    client: Literal["cli", "lsp"] = "cli",
    editor: Mapping[str, Any] | None = None,
    flags: Mapping[str, Any] | None = None,
    host: Literal["auto", "off"] = "auto",
) -> Opened:
    """Open `root` (see `find_root`). Call it on the event loop that the front end lives on.

    Starts nothing: the host is started by the first request that needs it, the index opened by the first read. With
    `host="off"`, or the setting `host.enabled` off, indexing runs in this process. Raises RootNotFound.
    """
    resolved = resolve_root(root)
    _refuse_what_no_wire_can_hold(resolved)
    loaded = load_settings(resolved, editor=editor, flags=flags)
    settings = loaded.settings
    models, llm = ModelFolder(models_home()), LanguageModelServer(settings.llm.server)
    if host == "off" or not settings.host.enabled:
        inline = InlineIndex(resolved, settings)
        workspace = Workspace(resolved, settings, inline, EMPTY_OVERLAY, NoHost(), models, llm, "")

        async def close_inline() -> None:
            inline.close()

        return Opened(workspace, loaded.problems, close_inline)
    from nss_server.adapters.host_client import HostClient

    connection = HostClient(client, idle_minutes=settings.host.idle_minutes)
    hosted = HostedIndex(resolved, settings, connection, asyncio.get_running_loop())
    workspace = Workspace(resolved, settings, hosted, EMPTY_OVERLAY, connection, models, llm, "")

    async def close_hosted() -> None:
        hosted.close()
        await connection.close()

    return Opened(workspace, loaded.problems, close_hosted)


def _refuse_what_no_wire_can_hold(root: Path) -> None:
    try:
        str(root).encode()
    except UnicodeEncodeError as error:
        raise RootNotFound(
            f"cannot work on the folder {os.fsencode(root)!r}"[:200],
            why="its name is not UTF-8, and neither JSON nor an editor's URI can hold it",
            todo="Rename it, or name a link to a folder above it",
        ) from error


async def keep_live(workspace: Workspace, on_state: OnEvent) -> Workspace:
    """Have the host watch the root for as long as this client is connected (it comes back by itself), and begin or
    continue the user's working session; the workspace that knows it. `on_state` gets every state of the root, the first
    one before this returns. Without a host, the same workspace and no state. Raises HostUnavailable."""
    if not isinstance(workspace.index, HostedIndex):
        return workspace
    await workspace.index.watch(on_state)
    answer = await workspace.host.request("session/touch", {"root": str(workspace.root)})
    return replace(workspace, session_id=str(answer["session"]["id"]))


def find_root(start: Path | str) -> Path:
    """The nearest folder at or above `start` that holds `.git` (a folder, or the file of a worktree or submodule);
    `start` itself where there is none. Raises RootNotFound."""
    folder = resolve_root(start)
    return next((above for above in (folder, *folder.parents) if (above / ".git").exists()), folder)
