"""The wire between the nss host, its clients and its children: messages, versions, errors, the socket's place.

One JSON object a line (JSON-RPC 2.0 between host and clients). Everything on it is bounded, and every error carries the
fields of the exception tree, so that the other side raises what was raised here. Knows no method and no state.
"""

from __future__ import annotations

import hashlib
import os
import re
import socket
import struct
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast

import msgspec
from nss_index.errors import BadInput, NssError
from nss_index.paths import SCHEMA, SOCKET_PATH_LIMIT, private_folder, runtime_home

from nss_server import __version__

PROTOCOL = 1
MESSAGE_LIMIT = 16 * 1024 * 1024
"""Bytes of one line. A notice of 100,000 changed paths has about 6 MB; more than this is not one of our messages."""

UNSENT_LIMIT = 32 * 1024 * 1024
"""Bytes waiting for one client: two of the largest messages. One that reads so slowly is cut off and may come again."""

PARSE_ERROR, INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS, INTERNAL_ERROR = -32700, -32600, -32601, -32602, -32603
NSS_ERROR = -32000

RootPhase = Literal["starting", "scanning", "indexing", "vectors", "live", "failed"]
Watching = Literal["native", "polling", "lost"]


@dataclass(frozen=True, slots=True)
class Version:
    """What the two sides of a handshake compare; the larger one is the newer one."""

    protocol: int
    schema: int
    build: str

    def newness(self) -> tuple[int, int, tuple[int, ...]]:
        return self.protocol, self.schema, tuple(int(part) for part in re.findall(r"\d+", self.build)[:6])


THIS_VERSION = Version(PROTOCOL, SCHEMA, __version__)


@dataclass(frozen=True, slots=True)
class RootState:
    """What clients hear about an open root. `done` and `total` count `unit`; total is 0 while unknown."""

    root: str
    state: RootPhase
    searchable: bool  # keyword search can answer
    generation: int
    done: int
    total: int
    unit: str  # "files", "chunks", ""
    seconds_left: float | None  # None while unknown
    watching: Watching
    problem: str  # a sentence for people, "" when all is well


class Message(msgspec.Struct, omit_defaults=True):
    """A JSON-RPC request (id and method), notification (method only) or answer (id, and result or error)."""

    jsonrpc: str = "2.0"
    id: int | str | None = None
    method: str | None = None
    params: dict[str, Any] | None = None
    result: Any = msgspec.UNSET
    error: dict[str, Any] | None = None


def encode(message: object) -> bytes:
    return msgspec.json.encode(message) + b"\n"


_decoder = msgspec.json.Decoder(Message)


def decode(line: bytes) -> Message:
    """Raises msgspec.MsgspecError for a line that is not a message."""
    return _decoder.decode(line)


def plain(value: object) -> Any:
    """Dataclasses as dicts, tuples as lists."""
    return msgspec.to_builtins(value)


def error_fields(error: BaseException) -> dict[str, Any]:
    """The exception as {code, what, why, todo}; a defect of ours keeps its type and text."""
    if isinstance(error, NssError):
        return {"code": error.code, "what": error.what, "why": error.why, "todo": error.todo}
    return {
        "code": NssError.code,
        "what": "an internal error",
        "why": f"{type(error).__name__}: {error}",
        "todo": "See host.log (`nss doctor` names the folder) and report it",
    }


def error_from(fields: Mapping[str, Any]) -> NssError:
    """The exception of these fields; one of a code that this build does not know is a plain NssError."""
    code = str(fields.get("code", ""))
    kind = next((kind for kind in _tree(NssError) if kind.code == code), NssError)
    return kind(
        str(fields.get("what") or "the host answered with an error"),
        why=str(fields.get("why") or ""),
        todo=str(fields.get("todo") or ""),
    )


def error_answer(identity: int | str | None, error: BaseException, number: int = NSS_ERROR) -> Message:
    fields = error_fields(error)
    return Message(id=identity, error={"code": number, "message": str(error) or fields["what"], "data": fields})


def _tree(kind: type[NssError]) -> Iterator[type[NssError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _tree(child)


def host_socket() -> Path:
    """Where the host of this user listens. A runtime folder whose path is too long for a socket is replaced by a short
    private one in the temporary folder, the same for every process of the user. Raises NssError when it is not ours."""
    path = runtime_home() / "host.sock"
    # The host binds under a longer name first: `.new` is part of the limit.
    if len(os.fsencode(path)) + len(".new") <= SOCKET_PATH_LIMIT:
        return path
    digest = hashlib.blake2b(os.fsencode(path), digest_size=6).hexdigest()
    return private_folder(Path(tempfile.gettempdir()) / f"nss-{os.getuid()}-{digest}") / "host.sock"


def check_peer(connected: socket.socket) -> None:
    """Raises BadInput unless the process at the other end runs as this user: the folder's mode is the first guard, this
    is the second (a folder can be opened up by mistake, and root may have made it)."""
    user = _peer_user(connected)
    if user != os.getuid():
        raise BadInput("the other end of the socket is another user's process", why=f"user {user}")


def _peer_user(connected: socket.socket) -> int:
    if sys.platform == "darwin":
        # LOCAL_PEERCRED at level SOL_LOCAL answers with struct xucred {version, uid, …}. Untested here.
        return cast("int", struct.unpack_from("=II", connected.getsockopt(0, 1, 76))[1])
    credentials = connected.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("=3i"))
    return struct.unpack("=3i", credentials)[1]


def clean_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for a process that outlives the shell that it comes from: without the variables that make Python
    load code from elsewhere. A project's shell often sets them, and the host serves every project."""
    return {name: value for name, value in environment.items() if name not in _LOADS_CODE}


_LOADS_CODE = frozenset(
    ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "PYTHONINSPECT", "PYTHONUSERBASE", "PYTHONBREAKPOINT",
     "PYTHONPLATLIBDIR", "PYTHONCASEOK", "PYTHONWARNINGS", "PYTHONDEVMODE")
)  # fmt: skip


def python_command(module: str, *arguments: str) -> list[str]:
    """Run a module of ours: `-P` keeps the working directory off the import path, so that a repository's `apsw.py` or
    `sitecustomize.py` is never loaded."""
    return [sys.executable, "-P", "-m", module, *arguments]
