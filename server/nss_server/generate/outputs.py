"""Every generated file by its path in the project, with its text: the same declarations, the same bytes."""

from __future__ import annotations

import functools
from collections.abc import Mapping

from nss_server.contract import collect
from nss_server.generate import lua, reference, shell, typescript, vscode
from nss_server.settings import setting_keys


@functools.cache
def outputs() -> Mapping[str, str]:
    capabilities, settings = collect(), tuple(setting_keys().values())
    return {
        "server/nss_server/cli/generated.py": shell.commands(capabilities),
        "clients/vscode/src/generated/protocol.ts": typescript.protocol(capabilities),
        "clients/vscode/src/generated/settings.ts": typescript.settings(settings),
        "clients/vscode/generated-configuration.json": vscode.configuration(settings),
        "clients/neovim/lua/nss/generated/protocol.lua": lua.protocol(capabilities),
        "clients/neovim/lua/nss/generated/settings.lua": lua.settings(settings),
        "docs/reference/cli.md": reference.cli(capabilities),
        "docs/reference/settings.md": reference.settings(settings),
        "docs/reference/protocol.md": reference.protocol(capabilities),
        "docs/reference/exit-codes.md": reference.exit_codes(),
    }
