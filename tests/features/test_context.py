"""Context packs through dispatch and in the shell."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from nss_index.errors import BadInput
from nss_index.indexer import build
from nss_index.overlay import EMPTY_OVERLAY

from tests.index.files.trees import commit, repository, write
from tests.support.shell import nss
from tests.support.workspaces import ask, indexed_workspace

PROJECT = '''
#- shop/prices.py
"""What things cost."""
RATE = 2
def total_with_tax(prices):
    """Add up prices and the tax."""
    return rounded(sum(prices) * RATE)
def rounded(value):
    """Whole cents."""
    return round(value)
#- shop/checkout.py
from shop.prices import total_with_tax
def pay(basket):
    """Take the money."""
    return total_with_tax(basket)
#- tests/test_prices.py
from shop.prices import total_with_tax
def test_total():
    assert total_with_tax([]) == 0
#- docs/guide.md
# Guide
## Taxes
The tax is in `total_with_tax`.
#- other/unrelated.py
def colour(): return "red"
'''


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return indexed_workspace(tmp_path_factory.mktemp("project"), PROJECT)


async def test_code_its_neighbours_tests_and_documents(project: Path) -> None:
    answer = await ask(project, "context", {"task": "the sum in total_with_tax is wrong"})
    pieces = {one["symbol"]: one for one in answer["pieces"]}
    assert answer["pieces"][0]["symbol"] == "total_with_tax"
    assert {"total_with_tax", "rounded", "pay", "test_total", "Guide.Taxes"} <= set(pieces)
    names = {symbol: {part["name"] for part in one["parts"]} for symbol, one in pieces.items()}
    assert "named" in names["total_with_tax"] and "used by" in names["rounded"]
    assert "uses" in names["pay"] and "test" in names["test_total"] and "document" in names["Guide.Taxes"]
    assert pieces["rounded"]["form"] == "whole" and "return round(value)" in answer["text"]
    assert "uses total_with_tax" in pieces["pay"]["reason"]


async def test_scores_are_the_sums_of_their_parts_and_tokens_keep_to_the_budget(project: Path) -> None:
    for budget in (100, 150, 300, 1000):
        answer = await ask(project, "context", {"task": "total_with_tax and tax", "budget": budget})
        assert answer["tokens"] <= budget
        for one in answer["pieces"]:
            assert one["score"] == sum(part["points"] for part in one["parts"])
        assert answer["pieces"] or answer["left_out"]
    assert all(one["why"] for one in answer["left_out"])


async def test_less_budget_means_shorter_forms(project: Path) -> None:
    task = {"task": "total_with_tax"}
    small = await ask(project, "context", {**task, "budget": 130})
    large = await ask(project, "context", {**task, "budget": 5000})
    assert {one["form"] for one in large["pieces"]} <= {"whole"}
    assert len(small["pieces"]) < len(large["pieces"]) and small["left_out"]


async def test_a_file_that_is_named_and_an_unsaved_one(project: Path) -> None:
    unsaved = EMPTY_OVERLAY.with_document("other/unrelated.py", 'def colour(): return "green"\n', 2)
    answer = await ask(project, "context", {"task": "look at other/unrelated.py"}, overlay=unsaved)
    first = answer["pieces"][0]
    assert first["path"] == "other/unrelated.py" and "green" in first["text"]
    assert {part["name"] for part in first["parts"]} >= {"named file", "open", "unsaved"}
    opened = EMPTY_OVERLAY.with_document("other/unrelated.py", (project / "other/unrelated.py").read_text(), 1)
    (first, *_) = (await ask(project, "context", {"task": "look at other/unrelated.py"}, overlay=opened))["pieces"]
    names = {part["name"] for part in first["parts"]}
    assert "open" in names and "unsaved" not in names


async def test_formats_hold_any_text(tmp_path: Path) -> None:
    project = indexed_workspace(tmp_path, '#- a.py\ndef odd_thing():\n    """<&]]> ```"""\n    return "</piece>"\n')
    answer = await ask(project, "context", {"task": "odd_thing <b>", "format": "xml"})
    pack = ElementTree.fromstring(answer["text"])
    assert pack.findtext("task") == "odd_thing <b>"
    (piece,) = pack.findall("piece")
    assert "<&]]> ```" in (piece.text or "") and piece.get("lines") == "1-3"
    assert "````py" in (await ask(project, "context", {"task": "odd_thing"}))["text"]


