"""Documents, files and folders: the editor's notifications about them, handed to buffers, roots and host."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from lsprotocol import types

from nss_server.lsp.convert import to_path

if TYPE_CHECKING:
    from nss_server.lsp.editor import Editor


def register(editor: Editor) -> None:
    buffers = editor.buffers

    def did_open(params: types.DidOpenTextDocumentParams) -> None:
        buffer = buffers.open(params.text_document)
        if buffer is not None:
            editor.folders.buffer_opened(buffer)

    def did_change(params: types.DidChangeTextDocumentParams) -> None:
        buffers.change(params.text_document, params.content_changes, editor.encoding)

    def did_close(params: types.DidCloseTextDocumentParams) -> None:
        buffer = buffers.close(params.text_document.uri)
        if buffer is not None:
            editor.folders.buffer_closed(buffer)

    def did_save(params: types.DidSaveTextDocumentParams) -> None:
        editor.folders.files_changed(_paths([params.text_document.uri]))

    def watched_files_changed(params: types.DidChangeWatchedFilesParams) -> None:
        editor.folders.files_changed(_paths([change.uri for change in params.changes]))

    def folders_changed(params: types.DidChangeWorkspaceFoldersParams) -> None:
        for folder in params.event.removed:
            editor.folders.remove(folder.uri)
        for folder in params.event.added:
            editor.folders.add(folder.uri)

    def configuration_changed(params: types.DidChangeConfigurationParams) -> None:
        editor.configuration.push(params.settings)
        editor.folders.reopen()

    editor.protocol.notifications |= {
        types.TEXT_DOCUMENT_DID_OPEN: did_open,
        types.TEXT_DOCUMENT_DID_CHANGE: did_change,
        types.TEXT_DOCUMENT_DID_CLOSE: did_close,
        types.TEXT_DOCUMENT_DID_SAVE: did_save,
        types.WORKSPACE_DID_CHANGE_WATCHED_FILES: watched_files_changed,
        types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: folders_changed,
        types.WORKSPACE_DID_CHANGE_CONFIGURATION: configuration_changed,
    }


def _paths(uris: list[str]) -> list[Path]:
    return [path for uri in uris if (path := to_path(uri)) is not None]
