"""The file set worked out without git equals git's own, on hand-made scenarios and on generated trees."""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import pytest
from nss_index.files.walk import list_by_rules

from tests.index.files.trees import commit, fill, git, git_says, repository, write

if TYPE_CHECKING:
    from pathlib import Path


def check_equals_git(root: Path) -> list[str]:
    expected = git_says(root)
    assert list_by_rules(root)[0] == expected
    return expected


SCENARIOS = {
    "nested": "a/.gitignore: *.log\\n!keep.log\n a/x.log\n a/keep.log\n a/b/x.log\n x.log",
    "nearest wins": ".gitignore: *.log\n a/.gitignore: !*.log\n a/x.log\n b/x.log",
    "no way back into a folder": ".gitignore: build/\\n!build/keep\n build/keep\n build/x",
    "way back with star": ".gitignore: build/*\\n!build/keep\n build/keep\n build/x\n build/sub/keep",
    "folders only": ".gitignore: out/\n out/x\n a/out\n b/out/x",
    "anchored": ".gitignore: /a\\nb/c\n a\n x/a\n b/c\n x/b/c",
    "double star": ".gitignore: a/**/z\\n**/tmp\\nlib/**\n a/z\n a/b/c/z\n az\n q/tmp/x\n tmp\n lib/a/b\n lib2/a",
    "literal head": ".gitignore: a**/b\\na/**b\n ab/b\n ax/y/b\n ac/b\n a/xb\n a/x/yb\n a/b",
    "classes": ".gitignore: [a-c]?[!0-9].t\\n[[:digit:]]*\\n[z-a]\\n[\n axx.t\n ax1.t\n dxx.t\n 9\n z\n [",
    "spaces": ".gitignore: tail\\\\  \\nplain  \\n\\ttab\n tail \n plain\n \ttab",
    "escapes": ".gitignore: \\\\#x\\n\\\\!y\\nend\\\\\\n# no\n #x\n !y\n end\n end\\\n # no",
    "crlf and bom": ".gitignore: \ufeffone\\r\\ntwo\\r\\n\n one\n two\n three",
    "a link is no folder": ".gitignore: linked/\n real/x",
    "names": "ü/日本\n sp ace\n q'uote\"\n .gitignore: ?\\n日*\n ü/x",
}


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_scenarios(tmp_path: Path, scenario: str) -> None:
    root = repository(tmp_path / "r")
    for line in SCENARIOS[scenario].split("\n"):
        path, _, content = line.removeprefix(" ").partition(": ")
        write(root, path, content.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t").replace("\\\\", "\\"))
    (root / "linked").symlink_to("real")
    write(root, b"new\nline")
    write(root, b"latin-\xe9")
    check_equals_git(root)


def test_tracked_files_stay_although_ignored(tmp_path: Path) -> None:
    root = fill(repository(tmp_path / "r"), ".gitignore: *.gen\\nout/\n a.gen\n b.gen\n out/kept\n out/other")
    git(root, "add", "-f", "a.gen", "out/kept")
    listed = check_equals_git(root)
    assert "a.gen" in listed and "out/kept" in listed
    assert "b.gen" not in listed and "out/other" not in listed


@pytest.mark.parametrize("version", ["2", "3", "4"])
def test_every_index_version(tmp_path: Path, version: str) -> None:
    root = fill(repository(tmp_path / "r"), ".gitignore: *.gen\n a/b/one.gen\n a/b/two.gen\n a/c.gen\n later.gen")
    git(root, "config", "index.version", version)
    git(root, "add", "-f", "a")
    git(root, "add", "-N", "-f", "later.gen")  # an extended flag, which makes version 2 a version 3
    assert "a/b/two.gen" in check_equals_git(root)


def test_a_sha256_repository(tmp_path: Path) -> None:
    root = fill(repository(tmp_path / "r", "--object-format=sha256"), ".gitignore: *.gen\n a/one.gen\n a/two.gen")
    git(root, "add", "-f", "a")
    git(root, "commit", "-qm", "x")
    assert "a/one.gen" in check_equals_git(root)


def test_info_exclude_and_global_excludes(tmp_path: Path, home: Path) -> None:
    root = fill(repository(tmp_path / "r"), "a.one\n a.two\n a.three\n a.four\n .gitignore: !back.two")
    write(root, "back.two")
    write(root, ".git/info/exclude", "*.one\n!a.three\n")
    write(home, ".config/git/ignore", "*.two\n*.three\n")
    assert check_equals_git(root) == [".gitignore", "a.four", "a.three", "back.two"]
    write(home, ".gitconfig", '[core]\n\texcludesFile = "~/mine"\n')
    write(home, "mine", "*.four\n")
    assert check_equals_git(root) == [".gitignore", "a.three", "a.two", "back.two"]
    git(root, "config", "core.excludesFile", "inside")
    write(root, "inside", "a.*\n")
    check_equals_git(root)
    write(home, "extra", "[core]\n\texcludesFile = ~/mine\n\tignoreCase = true\n")
    write(home, ".gitconfig", "[include]\n\tpath = extra\n")
    git(root, "config", "--unset", "core.excludesFile")
    write(root, "B.FOUR")
    assert "B.FOUR" not in check_equals_git(root)


def test_a_subfolder_as_root_hears_the_rules_above(tmp_path: Path) -> None:
    root = fill(repository(tmp_path / "r"), ".gitignore: *.log\\n/a/skip\\nall/\n a/x.log\n a/skip\n a/b/y\n all/in/x")
    for folder in ("a", "a/b", "all", "all/in"):
        check_equals_git(root / folder)


def test_nested_repositories_submodules_and_worktrees(tmp_path: Path) -> None:
    root = fill(repository(tmp_path / "r"), "a\n .gitignore: hidden/")
    fill(repository(root / "nested"), "inner")
    fill(repository(root / "hidden/nested"), "inner")
    fill(root, "fake/.git/HEAD: nonsense\n fake/x\n filefake/.git: gitdir: nowhere\n filefake/x")
    other = fill(repository(tmp_path / "other"), "o")
    commit(other)
    git(root, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other), "sub")
    commit(root, "a")
    git(root, "worktree", "add", "-q", "wt")
    listed = check_equals_git(root)
    assert {"nested/", "sub", "wt/", "fake/x"} < set(listed)
    check_equals_git(root / "wt")
    check_equals_git(root / "sub")
    git(root, "rm", "-rfq", "--cached", "sub")
    check_equals_git(root)