async def test_the_answer_is_always_the_same(project: Path) -> None:
    first, second = [await ask(project, "context", {"task": "where is the tax"}) for _ in range(2)]
    assert (first["id"], first["left_out"]) == (second["id"], second["left_out"])


async def test_a_tokenizer_of_a_model(project: Path, tmp_path: Path) -> None:
    file = resources.files("nss_index.embed").joinpath("models/static-code-v1/tokenizer.json")
    answer = await ask(project, "context", {"task": "total_with_tax", "tokenizer": str(file)})
    estimated = await ask(project, "context", {"task": "total_with_tax"})
    assert 0 < answer["tokens"] < estimated["tokens"]
    (tmp_path / "bad.json").write_text("{}")
    with pytest.raises(BadInput, match="is no tokenizer"):
        await ask(project, "context", {"task": "x", "tokenizer": str(tmp_path / "bad.json")})


def test_a_pack_is_shown_again_with_what_has_changed(tmp_path: Path) -> None:
    project = indexed_workspace(tmp_path, PROJECT)
    made = nss("context", "total_with_tax", "--json", "--no-host", cwd=project).json()
    again = nss("context", "--replay", made["id"], "--json", "--no-host", cwd=project).json()
    assert {one["now"] for one in again["pieces"]} == {"same"} and again["text"] == made["text"]
    prices = project / "shop/prices.py"
    prices.write_text(prices.read_text().replace("RATE = 2", "RATE = 2\nMORE = 3").replace("round(value)", "value"))
    (project / "docs/guide.md").unlink()
    nss("index", "--no-host", cwd=project)
    again = nss("context", "--replay", made["id"], "--json", "--no-host", cwd=project).json()
    now = {one["symbol"]: one["now"] for one in again["pieces"]}
    assert (now["total_with_tax"], now["rounded"], now["pay"]) == ("moved", "changed", "same")
    assert now["Guide.Taxes"] == "gone"
    told = nss("context", "--replay", made["id"], "--no-host", cwd=project)
    assert "shop/prices.py:6 rounded is changed since" in told.err
    assert nss("context", "total_with_tax", "--json", "--no-host", cwd=project).json()["id"] != made["id"]


def test_packs_go_through_a_host_that_runs(tmp_path: Path) -> None:
    project = indexed_workspace(tmp_path, PROJECT)
    made = nss("context", "total_with_tax", "--json", "--no-host", cwd=project).json()
    nss("index", cwd=project)  # starts a host
    try:
        same = nss("context", "total_with_tax", "--json", cwd=project).json()
        assert same["id"] == made["id"]
        again = nss("context", "--replay", made["id"], "--json", cwd=project).json()
        assert {one["now"] for one in again["pieces"]} == {"same"}
    finally:
        nss("host", "stop", cwd=project)


async def test_what_a_task_points_at(project: Path) -> None:
    def why(answer: dict[str, Any], symbol: str) -> set[str]:
        return {part["name"] for one in answer["pieces"] if one["symbol"] == symbol for part in one["parts"]}

    answer = await ask(project, "context", {"at": ["shop/prices.py:8"]})
    assert answer["task"] == "rounded" and answer["pieces"][0]["symbol"] == "rounded"
    assert "place" in why(answer, "rounded") and "uses" in why(answer, "total_with_tax")
    answer = await ask(project, "context", {"at": ["shop/prices.py:5-8", "pay"]})
    assert {"rounded", "total_with_tax", "pay"} == {one["symbol"] for one in answer["pieces"][:3]}
    for message in (
        'File "/home/me/shop/prices.py", line 8, in rounded\nTypeError: no',
        "shop/prices.py:8:12: error: no",
        r"shop\prices.py(8,12): error TS2: no",
    ):
        answer = await ask(project, "context", {"task": message})
        assert answer["pieces"][0]["symbol"] == "rounded" and "place" in why(answer, "rounded"), message
    answer = await ask(project, "context", {"at": ["shop/prices.py:1"]})
    first = answer["pieces"][0]
    assert (first["start_line"], first["end_line"], answer["task"]) == (1, 1, "shop/prices.py")
    with pytest.raises(BadInput, match="is not in the index"):
        await ask(project, "context", {"at": ["gone.py:1-2"]})
    with pytest.raises(BadInput, match="is no range of lines"):
        await ask(project, "context", {"at": ["shop/prices.py:9-2"]})


