"""Context packs where the cursor is: for a symbol, for what is selected, for a problem that some server reports.

Our clients carry the commands out: they show a read-only document, or copy it. Any other editor sends them here; it is
told the pack's name, by which the shell shows it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lsprotocol import types
from nss_index.errors import BadInput

from nss_server.lsp.capabilities import find, run_capability
from nss_server.lsp.commands import ASSEMBLE_CONTEXT, COPY_CONTEXT, argument_of
from nss_server.lsp.convert import last_line
from nss_server.lsp.job import LspJob

if TYPE_CHECKING:
    from collections.abc import Iterable

    from nss_server.lsp.buffers import Buffer
    from nss_server.lsp.editor import Editor
    from nss_server.lsp.ledger import OpenRequest
    from nss_server.lsp.roots import Root

MOST_PROBLEMS = 3  # of those at the cursor: a lightbulb is a short list
SHOWN = 60  # characters of a message in a title
LONGEST_MESSAGE = 4_000


def register(editor: Editor) -> None:
    async def run(request: OpenRequest, params: types.ExecuteCommandParams) -> dict[str, Any]:
        return await _assemble(editor, request, params)

    for name in (ASSEMBLE_CONTEXT, COPY_CONTEXT):
        editor.commands[name] = run


def context_actions(
    editor: Editor,
    buffer: Buffer,
    place: tuple[Root, str],
    params: types.CodeActionParams,
    meant: Iterable[tuple[str, str]],
) -> list[types.CodeAction]:
    """`place` is the buffer's root and its path there, `meant` are (name, place) of the symbols at the cursor."""
    root, path = place
    if buffer.text_in(params.range, editor.encoding).strip():
        found = _both(root, "the selection", _lines(path, params.range))
    else:
        found = [action for name, symbol in meant for action in _both(root, name, symbol)]
    for problem in params.context.diagnostics[:MOST_PROBLEMS]:
        message = " ".join(problem.message.split())
        short = message if len(message) <= SHOWN else f"{message[: SHOWN - 1]}…"
        found.append(_action(ASSEMBLE_CONTEXT, root, f": {short}", message, _lines(path, problem.range)))
    return found


def _both(root: Root, what: str, at: str) -> list[types.CodeAction]:
    return [_action(command, root, f" {what}", "", at) for command in (ASSEMBLE_CONTEXT, COPY_CONTEXT)]


def _action(command: str, root: Root, what: str, task: str, at: str) -> types.CodeAction:
    title = f"{'Assemble context' if command == ASSEMBLE_CONTEXT else 'Copy context pack'} for{what}"
    argument = {"root": str(root.folder), "task": task[:LONGEST_MESSAGE], "at": [at]}
    return types.CodeAction(title=f"NSS: {title}", command=types.Command(title, command, arguments=[argument]))


def _lines(path: str, where: types.Range) -> str:
    """The lines of a range in the capability's words; of an empty one, its line."""
    first = where.start.line + 1
    return f"{path}:{first}-{max(first, last_line(where))}"


async def _assemble(editor: Editor, request: OpenRequest, params: types.ExecuteCommandParams) -> dict[str, Any]:
    argument = argument_of(params.arguments)
    asked = {key: argument[key] for key in ("task", "at") if argument.get(key)}
    if not asked:
        raise BadInput(f"{params.command} needs a task or places", todo='Give {"task": "…", "at": ["a.py:3-9"]}')
    root = editor.folders.named(argument.get("root"))
    job = LspJob(editor.protocol, request, params.work_done_token, None)
    answer = await run_capability(editor, find("context"), root, asked, job)
    said = f"NSS: a context pack of {answer['tokens']} tokens; `nss context --replay {answer['id']}` shows it"
    editor.protocol.notify(types.WINDOW_SHOW_MESSAGE, types.ShowMessageParams(types.MessageType.Info, said))
    return answer
