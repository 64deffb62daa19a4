"""How the process begins and ends: greeting, shutdown, the end of the stream, the death of the editor."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

from nss_server.lsp.errors import INVALID_PARAMS, INVALID_REQUEST, REQUEST_CANCELLED, SERVER_NOT_INITIALIZED

from tests.lsp.client import frame, probe
from tests.lsp.wire import broken_frame, check_alive


def test_before_initialize_and_after_shutdown() -> None:
    with probe() as client:
        assert client.error("test/echo")["code"] == SERVER_NOT_INITIALIZED
        assert client.error("shutdown")["code"] == SERVER_NOT_INITIALIZED
        client.notify("test/fails")
        client.initialize()
        assert client.error("initialize", {"capabilities": {}})["code"] == INVALID_REQUEST
        open_request = client.start("test/slow")
        assert client.request("shutdown")["result"] is None
        assert client.wait_answer(open_request)["error"]["code"] == REQUEST_CANCELLED
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
