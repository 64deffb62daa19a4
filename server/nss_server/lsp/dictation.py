"""Dictation in an editor: the words go to where the cursor was when it began, whatever was typed meanwhile.

The place moves with the text (`marks`), the edit names the version that it was made for, and it is one step of undo.
Where the place is lost, or the editor refuses twice, the text is offered instead of being misplaced. Editors hear
everything as `nss/dictationChanged`; one without our plugin has the code actions "Dictate here" and "Stop dictating".
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types
from nss_index.errors import BadInput, NssError

from nss_server.lsp.capabilities import find, run_capability
from nss_server.lsp.commands import DICTATE_HERE, argument_of
from nss_server.lsp.convert import last_line
from nss_server.lsp.job import LspJob, read_token
from nss_server.lsp.spelling import Spellings, insertion, put

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from nss_server.lsp.buffers import Buffer
    from nss_server.lsp.editor import Editor
    from nss_server.lsp.ledger import OpenRequest
    from nss_server.lsp.marks import Mark
    from nss_server.lsp.roots import Root

log = logging.getLogger(__name__)

METHOD = "nss/dictation/start"
CHANGED = "nss/dictationChanged"


def register(editor: Editor) -> None:
    """After `capabilities`: it takes the place of the plain request, and adds a command."""
    dictation = _Dictation(editor)

    def start(request: OpenRequest, params: dict[str, Any]) -> Awaitable[Any]:
        return dictation.start(request, params)

    def here(request: OpenRequest, params: types.ExecuteCommandParams) -> Awaitable[Any]:
        return dictation.toggle(request, argument_of(params.arguments))

    editor.protocol.requests[METHOD] = start
    editor.commands[DICTATE_HERE] = here
    editor.dictation_actions = dictation.actions


class _DictationJob(LspJob):
    """Tells every partial result as a notification, and to the request's token where it has one."""

    @property
    def streams(self) -> bool:
        return True

    def partial(self, result: object) -> None:
        self._loop.call_soon_threadsafe(self._protocol.notify, CHANGED, result)
        super().partial(result)


class _Dictation:
    def __init__(self, editor: Editor) -> None:
        self._editor = editor
        self._recording = False
        self._spellings = Spellings()

    def start(self, request: OpenRequest, params: dict[str, Any]) -> Awaitable[dict[str, Any]]:
        """Params: the capability's, and `textDocument` and `position` (or `selection`, a range) of the cursor."""
        values = dict(params)
        job = _DictationJob(
            self._editor.protocol,
            request,
            read_token(values, "workDoneToken"),
            read_token(values, "partialResultToken"),
        )
        document = cast("dict[str, Any]", values.pop("textDocument", None) or {})
        position, selection = values.pop("position", None), values.pop("selection", None)
        buffer = self._editor.buffers.get(str(document.get("uri", "")))
        where = _range(selection) or _range({"start": position, "end": position})
        mark = None
        root = self._root(values.pop("root", None), buffer)
        if buffer is not None and where is not None:
            self._describe(root, buffer, where, values)
            if values.get("target", "text") == "text":
                mark = buffer.marks.add(buffer.spot(where.end, self._editor.encoding))
        return self._run(root, values, job, buffer, mark)

    async def toggle(self, request: OpenRequest, argument: dict[str, Any]) -> dict[str, Any]:
        """The command of an editor without our plugin: begins at the cursor, or ends what it began."""
        if self._recording:
            root = self._editor.folders.named(None)
            job = LspJob(self._editor.protocol, request, None, None)
            return await run_capability(self._editor, find("dictation/stop"), root, {}, job)
        return await self.start(request, argument)

    def actions(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        """Other spellings of dictated words under the cursor; and "Dictate here" where somebody asks for actions."""
        buffer = self._editor.buffers.get(params.text_document.uri)
        if buffer is None or params.context.only:
            return []
        found = self._spellings.actions(buffer, params.range, self._editor.encoding)
        if params.context.trigger_kind == types.CodeActionTriggerKind.Invoked:
            title = "Stop dictating" if self._recording else "Dictate here"
            argument = {"textDocument": {"uri": buffer.uri}, "position": _plain(params.range.end)}
            command = types.Command(title=title, command=DICTATE_HERE, arguments=[argument])
            found.append(types.CodeAction(title=f"NSS: {title}", command=command))
        return found

    async def _run(
        self, root: Root, values: dict[str, Any], job: _DictationJob, buffer: Buffer | None, mark: Mark | None
    ) -> dict[str, Any]:
        self._recording = True
        try:
            result = await run_capability(self._editor, find("dictation/start"), root, values, job)
        except (NssError, asyncio.CancelledError) as error:
            reason = error.sentence() if isinstance(error, NssError) else "cancelled"
            self._editor.protocol.notify(CHANGED, {"state": "failed", "problem": reason})
            raise
        finally:
            self._recording = False
            if buffer is not None and mark is not None and mark.spot is None:
                buffer.marks.remove(mark)
        if buffer is not None and mark is not None and result["text"]:
            result["inserted"] = await self._insert(buffer, mark, result)
            if not result["inserted"] and not result["problem"]:
                result["problem"] = "the place of the dictation is gone; the text was not inserted"
        self._editor.protocol.notify(CHANGED, result)
        return result

    async def _insert(self, buffer: Buffer, mark: Mark, result: dict[str, Any]) -> bool:
        for _ in range(2):  # an edit of the user may cross ours once
            if mark.spot is None or self._editor.buffers.get(buffer.uri) is not buffer:
                return False
            text = insertion(buffer, mark.spot, str(result["text"]))
            if await put(self._editor, buffer, mark.spot, mark.spot, text):
                self._spellings.remember(buffer, mark, text, result)
                return True
        return False

    def _root(self, named: object, buffer: Buffer | None) -> Root:
        if named is None and buffer is not None and (place := self._editor.folders.nearest(buffer.path)):
            return place[0]
        return self._editor.folders.named(named)

    def _describe(self, root: Root, buffer: Buffer, where: types.Range, values: dict[str, Any]) -> None:
        """The cursor in the capability's terms, for names in scope and for "this function"."""
        path = root.relative(buffer.path)
        if path is None:
            return
        values.setdefault("path", path)
        values.setdefault("line", where.end.line + 1)
        if where.start != where.end:
            values.setdefault("selection_start", where.start.line + 1)
            values.setdefault("selection_end", last_line(where))
        edited = self._edited_before(root, buffer)
        if edited:
            values.setdefault("edited", edited)

    def _edited_before(self, root: Root, current: Buffer) -> str:
        others = [buffer for buffer in self._editor.buffers.all() if buffer is not current and buffer.edits]
        last = max(others, key=lambda buffer: buffer.edited_at, default=None)
        return (root.relative(Path(last.path)) or "") if last else ""


def _range(value: object) -> types.Range | None:
    """A range as an editor sends it. Raises BadInput for something else."""
    if value is None or (isinstance(value, dict) and cast("dict[str, object]", value).get("start") is None):
        return None
    try:
        raw = cast("dict[str, dict[str, int]]", value)
        start, end = raw["start"], raw["end"]
        return types.Range(
            types.Position(int(start["line"]), int(start["character"])),
            types.Position(int(end["line"]), int(end["character"])),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise BadInput(f"{METHOD}: position and selection are LSP positions and ranges", why=str(error)) from error


def _plain(position: types.Position) -> dict[str, int]:
    return {"line": position.line, "character": position.character}
