"""The endpoint of `nss lsp` with routes that misbehave on purpose. Run by the tests as a real process."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from typing import Any

from lsprotocol import types
from nss_index.errors import BadInput, IndexMissing
from nss_server.lsp.endpoint import Endpoint
from nss_server.lsp.initialize import ClientInfo
from nss_server.lsp.ledger import OpenRequest
from nss_server.lsp.start import run
from nss_server.lsp.stdio import claim_stdio, leave


def build(endpoint: Endpoint, client: ClientInfo) -> None:
    protocol = endpoint.protocol
    workers_seen: list[str] = []

    def echo(request: OpenRequest, params: Any) -> Any:
        return params

    def raises(request: OpenRequest, params: Any) -> Any:
        raise {
            "nss": IndexMissing("No index", why="never made", todo="Run nss index"),
            "input": BadInput("limit is not a number"),
            "bug": RuntimeError("oops"),
        }[params["which"]]

    async def raises_later(request: OpenRequest, params: Any) -> Any:
        await asyncio.sleep(0)
        return raises(request, params)

    def unsendable(request: OpenRequest, params: Any) -> Any:
        return {"value": {"nan": float("nan"), "object": object()}.get(params["which"], {1, 2})}

    async def slow(request: OpenRequest, params: Any) -> Any:
        def work() -> str:
            deadline = time.monotonic() + 30
            while not request.cancelled() and time.monotonic() < deadline:
                time.sleep(0.005)
            workers_seen.append("cancelled" if request.cancelled() else "late")
            return "done"

        return await asyncio.get_running_loop().run_in_executor(None, work)

    async def stubborn(request: OpenRequest, params: Any) -> Any:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            return "an answer nobody may see"

    def seen(request: OpenRequest, params: Any) -> Any:
        return workers_seen

    def prints(request: OpenRequest, params: Any) -> Any:
        def work() -> None:
            print("a stray print")  # noqa: T201  the point of the test
            sys.stdout.flush()
            os.write(1, b"a stray write\n")
            subprocess.run(["echo", "a stray child"], check=True)

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        return "printed"

    def child_reads(request: OpenRequest, params: Any) -> Any:
        return subprocess.run(["cat"], capture_output=True, check=True, timeout=20).stdout.decode()

    def blob(request: OpenRequest, params: Any) -> Any:
        return "x" * params["bytes"]

    def hover(request: OpenRequest, params: types.HoverParams) -> types.Hover | None:
        if params.position.line == 0:
            return None
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, f"{params.position.character}"))

    async def ask(request: OpenRequest, params: Any) -> Any:
        params = types.ConfigurationParams([types.ConfigurationItem(section="nss")])
        future = protocol.send_request_async("workspace/configuration", params)
        try:
            return {"answer": await asyncio.wait_for(future, 20)}
        except Exception as error:  # noqa: BLE001  reported to the test
            return {"error": f"{type(error).__name__}: {error}"}

    protocol.requests |= {
        "test/echo": echo,
        "test/raises": raises,
        "test/raisesLater": raises_later,
        "test/unsendable": unsendable,
        "test/slow": slow,
        "test/stubborn": stubborn,
        "test/seen": seen,
        "test/prints": prints,
        "test/childReads": child_reads,
        "test/blob": blob,
        "test/ask": ask,
        "textDocument/hover": hover,
    }
    protocol.notifications["test/fails"] = lambda params: raises(OpenRequest(0, ""), {"which": "bug"})


if __name__ == "__main__":
    leave(run(claim_stdio(), lambda client: {"capabilities": {}}, lambda: build))
