"""What a selection offers ("Search for this", "Find similar code") and what a name does ("Show dependents", "Show
impact").

The commands belong to our clients, which show their pickers. An editor without our plugin sends them here: the answer
is a list of locations, and the best one is shown where the editor lets the server do that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types
from nss_index.errors import BadInput

from nss_server.lsp.capabilities import find, run_capability
from nss_server.lsp.commands import (
    SEARCH_SELECTION,
    SEARCH_TAG,
    SHOW_DEPENDENTS,
    SHOW_IMPACT,
    SIMILAR_SELECTION,
    argument_of,
)
from nss_server.lsp.context_actions import context_actions
from nss_server.lsp.convert import hit_location, last_line, to_path
from nss_server.lsp.job import LspJob
from nss_server.lsp.quiet import ask_when_ready
from nss_server.lsp.structure import place_at

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from nss_server.lsp.editor import Editor
    from nss_server.lsp.ledger import OpenRequest
    from nss_server.lsp.roots import Root
    from nss_server.lsp.tags import Tags

LONGEST_QUERY = 8192
LONGEST_TEXT = 65536


def register(editor: Editor, tags: Tags) -> None:
    async def actions(request: OpenRequest, params: types.CodeActionParams) -> list[types.CodeAction]:
        own = [*selection_actions(editor, params), *editor.dictation_actions(params)]
        own += await symbol_actions(editor, request, params)
        return own + await tags.actions(request, params)

    def execute(request: OpenRequest, params: types.ExecuteCommandParams) -> Awaitable[Any]:
        handler = editor.commands.get(params.command)
        if handler is None:
            raise BadInput(f"no such command: {params.command}", todo=f"The commands are {', '.join(editor.commands)}")
        return handler(request, params)

    def run_selection(request: OpenRequest, params: types.ExecuteCommandParams) -> Awaitable[Any]:
        return _show_hits(editor, request, params)

    def run_dependents(request: OpenRequest, params: types.ExecuteCommandParams) -> Awaitable[Any]:
        return _show_dependents(editor, request, params)

    def run_tag(request: OpenRequest, params: types.ExecuteCommandParams) -> Awaitable[Any]:
        return _show_tag(editor, request, params)

    editor.commands[SEARCH_TAG] = run_tag
    for name in (SEARCH_SELECTION, SIMILAR_SELECTION):
        editor.commands[name] = run_selection
    for name in (SHOW_DEPENDENTS, SHOW_IMPACT):
        editor.commands[name] = run_dependents
    editor.protocol.requests[types.TEXT_DOCUMENT_CODE_ACTION] = actions
    editor.protocol.requests[types.WORKSPACE_EXECUTE_COMMAND] = execute


def selection_actions(editor: Editor, params: types.CodeActionParams) -> list[types.CodeAction]:
    """None without a selection, outside the roots, or when the editor asks for certain kinds (a fix, say)."""
    buffer = editor.buffers.get(params.text_document.uri)
    if buffer is None or params.context.only or editor.folders.nearest(buffer.path) is None:
        return []
    text = buffer.text_in(params.range, editor.encoding)
    if not text.strip():
        return []
    lines = params.range
    argument = {
        "uri": buffer.uri,
        "text": text[:LONGEST_TEXT],
        "start_line": lines.start.line + 1,
        "end_line": last_line(lines),
    }
    titles = (("Search for this", SEARCH_SELECTION), ("Find similar code", SIMILAR_SELECTION))
    return [
        types.CodeAction(title=f"NSS: {title}", command=types.Command(title=title, command=name, arguments=[argument]))
        for title, name in titles
    ]


async def _show_hits(editor: Editor, request: OpenRequest, params: types.ExecuteCommandParams) -> list[types.Location]:
    argument = argument_of(params.arguments)
    text, uri = argument.get("text"), argument.get("uri")
    if not isinstance(text, str) or not text.strip():
        raise BadInput(f"{params.command} needs the selected text", todo='Give {"text": "…", "uri": "file:///…"}')
    path = to_path(uri) if isinstance(uri, str) else None
    root, near = (editor.folders.nearest(path) if path else None) or (editor.folders.named(None), "")
    if params.command == SEARCH_SELECTION:
        name, values = "search", {"query": " ".join(text.split())[:LONGEST_QUERY]}
    else:
        lines = {key: argument[key] for key in ("start_line", "end_line") if isinstance(argument.get(key), int)}
        name, values = "similar", {"text": text[:LONGEST_TEXT], "near": near, **lines}
    job = LspJob(editor.protocol, request, params.work_done_token, None)
    answer = await run_capability(editor, find(name), root, values, job)
    return _shown(editor, root, answer)


async def symbol_actions(
    editor: Editor, request: OpenRequest, params: types.CodeActionParams
) -> list[types.CodeAction]:
    """Where a name of the project stands: who uses it, what may break, what there is to know about it. None when
    certain kinds are asked for."""
    buffer = editor.buffers.get(params.text_document.uri)
    place = editor.folders.nearest(buffer.path) if buffer is not None else None
    if buffer is None or place is None or params.context.only:
        return []
    root, path = place
    where = place_at(editor, buffer, path, params.range.start)
    answer = await ask_when_ready(editor, request, root, "definition", {"place": where}) if where else None
    titles = (("Show dependents of", SHOW_DEPENDENTS), ("Show impact of", SHOW_IMPACT))
    names = dict.fromkeys(one["name"] for one in answer["results"]) if answer else {}
    found = [
        types.CodeAction(
            title=f"NSS: {title} {name}",
            command=types.Command(title=f"{title} {name}", command=command, arguments=[_meant(root, where, name)]),
        )
        for name in names
        for title, command in titles
    ]
    return found + context_actions(editor, buffer, place, params, [(name, where) for name in names])


def _meant(root: Root, where: str, name: str) -> dict[str, str]:
    return {"root": str(root.folder), "symbol": where, "name": name}


async def _show_dependents(
    editor: Editor, request: OpenRequest, params: types.ExecuteCommandParams
) -> list[types.Location]:
    argument = argument_of(params.arguments)
    if not isinstance(symbol := argument.get("symbol"), str) or not symbol:
        raise BadInput(f"{params.command} needs a symbol", todo='Give {"symbol": "path.py::Class.method"}')
    root = editor.folders.named(argument.get("root"))
    job = LspJob(editor.protocol, request, params.work_done_token, None)
    name, key = ("references", "symbol") if params.command == SHOW_DEPENDENTS else ("impact", "target")
    return _shown(editor, root, await run_capability(editor, find(name), root, {key: symbol}, job))


async def _show_tag(editor: Editor, request: OpenRequest, params: types.ExecuteCommandParams) -> list[types.Location]:
    argument = argument_of(params.arguments)
    if not isinstance(tag := argument.get("tag"), str) or not tag:
        raise BadInput(f"{params.command} needs a tag", todo='Give {"tag": "name"}')
    root = editor.folders.named(argument.get("root"))
    job = LspJob(editor.protocol, request, params.work_done_token, None)
    asked = {"name": tag, "references": True}
    return _shown(editor, root, await run_capability(editor, find("tags"), root, asked, job))


def _shown(editor: Editor, root: Root, answer: dict[str, Any]) -> list[types.Location]:
    """The places of an answer; the first is shown where the editor lets a server do that."""
    found = [hit_location(root.folder, hit, editor.encoding) for hit in answer["results"]]
    if found and editor.client.shows_documents:
        shown = types.ShowDocumentParams(uri=found[0].uri, take_focus=True, selection=found[0].range)
        editor.protocol.send_request(types.WINDOW_SHOW_DOCUMENT, shown)
    return found
