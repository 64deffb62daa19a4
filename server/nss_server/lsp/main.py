"""`nss lsp`: the process that an editor starts. What it serves comes from the editor, nothing from its arguments."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from nss_server.lsp.initialize import initialize_result
from nss_server.lsp.start import Build, run
from nss_server.lsp.stdio import EXIT_INTERRUPTED, claim_stdio, leave

if TYPE_CHECKING:
    from nss_server.lsp.initialize import ClientInfo


def main(argv: list[str]) -> int:
    """Serve one editor on stdin and stdout; ends the process with one of the codes of `stdio`. `argv` may hold
    `--stdio`, which editors add, and whatever else: it says nothing."""
    streams = claim_stdio()
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="nss lsp: %(levelname)s: %(message)s")
    try:
        code = run(streams, _offer, _load)
    except KeyboardInterrupt:
        code = EXIT_INTERRUPTED
    leave(code)
    return code


def _offer(client: ClientInfo) -> dict[str, object]:
    from nss_server import __version__
    from nss_server.lsp.commands import command_names

    return initialize_result(client, command_names(), __version__)


def _load() -> Build:
    from nss_server.lsp.server import build

    return build


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
