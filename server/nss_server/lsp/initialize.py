"""The first exchange: what the editor can do, and what this server offers it.

The params are read by hand and with care: an editor newer than lsprotocol may send values that it does not know, and
that must not keep the server from starting.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from nss_server.lsp.errors import INVALID_PARAMS, ProtocolError

SUPPORTED_ENCODINGS = ("utf-8", "utf-16", "utf-32")
"""By preference: the index counts UTF-8 bytes."""


@dataclass(frozen=True, slots=True)
class ClientInfo:
    """What matters of `InitializeParams`."""

    process_id: int | None
    folders: tuple[str, ...]  # URIs
    encoding: str  # of positions: one of SUPPORTED_ENCODINGS
    configuration: bool  # answers workspace/configuration
    configuration_changes: bool  # wants workspace/didChangeConfiguration registered
    progress: bool  # shows progress that the server starts
    watches_files: bool  # lets the server register file watchers
    shows_documents: bool  # opens a file that the server names
    refreshes_lenses: bool  # asks for them again when the server says so
    refreshes_diagnostics: bool  # the same
    options: dict[str, Any]  # initializationOptions: settings as the editor's configuration would hold them


def read_client(params: dict[str, Any]) -> ClientInfo:
    if not isinstance(params.get("capabilities"), dict):
        raise ProtocolError(INVALID_PARAMS, "initialize needs capabilities")
    capabilities = cast("dict[str, object]", params["capabilities"])
    process_id = params.get("processId")
    options = params.get("initializationOptions")

    def can(*path: str) -> bool:
        return _get(capabilities, *path) is True

    return ClientInfo(
        process_id=process_id if isinstance(process_id, int) and process_id > 0 else None,
        folders=_folders(params),
        encoding=_encoding(_get(capabilities, "general", "positionEncodings")),
        configuration=can("workspace", "configuration"),
        configuration_changes=can("workspace", "didChangeConfiguration", "dynamicRegistration"),
        progress=can("window", "workDoneProgress"),
        watches_files=can("workspace", "didChangeWatchedFiles", "dynamicRegistration"),
        shows_documents=can("window", "showDocument", "support"),
        refreshes_lenses=can("workspace", "codeLens", "refreshSupport"),
        refreshes_diagnostics=can("workspace", "diagnostics", "refreshSupport"),
        options=cast("dict[str, Any]", options) if isinstance(options, dict) else {},
    )


def initialize_result(client: ClientInfo, commands: list[str], version: str) -> dict[str, object]:
    """`InitializeResult`, as plain JSON: lsprotocol is not imported yet (a test reads it with lsprotocol)."""
    incremental = 2
    return {
        "capabilities": {
            "positionEncoding": client.encoding,
            "textDocumentSync": {"openClose": True, "change": incremental, "save": {"includeText": False}},
            "hoverProvider": True,
            "codeActionProvider": True,
            "workspaceSymbolProvider": True,
            "definitionProvider": True,
            "referencesProvider": True,
            "callHierarchyProvider": True,
            "codeLensProvider": {"resolveProvider": True},
            "completionProvider": {"triggerCharacters": [":"]},
            "renameProvider": {"prepareProvider": True},
            "documentLinkProvider": {},
            "diagnosticProvider": {"identifier": "nss", "interFileDependencies": True, "workspaceDiagnostics": False},
            "executeCommandProvider": {"commands": commands},
            "workspace": {"workspaceFolders": {"supported": True, "changeNotifications": True}},
        },
        "serverInfo": {"name": "nss", "version": version},
    }


def _folders(params: dict[str, Any]) -> tuple[str, ...]:
    """The workspace folders, or the one folder of older editors. No folder, no root: see `roots`."""
    listed = params.get("workspaceFolders")
    if isinstance(listed, list):
        found = [_get(folder, "uri") for folder in cast("list[object]", listed)]
        return tuple(uri for uri in found if isinstance(uri, str))
    if isinstance(uri := params.get("rootUri"), str):
        return (uri,)
    if isinstance(path := params.get("rootPath"), str) and path.startswith("/"):
        return (Path(path).as_uri(),)
    return ()


def _encoding(offered: object) -> str:
    names = _strings(offered)
    return next((name for name in SUPPORTED_ENCODINGS if name in names), "utf-16")


def _strings(value: object) -> list[str]:
    return [item for item in cast("list[object]", value) if isinstance(item, str)] if isinstance(value, list) else []


def _get(value: object, *path: str) -> object:
    for name in path:
        value = cast("dict[str, object]", value).get(name) if isinstance(value, dict) else None
    return value
