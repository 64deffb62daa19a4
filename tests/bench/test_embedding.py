"""The training of the embedding: a whole small run on real packages, and each step that could quietly go wrong."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from nss_index.embed.static import load_static, words_of
from tokenizers import Tokenizer

from bench.embedding import download
from bench.embedding.__main__ import main
from bench.embedding.archives import Archive, open_archive
from bench.embedding.bags import Bags
from bench.embedding.corpus import kept_aside, read_corpus
from bench.embedding.extract import SOURCES, UNWANTED
from bench.embedding.held_out import of_folders, tainted
from bench.embedding.licences import allowed, of_wheel
from bench.embedding.model_files import write_model
from bench.embedding.records import Asked, documents_of
from bench.embedding.texts import cleaned, first_sentence, without
from bench.embedding.training import gradient_of
from bench.embedding.views import Views

SAID = "open close send fetch store erase count print sort merge split check start stop draw paint"
MEANT = "unseal shut emit pull retain wipe tally render arrange fuse sever probe launch halt plot tint"
"""What documentation says and what the code calls it, never the same: only a model that learnt the pairs finds it."""


def wheel_of(folder: Path, distribution: str, name: str) -> Path:
    """An installed package, packed again as a wheel of another name."""
    path = folder / f"{name}-1.0-py3-none-any.whl"
    found = metadata.distribution(distribution)
    with zipfile.ZipFile(path, "w") as wheel:
        for file in found.files or ():
            if file.suffix == ".py" and ".." not in file.parts:
                wheel.write(str(file.locate()), str(file))
        wheel.writestr(f"{name}-1.0.dist-info/METADATA", found.read_text("METADATA") or "")
    return path


def tar_of(path: Path, files: dict[str, str]) -> Path:
    with tarfile.open(path, "w:gz") as tarball:
        for name, text in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(text.encode())
            tarball.addfile(entry, io.BytesIO(text.encode()))
    return path


def aside() -> str:
    """A name that is kept for evaluation."""
    return next(name for number in range(1_000) if kept_aside(name := f"aside{number}"))


def invented(folder: Path, name: str, seed: int) -> None:
    """A wheel of functions whose documentation and code say the same in other words."""
    random = np.random.default_rng(seed)
    said, meant = SAID.split(), MEANT.split()
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}-1.0.dist-info/METADATA", "License-Expression: MIT\n")
        for number in range(150):  # a file each: small functions would share a chunk
            chosen: list[int] = random.choice(len(said), 4, replace=False).tolist()
            words = ", ".join(said[at] for at in chosen)
            steps = "\n".join(f"    {meant[at]}_{meant[at]}(value)" for at in chosen)
            text = f'def f{seed}_{number}(value):\n    """This will {words}."""\n{steps}\n    return value\n'
            wheel.writestr(f"{name}/f{number}.py", text)


@pytest.mark.slow
def test_a_small_training_learns_what_words_mean(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archives = tmp_path / "archives"
    archives.mkdir()
    for number in range(4):
        invented(archives, f"invented{number}", number)
    invented(archives, aside(), 9)
    wheel_of(archives, "rich", "pretty")  # MIT, under a name that is not kept aside
    wheel_of(archives, "hypothesis", "hypothesis")  # MPL-2.0: not ours to train on
    assert main(["extract", str(tmp_path)]) == 0
    with gzip.open(next((tmp_path / "records").glob("*hypothesis*")), "rt") as file:
        assert len(file.readlines()) == 1  # its head, and no document
    small = ["--dimensions=64", "--batch=128", "--epochs=40", "--rate=0.02"]
    untrained, trained, again = tmp_path / "untrained", tmp_path / "trained", tmp_path / "again"
    assert main(["train", str(tmp_path), "--out", str(untrained), *small, "--rate=0"]) == 0
    assert main(["train", str(tmp_path), "--out", str(trained), *small]) == 0
    capsys.readouterr()
    assert main(["evaluate", str(tmp_path), str(untrained), str(trained)]) == 0
    before, after = json.loads(capsys.readouterr().out).values()
    assert before["mean"]["recall"] < 0.1
    assert after["mean"]["recall"] > 0.8
    assert load_static(trained).dimensions == 64
    card = (trained / "README.md").read_text("utf-8")
    assert "| MIT |" in card
    assert "MPL" not in card
    assert json.loads((trained / "training.json").read_text())["settings"]["seed"] == 1
    assert main(["train", str(tmp_path), "--out", str(again), *small]) == 0
    assert (again / "model.safetensors").read_bytes() == (trained / "model.safetensors").read_bytes()


@pytest.mark.parametrize(
    ("licence", "fine"),
    [
        ("MIT", True),
        ("(MIT OR GPL-3.0-only)", True),
        ("MIT AND GPL-3.0-only", False),
        ("Expat or GPL-2+", True),
        ("Expat and GPL-2+", False),
        ("Apache-2.0 WITH LLVM-exception", True),
        ("Apache Software License", True),
        ("MIT/Apache-2.0", True),
        ("LGPL-2.1+", False),
        ("MPL-2.0", False),
        ("CC-BY-SA-4.0", False),
        ("SEE LICENSE IN LICENSE.txt", False),
        ("Proprietary", False),
        ("", False),
    ],
)
def test_only_permissive_licences_are_trained_on(licence: str, fine: bool) -> None:
    assert allowed(licence) is fine


@pytest.mark.parametrize(
    ("head", "licence"),
    [
        ("License-Expression: MIT\nClassifier: License :: Other", "MIT"),
        ("Classifier: License :: OSI Approved :: MIT License", "mit"),
        (
            "Classifier: License :: OSI Approved :: MIT License\nClassifier: License :: OSI Approved :: Foo",
            "mit and Foo",
        ),
        ("License: BSD 3-Clause", "BSD 3-Clause"),
        ("License: " + "Permission is hereby granted " * 5, ""),
        ("Name: x\n\nLicense: MIT", ""),
    ],
)
def test_the_licence_of_a_wheel(head: str, licence: str) -> None:
    assert of_wheel(head) == licence


def read(path: Path) -> Archive:
    return open_archive(path, SOURCES, UNWANTED)


def test_npm_tarballs(tmp_path: Path) -> None:
    code = "export const answer = 42\n"
    files = {"package/package.json": '{"license": "MIT"}', "package/src/a.ts": code, "package/test/b.ts": code}
    assert read(tar_of(tmp_path / "left-pad-1.0.0.tgz", files)) == Archive(
        "left-pad", "MIT", 0, [("src/a.ts", code.encode())]
    )
    files["package/package.json"] = '{"license": "GPL-3.0"}'
    assert read(tar_of(tmp_path / "left-pad-1.0.1.tgz", files)).files == []
    files["package/package.json"] = "{}"
    assert read(tar_of(tmp_path / "left-pad-1.0.2.tgz", files)).files == []


def test_a_debian_source_has_a_licence_for_each_file(tmp_path: Path) -> None:
    copyright_ = (
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\n"
        "Files: *\nCopyright: x\nLicense: Expat\n\nFiles: src/gpl.c\nCopyright: x\nLicense: GPL-2+\n\n"
        "License: Expat\n text\n\nLicense: GPL-2+\n text\n"
    )
    tar_of(tmp_path / "zz_1.2-3.debian.tar.gz", {"debian/copyright": copyright_})
    path = tar_of(tmp_path / "zz_1.2.orig.tar.gz", {"zz-1.2/src/a.c": "int a;", "zz-1.2/src/gpl.c": "int b;"})
    assert read(path) == Archive("zz", "Expat", 1, [("src/a.c", b"int a;")])
    tar_of(tmp_path / "zz_1.2-3.debian.tar.gz", {"debian/copyright": "It is free, said somebody.\n"})
    assert read(path).files == []


def test_an_archive_that_changed_is_not_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "archives/npm").mkdir(parents=True)
    tarball = tar_of(
        tmp_path / "archives/npm/left-pad-1.0.0.tgz",
        {"package/package.json": '{"name": "left-pad", "version": "1.0.0"}'},
    )
    download.pin(tmp_path / "archives", tmp_path / "lists")
    assert (tmp_path / "lists/npm.txt").read_text().startswith("left-pad@1.0.0 left-pad-1.0.0.tgz ")
    asked: list[list[str]] = []

    def run(command: list[str], **_: Any) -> Any:
        asked.append(command)
        return type("Done", (), {"returncode": 1})()

    monkeypatch.setattr(download.subprocess, "run", run)
    assert download.fetch(tmp_path / "lists", tmp_path / "archives", lambda _: None) == []
    assert asked == []
    tarball.write_bytes(b"other")
    assert download.fetch(tmp_path / "lists", tmp_path / "archives", lambda _: None) == ["npm: left-pad@1.0.0"]
    assert not tarball.exists()
    assert asked[0][-1] == "left-pad@1.0.0"


PYTHON = '''"""Talks to printers."""


def read_page(path, number):
    """Read one page of a spooled document.

    :param path: where
    """
    if number < 0:
        raise ValueError("a page number cannot be negative here")
    return seek(path, number)
'''


def test_questions_are_taken_from_the_text_and_out_of_it() -> None:
    documents = list(documents_of("spool", "spool/reader.py", PYTHON))
    function = next(one for one in documents if one.symbol == "read_page")
    asked = dict(function.questions)
    assert asked[Asked.SENTENCE] == words_of("Read one page of a spooled document.")
    assert asked[Asked.MESSAGE] == words_of("a page number cannot be negative here")
    assert "spooled" not in function.code
    assert "seek" in function.code
    assert function.documentation[:3] == ["read", "one", "page"]
    assert function.place == ["spool", "reader"]


def test_documentation_is_read_as_a_person_would() -> None:
    written = "Opens `the <b>door</b>`, see :meth:`~Door.close`.\n\n@param key the key"
    assert first_sentence(cleaned(written)) == "Opens `the  door `, see Door.close."
    assert cleaned("Copyright 2020 by somebody") == ""
    assert without(["a", "b", "c", "d", "e", "f"], ["c", "d"]) == ["a", "b", "e", "f"]
    assert without(["a", "b"], ["x"]) == ["a", "b"]


def test_code_of_the_evaluation_is_found_again(tmp_path: Path) -> None:
    text = "\n".join(f"def function_{number}(first, second): return first + second * {number}" for number in range(60))
    (tmp_path / "code.py").write_text(text)
    held = of_folders([tmp_path])
    assert tainted(text.replace("    ", "\t"), held)
    assert not tainted(
        "entirely other words than those, and enough of them to fill a shingle or even two of them", held
    )
    assert not tainted("short", held)


def test_the_gradient_is_that_of_the_loss() -> None:
    random = np.random.default_rng(3)
    table = random.normal(size=(12, 5)).astype(np.float32)

    def bags() -> Bags:
        rows = np.repeat(np.arange(6), 4)
        return Bags(rows, random.integers(12, size=24).astype(np.int32), np.ones(24, np.float32), (6, 12))

    views, excused = Views(bags(), bags()), np.zeros((6, 6), bool)
    excused[1, 2] = True
    gradient, _ = gradient_of(table, views, excused, 0.5)
    step = np.float32(1e-2)
    for at in ((0, 0), (3, 2), (7, 4), (11, 1)):
        losses: list[float] = []
        for sign in (1, -1):
            moved = table.copy()
            moved[at] += sign * step
            losses.append(gradient_of(moved, views, excused, 0.5)[1])
        assert gradient[at] == pytest.approx((losses[0] - losses[1]) / (2 * step), abs=2e-3)


def test_a_written_model_reads_words_as_its_tokeniser_does(tmp_path: Path) -> None:
    texts = [
        "getHTTPResponse2 größer_als ÄÖ",
        "打开文件 openFile ファイルを開く",
        "naïve résumé x86_64",
        "Приветмир",
        "²m e\u0301",
    ]
    tokens = ["[PAD]", "[UNK]", *sorted({word for text in texts for word in words_of(text)})]
    write_model(tmp_path / "model", tokens, np.eye(len(tokens), 8, dtype=np.float32) + 1)
    tokenizer: Any = Tokenizer.from_file(str(tmp_path / "model/tokenizer.json"))
    for text in texts:
        assert tokenizer.encode(text).tokens == words_of(text)
    vectors = load_static(tmp_path / "model").encode([*texts, "unknown"])
    assert (np.linalg.norm(vectors, axis=1)[:-1] > 0.99).all()


def test_copies_and_what_is_said_often_are_left_out(tmp_path: Path) -> None:
    def line(number: int, question: str, code: str) -> str:
        return json.dumps(
            {
                "package": "p", "path": f"{number}.py", "language": "python", "code": code.split(), "documentation": [],
                "name": [], "place": [], "symbol": "", "questions": [["sentence", question.split()]],
            }
        )  # fmt: skip

    lines = [line(1, "one thing", "a b c"), line(2, "other thing", "a b c")]
    lines += [line(number, "said by all", f"x{number}") for number in range(3, 9)]
    with gzip.open(tmp_path / "p.jsonl.gz", "wt") as file:
        file.write("\n".join([json.dumps({"package": "p", "licence": "MIT", "archive": "p"}), *lines]))
    corpus, heads, left = read_corpus(tmp_path)
    assert [corpus.text(corpus.questions.row(number)) for number in range(3)] == ["one thing", *["said by all"] * 2]
    assert heads[0]["documents"] == 3
    assert left == {"copies": 1, "said often": 4}
