"""What a file's name, kind and other chunks do to the order of an answer, and that each is a part of the score."""

from __future__ import annotations

from pathlib import Path

import pytest
from nss_index.answers import Hit, SearchMode
from nss_index.search.file_names import AskedWords, kind_of
from nss_index.search.weights import Priors

from tests.index.library.indexes import ask, indexed

CODE = "def round_price(price):\n    '''Round the price to whole cents.'''\n    return round(price, 2)\n"
SAME = """
#- shop/money.py
{code}
#- tests/test_money.py
{code}
#- examples/money.py
{code}
#- shop/legacy/money.py
{code}
#- shop/__init__.py
{code}
""".replace("{code}", CODE)


def order(hits: tuple[Hit, ...]) -> list[str]:
    return list(dict.fromkeys(hit.path for hit in hits))


def test_the_code_comes_before_its_tests_examples_and_re_exports(tmp_path: Path) -> None:
    with indexed(tmp_path, SAME) as index:
        hits = ask(index, "how is the price rounded to cents").hits
    assert order(hits)[:2] == ["shop/money.py", "shop/__init__.py"]
    assert set(order(hits)[2:]) == {"tests/test_money.py", "examples/money.py", "shop/legacy/money.py"}
    kinds = {hit.path: [signal.name for signal in hit.signals if signal.contribution < 0] for hit in hits}
    assert kinds["shop/money.py"] == [] and kinds["shop/__init__.py"] == ["re-export"]
    assert kinds["tests/test_money.py"] == ["test"] and kinds["examples/money.py"] == ["example"]
    why = {hit.path: hit.why for hit in hits}
    assert why["tests/test_money.py"].endswith("(test)") and "(" not in why["shop/money.py"]
    for hit in hits:
        assert hit.score == pytest.approx(sum(signal.contribution for signal in hit.signals)) and hit.score > 0


def test_kinds_of_files_whatever_their_case() -> None:
    kinds = {
        "Examples/Basket.swift": "example",
        "Legacy/basket.cs": "legacy",
        "CMakeLists.txt": "",
        "notes.txt": "prose",
        "Shop.Tests/Helper.cs": "test",
    }
    assert {path: kind_of(path, AskedWords(""), Priors())[0] for path in kinds} == kinds


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("the test of how a price is rounded", "tests/test_money.py"),
        ("example of rounding the price", "examples/money.py"),
        ("legacy rounding of the price", "shop/legacy/money.py"),
    ],
)
def test_who_asks_for_tests_or_examples_gets_them(tmp_path: Path, question: str, path: str) -> None:
    with indexed(tmp_path, SAME) as index:
        found = {hit.path: hit for hit in ask(index, question).hits}
    assert all(signal.contribution > 0 for signal in found[path].signals)


def test_a_file_that_is_called_as_the_question_is_comes_first(tmp_path: Path) -> None:
    body = "def run(value):\n    return compute_invoice_total(value)\n"
    text = f"#- a/alpha.py\n{body}#- a/invoices.py\n{body}#- a/zeta.py\n{body}"
    with indexed(tmp_path, text) as index:
        hits = ask(index, "where is the invoice total computed").hits
    assert order(hits)[0] == "a/invoices.py"
    assert next(signal.value for signal in hits[0].signals if signal.name == "path") == pytest.approx(0.75 / 3 + 0.25)


def test_of_two_files_the_one_with_more_to_say_comes_first(tmp_path: Path) -> None:
    one = "def cache_{n}(value):\n    '''Keep a cached value.'''\n    return cached_{n}[value]\n\n\n"
    text = f"#- a.py\n{one.format(n=1)}#- b.py\n{''.join(one.format(n=n) for n in (1, 2, 3))}"
    with indexed(tmp_path, text) as index:
        hits = ask(index, "keep cached values").hits
    assert hits[0].path == "b.py"
    of_files = [signal.value for hit in hits for signal in hit.signals if signal.name == "file"]
    assert sorted(of_files)[-1] == 1.0 and len(of_files) == 2  # once a file


def test_prose_comes_after_the_code_that_it_describes_unless_it_is_asked_for(tmp_path: Path) -> None:
    text = f"#- shop/money.py\n{CODE}#- shop/money.md\n# Money\n\nHow the price is rounded to whole cents.\n"
    with indexed(tmp_path, text) as index:
        assert order(ask(index, "how is the price rounded to cents").hits) == ["shop/money.py", "shop/money.md"]
        assert order(ask(index, "guide of how the price is rounded to cents").hits)[0] == "shop/money.md"


def test_todays_version_comes_before_last_years_unless_the_question_names_it(tmp_path: Path) -> None:
    text = f"#- api/v3/money.py\n{CODE}#- api/v4/money.py\n{CODE}#- other/v2/money.py\n{CODE}"
    with indexed(tmp_path, text) as index:
        hits = ask(index, "how is the price rounded to cents").hits
        named = ask(index, "how is the price rounded to cents in V3").hits
    lowered = {hit.path: [one.name for one in hit.signals if one.contribution < 0] for hit in hits}
    assert lowered == {"api/v3/money.py": ["older version"], "api/v4/money.py": [], "other/v2/money.py": []}
    assert order(hits)[-1] == "api/v3/money.py"
    assert not [one for hit in named for one in hit.signals if one.contribution < 0]


def test_one_file_does_not_flood_the_answer(tmp_path: Path) -> None:
    one = "def cache_{n}(value):\n    '''Keep a cached value.'''\n    return cached_{n}[value]\n\n\n"
    text = f"#- a.py\n{''.join(one.format(n=n) for n in range(1, 6))}#- b.py\n{one.format(n=7)}"
    with indexed(tmp_path, text) as index:
        hits = ask(index, "keep cached values").hits
    assert [hit.path for hit in hits[:2]] == ["a.py", "b.py"]
    repeats = [signal.value for hit in hits for signal in hit.signals if signal.name == "repeat"]
    assert repeats == pytest.approx([0.7, 0.7**2, 0.7**3, 0.7**4])
    assert all("(" not in hit.why for hit in hits)
    assert all(hit.score == pytest.approx(sum(signal.contribution for signal in hit.signals)) for hit in hits)


def test_a_name_as_it_is_typed_comes_before_the_same_letters_in_another_case(tmp_path: Path) -> None:
    text = "#- a.py\ndef session():\n    return Session()\n#- b.py\nclass Session:\n    size = 1\n"
    with indexed(tmp_path, text) as index:
        upper, lower = ask(index, "Session").hits, ask(index, "session").hits
    assert (upper[0].path, lower[0].path) == ("b.py", "a.py")


def test_names_and_code_to_compare_with_are_left_as_they_are(tmp_path: Path) -> None:
    with indexed(tmp_path, SAME) as index:
        named = ask(index, "round_price", SearchMode.SYMBOL).hits
        similar = index.similar(CODE).hits
    assert {signal.name for hit in named for signal in hit.signals} == {"symbol"}
    assert {signal.name for hit in similar for signal in hit.signals} <= {"keyword", "symbol", "description", "code"}
