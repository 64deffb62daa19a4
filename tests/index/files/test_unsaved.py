"""A path that is not on disk is judged as a scan would judge it after its first save."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from nss_index.files.explain import judge_unsaved
from nss_index.files.rules import ScanRules
from nss_index.files.scan import scan_tree
from nss_index.model import Skipped

from tests.index.files.trees import repository, write

RULES = ScanRules(exclude=("*.snap", "/data/"))
NAMES = ("a.py", "c.log", "d.py", ".env", "x.min.js", "t.snap", "link/in.py", "data/x.py", "nested/n.py", ".git/config")


@pytest.mark.parametrize("kind", ["repository", "folder", "below"])
@pytest.mark.parametrize("seed", range(8))
def test_judged_unsaved_as_after_saving(tmp_path: Path, kind: str, seed: int) -> None:
    chance = random.Random(seed)
    root = tmp_path / "r"
    root.mkdir()
    if kind != "folder":
        repository(root)
    folders = ["", "f/", "f/g/", "h/"]
    for folder in chance.sample(folders, 2):
        write(root, folder + ".gitignore", chance.choice(["*.log\n", "g/\n!c.log\n", "a.py\n", "/h\nf/*\n"]))
    write(root, chance.choice(folders) + ".nssignore", chance.choice(["d*\n", "g\n"]))
    repository(root / "nested")
    (root / "link").symlink_to("f")
    asked = root / "f" if kind == "below" else root
    asked.mkdir(exist_ok=True)
    for folder in folders:
        for name in NAMES:
            path = folder + name
            if (asked / path).exists() or (".git/" in path and kind != "repository"):
                continue
            judged = judge_unsaved(asked, path, RULES)
            write(asked, path)
            after = {item.path: item.reason if isinstance(item, Skipped) else "" for item in scan_tree(asked, RULES)}
            (asked / path).unlink()
            said = judged.reason if isinstance(judged, Skipped) else ""
            assert (said == "") == (after.get(path) == ""), (path, said, after.get(path))
