"""Asking a capability for what nobody asked NSS in particular: a hover, a lens. An error is a line in the log."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from nss_index.errors import NssError

from nss_server.lsp.capabilities import find, run_capability
from nss_server.lsp.job import LspJob

if TYPE_CHECKING:
    from nss_server.lsp.editor import Editor
    from nss_server.lsp.ledger import OpenRequest
    from nss_server.lsp.roots import Root
    from nss_server.workspace import Workspace

log = logging.getLogger(__name__)


async def ask_when_ready(
    editor: Editor, request: OpenRequest, root: Root, name: str, params: dict[str, Any]
) -> dict[str, Any] | None:
    """As `ask_quietly`, of a whole index only: a lens neither makes one nor waits for it."""
    if (workspace := root.now) is None or not await editor.in_worker(lambda: _is_whole(workspace)):
        return None
    return await ask_quietly(editor, request, root, name, params)


def _is_whole(workspace: Workspace) -> bool:
    try:
        return workspace.index.read().last_commit()[0]
    except NssError as error:
        log.info("%s", error.sentence())
        return False


async def ask_quietly(
    editor: Editor, request: OpenRequest, root: Root, name: str, params: dict[str, Any]
) -> dict[str, Any] | None:
    """The capability's answer; None for a root that cannot answer now (no index yet, no host)."""
    if root.now is None:
        return None
    try:
        return await run_capability(editor, find(name), root, params, LspJob(editor.protocol, request, None, None))
    except NssError as error:
        log.info("%s: %s", name, error.sentence())
        return None
