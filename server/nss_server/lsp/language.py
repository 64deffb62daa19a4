"""Hover and workspace symbols: what NSS adds beside the servers that the languages have of their own.

What may be said is decided by the capabilities and the settings; this turns places into names and answers into LSP.
A root that cannot answer now (no index yet, no host) is silent here: nobody asked NSS in particular.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from nss_server.lsp.convert import index_of, name_range, split_lines, storable, symbol_kind, to_uri, units_of
from nss_server.lsp.quiet import ask_quietly

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from nss_server.lsp.editor import Editor
    from nss_server.lsp.ledger import OpenRequest
    from nss_server.lsp.roots import Root
    from nss_server.lsp.tags import Tags
    from nss_server.workspace import Workspace

MOST_SYMBOLS = 200
LONGEST_NAME = 256
_NAME = re.compile(r"[^\W\d]\w*")


def register(editor: Editor, tags: Tags) -> None:
    def hover(request: OpenRequest, params: types.HoverParams) -> Awaitable[Any] | None:
        if (tag := tags.at(params.text_document.uri, params.position)) is not None:
            return tags.hover(request, params, tag)
        buffer = editor.buffers.get(params.text_document.uri)
        if buffer is None or params.position.line >= len(buffer.lines):
            return None
        place = editor.folders.nearest(buffer.path)
        line = buffer.lines[params.position.line]
        name = _name_at(line, index_of(line, params.position.character, editor.encoding))
        if place is None or name is None:
            return None
        start, end = (units_of(line, index, editor.encoding) for index in name.span())
        where = types.Range(types.Position(params.position.line, start), types.Position(params.position.line, end))
        column = len(storable(line[: name.start()]).encode())
        asked = {"name": name.group(), "path": place[1], "line": params.position.line + 1, "column": column}
        return _hover(editor, request, place[0], asked, where)

    async def symbols(request: OpenRequest, params: types.WorkspaceSymbolParams) -> list[types.WorkspaceSymbol]:
        found: list[types.WorkspaceSymbol] = []
        for root in editor.folders.all():
            found += await _symbols(editor, request, root, params.query)
        return found

    editor.protocol.requests[types.TEXT_DOCUMENT_HOVER] = hover
    editor.protocol.requests[types.WORKSPACE_SYMBOL] = symbols


async def _hover(
    editor: Editor, request: OpenRequest, root: Root, params: dict[str, Any], where: types.Range
) -> types.Hover | None:
    answer = await ask_quietly(editor, request, root, "hover", params)
    if answer is None or not answer["markdown"]:
        return None
    return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, answer["markdown"]), where)


async def _symbols(editor: Editor, request: OpenRequest, root: Root, query: str) -> list[types.WorkspaceSymbol]:
    if (workspace := root.now) is None:
        return []
    wanted, languages = workspace.settings.lsp.workspace_symbols, workspace.settings.hover.full_languages
    if wanted == "off" or (wanted == "unserved" and not languages):
        return []
    params = {
        "words": query,
        "limit": MOST_SYMBOLS,
        "languages": list(languages) if wanted == "unserved" else [],
    }
    answer = await ask_quietly(editor, request, root, "symbols", params)
    if answer is None:
        return []
    return await editor.in_worker(lambda: _located(editor, root, workspace, answer["results"]))


def _located(
    editor: Editor, root: Root, workspace: Workspace, entries: list[dict[str, Any]]
) -> list[types.WorkspaceSymbol]:
    """In a worker: columns need the text of their lines, which are read once a file."""
    texts: dict[tuple[str, str], list[str]] = {}
    found: list[types.WorkspaceSymbol] = []
    for entry in entries:
        file = (str(entry["path"]), str(entry["content_hash"]))
        if file not in texts:
            texts[file] = _lines_of(editor, root, workspace, *file)
        where = name_range(texts[file], entry["name_line"], entry["name_column"], entry["name"], editor.encoding)
        location = types.Location(to_uri(root.folder / file[0]), where)
        container = entry["container"] or None
        found.append(types.WorkspaceSymbol(location, entry["name"], symbol_kind(entry["kind"]), None, container))
    return found


def _lines_of(editor: Editor, root: Root, workspace: Workspace, path: str, content_hash: str) -> list[str]:
    """The lines of the text that was indexed, from the open buffer or the file; none where neither is that text now."""
    from nss_index.files.read import read_source
    from nss_index.model import SourceText
    from nss_index.tokens import text_hash

    buffer = editor.buffers.get(to_uri(root.folder / path))
    if buffer is not None and text_hash(buffer.text) == content_hash:
        return split_lines(buffer.text)
    source = read_source(Path(workspace.root), path, workspace.index.rules())
    if isinstance(source, SourceText) and source.content_hash == content_hash:
        return split_lines(source.text)
    return []


def _name_at(line: str, index: int) -> re.Match[str] | None:
    """The identifier that the index lies in."""
    for found in _NAME.finditer(line):
        if found.start() <= index < found.end() and len(found.group()) <= LONGEST_NAME:
            return found
        if found.start() > index:
            return None
    return None
