"""Joins one connection with everything that this server does, and starts the work that waits for the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types

from nss_server.lsp import actions, capabilities, context_actions, dictation, language, structure, sync
from nss_server.lsp.configuration import SECTION
from nss_server.lsp.editor import Editor
from nss_server.lsp.tags import Tags

if TYPE_CHECKING:
    from nss_server.lsp.endpoint import Endpoint
    from nss_server.lsp.initialize import ClientInfo


def build(endpoint: Endpoint, client: ClientInfo) -> None:
    editor = Editor(endpoint, client)
    tags = Tags(editor)
    for room in (language, structure, actions):
        room.register(editor, tags)
    for room in (capabilities, context_actions, sync, dictation):
        room.register(editor)

    def initialized(params: types.InitializedParams) -> None:
        _register_with_editor(editor, client)
        for uri in client.folders:
            editor.folders.add(uri)

    editor.protocol.notifications[types.INITIALIZED] = initialized


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