DIFF = """\
diff --git a/shop/checkout.py b/shop/checkout.py
--- a/shop/checkout.py
+++ b/shop/checkout.py
@@ -2,3 +2,3 @@
 def pay(basket):
     \"\"\"Take the money.\"\"\"
-%s
+%s
"""


async def test_a_diff_that_has_been_made_and_one_that_has_not(project: Path) -> None:
    now, other = "    return total_with_tax(basket)", "    return 1"
    for diff in (DIFF % (other, now), DIFF % (now, other)):
        answer = await ask(project, "context", {"task": "review", "diff": diff})
        best = answer["pieces"][0]
        assert best["symbol"] == "pay" and "diff" in {part["name"] for part in best["parts"]}
    for bad in ("no diff", DIFF.replace("-2,3", "-2,9") % (now, other)):
        with pytest.raises(BadInput, match="no unified diff"):
            await ask(project, "context", {"diff": bad})
    quoted = DIFF.replace("b/shop/checkout.py", '"b/shop/check\\157ut.py"') % (other, now)
    assert (await ask(project, "context", {"diff": quoted}))["pieces"][0]["symbol"] == "pay"


def test_a_diff_from_standard_input(tmp_path: Path) -> None:
    project = indexed_workspace(tmp_path, PROJECT)
    diff = DIFF % ("    return 1", "    return total_with_tax(basket)")
    made = nss("context", "--diff", "-", "--json", "--no-host", cwd=project, stdin=diff.encode()).json()
    assert made["pieces"][0]["symbol"] == "pay"
    both = nss("context", "-", "--diff", "-", "--no-host", cwd=project, stdin=diff.encode())
    assert both.code == 2 and "only one of task and diff" in both.err


async def test_the_uncommitted_changes_and_what_changed_together(tmp_path: Path) -> None:
    project = repository(tmp_path / "p")
    write(project, "a.py", "def alpha():\n    return 1\ndef other():\n    return 2\n")
    write(project, "b.py", "def beta():\n    return 1\n")
    write(project, ".env", "PASSWORD = 1\n")
    commit(project)
    for number in (3, 4):
        write(project, "a.py", f"def alpha():\n    return {number}\ndef other():\n    return 2\n")
        write(project, "b.py", f"def beta():\n    return {number}\n")
        write(project, ".env", f"PASSWORD = {number}\n")
        commit(project)
    build(project)
    answer = await ask(project, "context", {"task": "alpha"})
    parts = {one["symbol"] or one["path"]: {part["name"] for part in one["parts"]} for one in answer["pieces"]}
    assert "history" in parts.get("beta", set()) | parts.get("b.py", set())
    assert ".env" not in answer["text"] and "PASSWORD" not in answer["text"]
    with pytest.raises(BadInput, match="differs from its last commit"):
        await ask(project, "context", {"changes": True})
    write(project, "a.py", "def alpha():\n    return 4\ndef other():\n    return 5\n")
    build(project)
    answer = await ask(project, "context", {"changes": True})
    assert answer["task"] == "other"
    assert {"place", "changed"} <= {part["name"] for part in answer["pieces"][0]["parts"]}
    unsaved = EMPTY_OVERLAY.with_document("b.py", "def beta():\n    return 9\n", 2)
    answer = await ask(project, "context", {"changes": True}, overlay=unsaved)
    assert {one["symbol"] for one in answer["pieces"][:2]} == {"other", "beta"}


def test_an_earlier_pack_about_the_same(tmp_path: Path) -> None:
    project = indexed_workspace(tmp_path, PROJECT)
    nss("context", "--at", "pay", "--at", "rounded", "--json", "--no-host", cwd=project)
    made = nss("context", "pay", "the", "money", "--json", "--no-host", cwd=project).json()
    assert "earlier" in {part["name"] for one in made["pieces"] for part in one["parts"]}


async def test_a_task_or_an_id_is_needed(project: Path) -> None:
    with pytest.raises(BadInput, match="needs a task"):
        await ask(project, "context", {"task": " "})
    with pytest.raises(BadInput, match="no context pack gone is kept"):
        await ask(project, "context", {"replay": "gone"})


def test_in_the_shell(project: Path) -> None:
    done = nss("context", "fix", "total_with_tax", "-b", "400", cwd=project)
    assert done.out.startswith("# Context\n\nTask: fix total_with_tax\n") and "of 400 tokens" in done.err
    done = nss("context", "-", "--json", cwd=project, stdin=b"fix total_with_tax")
    assert json.loads(done.out)["pieces"][0]["symbol"] == "total_with_tax"
