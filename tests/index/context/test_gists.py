"""What is remembered of texts from one process to the next."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from nss_index.context import gists
from nss_index.context.gists import Gists
from nss_index.context.summary import Part, Size, of_file, of_folder
from nss_index.embed.static import load_static
from nss_index.index import Index
from nss_index.kept_file import read_kept

from tests.index.library.indexes import indexed

CODE = '"""Sends mail. Nothing else."""\n\ndef send(): ...\n'
PROSE = "# Guide\n\nMail is sent at night by a job. Errors are kept for a week in the log.\n"
TEXTS = (("a.py", CODE), ("guide.md", PROSE), ("empty.py", ""), ("empty.md", ""))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of texts that were looked at, in order."""
    paths: list[str] = []
    make = gists._gist  # pyright: ignore[reportPrivateUsage]

    def noting(path: str, text: str, embedder: gists.Embedder | None) -> tuple[gists.Gist, bool]:
        paths.append(path)
        return make(path, text, embedder)

    monkeypatch.setattr(gists, "_gist", noting)
    return paths


def test_the_next_process_makes_nothing_again(tmp_path: Path, made: list[str]) -> None:
    embedder, first = load_static(), Gists(tmp_path / "gists")
    found = [first.of(path, text, embedder) for path, text in TEXTS]
    assert found[0].first == "Sends mail."
    assert found[1].sentences[0].text == "Mail is sent at night by a job."
    assert len(found[1].ranks) == len(found[1].sentences) == 2
    first.keep()
    made.clear()
    second = Gists(tmp_path / "gists")
    assert [second.of(path, text, embedder) for path, text in TEXTS] == found
    assert made == []


def test_another_text_path_or_model_is_made_anew(tmp_path: Path, made: list[str]) -> None:
    embedder, first = load_static(), Gists(tmp_path / "gists")
    first.of("a.py", CODE, embedder)
    first.keep()
    made.clear()
    second = Gists(tmp_path / "gists")
    assert second.of("a.py", CODE.replace("mail", "post"), embedder).first == "Sends post."
    assert second.of("b.py", CODE, embedder).first == "Sends mail."
    second.of("a.py", CODE, None)
    assert made == ["a.py", "b.py", "a.py"]


def test_a_file_that_is_no_good_is_made_anew(tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "gists"
    first = Gists(file)
    first.of("a.py", CODE, None)
    first.keep()
    whole = file.read_bytes()
    for damaged in (b"", whole[:-1], whole[:-2] + b"zz", b"x" * 40):
        made.clear()
        file.write_bytes(damaged)
        again = Gists(file)
        assert again.of("a.py", CODE, None).first == "Sends mail."
        assert made == ["a.py"]
        again.keep()
        assert file.read_bytes() == whole
    made.clear()
    monkeypatch.setattr(gists, "_build", lambda: "another")
    Gists(file).of("a.py", CODE, None)
    assert made == ["a.py"], "made by another version"


def test_two_processes_keep_what_the_other_has_made(tmp_path: Path, made: list[str]) -> None:
    one, other = Gists(tmp_path / "gists"), Gists(tmp_path / "gists")
    one.of("a.py", CODE, None)
    other.of("guide.md", PROSE, None)
    one.keep()
    other.keep()
    made.clear()
    third = Gists(tmp_path / "gists")
    third.of("a.py", CODE, None)
    third.of("guide.md", PROSE, None)
    assert made == []


def test_the_oldest_make_room(tmp_path: Path, made: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gists, "MOST_KEPT", 2)
    known = Gists(tmp_path / "gists")
    for name in ("a.py", "b.py", "c.py"):
        known.of(name, CODE, None)
        known.keep()
    data = read_kept(tmp_path / "gists")
    assert data is not None
    assert len(msgspec.msgpack.decode(data)[1]) == 2
    made.clear()
    again = Gists(tmp_path / "gists")
    for name in ("c.py", "b.py", "a.py"):
        again.of(name, CODE, None)
    assert made == ["a.py"]


def test_half_a_surrogate_pair_and_a_folder_that_is_gone_lose_only_the_memory(tmp_path: Path) -> None:
    known = Gists(tmp_path / "gone" / "gists")
    assert known.of("a.md", "Mail \ud800 is sent at night.\n", None).first == "Mail \ud800 is sent at night."
    known.keep()
    known.of("a.py", CODE, None)
    known.keep()
    assert list(tmp_path.iterdir()) == []


def test_nothing_new_writes_nothing(tmp_path: Path) -> None:
    Gists(tmp_path / "gists").keep()
    assert list(tmp_path.iterdir()) == []


def test_an_index_that_is_opened_again_parses_nothing_for_a_folder(tmp_path: Path, made: list[str]) -> None:
    def told(index: Index) -> list[Part]:
        with index.summaries() as sources:
            return of_folder(sources, {"a.py", "guide.md"}, Size.PAGE)

    with indexed(tmp_path, f"#- a.py\n{CODE}#- guide.md\n{PROSE}") as index:
        parts = told(index)
    assert made == ["a.py", "guide.md"]
    assert any("Sends mail." in part.text for part in parts)
    made.clear()
    with Index.open(tmp_path) as again:
        assert told(again) == parts
    assert made == []


def test_a_file_that_changed_since_it_was_indexed_is_told_as_it_is(tmp_path: Path) -> None:
    with indexed(tmp_path, "#- a.py\ndef send(): ...\n") as index:
        (tmp_path / "a.py").write_text("X = 1\n\n\ndef post(): ...\n")
        with index.summaries() as sources:
            (part,) = (one for one in of_file(sources, "a.py", Size.PARAGRAPH) if one.symbol)
    assert (part.symbol, part.line) == ("post", 4)
