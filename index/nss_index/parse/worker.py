"""A parser process: texts in, parsed files out, as length-prefixed pickles over its standard streams.

    python -P -m nss_index.parse.worker FUNCTION seconds hard-seconds

FUNCTION is `module:function`, or `module:maker argument` for the function that `maker(argument)` returns.

It ends when its input ends, so it does not outlive the process that started it; an alarm of the kernel ends it when one
file takes more than `hard-seconds`, even inside a native scanner that never returns. Standard output is guarded: a
stray print of a library goes to standard error and cannot break the stream. The pickles come from our own process only.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import pickle
import resource
import signal
import struct
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

HEADER = struct.Struct("<Q")

READY = ("", "ready")
"""The first thing that a worker says: what becomes of it later is a file's doing."""

MEMORY_BYTES = 3 * 1024**3
"""Address space of one worker. A file of a megabyte takes some 200 MB; far above that, something is wrong."""

ParseFunction = Callable[[str, str, float], Any]


def main(arguments: list[str]) -> int:
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # each thread reserves memory, and a file is too little for two
    parse = load_function(arguments[0])
    seconds, hard_seconds = float(arguments[1]), float(arguments[2])
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _limit_memory()
    write_frame(outgoing, READY)
    while (item := read_frame(incoming)) is not None:
        path, text = item
        signal.setitimer(signal.ITIMER_REAL, hard_seconds)
        try:
            result: Any = parse(path, text, seconds)
        except MemoryError:
            result = "parsing it took more memory than one file may have"
        except RecursionError:
            result = "it is nested too deeply to be parsed"
        signal.setitimer(signal.ITIMER_REAL, 0)
        write_frame(outgoing, (path, result))
    return 0


def load_function(name: str) -> ParseFunction:
    """`module:function` → the function; `module:maker argument` → what the maker returns for it."""
    called, _, argument = name.partition(" ")
    module, _, function = called.partition(":")
    found = getattr(importlib.import_module(module), function)
    return found(argument) if argument else found


def read_frame(stream: BinaryIO) -> Any:
    """The next value, None at the end of the stream (also in the middle of a frame: the writer died)."""
    header = stream.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    (length,) = HEADER.unpack(header)
    body = stream.read(length)
    return pickle.loads(body) if len(body) == length else None


def write_frame(stream: BinaryIO, value: object) -> None:
    body = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    stream.write(HEADER.pack(len(body)) + body)
    stream.flush()


def _limit_memory() -> None:
    with contextlib.suppress(ValueError, OSError):  # a lower limit is set already, or (macOS) none can be
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, resource.RLIM_INFINITY))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
