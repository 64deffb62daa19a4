"""Frames that are wrong, too large, too many or noise: refused, and the next request is answered."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from nss_server.lsp.errors import INVALID_REQUEST, PARSE_ERROR

from tests.lsp.client import RawClient, frame, probe, until
from tests.lsp.wire import broken_frame, check_alive


def test_headers_in_any_case_and_order(wire: RawClient) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": "h", "method": "test/echo", "params": {}}).encode()
    for count, header in enumerate(
        (
            b"content-length: %d\r\n\r\n",
            b"CONTENT-LENGTH:%d\r\n\r\n",
            b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: %d\r\n\r\n",
            b"Content-Length: %d\r\nContent-Type: a\r\n\r\n",
            b"\r\nContent-Length: %d\n\n",
        ),
        start=1,
    ):
        wire.send_bytes(header % len(body) + body)
        until(lambda count=count: len(wire.answers_to("h")) == count, "an answer")


@pytest.mark.parametrize(
    "garbage",
    [
        b"Content-Length: 99999999999999\r\n\r\n",
        b"Content-Length: 9999999999\r\n\r\n",
        b"Content-Length: -5\r\n\r\n",
        b"Content-Length: 5_0\r\n\r\n{}",
        b"Content-Length: abc\r\n\r\n{}",
        b"Content-Length: \r\n\r\n{}",
        b"Content-Length: 10\r\nContent-Length: 11\r\n\r\n{}",
        b"X-Other: 5\r\n\r\n{}",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b'{"jsonrpc":"2.0","id":9,"method":"test/echo"}',
        b"Content-Length: 2\r\n\r\n[]" + b"surplus",
        b"\x00\xff" * 9000,
        b"\n" * 100 + b"X" * 100_000,
        b"A: b\r\n" * 40 + b"\r\n",
    ],
)
def test_a_broken_frame_is_refused_and_the_next_request_answered(wire: RawClient, garbage: bytes) -> None:
    wire.send_bytes(garbage)
    check_alive(wire)
    assert {answer["error"]["code"] for answer in wire.answers_to(None)} == {INVALID_REQUEST}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", PARSE_ERROR),
        (b"{", PARSE_ERROR),
        (b"\xff\xfe", PARSE_ERROR),
        (b"[" * 200_000, PARSE_ERROR),
        (b'{"jsonrpc":"2.0","id":NaN,"method":"test/echo"}', PARSE_ERROR),
        (b"1" * 10_000, PARSE_ERROR),
        (b"[]", INVALID_REQUEST),
        (b"null", INVALID_REQUEST),
        (b'[{"jsonrpc":"2.0","id":1,"method":"test/echo"}]', INVALID_REQUEST),
        (b'{"jsonrpc":"1.0","method":"test/echo"}', INVALID_REQUEST),
        (b'{"jsonrpc":"2.0","method":7}', INVALID_REQUEST),
        (b"{}", INVALID_REQUEST),
    ],
)
def test_a_body_that_is_no_message_is_refused(wire: RawClient, body: bytes, code: int) -> None:
    wire.send_bytes(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    check_alive(wire)
    assert [answer["error"]["code"] for answer in wire.answers_to(None)] == [code]


def test_a_too_large_message_is_answered_without_being_kept(wire: RawClient) -> None:
    length = 80 * 1024 * 1024
    start = b'{"jsonrpc":"2.0","id":"big","method":"test/echo","params":{"a":"'
    wire.send_bytes(b"Content-Length: %d\r\n\r\n" % length + start)
    block = b"x" * (1024 * 1024)
    left = length - len(start)
    while left:
        wire.send_bytes(block[:left])
        left -= min(left, len(block))
    assert wire.wait_answer("big")["error"]["code"] == INVALID_REQUEST
    check_alive(wire)
    assert resident_bytes(wire.process.pid) < 150 * 1024 * 1024


def test_fuzzed_frames_never_stop_the_process() -> None:
    generator = random.Random(20261123)
    with probe() as client:
        client.initialize()
        for _ in range(400):
            client.send_bytes(broken_frame(generator))
            if generator.random() < 0.1:
                # A length that lies swallows what follows it, and nobody can know of that; then the next is answered.
                client.send_bytes(
                    b" " * 100_000 + b"\n" + frame({"jsonrpc": "2.0", "id": "lost?", "method": "test/echo"})
                )
                check_alive(client)
        assert client.broken == []
        assert client.stop() == 0


def resident_bytes(process_id: int) -> int:
    if sys.platform != "linux":
        return int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(process_id)])) * 1024
    pages = int(Path(f"/proc/{process_id}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def test_a_flood_of_messages_waits_in_the_pipe(wire: RawClient) -> None:
    before = time.monotonic()
    for _ in range(3000):
        wire.notify("test/unknown", {"text": "y" * 100})
    check_alive(wire)
    assert time.monotonic() - before < 60
