"""Exactly one answer a request, whatever it is, against a real process with exact bytes."""

from __future__ import annotations

import json

from nss_server.lsp.errors import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    REQUEST_CANCELLED,
    REQUEST_FAILED,
)

from tests.lsp.client import RawClient, frame, until
from tests.lsp.wire import check_alive


def test_results_keep_the_names_of_the_contract(wire: RawClient) -> None:
    params = {"start_line": 1, "with-dash": {"jsonrpc": "1.0", "nested": [{"jsonrpc": None}]}, "näme": "😀\ud800"}
    assert wire.result("test/echo", params) == params


def test_invalid_params_get_an_answer(wire: RawClient) -> None:
    for params in ({}, {"textDocument": {"uri": "file:///a"}}, [1, 2], None, "text", {"position": {"line": "x"}}):
        assert wire.error("textDocument/hover", params)["code"] == INVALID_PARAMS
    for params in ([1], "text", 7):
        assert wire.error("test/echo", params)["code"] == INVALID_PARAMS
    check_alive(wire)


def test_a_nested_jsonrpc_key_in_typed_params_gets_an_answer(wire: RawClient) -> None:
    params = {"textDocument": {"uri": "a", "jsonrpc": "2.0"}, "position": {"line": 1, "character": 4, "jsonrpc": "2.0"}}
    answer = wire.request("textDocument/hover", params)
    assert ("result" in answer) != ("error" in answer)
    check_alive(wire)


def test_typed_results_and_null(wire: RawClient) -> None:
    document = {"uri": "file:///a"}
    hover = wire.result("textDocument/hover", {"textDocument": document, "position": {"line": 3, "character": 5}})
    assert hover == {"contents": {"kind": "markdown", "value": "5"}}
    nothing = wire.request("textDocument/hover", {"textDocument": document, "position": {"line": 0, "character": 5}})
    assert nothing["result"] is None


def test_unknown_methods(wire: RawClient) -> None:
    assert wire.error("test/unknown")["code"] == METHOD_NOT_FOUND
    assert wire.error("$/unknown")["code"] == METHOD_NOT_FOUND
    wire.notify("test/unknown", {})
    wire.notify("$/unknown")
    wire.notify("test/fails", {})
    check_alive(wire)


def test_errors_say_what_why_and_what_to_do(wire: RawClient) -> None:
    for method in ("test/raises", "test/raisesLater"):
        missing = wire.error(method, {"which": "nss"})
        assert missing["code"] == REQUEST_FAILED
        assert missing["data"] == {
            "code": "index-missing",
            "what": "No index",
            "why": "never made",
            "todo": "Run nss index",
        }
        assert wire.error(method, {"which": "input"})["code"] == INVALID_PARAMS
        bug = wire.error(method, {"which": "bug"})
        assert bug["code"] == INTERNAL_ERROR
        assert bug["data"]["code"] == "internal"
        assert "Traceback" not in json.dumps(bug)


def test_a_result_that_cannot_be_sent_is_an_answer(wire: RawClient) -> None:
    for which in ("nan", "object", "set"):
        assert wire.error("test/unsendable", {"which": which})["code"] == INTERNAL_ERROR
    check_alive(wire)


def test_ids(wire: RawClient) -> None:
    slow = wire.start("test/slow", identifier="seven")
    wire.start("test/echo", {"a": 1}, identifier="seven")
    assert wire.wait_answer("seven")["error"]["code"] == INVALID_REQUEST
    wire.notify("$/cancelRequest", {"id": slow})
    until(lambda: len(wire.answers_to("seven")) == 2, "both answers")
    assert wire.answers_to("seven")[1]["error"]["code"] == REQUEST_CANCELLED
    wire.start("test/echo", {"a": 1}, identifier="7")
    wire.start("test/echo", {"a": 2}, identifier=7)
    assert wire.wait_answer("7")["result"] == {"a": 1}
    assert wire.wait_answer(7)["result"] == {"a": 2}
    for odd in (None, True, 1.5, [1], {"a": 1}):
        seen = len(wire.answers_to(None))
        wire.send_bytes(frame({"jsonrpc": "2.0", "id": odd, "method": "test/echo"}))
        until(lambda seen=seen: len(wire.answers_to(None)) > seen, "an answer with id null")
    assert {answer["error"]["code"] for answer in wire.answers_to(None)} == {INVALID_REQUEST}


def test_cancel_answers_at_once_and_exactly_once(wire: RawClient) -> None:
    for method in ("test/slow", "test/stubborn"):
        identifier = wire.start(method)
        wire.notify("$/cancelRequest", {"id": identifier})
        wire.notify("$/cancelRequest", {"id": identifier})
        assert wire.wait_answer(identifier)["error"]["code"] == REQUEST_CANCELLED
        check_alive(wire)
        assert len(wire.answers_to(identifier)) == 1
    until(lambda: wire.result("test/seen")[-1:] == ["cancelled"], "the worker to see its token")
    odd_params: list[object] = [{"id": "unknown"}, {"id": None}, {}, None, [1], {"id": {}}]
    for odd in odd_params:
        wire.notify("$/cancelRequest", odd)
    check_alive(wire)


def test_busy_workers_do_not_keep_a_cancel_from_being_read(wire: RawClient) -> None:
    started = [wire.start("test/slow") for _ in range(40)]
    check_alive(wire)
    for identifier in started:
        wire.notify("$/cancelRequest", {"id": identifier})
    for identifier in started:
        assert wire.wait_answer(identifier)["error"]["code"] == REQUEST_CANCELLED
    assert all(len(wire.answers_to(identifier)) == 1 for identifier in started)


def test_more_open_requests_than_the_bound_are_refused_with_an_answer(wire: RawClient) -> None:
    started = [wire.start("test/stubborn") for _ in range(520)]
    refused = wire.wait_answer(started[-1])
    assert refused["error"]["code"] == REQUEST_FAILED
    wire.notify("$/cancelRequest", {"id": started[0]})
    assert wire.wait_answer(started[0])["error"]["code"] == REQUEST_CANCELLED


def test_stray_prints_do_not_break_the_stream(wire: RawClient) -> None:
    assert wire.result("test/prints") == "printed"
    check_alive(wire)
    until(lambda: b"a stray child" in wire.log, "the prints in the log")
    assert b"a stray print\n" in wire.log
    assert b"a stray write" in wire.log
    assert wire.broken == []


def test_children_do_not_read_the_editors_messages(wire: RawClient) -> None:
    identifier = wire.start("test/childReads")
    check_alive(wire)
    assert wire.wait_answer(identifier)["result"] == ""


def test_requests_to_the_editor(wire: RawClient) -> None:
    wire.answers["workspace/configuration"] = lambda params: [{"search": {"limit": 3}}]
    assert wire.result("test/ask") == {"answer": [{"search": {"limit": 3}}]}
    wire.answers.clear()
    wire.messages.clear()
    asked = wire.start("test/ask")
    question = wire.wait_for(lambda message: message.get("method") == "workspace/configuration")
    wire.send_bytes(frame({"jsonrpc": "2.0", "id": question["id"], "error": {"code": -1, "message": "no"}}))
    assert wire.wait_answer(asked)["result"] == {"error": "ClientRefused: no"}
    wire.send_bytes(frame({"jsonrpc": "2.0", "id": question["id"], "result": "twice"}))
    wire.send_bytes(frame({"jsonrpc": "2.0", "id": {}, "result": 1}))
    check_alive(wire)
