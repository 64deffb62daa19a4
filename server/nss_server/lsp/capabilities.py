"""Every capability of the contract as a request `nss/<name>` and as a command `nss.<name>`. Knows none by name.

Params and results have the contract's own JSON shape. Besides a capability's params a request may hold `root` (an open
folder; the first one without it), `partialResultToken` and `workDoneToken`. An answer is complete whatever was streamed
before, unless the capability says that its parts append.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from nss_index.errors import BadInput

from nss_server import contract, dispatch
from nss_server.lsp.commands import capabilities
from nss_server.lsp.errors import INVALID_PARAMS, ProtocolError
from nss_server.lsp.job import LspJob, read_token

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from lsprotocol import types

    from nss_server.capability import Capability
    from nss_server.lsp.editor import Editor
    from nss_server.lsp.ledger import OpenRequest
    from nss_server.lsp.roots import Root


def register(editor: Editor) -> None:
    for capability in capabilities():
        editor.protocol.requests[capability.method] = _request(editor, capability)
        editor.commands[capability.command] = _command(editor, capability)


async def run_capability(
    editor: Editor, capability: Capability, root: Root, params: Mapping[str, Any], job: LspJob
) -> dict[str, Any]:
    async with root.using() as workspace:
        host = workspace.host
        try:
            return await dispatch.run(
                capability,
                workspace,
                params,
                job,
                editor.workers_for(capability.name),
                on_timed=lambda timing: editor.timings.add(timing, host),
                streams=job.streams,
            )
        finally:
            job.finish()


def _request(editor: Editor, capability: Capability) -> Any:
    def handle(request: OpenRequest, params: dict[str, Any]) -> Awaitable[Any]:
        return _start(editor, capability, request, params)

    return handle


def _command(editor: Editor, capability: Capability) -> Any:
    def handle(request: OpenRequest, params: types.ExecuteCommandParams) -> Awaitable[Any]:
        given = cast("list[object]", params.arguments or [])
        first: object = given[0] if given else {}
        if not isinstance(first, dict) or len(given) > 1:
            raise ProtocolError(
                INVALID_PARAMS, f"{capability.command} takes one object, the params of {capability.method}"
            )
        values = dict(cast("dict[str, Any]", first))
        if params.work_done_token is not None:
            values.setdefault("workDoneToken", params.work_done_token)
        return _start(editor, capability, request, values)

    return handle


def _start(editor: Editor, capability: Capability, request: OpenRequest, params: dict[str, Any]) -> Awaitable[Any]:
    values = dict(params)
    work, partial = read_token(values, "workDoneToken"), read_token(values, "partialResultToken")
    root = editor.folders.named(values.pop("root", None))
    return run_capability(editor, capability, root, values, LspJob(editor.protocol, request, work, partial))


def find(name: str) -> Capability:
    """A capability that this front end itself uses. Raises BadInput where this build has none of that name."""
    capability = contract.find(name)
    if capability is None:
        raise BadInput(f"this build has no {name}")
    return capability
