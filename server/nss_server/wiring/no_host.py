"""The host port of a caller that wants no host: `--no-host`, or the setting `host.enabled` off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nss_index.errors import HostUnavailable

from nss_server.workspace import OnEvent


class NoHost:
    async def request(self, method: str, params: Mapping[str, Any], on_event: OnEvent | None = None) -> Any:
        """Raises HostUnavailable, always."""
        raise HostUnavailable(
            "this needs the nss host",
            why="it is turned off by --no-host or by the setting host.enabled",
            todo="Run it without --no-host",
        )

    async def running(self) -> Mapping[str, Any] | None:
        return None
