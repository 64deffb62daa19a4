"""Joins one connection with everything that this server does, and starts the work that waits for the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types

from nss_server import __version__
from nss_server.lsp import actions, capabilities, language, sync
from nss_server.lsp.configuration import SECTION
from nss_server.lsp.editor import Editor
from nss_server.lsp.initialize import ClientInfo, read_client, server_capabilities
from nss_server.lsp.protocol import Phase

if TYPE_CHECKING:
    from nss_server.lsp.endpoint import Endpoint
    from nss_server.lsp.ledger import OpenRequest


def build(endpoint: Endpoint) -> None:
    editor = Editor(endpoint)
    protocol = endpoint.protocol
    for room in (capabilities, language, actions, sync):
        room.register(editor)

    def initialize(request: OpenRequest, params: dict[str, Any]) -> types.InitializeResult:
        client = read_client(params)
        editor.meet(client)
        protocol.phase = Phase.READY
        if client.process_id is not None:
            endpoint.watch_editor(client.process_id)
        features = (*protocol.requests, *protocol.notifications)
        offered = server_capabilities(features, list(editor.commands), client.encoding)
        return types.InitializeResult(offered, types.ServerInfo("nss", __version__))

    def initialized(params: types.InitializedParams) -> None:
        _register_with_editor(editor, editor.client)
        for uri in editor.client.folders:
            editor.folders.add(uri)

    protocol.requests[types.INITIALIZE] = initialize
    protocol.notifications[types.INITIALIZED] = initialized


def _register_with_editor(editor: Editor, client: ClientInfo) -> None:
    wanted: list[types.Registration] = []
    if client.configuration_changes:
        method = types.WORKSPACE_DID_CHANGE_CONFIGURATION
        wanted.append(types.Registration("nss-configuration", method, {"section": SECTION}))
    if client.watches_files:
        watcher = types.FileSystemWatcher("**/*")
        options = types.DidChangeWatchedFilesRegistrationOptions([watcher])
        wanted.append(types.Registration("nss-files", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options))
    if wanted:
        editor.protocol.send_request(types.CLIENT_REGISTER_CAPABILITY, types.RegistrationParams(wanted))