def test_outside_a_repository_ignore_files_hold_too(tmp_path: Path) -> None:
    root = fill(tmp_path / "plain", ".gitignore: *.log\n x.log\n a/y.log\n a/z")
    assert list_by_rules(root)[0] == [".gitignore", "a/z"]


ALPHABET = ["a", "b", "ab", "abc", "x.log", "A", "d0", "-", "]", "a b"]
PIECES = [
    "a",
    "b",
    "*",
    "**",
    "?",
    "/",
    "/",
    "[ab]",
    "[!a]",
    "[^b-d]",
    "[[:alpha:]]",
    "\\a",
    "\\*",
    ".log",
    "-",
    " ",
    "c",
]


def pattern(random: random.Random) -> str:
    body = "".join(random.choice(PIECES) for _ in range(random.randint(1, 6)))
    return random.choice(["", "", "", "!", "/"]) + body + random.choice(["", "", "/", "/**", "/*"])


@pytest.mark.parametrize("seed", range(4))
def test_thousands_of_patterns(tmp_path: Path, seed: int) -> None:
    """One folder for each pattern, the same small tree in each: git answers for all of them at once."""
    chance = random.Random(seed)
    root = repository(tmp_path / "r")
    for number in range(150):
        lines = [pattern(chance) for _ in range(chance.choice([1, 1, 2, 3]))]
        write(root, f"{number}/.gitignore", "\n".join(lines))
        for path in ("a", "ab", "b/a", "b/ab/c", "c/a/b", "a b/x.log", "x.log", "cc/-"):
            target = f"{number}/{path}"
            if not os.path.lexists(root / target) and not (root / target).parent.is_file():
                write(root, target)
    expected, found = set(git_says(root)), set(list_by_rules(root)[0])
    for path in sorted(expected ^ found):
        rules = (root / path.split("/")[0] / ".gitignore").read_text()
        pytest.fail(f"git {'lists' if path in expected else 'ignores'} {path} under {rules!r}")


@pytest.mark.parametrize("seed", range(25))
def test_generated_trees(tmp_path: Path, seed: int) -> None:
    chance = random.Random(1000 + seed)
    root = repository(tmp_path / "r")
    folders = [""]
    for _ in range(12):
        folders.append(chance.choice(folders) + chance.choice(ALPHABET) + "/")
    for folder in folders:
        for name in chance.sample(ALPHABET, 4):
            if not os.path.lexists(root / folder / name) and not any(f == f"{folder}{name}/" for f in folders):
                write(root, folder + name)
    for folder in chance.sample(folders, 5):
        write(root, folder + ".gitignore", "\n".join(pattern(chance) for _ in range(4)))
    write(root, ".git/info/exclude", pattern(chance) + "\n")
    files = [
        path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file() and ".git/" not in str(path)
    ]
    git(root, "add", "-f", "--", *chance.sample(sorted(files), 3))
    check_equals_git(root)
    for folder in chance.sample(folders, 2):
        check_equals_git(root / folder)


def test_a_hostile_pattern_cannot_hang_the_scan(tmp_path: Path) -> None:
    root = fill(tmp_path / "r", ".gitignore: " + "*a" * 40 + "b\\n" + "**/a*/" * 30 + "b")
    write(root, "a" * 200)
    write(root, "a/" * 60 + "a")
    assert len(list_by_rules(root)[0]) == 3
