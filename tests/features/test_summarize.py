"""Summaries through dispatch and in the shell."""

from __future__ import annotations

from pathlib import Path

import pytest
from nss_index.errors import BadInput
from nss_index.overlay import EMPTY_OVERLAY

from tests.support.shell import nss
from tests.support.workspaces import ask, indexed_workspace

PROJECT = '''
#- README.md
# Shop
The shop sells things over the counter. It keeps no records at all.
#- shop/__init__.py
"""The shop itself."""
#- shop/prices.py
"""What things cost. It knows no customers."""
RATE = 2
def total(prices):
    """Add up prices. Rounds down."""
    return rounded(sum(prices))
def rounded(value):
    return value
class Basket:
    """Holds things."""
    def add(self, thing):
        """Put a thing in."""
        self.things = [thing]
#- shop/checkout.py
from shop.prices import total
def pay(basket):
    return total([1])
#- tests/test_prices.py
from shop.prices import total
def test_total(): assert total([]) == 0
'''


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return indexed_workspace(tmp_path_factory.mktemp("project"), PROJECT)


async def told(project: Path, target: str, size: str = "paragraph", **more: object) -> tuple[str, list[str]]:
    answer = await ask(project, "summarize", {"target": target, "size": size}, **more)  # pyright: ignore[reportArgumentType]
    assert answer["text"] == "\n".join(one["text"] for one in answer["parts"])
    assert answer["words"] == len(answer["text"].split())
    return answer["kind"], answer["text"].split("\n")


async def test_a_symbol_says_what_it_is_what_it_uses_and_who_uses_it(project: Path) -> None:
    assert await told(project, "total") == (
        "symbol",
        [
            "def total(prices)",
            "Add up prices.",
            "Uses rounded.",
            "Used by pay.",
            "Tested in tests/test_prices.py.",
        ],
    )
    assert await told(project, "total", "sentence") == ("symbol", ["total: Add up prices."])
    kind, lines = await told(project, "Basket", "page")
    assert kind == "symbol" and "def add(self, thing): Put a thing in." in lines


async def test_a_file_of_code_and_one_of_prose(project: Path) -> None:
    kind, lines = await told(project, "shop/prices.py")
    assert (kind, lines[0]) == ("file", "What things cost.")
    assert "Needed by shop/checkout.py, tests/test_prices.py." in lines
    assert "def total(prices): Add up prices." in lines and not any("RATE" in line for line in lines)
    assert await told(project, "shop/checkout.py", "sentence") == ("file", ["Defines pay."])
    assert await told(project, "README.md", "sentence") == ("file", ["The shop sells things over the counter."])


async def test_a_folder_is_built_from_its_files(project: Path) -> None:
    assert await told(project, "shop") == (
        "folder",
        ["The shop itself.", "shop/prices.py: What things cost.", "shop/checkout.py: Defines pay."],
    )
    kind, lines = await told(project, ".", "sentence")
    assert (kind, lines[0]) == ("folder", "The shop sells things over the counter.")


async def test_a_question_is_answered_from_what_it_finds(project: Path) -> None:
    kind, lines = await told(project, "how are prices added up")
    assert kind == "question" and "total: Add up prices." in lines


async def test_the_text_is_as_it_is_and_the_answer_always_the_same(project: Path) -> None:
    unsaved = EMPTY_OVERLAY.with_document("shop/checkout.py", '"""Pays bills."""\n', 2)
    assert await told(project, "shop/checkout.py", "sentence", overlay=unsaved) == ("file", ["Pays bills."])
    assert await told(project, ".", "page") == await told(project, ".", "page")


@pytest.mark.parametrize(("size", "most"), [("sentence", 30), ("paragraph", 120), ("page", 500)])
async def test_no_summary_is_longer_than_its_size(tmp_path: Path, size: str, most: int) -> None:
    prose = " ".join(f"Sentence number {n} says something about topic {n % 7} of the document." for n in range(300))
    project = indexed_workspace(tmp_path, f"#- long.md\n# Long\n\n{prose}\n")
    answer = await ask(project, "summarize", {"target": "long.md", "size": size})
    assert 0 < answer["words"] <= most


async def test_what_is_not_there_is_said(project: Path) -> None:
    with pytest.raises(BadInput, match="no symbol is called gone"):
        await told(project, "shop/prices.py::gone")


def test_in_the_shell(project: Path) -> None:
    done = nss("summarize", "shop", "-s", "sentence", cwd=project)
    assert done.out.startswith("shop  folder\nThe shop itself.")
    assert nss("summarize", "how", "are", "prices", "added", "--json", cwd=project).json()["kind"] == "question"
