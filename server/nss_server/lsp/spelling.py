"""The other spellings of what was dictated, as code actions where the words stand, for as long as they stand there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from lsprotocol import types

from nss_server.lsp.convert import units_of

if TYPE_CHECKING:
    from nss_server.lsp.buffers import Buffer
    from nss_server.lsp.editor import Editor
    from nss_server.lsp.marks import Mark, Spot

MOST_REMEMBERED = 200
"""Words of the last dictations; older ones were read over by now."""


MOST_CHANGES = 5
"""Of a buffer until a text must be in it; an editor sends its own edit with the first or second."""


@dataclass(frozen=True, slots=True)
class _Spelling:
    uri: str
    start: Mark
    end: Mark
    now: str
    others: tuple[tuple[str, str], ...]  # (title, text)


class Spellings:
    def __init__(self) -> None:
        self._known: list[_Spelling] = []

    def remember(self, buffer: Buffer, end: Mark, text: str, result: dict[str, Any]) -> None:
        """The editor has put the text where `end` is. It may say that it did so before it tells of the change itself:
        then the next changes are waited for."""
        tries = iter(range(MOST_CHANGES))

        def try_again() -> bool:
            return self._remember(buffer, end, text, result) or next(tries, None) is None

        if not self._remember(buffer, end, text, result):
            buffer.watchers.append(try_again)

    def _remember(self, buffer: Buffer, end: Mark, text: str, result: dict[str, Any]) -> bool:
        """False when the text does not stand in the buffer, ending at `end`."""
        start = _back(buffer, end.spot, text) if end.spot is not None else None
        if start is None or end.spot is None or buffer.between(start, end.spot) != text:
            return False
        lead = max(0, text.find(str(result["text"])))  # behind the space that `insertion` put before it
        for item in result["replacements"]:
            others = [(f"Undo: “{item['heard']}”", item["heard"])]
            others += [(f"Spell `{name}`", name) for name in item["alternatives"]]
            self._add(buffer, start, text, lead + item["start"], lead + item["end"], others)
        for item in result["offers"]:
            others = [(f"Spell `{name}`", name) for name in item["names"]]
            self._add(buffer, start, text, lead + item["start"], lead + item["end"], others)
        del self._known[:-MOST_REMEMBERED]
        return True

    def actions(self, buffer: Buffer, where: types.Range, encoding: str) -> list[types.CodeAction]:
        first, last = buffer.spot(where.start, encoding), buffer.spot(where.end, encoding)
        found: list[types.CodeAction] = []
        for known in self._known:
            start, end = known.start.spot, known.end.spot
            if known.uri != buffer.uri or start is None or end is None or end < first or last < start:
                continue
            if buffer.between(start, end) != known.now:
                continue
            for title, text in known.others:
                edit = types.WorkspaceEdit(document_changes=[document_edit(buffer, start, end, text, encoding)])
                found.append(types.CodeAction(title=f"NSS: {title}", kind=types.CodeActionKind.QuickFix, edit=edit))
        return found

    def _add(self, buffer: Buffer, start: Spot, text: str, begin: int, end: int, others: list[tuple[str, str]]) -> None:
        first = buffer.marks.add(_forward(start, text[:begin]))
        last = buffer.marks.add(_forward(start, text[:end]))
        self._known.append(_Spelling(buffer.uri, first, last, text[begin:end], tuple(others)))


def insertion(buffer: Buffer, spot: Spot, text: str) -> str:
    """The text as it is inserted there: with a space where it would run into a word."""
    line, index = spot
    before = buffer.lines[line][:index] if line < len(buffer.lines) else ""
    behind = buffer.lines[line][index:] if line < len(buffer.lines) else ""
    lead = " " if before and (before[-1].isalnum() or before[-1] in ".,;:!?)]}\"'`") and text[:1].isalnum() else ""
    tail = " " if behind[:1].isalnum() and text[-1:].isalnum() else ""
    return f"{lead}{text}{tail}"


async def put(editor: Editor, buffer: Buffer, start: Spot, end: Spot, text: str) -> bool:
    """Ask the editor to make the edit in the version that we know. False when it does not."""
    edit = types.WorkspaceEdit(document_changes=[document_edit(buffer, start, end, text, editor.encoding)])
    asked = editor.protocol.send_request_async(
        types.WORKSPACE_APPLY_EDIT, types.ApplyWorkspaceEditParams(edit=edit, label="NSS: Dictate")
    )
    answer: object = await asked
    if isinstance(answer, dict):
        return cast("dict[str, object]", answer).get("applied") is True
    return getattr(answer, "applied", False) is True


def document_edit(buffer: Buffer, start: Spot, end: Spot, text: str, encoding: str) -> types.TextDocumentEdit:
    where = types.Range(_position(buffer, start, encoding), _position(buffer, end, encoding))
    document = types.OptionalVersionedTextDocumentIdentifier(uri=buffer.uri, version=buffer.version)
    return types.TextDocumentEdit(document, [types.TextEdit(where, text)])


def _position(buffer: Buffer, spot: Spot, encoding: str) -> types.Position:
    line, index = spot
    text = buffer.lines[line] if line < len(buffer.lines) else ""
    return types.Position(line, units_of(text, index, encoding))


def _forward(spot: Spot, text: str) -> Spot:
    lines = text.split("\n")
    return (spot[0], spot[1] + len(text)) if len(lines) == 1 else (spot[0] + len(lines) - 1, len(lines[-1]))


def _back(buffer: Buffer, end: Spot, text: str) -> Spot | None:
    """Where a text began that ends there; None when there is not that much before it."""
    lines = text.split("\n")
    line = end[0] - len(lines) + 1
    if line < 0:
        return None
    if len(lines) == 1:
        return (line, end[1] - len(text)) if end[1] >= len(text) else None
    first = buffer.lines[line].rstrip("\r\n") if line < len(buffer.lines) else ""
    return (line, len(first) - len(lines[0])) if len(first) >= len(lines[0]) else None
