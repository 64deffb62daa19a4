"""The wire, with exact bytes against a real process: framing, one answer a request, life and death."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import RawClient, frame, probe, until

INVALID_REQUEST, METHOD_NOT_FOUND, INVALID_PARAMS, INTERNAL, PARSE = -32600, -32601, -32602, -32603, -32700
NOT_INITIALIZED, CANCELLED, FAILED = -32002, -32800, -32803


@pytest.fixture(scope="module")
def shared() -> Iterator[RawClient]:
    with probe() as started:
        started.initialize()
        yield started


@pytest.fixture
def client(shared: RawClient) -> Iterator[RawClient]:
    """One process for most tests: that it survives them all is the point."""
    shared.messages.clear()
    yield shared
    shared.answers.clear()
    assert shared.broken == []


def check_alive(client: RawClient) -> None:
    assert client.result("test/echo", {"still": "here"}) == {"still": "here"}


# one answer, always


def test_results_keep_the_names_of_the_contract(client: RawClient) -> None:
    params = {"start_line": 1, "with-dash": {"jsonrpc": "1.0", "nested": [{"jsonrpc": None}]}, "näme": "😀\ud800"}
    assert client.result("test/echo", params) == params


def test_invalid_params_get_an_answer(client: RawClient) -> None:
    for params in ({}, {"textDocument": {"uri": "file:///a"}}, [1, 2], None, "text", {"position": {"line": "x"}}):
        assert client.error("textDocument/hover", params)["code"] == INVALID_PARAMS
    for params in ([1], "text", 7):
        assert client.error("test/echo", params)["code"] == INVALID_PARAMS
    check_alive(client)


def test_a_nested_jsonrpc_key_in_typed_params_gets_an_answer(client: RawClient) -> None:
    params = {"textDocument": {"uri": "a", "jsonrpc": "2.0"}, "position": {"line": 1, "character": 4, "jsonrpc": "2.0"}}
    answer = client.request("textDocument/hover", params)
    assert ("result" in answer) != ("error" in answer)
    check_alive(client)


def test_typed_results_and_null(client: RawClient) -> None:
    document = {"uri": "file:///a"}
    hover = client.result("textDocument/hover", {"textDocument": document, "position": {"line": 3, "character": 5}})
    assert hover == {"contents": {"kind": "markdown", "value": "5"}}
    nothing = client.request("textDocument/hover", {"textDocument": document, "position": {"line": 0, "character": 5}})
    assert nothing["result"] is None


def test_unknown_methods(client: RawClient) -> None:
    assert client.error("test/unknown")["code"] == METHOD_NOT_FOUND
    assert client.error("$/unknown")["code"] == METHOD_NOT_FOUND
    client.notify("test/unknown", {})
    client.notify("$/unknown")
    client.notify("test/fails", {})
    check_alive(client)


def test_errors_say_what_why_and_what_to_do(client: RawClient) -> None:
    for method in ("test/raises", "test/raisesLater"):
        missing = client.error(method, {"which": "nss"})
        assert missing["code"] == FAILED
        assert missing["data"] == {
            "code": "index-missing",
            "what": "No index",
            "why": "never made",
            "todo": "Run nss index",
        }
        assert client.error(method, {"which": "input"})["code"] == INVALID_PARAMS
        bug = client.error(method, {"which": "bug"})
        assert bug["code"] == INTERNAL
        assert bug["data"]["code"] == "internal"
        assert "Traceback" not in json.dumps(bug)


def test_a_result_that_cannot_be_sent_is_an_answer(client: RawClient) -> None:
    for which in ("nan", "object", "set"):
        assert client.error("test/unsendable", {"which": which})["code"] == INTERNAL
    check_alive(client)


def test_ids(client: RawClient) -> None:
    slow = client.start("test/slow", identifier="seven")
    client.start("test/echo", {"a": 1}, identifier="seven")
    assert client.wait_answer("seven")["error"]["code"] == INVALID_REQUEST
    client.notify("$/cancelRequest", {"id": slow})
    until(lambda: len(client.answers_to("seven")) == 2, "both answers")
    assert client.answers_to("seven")[1]["error"]["code"] == CANCELLED
    client.start("test/echo", {"a": 1}, identifier="7")
    client.start("test/echo", {"a": 2}, identifier=7)
    assert client.wait_answer("7")["result"] == {"a": 1}
    assert client.wait_answer(7)["result"] == {"a": 2}
    for odd in (None, True, 1.5, [1], {"a": 1}):
        seen = len(client.answers_to(None))
        client.send_bytes(frame({"jsonrpc": "2.0", "id": odd, "method": "test/echo"}))
        until(lambda seen=seen: len(client.answers_to(None)) > seen, "an answer with id null")
    assert {answer["error"]["code"] for answer in client.answers_to(None)} == {INVALID_REQUEST}


def test_cancel_answers_at_once_and_exactly_once(client: RawClient) -> None:
    for method in ("test/slow", "test/stubborn"):
        identifier = client.start(method)
        client.notify("$/cancelRequest", {"id": identifier})
        client.notify("$/cancelRequest", {"id": identifier})
        assert client.wait_answer(identifier)["error"]["code"] == CANCELLED
        check_alive(client)
        assert len(client.answers_to(identifier)) == 1
    until(lambda: client.result("test/seen")[-1:] == ["cancelled"], "the worker to see its token")
    odd_params: list[object] = [{"id": "unknown"}, {"id": None}, {}, None, [1], {"id": {}}]
    for odd in odd_params:
        client.notify("$/cancelRequest", odd)
    check_alive(client)


def test_busy_workers_do_not_keep_a_cancel_from_being_read(client: RawClient) -> None:
    started = [client.start("test/slow") for _ in range(40)]
    check_alive(client)
    for identifier in started:
        client.notify("$/cancelRequest", {"id": identifier})
    for identifier in started:
        assert client.wait_answer(identifier)["error"]["code"] == CANCELLED
    assert all(len(client.answers_to(identifier)) == 1 for identifier in started)


def test_more_open_requests_than_the_bound_are_refused_with_an_answer(client: RawClient) -> None:
    started = [client.start("test/stubborn") for _ in range(520)]
    refused = client.wait_answer(started[-1])
    assert refused["error"]["code"] == FAILED
    client.notify("$/cancelRequest", {"id": started[0]})
    assert client.wait_answer(started[0])["error"]["code"] == CANCELLED


# what stays off the wire


def test_stray_prints_do_not_break_the_stream(client: RawClient) -> None:
    assert client.result("test/prints") == "printed"
    check_alive(client)
    until(lambda: b"a stray child" in client.log, "the prints in the log")
    assert b"a stray print\n" in client.log
    assert b"a stray write" in client.log
    assert client.broken == []


def test_children_do_not_read_the_editors_messages(client: RawClient) -> None:
    identifier = client.start("test/childReads")
    check_alive(client)
    assert client.wait_answer(identifier)["result"] == ""


def test_requests_to_the_editor(client: RawClient) -> None:
    client.answers["workspace/configuration"] = lambda params: [{"search": {"limit": 3}}]
    assert client.result("test/ask") == {"answer": [{"search": {"limit": 3}}]}
    client.answers.clear()
    client.messages.clear()
    asked = client.start("test/ask")
    question = client.wait_for(lambda message: message.get("method") == "workspace/configuration")
    client.send_bytes(frame({"jsonrpc": "2.0", "id": question["id"], "error": {"code": -1, "message": "no"}}))
    assert client.wait_answer(asked)["result"] == {"error": "ClientRefused: no"}
    client.send_bytes(frame({"jsonrpc": "2.0", "id": question["id"], "result": "twice"}))
    client.send_bytes(frame({"jsonrpc": "2.0", "id": {}, "result": 1}))
    check_alive(client)


# life cycle


def test_before_initialize_and_after_shutdown() -> None:
    with probe() as client:
        assert client.error("test/echo")["code"] == NOT_INITIALIZED
        assert client.error("shutdown")["code"] == NOT_INITIALIZED
        client.notify("test/fails")
        client.initialize()
        assert client.error("initialize", {"capabilities": {}})["code"] == INVALID_REQUEST
        open_request = client.start("test/slow")
        assert client.request("shutdown")["result"] is None
        assert client.wait_answer(open_request)["error"]["code"] == CANCELLED
        assert client.error("test/echo")["code"] == INVALID_REQUEST
        assert client.error("shutdown")["code"] == INVALID_REQUEST
        client.notify("exit")
        assert client.wait_exit() == 0


def test_nothing_before_initialize_keeps_it_from_being_answered() -> None:
    generator = random.Random(7)
    with probe() as client:
        for _ in range(60):
            client.send_bytes(broken_frame(generator))
        client.send_bytes(b" " * 100_000 + b"\n")
        client.start("test/echo", {}, identifier="may be lost")
        odd: list[object] = [None, [], {}, {"capabilities": None}]
        for params in odd:
            assert client.error("initialize", params)["code"] == INVALID_PARAMS
        client.initialize()
        check_alive(client)
    with probe() as client:
        client.notify("exit")
        assert client.wait_exit() == 1
    with probe() as client:
        assert client.process.stdin is not None
        client.process.stdin.close()
        assert client.wait_exit() == 1


def test_exit_without_shutdown() -> None:
    with probe() as client:
        client.initialize()
        client.notify("exit")
        assert client.wait_exit() == 1


def test_the_end_of_the_stream_ends_the_process_while_work_runs() -> None:
    for shutdown, code in ((False, 1), (True, 0)):
        with probe() as client:
            client.initialize()
            client.start("test/slow")
            if shutdown:
                client.result("shutdown")
            assert client.process.stdin is not None
            client.process.stdin.close()
            assert client.wait_exit() == code


def test_the_last_answers_are_written_before_the_exit() -> None:
    with probe() as client:
        client.initialize()
        blob = client.start("test/blob", {"bytes": 5_000_000})
        client.start("shutdown", identifier="last")
        client.notify("exit")
        assert len(client.wait_answer(blob)["result"]) == 5_000_000
        assert client.wait_answer("last")["result"] is None
        assert client.wait_exit() == 0


def test_the_editors_death_ends_the_process_though_stdin_stays_open() -> None:
    editor = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    with probe() as client:
        client.initialize(processId=editor.pid)
        check_alive(client)
        editor.communicate(b"\n")
        assert client.wait_exit() == 1


def test_a_process_id_that_cannot_be_seen_is_not_a_death() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    with probe() as client:
        client.initialize(processId=gone.pid)
        check_alive(client)
        assert client.stop() == 0


def test_an_editor_that_stops_reading_ends_the_process_with_75() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.lsp.probe_server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
    )
    with process:
        assert process.stdin is not None
        process.stdin.write(frame({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {"capabilities": {}}}))
        for count in range(1, 12):
            message = {"jsonrpc": "2.0", "id": count, "method": "test/blob", "params": {"bytes": 10_000_000}}
            process.stdin.write(frame(message))
        process.stdin.flush()
        assert process.wait(60) == 75


# framing


def test_headers_in_any_case_and_order(client: RawClient) -> None:
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
        client.send_bytes(header % len(body) + body)
        until(lambda count=count: len(client.answers_to("h")) == count, "an answer")


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
def test_a_broken_frame_is_refused_and_the_next_request_answered(client: RawClient, garbage: bytes) -> None:
    client.send_bytes(garbage)
    check_alive(client)
    assert {answer["error"]["code"] for answer in client.answers_to(None)} == {INVALID_REQUEST}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", PARSE),
        (b"{", PARSE),
        (b"\xff\xfe", PARSE),
        (b"[" * 200_000, PARSE),
        (b'{"jsonrpc":"2.0","id":NaN,"method":"test/echo"}', PARSE),
        (b"1" * 10_000, PARSE),
        (b"[]", INVALID_REQUEST),
        (b"null", INVALID_REQUEST),
        (b'[{"jsonrpc":"2.0","id":1,"method":"test/echo"}]', INVALID_REQUEST),
        (b'{"jsonrpc":"1.0","method":"test/echo"}', INVALID_REQUEST),
        (b'{"jsonrpc":"2.0","method":7}', INVALID_REQUEST),
        (b"{}", INVALID_REQUEST),
    ],
)
def test_a_body_that_is_no_message_is_refused(client: RawClient, body: bytes, code: int) -> None:
    client.send_bytes(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
    check_alive(client)
    assert [answer["error"]["code"] for answer in client.answers_to(None)] == [code]


def test_a_too_large_message_is_answered_without_being_kept(client: RawClient) -> None:
    length = 80 * 1024 * 1024
    start = b'{"jsonrpc":"2.0","id":"big","method":"test/echo","params":{"a":"'
    client.send_bytes(b"Content-Length: %d\r\n\r\n" % length + start)
    block = b"x" * (1024 * 1024)
    left = length - len(start)
    while left:
        client.send_bytes(block[:left])
        left -= min(left, len(block))
    assert client.wait_answer("big")["error"]["code"] == INVALID_REQUEST
    check_alive(client)
    assert resident_bytes(client.process.pid) < 150 * 1024 * 1024


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


def resident_bytes(process_id: int) -> int:
    if sys.platform != "linux":
        return int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(process_id)])) * 1024
    pages = int(Path(f"/proc/{process_id}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def test_a_flood_of_messages_waits_in_the_pipe(client: RawClient) -> None:
    before = time.monotonic()
    for _ in range(3000):
        client.notify("test/unknown", {"text": "y" * 100})
    check_alive(client)
    assert time.monotonic() - before < 60
