"""`nss lsp`: the process that an editor starts. Owns the order of its start: the streams first, the imports after."""

from __future__ import annotations

import gc
import logging
import sys

from nss_server.lsp.stdio import EXIT_INTERRUPTED, claim_stdio, leave


def main(argv: list[str]) -> int:
    """Serve one editor on stdin and stdout; ends the process with one of the codes of `stdio`. `argv` may hold
    `--stdio`, which editors add, and nothing else matters: what is served comes from the editor."""
    streams = claim_stdio()
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="nss lsp: %(levelname)s: %(message)s")
    try:
        gc.disable()  # the imports make a hundred thousand objects that all stay: collecting among them costs a third
        from nss_server.lsp.endpoint import serve
        from nss_server.lsp.server import build

        gc.freeze()
        gc.enable()
        code = serve(streams, build)
    except KeyboardInterrupt:
        code = EXIT_INTERRUPTED
    leave(code)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
