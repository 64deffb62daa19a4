"""Call hierarchy, references, definition and lenses: the dependency graph in the editor's own words.

What uses what is the capabilities' answer; this turns places into their words and answers into LSP. A root that cannot
answer now is silent. Definitions and references are given for languages without a server of their own.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types

from nss_server.lsp.commands import SHOW_DEPENDENTS
from nss_server.lsp.convert import index_of, storable, symbol_kind, to_path, to_uri, word_range
from nss_server.lsp.quiet import ask_when_ready

if TYPE_CHECKING:
    from nss_server.lsp.buffers import Buffer
    from nss_server.lsp.editor import Editor
    from nss_server.lsp.ledger import OpenRequest
    from nss_server.lsp.roots import Root
    from nss_server.lsp.tags import Tags

Answer = dict[str, Any]

_LENSES = frozenset({"class", "function", "method", "interface", "trait", "struct", "enum", "macro"})
MOST_LENSES = 500  # in a file; each is asked for when it comes into sight


def register(editor: Editor, tags: Tags) -> None:
    room = _Structure(editor, tags)
    editor.protocol.requests.update({
        types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY: room.prepare,
        types.CALL_HIERARCHY_INCOMING_CALLS: room.incoming,
        types.CALL_HIERARCHY_OUTGOING_CALLS: room.outgoing,
        types.TEXT_DOCUMENT_REFERENCES: room.references,
        types.TEXT_DOCUMENT_DEFINITION: room.definition,
        types.TEXT_DOCUMENT_CODE_LENS: room.lenses,
        types.CODE_LENS_RESOLVE: room.resolve,
    })  # fmt: skip


class _Structure:
    def __init__(self, editor: Editor, tags: Tags) -> None:
        self._editor = editor
        self._tags = tags

    async def prepare(
        self, request: OpenRequest, params: types.CallHierarchyPrepareParams
    ) -> list[types.CallHierarchyItem] | None:
        asked = await self._at(request, params, "references")
        return asked and [self._item(asked[0], one) for one in asked[1]["symbols"]]

    async def incoming(
        self, request: OpenRequest, params: types.CallHierarchyIncomingCallsParams
    ) -> list[types.CallHierarchyIncomingCall] | None:
        answer = await self._of_item(request, params.item, "incoming")
        if answer is None:
            return None
        root, found = answer
        users = {(one["path"], one["symbol"]): one for one in found["users"]}
        calls: dict[tuple[str, str], list[Answer]] = defaultdict(list)
        for use in found["results"]:
            calls[use["path"], use["symbol"]].append(use)
        return [
            types.CallHierarchyIncomingCall(
                self._item(root, users[place], uses) if place in users else self._module(root, place[0], uses),
                [self._range(use) for use in uses],
            )
            for place, uses in calls.items()
        ]

    async def outgoing(
        self, request: OpenRequest, params: types.CallHierarchyOutgoingCallsParams
    ) -> list[types.CallHierarchyOutgoingCall] | None:
        answer = await self._of_item(request, params.item, "outgoing")
        if answer is None:
            return None
        root, found = answer
        used = {(one["path"], one["symbol"]): one for one in found["users"]}
        calls: dict[tuple[str, str], list[Answer]] = defaultdict(list)
        for use in found["results"]:
            calls[use["target"], use["target_symbol"]].append(use)
        return [
            types.CallHierarchyOutgoingCall(self._item(root, used[place], uses), [self._range(use) for use in uses])
            for place, uses in calls.items()
            if place in used
        ]

    async def references(self, request: OpenRequest, params: types.ReferenceParams) -> list[types.Location] | None:
        if (tag := self._tags.at(params.text_document.uri, params.position)) is not None:
            return await self._tags.references(request, params, tag)
        asked = await self._at(request, params, "references", unserved=True)
        if asked is None:
            return None
        root, found = asked
        locations = [self._location(root, use["path"], self._range(use)) for use in found["results"]]
        if params.context.include_declaration:
            locations += [self._location(root, one["path"], self._name(one)) for one in found["symbols"]]
        return locations

    async def definition(self, request: OpenRequest, params: types.DefinitionParams) -> list[types.Location] | None:
        if (tag := self._tags.at(params.text_document.uri, params.position)) is not None:
            return await self._tags.definition(request, params.text_document.uri, tag)
        asked = await self._at(request, params, "definition", unserved=True)
        return asked and [self._location(asked[0], one["path"], self._name(one)) for one in asked[1]["results"]]

    async def lenses(self, request: OpenRequest, params: types.CodeLensParams) -> list[types.CodeLens] | None:
        file = to_path(params.text_document.uri)
        place = self._editor.folders.nearest(file) if file is not None else None
        if place is None or place[0].now is None or not place[0].now.settings.lsp.code_lens:
            return None
        root, path = place
        answer = await ask_when_ready(self._editor, request, root, "outline", {"path": path})
        shown = [one for one in answer["results"] if one["kind"] in _LENSES] if answer else []
        return [
            types.CodeLens(self._name(one), data={"root": str(root.folder), "symbol": f"{path}::{one['symbol']}"})
            for one in shown[:MOST_LENSES]
        ]

    async def resolve(self, request: OpenRequest, params: types.CodeLens) -> types.CodeLens:
        data = _data(params.data)
        root = self._editor.folders.named(data.get("root"))
        symbol = str(data.get("symbol", ""))
        answer = await ask_when_ready(self._editor, request, root, "references", {"symbol": symbol}) if symbol else None
        title = _counted(answer["results"]) if answer else "NSS: not indexed yet"
        argument = {"root": str(root.folder), "symbol": symbol}
        params.command = types.Command(title=title, command=SHOW_DEPENDENTS, arguments=[argument])
        return params

    async def _at(
        self,
        request: OpenRequest,
        params: types.CallHierarchyPrepareParams | types.ReferenceParams | types.DefinitionParams,
        name: str,
        unserved: bool = False,
    ) -> tuple[Root, Answer] | None:
        """What a capability says of a position; `unserved`: only in a language without a server of its own."""
        buffer = self._editor.buffers.get(params.text_document.uri)
        place = self._editor.folders.nearest(buffer.path) if buffer is not None else None
        if buffer is None or place is None:
            return None
        root, path = place
        if unserved and not self._is_unserved(root, path):
            return None
        where = place_at(self._editor, buffer, path, params.position)
        key = "place" if name == "definition" else "symbol"
        answer = await ask_when_ready(self._editor, request, root, name, {key: where})
        return (root, answer) if answer else None

    def _is_unserved(self, root: Root, path: str) -> bool:
        from nss_index.parse.languages import language_of

        return root.now is not None and language_of(path) not in root.now.settings.lsp.served_languages

    async def _of_item(
        self, request: OpenRequest, item: types.CallHierarchyItem, direction: str
    ) -> tuple[Root, Answer] | None:
        data = _data(item.data)
        if not data.get("symbol"):
            return None
        root = self._editor.folders.named(data.get("root"))
        params = {"symbol": data["symbol"], "direction": direction, "kinds": ["call"]}
        answer = await ask_when_ready(self._editor, request, root, "references", params)
        return (root, answer) if answer else None

    def _item(self, root: Root, one: Answer, uses: list[Answer] | None = None) -> types.CallHierarchyItem:
        lines = types.Range(types.Position(one["start_line"] - 1, 0), types.Position(one["end_line"], 0))
        return types.CallHierarchyItem(
            name=one["symbol"],
            kind=symbol_kind(one["kind"]),
            uri=to_uri(root.folder / one["path"]),
            range=lines,
            selection_range=self._name(one),
            detail=_surest(uses) + one["path"],
            data={"root": str(root.folder), "symbol": f"{one['path']}::{one['symbol']}"},
        )

    def _module(self, root: Root, path: str, uses: list[Answer]) -> types.CallHierarchyItem:
        """What is called at module level has the file around it."""
        start = types.Range(types.Position(0, 0), types.Position(0, 0))
        uri, name = to_uri(root.folder / path), path.rpartition("/")[2]
        return types.CallHierarchyItem(name, types.SymbolKind.File, uri, start, start, detail=_surest(uses) + path)

    def _name(self, one: Answer) -> types.Range:
        return word_range(one["text"], one["name_line"], one["name_column"], one["name"], self._editor.encoding)

    def _range(self, use: Answer) -> types.Range:
        return word_range(use["snippet"], use["start_line"], use["column"], use["name"], self._editor.encoding)

    def _location(self, root: Root, path: str, where: types.Range) -> types.Location:
        return types.Location(to_uri(root.folder / path), where)


def _data(value: object) -> Answer:
    """What this room gave an item or a lens on its way; an editor may hand back anything."""
    return cast("Answer", value) if isinstance(value, dict) else {}


def place_at(editor: Editor, buffer: Buffer, path: str, position: types.Position) -> str:
    """A position in the capabilities' words: `path:line:column`, from 1, the column in UTF-8 bytes."""
    text = buffer.lines[position.line] if position.line < len(buffer.lines) else ""
    index = index_of(text, position.character, editor.encoding)
    return f"{path}:{position.line + 1}:{len(storable(text[:index]).encode()) + 1}"


def _surest(uses: list[Answer] | None) -> str:
    """ "possible · " before a place whose uses are all only that."""
    order = ("certain", "likely", "possible")
    best = min((order.index(use["confidence"]) for use in uses or ()), default=0)
    return f"{order[best]} · " if best else ""


def _counted(uses: list[Answer]) -> str:
    sure = [use for use in uses if use["confidence"] != "possible"]
    possible = len(uses) - len(sure)
    more = f"{possible} possible" if possible else ""
    if not sure:
        return more or "not used"
    files = len({use["path"] for use in sure})
    counted = f"used {len(sure)} times in {files} files" if len(sure) > 1 else "used once"
    return f"{counted}, {more}" if more else counted
