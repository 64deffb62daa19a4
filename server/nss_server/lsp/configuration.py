"""The editor's own settings, the layer that it hands in: asked for per folder, or pushed, or given at the start."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types

from nss_server.lsp.convert import to_uri

if TYPE_CHECKING:
    from nss_server.lsp.initialize import ClientInfo
    from nss_server.lsp.protocol import NssProtocol

log = logging.getLogger(__name__)

SECTION = "nss"
ASKED_SECONDS = 5.0
NOT_SETTINGS = frozenset({"clientCommands"})
"""Keys of initializationOptions that are no settings."""


class Configuration:
    """Used on the event loop."""

    def __init__(self, protocol: NssProtocol, client: ClientInfo) -> None:
        self._protocol, self._asks = protocol, client.configuration
        self._given = section_of({key: value for key, value in client.options.items() if key not in NOT_SETTINGS})

    def push(self, settings: object) -> None:
        """From `workspace/didChangeConfiguration`; an editor that is asked sends nothing that counts here."""
        if isinstance(settings, dict) and SECTION in settings:
            self._given = section_of(cast("dict[str, Any]", settings))

    async def layer(self, folder: Path) -> Mapping[str, Any]:
        """The settings for one folder, nested or dotted."""
        if not self._asks:
            return self._given
        item = types.ConfigurationItem(scope_uri=to_uri(folder), section=SECTION)
        asked = self._protocol.send_request_async(types.WORKSPACE_CONFIGURATION, types.ConfigurationParams([item]))
        try:
            answer = await asyncio.wait_for(asked, ASKED_SECONDS)
        except Exception as error:  # noqa: BLE001  an editor that cannot answer its own question keeps the defaults
            log.warning("the editor did not give its settings: %s", error)
            return self._given
        values = cast("list[Any]", answer) if isinstance(answer, list) else []
        return cast("dict[str, Any]", values[0]) if values and isinstance(values[0], dict) else self._given


def section_of(settings: dict[str, Any]) -> dict[str, Any]:
    """What lies below "nss" where the editor sends its whole tree, else all of it."""
    inner = settings.get(SECTION)
    return cast("dict[str, Any]", inner) if isinstance(inner, dict) else settings
