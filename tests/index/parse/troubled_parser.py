"""A parse function that misbehaves on request, for a pool in a real process: the first word of the text says how."""

from __future__ import annotations

import os
import signal
import threading

from nss_index.model import ParsedFile
from nss_index.parse.parser import parse_text


def parse(path: str, text: str, seconds: float) -> ParsedFile:
    match text.partition(" ")[0]:
        case "hang":
            threading.Event().wait()
        case "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        case "eat":
            raise MemoryError
        case "print":
            os.write(1, b"a stray print of a library")
        case _:
            pass
    return parse_text(path, text, seconds)
