"""Tags in the editor: completion, hover, definition, references, rename, links, problems, and what to do with one.

Which tags there are is the capability's answer; which one stands at a position is read from the buffer, so that it is
as fresh as the keystroke. A root that cannot answer now is silent.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from nss_index.parse.tags import TAG, check_name

from nss_server.lsp.commands import SEARCH_TAG
from nss_server.lsp.convert import index_of, split_lines, storable, to_uri, units_of, word_range
from nss_server.lsp.quiet import ask_when_ready
from nss_server.lsp.tag_marks import mark_edit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nss_server.lsp.buffers import Buffer
    from nss_server.lsp.editor import Editor
    from nss_server.lsp.ledger import OpenRequest
    from nss_server.lsp.roots import Root

Answer = dict[str, Any]

MOST_PLACES = 5  # in a hover
_BEGUN = re.compile(r"(<!--)?(?<![\w$./{:])TAG:([A-Za-z0-9_./-]*)$")


class TagAt:
    """A tag in a line of a buffer: its name and where that stands."""

    def __init__(self, name: str, line: int, start: int, end: int) -> None:
        self.name, self.range = name, types.Range(types.Position(line, start), types.Position(line, end))


class Tags:
    """The other rooms of the server ask this one first."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor
        editor.protocol.requests.update({
            types.TEXT_DOCUMENT_COMPLETION: self.completion,
            types.TEXT_DOCUMENT_PREPARE_RENAME: self.prepare_rename,
            types.TEXT_DOCUMENT_RENAME: self.rename,
            types.TEXT_DOCUMENT_DOCUMENT_LINK: self.links,
            types.TEXT_DOCUMENT_DIAGNOSTIC: self.diagnostics,
        })  # fmt: skip

    def at(self, uri: str, position: types.Position) -> TagAt | None:
        """The tag whose mark or reference the position is in."""
        buffer = self._editor.buffers.get(uri)
        if buffer is None or position.line >= len(buffer.lines):
            return None
        line, encoding = buffer.lines[position.line], self._editor.encoding
        index = index_of(line, position.character, encoding)
        for start, end, around in _tags_in(line):
            if around[0] <= index <= around[1]:
                name = line[start:end]
                return TagAt(name, position.line, units_of(line, start, encoding), units_of(line, end, encoding))
        return None

    async def completion(self, request: OpenRequest, params: types.CompletionParams) -> types.CompletionList | None:
        buffer = self._editor.buffers.get(params.text_document.uri)
        if buffer is None or params.position.line >= len(buffer.lines):
            return None
        line, encoding = buffer.lines[params.position.line], self._editor.encoding
        index = index_of(line, params.position.character, encoding)
        begun = _BEGUN.search(line[:index])
        if begun is None or (answer := await self._ask(request, buffer, {})) is None:
            return None
        counted = Counter(str(one["symbol"]) for one in answer[1]["results"])
        start = types.Position(params.position.line, units_of(line, begun.start(2), encoding))
        closing = "-->" if begun[1] and not line[index:].lstrip("!").startswith("-->") else ""
        return types.CompletionList(
            is_incomplete=False,
            items=[
                types.CompletionItem(
                    label=name,
                    kind=types.CompletionItemKind.Reference,
                    detail=f"tag, {count} mark{'' if count == 1 else 's'}",
                    text_edit=types.TextEdit(types.Range(start, params.position), name + closing),
                )
                for name, count in sorted(counted.items())
            ],
        )

    async def hover(self, request: OpenRequest, params: types.HoverParams, tag: TagAt) -> types.Hover | None:
        found = await self._places(request, params.text_document.uri, tag)
        if found is None:
            return None
        root, entries = found
        marks = [one for one in entries if one["role"] != "reference"]
        counted = f"{len(marks)} mark{'' if len(marks) == 1 else 's'}, {len(entries) - len(marks)} referring"
        lines = [f"Tag `{tag.name}`: {counted}" if marks else f"No tag is called `{tag.name}`"]
        lines += [
            f"[{one['path']}:{one['start_line']}]({to_uri(root.folder / one['path'])}#L{one['start_line']})"
            for one in marks[:MOST_PLACES]
        ]
        if len(marks) > MOST_PLACES:
            lines.append(f"and {len(marks) - MOST_PLACES} more")
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, "  \n".join(lines)), tag.range)

    async def definition(self, request: OpenRequest, uri: str, tag: TagAt) -> list[types.Location]:
        found = await self._places(request, uri, tag)
        marks = [one for one in found[1] if one["role"] != "reference"] if found else []
        return [self._location(found[0], one) for one in marks] if found else []

    async def references(self, request: OpenRequest, params: types.ReferenceParams, tag: TagAt) -> list[types.Location]:
        found = await self._places(request, params.text_document.uri, tag)
        declared = params.context.include_declaration
        entries = [one for one in found[1] if declared or one["role"] == "reference"] if found else []
        return [self._location(found[0], one) for one in entries] if found else []

    def prepare_rename(self, _request: OpenRequest, params: types.PrepareRenameParams) -> types.Range | None:
        tag = self.at(params.text_document.uri, params.position)
        return tag.range if tag is not None else None

    async def rename(self, request: OpenRequest, params: types.RenameParams) -> types.WorkspaceEdit | None:
        from nss_index.errors import BadInput

        tag = self.at(params.text_document.uri, params.position)
        if tag is None:
            raise BadInput(
                "no tag stands there", why="NSS renames tags; symbols are renamed by their language's server"
            )
        check_name(params.new_name)
        found = await self._places(request, params.text_document.uri, tag)
        changes: dict[str, list[types.TextEdit]] = defaultdict(list)
        for location in [self._location(found[0], one) for one in found[1]] if found else ():
            changes[location.uri].append(types.TextEdit(location.range, params.new_name))
        return types.WorkspaceEdit(changes=dict(changes))

    async def links(self, request: OpenRequest, params: types.DocumentLinkParams) -> list[types.DocumentLink] | None:
        """From references to their first mark."""
        buffer = self._editor.buffers.get(params.text_document.uri)
        if buffer is None or "TAG:" not in buffer.text or (answer := await self._ask(request, buffer, {})) is None:
            return None
        root, found = answer
        first: dict[str, Answer] = {}
        for one in found["results"]:
            first.setdefault(one["symbol"], one)
        encoding = self._editor.encoding
        return [
            types.DocumentLink(
                types.Range(
                    types.Position(number, units_of(line, around[0], encoding)),
                    types.Position(number, units_of(line, end, encoding)),
                ),
                target=f"{to_uri(root.folder / mark['path'])}#L{mark['start_line']}",
                tooltip=f"the tag {line[start:end]}",
            )
            for number, line in enumerate(buffer.lines)
            if "TAG:" in line
            for start, end, around in _tags_in(line)
            if (mark := first.get(line[start:end])) is not None and line[around[0]] == "T"
        ]

    async def diagnostics(
        self, request: OpenRequest, params: types.DocumentDiagnosticParams
    ) -> types.RelatedFullDocumentDiagnosticReport:
        buffer = self._editor.buffers.get(params.text_document.uri)
        answer = await self._ask(request, buffer, {"check": True}, own=True) if buffer is not None else None
        if buffer is None or answer is None:
            return types.RelatedFullDocumentDiagnosticReport(items=[])
        return types.RelatedFullDocumentDiagnosticReport(
            items=[
                types.Diagnostic(
                    range=self._range(buffer.lines, one),
                    message=one["message"],
                    severity=types.DiagnosticSeverity.Warning,
                    source="nss",
                    code="tag",
                )
                for one in answer[1]["problems"]
            ]
        )

    async def actions(self, request: OpenRequest, params: types.CodeActionParams) -> list[types.CodeAction]:
        """What can be done with a tag ("Search this tag"), or where none is ("Add tag here")."""
        uri = params.text_document.uri
        buffer = self._editor.buffers.get(uri)
        if buffer is None or params.context.only or (place := self._editor.folders.nearest(buffer.path)) is None:
            return []
        tag = self.at(uri, params.range.start)
        if tag is not None:
            argument = {"root": str(place[0].folder), "tag": tag.name}
            command = types.Command(title=f"Search the tag {tag.name}", command=SEARCH_TAG, arguments=[argument])
            return [types.CodeAction(title=f"NSS: Search the tag {tag.name}", command=command)]
        if params.range.start != params.range.end or (answer := await self._ask(request, buffer, {})) is None:
            return []
        root, path = place
        outline = await ask_when_ready(self._editor, request, root, "outline", {"path": path})
        taken = {str(one["symbol"]) for one in answer[1]["results"]}
        edit = mark_edit(buffer.lines, path, params.range.start.line, outline["results"] if outline else (), taken)
        changes = {uri: [edit]}
        return [types.CodeAction(title="NSS: Add tag here", edit=types.WorkspaceEdit(changes=changes))]

    async def _places(self, request: OpenRequest, uri: str, tag: TagAt) -> tuple[Root, list[Answer]] | None:
        buffer = self._editor.buffers.get(uri)
        asked = {"references": True}
        answer = await self._ask(request, buffer, asked) if buffer is not None else None
        return answer and (answer[0], [one for one in answer[1]["results"] if one["symbol"] == tag.name])

    async def _ask(
        self, request: OpenRequest, buffer: Buffer, params: Answer, own: bool = False
    ) -> tuple[Root, Answer] | None:
        place = self._editor.folders.nearest(buffer.path)
        if place is None:
            return None
        root, path = place
        asked = {**params, "path": path} if own else params
        answer = await ask_when_ready(self._editor, request, root, "tags", asked)
        return (root, answer) if answer else None

    def _location(self, root: Root, one: Answer) -> types.Location:
        """Of the name; names are ASCII, so that only what stands before one needs its line."""
        uri = to_uri(root.folder / one["path"])
        buffer = self._editor.buffers.get(uri)
        lines = buffer.lines if buffer is not None else _lines_of(root, one["path"])
        return types.Location(uri, self._range(lines, one))

    def _range(self, lines: list[str], one: Answer) -> types.Range:
        line = int(one["start_line"])
        text = lines[line - 1] if line <= len(lines) else ""
        return word_range(text, line, one["column"], one["symbol"], self._editor.encoding)


def _tags_in(line: str) -> Iterable[tuple[int, int, tuple[int, int]]]:
    """(start and end of the name, of the whole) of the tags in a line, as indices into it."""
    data = storable(line).encode()

    def index(place: int) -> int:
        return len(data[:place].decode())

    for match in TAG.finditer(data):
        group = "mark" if match["mark"] is not None else "reference"
        yield index(match.start(group)), index(match.end(group)), (index(match.start()), index(match.end()))


def _lines_of(root: Root, path: str) -> list[str]:
    from nss_index.files.read import read_source
    from nss_index.files.rules import ScanRules
    from nss_index.model import SourceText

    found = read_source(root.folder, path, ScanRules())
    return split_lines(found.text) if isinstance(found, SourceText) else []
