"""`nss lsp` as an editor meets it: real processes, a real host, a real index."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lsprotocol import converters, types

from tests.lsp.client import RawClient, until
from tests.lsp.house import WORKSPACE, House, closed, live, opened, paths_of, position, search, span


def test_initialize_offers_what_lsprotocol_can_read(house: House) -> None:
    with house.launch() as client:
        everything = {"general": {"positionEncodings": ["utf-32", "utf-16", "utf-8"]}, "futureThing": {"a": [1]}}
        raw = client.initialize(everything, processId=None, trace="a value of the future")
        result = converters.get_converter().structure(raw, types.InitializeResult)
        assert result.capabilities.position_encoding == "utf-8"
        commands = result.capabilities.execute_command_provider
        assert commands is not None
        assert {"nss.search", "nss.similar", "nss.searchSelection", "nss.similarSelection"} <= set(commands.commands)
        assert result.server_info is not None
        no_folder = client.error("nss/search", {"query": "x"})
        assert "no folder is open" in no_folder["message"]
        assert client.stop() == 0


def test_search_answers_in_the_shape_of_the_contract(client: RawClient) -> None:
    answer = search(client, "close session")
    first = answer["results"][0]
    assert (first["path"], first["start_line"], first["end_line"]) == ("app/session.py", 1, 3)
    assert {"fallback", "complete", "pending_vectors", "freshness"} <= set(answer)


def test_the_host_is_told_how_long_requests_took(client: RawClient) -> None:
    search(client, "close session")

    def told() -> bool:
        timings = client.result("nss/status", {})["host"]["timings"]
        return any(item["surface"] == "lsp" and item["method"] == "nss/search" for item in timings)

    until(told, "the timings")


def test_settings_that_do_not_count_are_logged_and_stop_nothing(house: House, root: Path) -> None:
    client = house.open(root, initializationOptions={"clientCommands": ["nss.searchSelection"], "search": {"limit": 1}})
    assert len(search(client, "close session")["results"]) == 1
    client.notify("workspace/didChangeConfiguration", {"settings": {"nss": {"search": {"limit": 2}, "no.such": 1}}})
    until(lambda: len(search(client, "close session")["results"]) == 2, "the pushed settings")
    assert b"no.such" in client.log
    client.close()


def test_bad_params_name_the_field(client: RawClient) -> None:
    bad: list[dict[str, Any]] = [{"query": 7}, {"limit": -1}, {"other": 1}, {"root": 3}, {"query": ""}]
    for params in bad:
        error = client.error("nss/search", {"query": "x", **params})
        assert error["code"] == -32602
        assert error["data"]["code"] == "bad-input"
    assert "/nowhere" in client.error("nss/search", {"query": "x", "root": "/nowhere"})["message"]


def test_commands_for_editors_without_our_plugin(client: RawClient, root: Path) -> None:
    params = {"command": "nss.search", "arguments": [{"query": "close session", "mode": "keyword"}]}
    assert paths_of(client.result("workspace/executeCommand", params))[0] == "app/session.py"
    assert client.error("workspace/executeCommand", {"command": "nss.nothing"})["code"] == -32602
    assert client.error("workspace/executeCommand", {"command": "nss.search", "arguments": [1]})["code"] == -32602
    argument = {"text": "close_session", "uri": (root / "app/user.py").as_uri()}
    selected = {"command": "nss.searchSelection", "arguments": [argument]}
    locations = client.result("workspace/executeCommand", selected)
    assert locations[0]["uri"] == (root / "app/session.py").as_uri()
    assert locations[0]["range"]["start"] == {"line": 0, "character": 0}
    similar = {"command": "nss.similarSelection", "arguments": [{**argument, "start_line": 1, "end_line": 99}]}
    found = client.result("workspace/executeCommand", similar)
    assert (root / "app/user.py").as_uri() not in {location["uri"] for location in found}


@pytest.mark.parametrize(("encoding", "column"), [("utf-16", 12), ("utf-8", 16), ("utf-32", 10)])
def test_positions_count_in_the_negotiated_units(house: House, root: Path, encoding: str, column: int) -> None:
    client = house.open(root, capabilities={"general": {"positionEncodings": [encoding]}})
    file = root / "app/user.py"
    client.notify("textDocument/didOpen", opened(file, "x = 1\na = '𝒳😀'; close_session\n"))
    live(client)
    document = {"uri": file.as_uri()}
    # An edit before and inside the astral characters' line moves the name by one
    change = {"range": span(1, 0, 1, 1), "text": "é"}
    client.notify("textDocument/didChange", {"textDocument": {**document, "version": 2}, "contentChanges": [change]})
    column += encoding == "utf-8"
    hover = client.result("textDocument/hover", {"textDocument": document, "position": position(1, column)})
    assert hover["range"] == span(1, column, 1, column + len("close_session"))
    assert "`tests/test_session.py`" in hover["contents"]["value"]
    client.close()


def test_hover_says_nothing_where_it_has_nothing_to_add(client: RawClient, root: Path, house: House) -> None:
    file = root / "app/session.py"
    client.notify("textDocument/didOpen", opened(file, file.read_text()))
    document = {"uri": file.as_uri()}
    for place in (position(0, 3), position(99, 0), position(1, 3), position(0, 9999)):
        assert client.result("textDocument/hover", {"textDocument": document, "position": place}) is None
    hover = client.result("textDocument/hover", {"textDocument": document, "position": position(0, 6)})
    assert "Used 2 times, in 2 files" in hover["contents"]["value"]
    assert "def close_session" not in hover["contents"]["value"]
    outside = house.root("#- lone.py\nclose_session()\n") / "lone.py"
    client.notify("textDocument/didOpen", opened(outside, outside.read_text()))
    lone = {"textDocument": {"uri": outside.as_uri()}, "position": position(0, 2)}
    assert client.result("textDocument/hover", lone) is None
    client.notify("textDocument/didClose", closed(file))


def test_workspace_symbols_only_for_languages_without_a_server(client: RawClient, house: House, root: Path) -> None:
    assert client.result("workspace/symbol", {"query": "close"}) == []
    asked = {"workspace": {"configuration": True}}
    served = house.launch()
    served.answers["workspace/configuration"] = lambda params: [{"lsp.workspace_symbols": "all"}]
    served.initialize(asked, workspaceFolders=[{"uri": root.as_uri(), "name": "w"}])
    live(served)
    symbols = served.result("workspace/symbol", {"query": "close session"})
    assert [symbol["name"] for symbol in symbols] == ["close_session"]
    assert symbols[0]["location"] == {"uri": (root / "app/session.py").as_uri(), "range": span(0, 4, 0, 17)}
    # The setting goes back, and the open root with it
    served.answers["workspace/configuration"] = lambda params: [{}]
    served.notify("workspace/didChangeConfiguration", {"settings": None})
    until(lambda: served.result("workspace/symbol", {"query": "close session"}) == [], "the new settings")
    served.close()


def test_code_actions_need_a_selection(client: RawClient, root: Path) -> None:
    file = root / "app/session.py"
    client.notify("textDocument/didOpen", opened(file, "def a():\n    '😀'\n    return 1\n"))

    def actions(selection: Any, **context: Any) -> Any:
        context = {"diagnostics": [], **context}
        return client.result(
            "textDocument/codeAction", {"textDocument": {"uri": file.as_uri()}, "range": selection, "context": context}
        )

    assert [action["title"] for action in actions(span(0, 3, 0, 3))] == ["NSS: Add tag here"]
    assert actions(span(0, 3, 0, 4)) == []  # blank
    named = actions(span(0, 5, 0, 5))
    titles = ["NSS: Show dependents of a", "NSS: Show impact of a"]
    titles += ["NSS: Assemble context for a", "NSS: Copy context pack for a", "NSS: Add tag here"]
    assert [action["title"] for action in named] == titles
    assert actions(span(0, 0, 1, 4), only=["source.organizeImports"]) == []
    found = actions(span(1, 4, 2, 0))
    assert [action["command"]["command"] for action in found] == [
        "nss.searchSelection", "nss.similarSelection", "nss.assembleContext", "nss.copyContext",
    ]  # fmt: skip
    argument = found[0]["command"]["arguments"][0]
    assert argument == {"uri": file.as_uri(), "text": "'😀'\n", "start_line": 2, "end_line": 2}
    client.notify("textDocument/didClose", closed(file))


def test_a_partial_result_comes_before_the_whole_answer(house: House) -> None:
    root = house.root(WORKSPACE)
    client = house.open(root)
    live(client)
    identifier = client.start("nss/search", {"query": "close", "partialResultToken": "p1", "workDoneToken": "w1"})
    answer = client.wait_answer(identifier)
    assert "results" in answer["result"]
    kinds = [value["value"].get("kind") for value in client.notifications("$/progress") if value["token"] == "w1"]
    assert kinds in ([], ["begin", *["report"] * (len(kinds) - 2), "end"])
    order = [message for message in client.messages if message.get("method") == "$/progress" or message is answer]
    assert [message for message in order[order.index(answer) + 1 :] if message["params"]["token"] == "p1"] == []
    partial = [value["value"] for value in client.notifications("$/progress") if value["token"] == "p1"]
    assert partial[0]["mode"] == "keyword", "hits by words come while meaning is still searched"
    assert partial[0]["results"]
    client.close()


def test_the_first_indexing_shows_as_progress_where_the_editor_shows_it(house: House) -> None:
    root = house.root("".join(f"#- f{number}.py\ndef f{number}():\n    return {number}\n" for number in range(400)))
    client = house.launch()
    client.answers["window/workDoneProgress/create"] = lambda params: None
    client.initialize({"window": {"workDoneProgress": True}}, workspaceFolders=[{"uri": root.as_uri(), "name": "w"}])
    live(client)
    values = [value["value"] for value in client.notifications("$/progress")]
    assert values[0]["kind"] == "begin"
    assert values[0]["title"] == "indexing"
    assert values[-1]["kind"] == "end"
    client.close()


def test_cancelling_a_search_that_waits_for_a_first_index(house: House) -> None:
    root = house.root("".join(f"#- f{number}.py\ndef f{number}():\n    return {number}\n" for number in range(400)))
    client = house.open(root)
    identifier = client.start("nss/search", {"query": "f1"})
    client.notify("$/cancelRequest", {"id": identifier})
    answer = client.wait_answer(identifier)
    assert answer["error"]["code"] == -32800
    live(client)
    assert len(client.answers_to(identifier)) == 1
    assert paths_of(search(client, "f1"))
    client.close()
