"""The benches work: each script explains itself, and the figures of a toy tree are whole and leave nothing behind."""

from __future__ import annotations

import dataclasses
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import psutil
import pytest

from bench.__main__ import SCRIPTS
from bench.corpora import Corpus, WrongArchive, provide
from bench.report import spread

REPOSITORY = Path(__file__).parents[2]
GROUPS = ("help", "tree", "query", "keystroke", "hover", "save")


def run_bench(*arguments: str) -> str:
    """Standard output of `python -m bench …`; fails with what it said where it fails."""
    command = [sys.executable, "-m", "bench", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("script", SCRIPTS)
def test_each_script_explains_itself(script: str) -> None:
    assert "usage:" in run_bench(script, "--help")


def test_an_unknown_script_is_named() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", "nonsense"], capture_output=True, text=True, cwd=REPOSITORY, check=False
    )
    assert done.returncode == 2
    assert "nonsense" in done.stderr
    assert done.stdout == ""


def test_figures_of_a_toy_tree_are_whole_and_leave_nothing_behind(tmp_path: Path) -> None:
    root = tmp_path / "toy"
    root.mkdir()
    (root / "shapes.py").write_text(
        'def area(side):\n    """Compute the area of a square."""\n    return side * side\n'
    )
    (root / "notes.md").write_text("# Notes\n\nThe area of a square is its side squared.\n")
    before = _contents(root)
    few = ("--runs=1", "--queries=3", "--saves=3", "--keystrokes=2", "--hovers=1", f"--only={','.join(GROUPS)}")
    found: dict[str, Any] = json.loads(run_bench("figures", str(root), *few))
    assert set(GROUPS) <= set(found)
    assert (found["tree"]["files"], found["tree"]["lines"]) == (2, 6)
    assert found["query"]["hybrid"]["n"] == 3
    assert found["save"]["created"]["n"] == 1
    assert found["keystroke"]["largest_file"]["hybrid"]["p95_ms"] > 0
    assert _contents(root) == before, "the tree that is measured must not be written to"
    assert not [process for process in psutil.process_iter() if _outlived_its_bench(process)]


def test_a_parse_profile_names_functions_of_this_repository(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text("def one():\n    return 1\n")
    found = json.loads(run_bench("parse_speed", str(tmp_path), "--profile"))
    assert any("index/nss_index/parse/parser.py" in row["where"] for row in found["profile"]["cumulative"])


def test_percentiles_are_values_that_were_measured() -> None:
    found = spread([number / 1000 for number in range(1, 101)])
    assert found == {"n": 100, "p50_ms": 50, "p95_ms": 95, "min_ms": 1, "max_ms": 100}
    assert spread([0.007])["p95_ms"] == 7
    assert spread([]) == {"n": 0}


def test_a_corpus_is_fetched_once_and_only_when_it_is_the_pinned_one(tmp_path: Path) -> None:
    archive = _archive({"src/a.py": "a = 1\n"})
    fetched: list[str] = []

    def fetch(package: str, folder: Path) -> None:
        fetched.append(package)
        (folder / "archive.zip").write_bytes(archive)

    def unpack(path: Path, folder: Path) -> None:
        zipfile.ZipFile(path).extractall(folder)

    corpus = Corpus("toy", "toy==1", hashlib.sha256(archive).hexdigest(), "src", fetch, unpack)
    other = dataclasses.replace(corpus, name="other", sha256="0" * 64)
    with pytest.raises(WrongArchive, match="SHA-256"):
        provide(other, tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert (provide(corpus, tmp_path) / "a.py").read_text() == "a = 1\n"
    provide(corpus, tmp_path)
    assert fetched == ["toy==1", "toy==1"]  # the refused one and the good one


def _archive(files: dict[str, str]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return written.getvalue()


def _contents(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def _outlived_its_bench(process: psutil.Process) -> bool:
    """It runs, and the house that it was started in is gone. Benches that run beside this test still have theirs."""
    try:
        data = process.environ().get("NSS_DATA_DIR", "")
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False
    return "/nssb-" in data and not Path(data).parent.exists()


def test_plots_are_pictures(tmp_path: Path) -> None:
    change = {"ndcg10": 0.8, "change": -0.05, "interval": [-0.07, -0.01]}
    (tmp_path / "ranking.json").write_text(json.dumps({"ours": {"ndcg10": 0.85}, "ablation": {"no path": change}}))
    run_bench("plots", "ablation", str(tmp_path / "ranking.json"), str(tmp_path / "ablation.png"))
    for share, recall in (("half", 0.4), ("whole", 0.5)):
        (tmp_path / share).mkdir()
        log = {"learnt": int(recall * 1_000), "evaluation": {"mean": {"recall": recall, "mrr": recall / 2}}}
        (tmp_path / share / "training.json").write_text(json.dumps(log))
    run_bench("plots", "learning", str(tmp_path / "learning.png"), str(tmp_path / "half"), str(tmp_path / "whole"))
    for name in ("ablation.png", "learning.png"):
        assert (tmp_path / name).read_bytes().startswith(b"\x89PNG")
