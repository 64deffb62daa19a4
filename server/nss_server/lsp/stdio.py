"""The process's three standard streams, arranged so that nothing but the protocol can reach the editor.

Owns file descriptors 0, 1 and 2 of `nss lsp` and the meaning of its exit codes.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import BinaryIO

EXIT_IN_ORDER = 0
"""`shutdown`, then `exit` or the end of the stream."""
EXIT_WITHOUT_SHUTDOWN = 1
"""`exit`, the end of the stream, or the editor's death without a `shutdown` before."""
EXIT_EDITOR_STUCK = 75
"""The editor stopped reading; more than 64 MiB waited for it (EX_TEMPFAIL: start the server again)."""
EXIT_INTERRUPTED = 130
"""SIGINT, in a terminal."""


@dataclass(frozen=True, slots=True)
class ProtocolStreams:
    incoming: BinaryIO
    outgoing: int  # file descriptor


def claim_stdio() -> ProtocolStreams:
    """Move the protocol to descriptors of its own.

    Descriptor 1 becomes stderr, so that a stray print (of ours, a library, a C extension, a child) is a log line and
    not a broken frame; descriptor 0 becomes /dev/null, so that no child reads the editor's messages.
    """
    sys.stdout.flush()
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    return ProtocolStreams(os.fdopen(incoming, "rb", buffering=64 * 1024), outgoing)


def leave(code: int) -> None:
    """End the process now. Worker threads may be in the middle of a search and must not delay it: nothing here is worth
    saving, the index is only read and the host keeps what lasts."""
    sys.stderr.flush()
    os._exit(code)
