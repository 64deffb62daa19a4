"""What the tests of the wire share."""

from __future__ import annotations

import random
from typing import Any

from tests.lsp.client import RawClient, frame


def check_alive(client: RawClient) -> None:
    assert client.result("test/echo", {"still": "here"}) == {"still": "here"}


def broken_frame(generator: random.Random) -> bytes:
    message: Any = {"jsonrpc": "2.0", "id": generator.choice([None, "x", [], 3.5]), "method": "test/nothing"}
    data = bytearray(frame(message))
    for _ in range(generator.randint(1, 6)):
        position = generator.randrange(len(data))
        action = generator.random()
        if action < 0.4:
            data[position] = generator.randrange(256)
        elif action < 0.7:
            del data[position : position + generator.randint(1, 8)]
        else:
            data[position:position] = generator.randbytes(generator.randint(1, 12))
        if not data:
            return b"\r\n"
    return bytes(data)
