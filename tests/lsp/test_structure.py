"""Call hierarchy, references, definitions and lenses, asked as an editor asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.lsp.client import RawClient, until
from tests.lsp.house import House, live, opened, position, span

PROJECT = """
#- shop/prices.py
'''Prices.'''
def total(prices):
    return round_to_cents(sum(prices))

def round_to_cents(value):
    return value
#- shop/checkout.py
from shop.prices import total

class Basket:
    def pay(self):
        '''ä𝒳'''; return total([1]) + total([2])

def pay_all(baskets):
    Basket().pay()
#- tests/test_prices.py
from shop.prices import total

def test_total():
    assert total([]) == 0
#- lib/add.go
package lib

func Add(a int) int { return a }

func Twice(a int) int { return Add(Add(a)) }
"""


def ready(house: House) -> tuple[RawClient, Path]:
    root = house.root(PROJECT)
    client = house.open(root)
    live(client)
    return client, root


def at(root: Path, path: str, line: int, character: int) -> dict[str, Any]:
    return {"textDocument": {"uri": (root / path).as_uri()}, "position": position(line, character)}


def open_file(client: RawClient, root: Path, path: str, text: str | None = None) -> None:
    client.notify("textDocument/didOpen", opened(root / path, text if text is not None else (root / path).read_text()))


def test_calls_are_followed_in_and_out(house: House) -> None:
    client, root = ready(house)
    open_file(client, root, "shop/prices.py")
    (total,) = client.result("textDocument/prepareCallHierarchy", at(root, "shop/prices.py", 1, 5))
    assert (total["name"], total["selectionRange"]) == ("total", span(1, 4, 1, 9))
    incoming = client.result("callHierarchy/incomingCalls", {"item": total})
    assert [(call["from"]["name"], call["fromRanges"]) for call in incoming] == [
        ("Basket.pay", [span(4, 26, 4, 31), span(4, 39, 4, 44)]),
        ("test_total", [span(3, 11, 3, 16)]),
    ]
    (further,) = client.result("callHierarchy/incomingCalls", {"item": incoming[0]["from"]})
    assert further["from"]["name"] == "pay_all"
    (outgoing,) = client.result("callHierarchy/outgoingCalls", {"item": total})
    assert (outgoing["to"]["name"], outgoing["fromRanges"]) == ("round_to_cents", [span(2, 11, 2, 25)])
    client.close()


def test_unsaved_text_counts(house: House) -> None:
    client, root = ready(house)
    text = (root / "shop/checkout.py").read_text() + "\ndef more():\n    return total([3])\n"
    open_file(client, root, "shop/checkout.py", text)
    (total,) = client.result("textDocument/prepareCallHierarchy", at(root, "shop/checkout.py", 10, 12))

    def seen() -> bool:
        calls = client.result("callHierarchy/incomingCalls", {"item": total})
        return [call["from"]["name"] for call in calls] == ["Basket.pay", "more", "test_total"]

    until(seen, "the unsaved call")
    client.close()


def test_references_and_definitions_only_where_no_other_server_answers(house: House) -> None:
    client, root = ready(house)
    open_file(client, root, "shop/prices.py")
    open_file(client, root, "lib/add.go")
    context = {"context": {"includeDeclaration": True}}
    python = at(root, "shop/prices.py", 1, 5)
    assert client.result("textDocument/definition", python) is None
    assert client.result("textDocument/references", {**python, **context}) is None
    go = at(root, "lib/add.go", 4, 32)
    (found,) = client.result("textDocument/definition", go)
    assert found == {"uri": (root / "lib/add.go").as_uri(), "range": span(2, 5, 2, 8)}
    places = client.result("textDocument/references", {**go, **context})
    assert [place["range"] for place in places] == [span(4, 31, 4, 34), span(4, 35, 4, 38), span(2, 5, 2, 8)]
    assert client.result("textDocument/definition", at(root, "lib/add.go", 1, 0)) == []
    client.close()


def test_a_lens_says_how_often_a_symbol_is_used(house: House) -> None:
    client, root = ready(house)
    open_file(client, root, "shop/checkout.py")
    document = {"textDocument": {"uri": (root / "shop/checkout.py").as_uri()}}
    lenses = client.result("textDocument/codeLens", document)
    assert [lens["range"]["start"]["line"] for lens in lenses] == [2, 3, 6]
    assert all("command" not in lens for lens in lenses)
    titles = [client.result("codeLens/resolve", lens)["command"]["title"] for lens in lenses]
    assert titles == ["used once", "used once", "not used"]
    client.notify("workspace/didChangeConfiguration", {"settings": {"nss": {"lsp.code_lens": False}}})
    until(lambda: client.result("textDocument/codeLens", document) is None, "the setting")
    client.close()


def test_the_commands_answer_editors_without_our_plugin(house: House) -> None:
    client, _ = ready(house)
    arguments = [{"symbol": "shop/prices.py::total"}]
    found = client.result("workspace/executeCommand", {"command": "nss.showDependents", "arguments": arguments})
    assert [place["uri"].rpartition("/")[2] for place in found] == ["checkout.py", "checkout.py", "test_prices.py"]
    found = client.result("workspace/executeCommand", {"command": "nss.showImpact", "arguments": arguments})
    assert len(found) == 3, "pay_all, too"
    for bad in ([], [{"symbol": 3}], [{"symbol": "nowhere"}]):
        error = client.error("workspace/executeCommand", {"command": "nss.showImpact", "arguments": bad})
        assert error["code"] == -32602
    client.close()


def test_what_an_editor_hands_back_may_be_anything(house: House) -> None:
    client, _ = ready(house)
    where = span(0, 0, 0, 0)
    for data in (None, 3, {}, {"symbol": ""}, {"symbol": "x::y"}):
        item = {"name": "x", "kind": 12, "uri": "file:///x", "range": where, "selectionRange": where, "data": data}
        assert client.result("callHierarchy/incomingCalls", {"item": item}) is None
        assert client.result("codeLens/resolve", {"range": where, "data": data})["command"]["title"]
    client.close()


def test_the_name_in_an_import_is_what_it_imports(house: House) -> None:
    client, root = ready(house)
    open_file(client, root, "tests/test_prices.py")
    (total,) = client.result("textDocument/prepareCallHierarchy", at(root, "tests/test_prices.py", 0, 26))
    assert total["name"] == "total"
    client.close()


def test_lenses_are_asked_for_again_when_the_index_has_moved_on(house: House) -> None:
    root = house.root(PROJECT)
    client = house.launch()
    asked: list[object] = []
    client.answers["workspace/codeLens/refresh"] = asked.append
    capabilities = {"workspace": {"codeLens": {"refreshSupport": True}}}
    client.initialize(capabilities, workspaceFolders=[{"uri": root.as_uri(), "name": "w"}])
    until(lambda: len(asked) >= 1, "the first index")
    before = len(asked)
    (root / "shop/more.py").write_text("from shop.prices import total\ntotal([])\n")
    until(lambda: len(asked) > before, "the saved file")
    client.close()


def test_what_nobody_asked_nss_for_never_makes_an_index(house: House) -> None:
    """Without a host an index is made by who asks for it, and that takes as long as it takes."""
    root = house.root(PROJECT)
    client = house.open(root, initializationOptions={"host.enabled": False})
    assert client.result("nss/status", {})["index"] is None  # the root is open now
    open_file(client, root, "shop/prices.py")
    here = at(root, "shop/prices.py", 1, 5)
    assert client.result("textDocument/codeLens", {"textDocument": here["textDocument"]}) == []
    assert client.result("textDocument/prepareCallHierarchy", here) is None
    actions: dict[str, Any] = {"range": span(1, 5, 1, 5), "context": {"diagnostics": []}}
    assert client.result("textDocument/codeAction", {"textDocument": here["textDocument"], **actions}) == []
    lens = {"range": span(1, 4, 1, 9), "data": {"root": str(root), "symbol": "shop/prices.py::total"}}
    assert client.result("codeLens/resolve", lens)["command"]["title"] == "NSS: not indexed yet"
    assert client.result("nss/status", {})["index"] is None
    client.close()


def test_context_for_a_symbol_a_selection_and_a_problem(house: House) -> None:
    client, root = ready(house)
    open_file(client, root, "shop/prices.py")
    problem = {"range": span(4, 0, 4, 3), "message": "wrong \n" + "x" * 100, "severity": 1}

    def offered(where: dict[str, Any], *problems: dict[str, Any], **more: Any) -> dict[str, dict[str, Any]]:
        params = {"textDocument": {"uri": (root / "shop/prices.py").as_uri()}, "range": where}
        found = client.result("textDocument/codeAction", {**params, "context": {"diagnostics": problems, **more}})
        return {one["title"].removeprefix("NSS: "): one["command"] for one in found if "command" in one}

    at_name = offered(span(1, 5, 1, 5))
    assert at_name["Copy context pack for total"]["command"] == "nss.copyContext"
    pack = client.result("workspace/executeCommand", at_name["Assemble context for total"])
    assert pack["pieces"][0]["symbol"] == "total"
    (said,) = client.notifications("window/showMessage")
    assert f"`nss context --replay {pack['id']}`" in said["message"]

    selected = offered(span(4, 0, 6, 0))
    assert selected["Assemble context for the selection"]["arguments"][0]["at"] == ["shop/prices.py:5-6"]
    wrong = offered(span(4, 0, 4, 0), problem)
    (title,) = [title for title in wrong if "wrong" in title]
    assert title == f"Assemble context for: wrong {'x' * 53}…"
    pack = client.result("workspace/executeCommand", wrong[title])
    assert pack["task"].startswith("wrong x") and pack["pieces"][0]["symbol"] == "round_to_cents"
    assert not any("ontext" in title for title in offered(span(4, 0, 4, 0), problem, only=["quickfix"]))
    for argument in ({}, {"task": ""}, 3):
        error = client.error("workspace/executeCommand", {"command": "nss.copyContext", "arguments": [argument]})
        assert "needs a task or places" in error["message"]
