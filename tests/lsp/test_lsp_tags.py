"""Tags in the editor, asked as an editor asks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.lsp.client import RawClient, until
from tests.lsp.house import House, live, opened, position

PROJECT = """
#- app/store.py
# <!--TAG:store/load-->
def load():
    return 1

class Cache:
    def drop(self):
        return 2
#- app/web.go
package app

// see TAG:store/load and TAG:gone
// ä𝒳 <!--TAG:web!-->
func Serve() {}
#- docs/guide.md
<!--TAG:store/load-->
Also TAG:store/load.
<!--TAG:web-->
"""


def ready(house: House) -> tuple[RawClient, Path]:
    root = house.root(PROJECT)
    client = house.open(root)
    live(client)
    return client, root


def open_file(client: RawClient, root: Path, path: str, text: str | None = None) -> None:
    client.notify("textDocument/didOpen", opened(root / path, text if text is not None else (root / path).read_text()))


def at(root: Path, path: str, line: int, character: int) -> dict[str, Any]:
    return {"textDocument": {"uri": (root / path).as_uri()}, "position": position(line, character)}


def places(root: Path, locations: list[dict[str, Any]]) -> list[str]:
    return sorted(
        f"{one['uri'].removeprefix(root.as_uri() + '/')}:{one['range']['start']['line'] + 1}"
        f":{one['range']['start']['character']}-{one['range']['end']['character']}"
        for one in locations
    )


def test_a_reference_leads_to_its_marks_and_back(house: House) -> None:
    client, root = ready(house)
    open_file(client, root, "app/web.go")
    marks = ["app/store.py:1:10-20", "docs/guide.md:1:8-18"]
    assert places(root, client.result("textDocument/definition", at(root, "app/web.go", 2, 12))) == marks
    asked = at(root, "app/web.go", 2, 12) | {"context": {"includeDeclaration": False}}
    assert places(root, client.result("textDocument/references", asked)) == [
        "app/web.go:3:11-21",
        "docs/guide.md:2:9-19",
    ]
    asked["context"]["includeDeclaration"] = True
    assert len(client.result("textDocument/references", asked)) == 4
    hover = client.result("textDocument/hover", at(root, "app/web.go", 2, 12))["contents"]["value"]
    assert "Tag `store/load`: 2 marks, 2 referring" in hover and "docs/guide.md:1" in hover
    hover = client.result("textDocument/hover", at(root, "app/web.go", 2, 29))["contents"]["value"]
    assert hover == "No tag is called `gone`"
    # Python has a server of its own; its tags are ours all the same.
    open_file(client, root, "app/store.py")
    assert len(client.result("textDocument/definition", at(root, "app/store.py", 0, 5))) == 2


def test_names_are_completed_behind_the_colon(house: House) -> None:
    client, root = ready(house)
    open_file(client, root, "app/new.py", "# TAG:st\n# <!--TAG:\n# <!--TAG:-->\nTAG: str\n")
    items = client.result("textDocument/completion", at(root, "app/new.py", 0, 8))["items"]
    assert [(one["label"], one["detail"]) for one in items] == [("store/load", "tag, 2 marks"), ("web", "tag, 2 marks")]
    assert items[0]["textEdit"]["range"] == {"start": position(0, 6), "end": position(0, 8)}
    for line, expected in ((1, "web-->"), (2, "web")):
        items = client.result("textDocument/completion", at(root, "app/new.py", line, 10))["items"]
        assert items[1]["textEdit"]["newText"] == expected
    assert client.result("textDocument/completion", at(root, "app/new.py", 3, 8)) is None


def test_a_tag_is_renamed_everywhere_and_nothing_else_is(house: House) -> None:
    client, root = ready(house)
    open_file(client, root, "app/web.go", (root / "app/web.go").read_text() + "// TAG:store/load unsaved\n")
    where = at(root, "app/web.go", 5, 10)
    assert client.result("textDocument/prepareRename", where) == {"start": position(5, 7), "end": position(5, 17)}
    changes = client.result("textDocument/rename", where | {"newName": "shop/load"})["changes"]
    assert {uri.rpartition("/")[2]: len(edits) for uri, edits in changes.items()} == {
        "store.py": 1,
        "web.go": 2,
        "guide.md": 2,
    }
    assert client.result("textDocument/prepareRename", at(root, "app/web.go", 4, 6)) is None
    error = client.error("textDocument/rename", where | {"newName": "not a name"})
    assert "'not a name' is no name for a tag" in error["message"]


def test_problems_are_told_of_the_text_as_it_is(house: House) -> None:
    client, root = ready(house)

    def problems(path: str) -> list[str]:
        report = client.result("textDocument/diagnostic", {"textDocument": {"uri": (root / path).as_uri()}})
        return [f"{one['range']['start']['line']}: {one['message']}" for one in report["items"]]

    open_file(client, root, "app/web.go")
    assert problems("app/web.go") == [
        "2: no tag is called gone: mark the place with <!--TAG:gone-->",
        "3: the tag web says to be the only one, and stands in docs/guide.md:3, too",
    ]
    open_file(client, root, "docs/guide.md", "<!--TAG:gone-->\n")
    until(lambda: problems("app/web.go") == [], "the problems to be gone")
    assert problems("docs/guide.md") == []


def test_links_lead_to_marks(house: House) -> None:
    client, root = ready(house)
    open_file(client, root, "docs/guide.md")
    (link,) = client.result("textDocument/documentLink", {"textDocument": {"uri": (root / "docs/guide.md").as_uri()}})
    assert link["target"] == f"{(root / 'app/store.py').as_uri()}#L1"
    assert (link["range"]["start"], link["range"]["end"]) == (position(1, 5), position(1, 19))


def actions(client: RawClient, root: Path, path: str, line: int, character: int) -> list[dict[str, Any]]:
    here = {"start": position(line, character), "end": position(line, character)}
    context: dict[str, list[str]] = {"diagnostics": []}
    asked = {"textDocument": {"uri": (root / path).as_uri()}, "range": here, "context": context}
    return client.result("textDocument/codeAction", asked)


@pytest.mark.parametrize(
    ("path", "line", "expected"),
    [
        ("app/store.py", 6, "        # <!--TAG:store/Cache/drop-->\n"),
        ("app/web.go", 4, "// <!--TAG:web/Serve-->\n"),
        ("docs/guide.md", 1, "<!--TAG:guide-->\n"),
    ],
)
def test_a_mark_is_added_as_the_language_comments(house: House, path: str, line: int, expected: str) -> None:
    client, root = ready(house)
    open_file(client, root, path)
    (action,) = [one for one in actions(client, root, path, line, 0) if one["title"] == "NSS: Add tag here"]
    ((edit,),) = action["edit"]["changes"].values()
    assert (edit["newText"], edit["range"]["start"]) == (expected, position(line, 0))


def test_a_tag_is_searched(house: House) -> None:
    client, root = ready(house)
    open_file(client, root, "app/web.go")
    offered = {one["title"]: one for one in actions(client, root, "app/web.go", 2, 12)}
    assert "NSS: Add tag here" not in offered
    command = offered["NSS: Search the tag store/load"]["command"]
    run = {"command": command["command"], "arguments": command["arguments"]}
    found = client.result("workspace/executeCommand", run)
    assert len(found) == 4
    error = client.error("workspace/executeCommand", {"command": "nss.searchTag", "arguments": [3]})
    assert "needs a tag" in error["message"]
