"""Candidates, skips and their reasons; changed paths and the whole tree give one answer."""

from __future__ import annotations

import os
import random
import shutil
import socket
from pathlib import Path

import pytest
from nss_index.errors import BadInput, Cancelled, RootNotFound
from nss_index.files.explain import explain
from nss_index.files.listing import is_asked
from nss_index.files.rules import ScanRules, SkipReason
from nss_index.files.scan import Gone, changes_rules, examine, outdated, scan_tree
from nss_index.files.stamp import changed_ns
from nss_index.model import Candidate, Skipped

from tests.index.files.trees import commit, fill, git, repository, write

RULES = ScanRules(max_file_bytes=1000, exclude=("*.snap", "/data/"))


def scanned(root: Path, rules: ScanRules = RULES) -> dict[str, str]:
    """path → "" for a candidate, else the reason."""
    return {item.path: item.reason if isinstance(item, Skipped) else "" for item in scan_tree(root, rules)}


@pytest.fixture(params=["git", "no git", "no repository"])
def root(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "r"
    if request.param == "no repository":
        place.mkdir()
        return place
    repository(place)
    if request.param == "no git":
        monkeypatch.setenv("PATH", str(tmp_path))
    return place


def test_each_reason(root: Path) -> None:
    fill(root, "a.py\n b/c.py\n ignored.log\n .gitignore: *.log\n data/x\n d/data/x\n t.snap")
    fill(root, ".env\n .env.local\n q/server.pem\n q/id_rsa\n q/id_rsa.pub\n .npmrc\n env.py\n q/secret.py")
    fill(root, "q/.nssignore: *.txt\\n!k.txt\n q/a.txt\n q/k.txt")
    fill(root, "app.min.js\n app.js.map\n yarn.lock\n lock.py\n admin.js")
    write(root, "big.py", "x" * 1001)
    write(root, "fits.py", "x" * 1000)
    write(root, b"latin-\xe9.py")
    write(root, "new\nline ü.py")
    fill(root, "nested/inner.py")
    shutil.copytree(_bare_bones(root), root / "nested/.git")
    (root / "link").symlink_to("a.py")
    (root / "b/up").symlink_to("..")
    (root / "self").symlink_to("self")
    (root / "out").symlink_to("/etc/passwd")
    (root / "b/out").symlink_to("../../elsewhere")
    (root / "folder").symlink_to("b")
    os.mkfifo(root / "fifo")
    assert scanned(root) == {
        ".env": "secret",
        ".env.local": "secret",
        ".gitignore": "",
        ".npmrc": "secret",
        "a.py": "",
        "admin.js": "",
        "app.js.map": "generated",
        "app.min.js": "generated",
        "b/c.py": "",
        "b/out": "symlink-outside",
        "b/up": "symlink-loop",
        "big.py": "too-large",
        "d/data/x": "",
        "data/x": "excluded",
        "env.py": "",
        "fits.py": "",
        "folder": "symlink",
        "latin-\\xe9.py": "encoding",
        "link": "symlink",
        "lock.py": "",
        "nested": "nested-repository",
        "new\nline ü.py": "",
        "out": "symlink-outside",
        "q/.nssignore": "",
        "q/a.txt": "nssignore",
        "q/id_rsa": "secret",
        "q/id_rsa.pub": "",
        "q/k.txt": "",
        "q/secret.py": "",
        "q/server.pem": "secret",
        "self": "symlink-loop",
        "t.snap": "excluded",
        "yarn.lock": "generated",
    }
    assert all(item.detail for item in scan_tree(root, RULES) if isinstance(item, Skipped))


def _bare_bones(root: Path) -> Path:
    """The least that is a git folder, made without git."""
    place = root.parent / "bones"
    fill(place, "HEAD: ref: refs/heads/main\\n\n objects/info/x\n refs/heads/x")
    return place


def test_the_order_is_that_of_the_paths(root: Path) -> None:
    fill(root, "b\n a/z\n a.b\n a/b/c\n B")
    paths = [item.path for item in scan_tree(root, RULES)]
    assert paths == sorted(paths) == ["B", "a.b", "a/b/c", "a/z", "b"]


def test_sizes_and_times_are_those_of_the_disk(root: Path) -> None:
    write(root, "a.py", "12345")
    os.utime(root / "a.py", ns=(5, 123_456_789))
    assert list(scan_tree(root, RULES)) == [Candidate("a.py", 5, changed_ns((root / "a.py").stat()))]


def test_tracked_files_that_are_not_there(tmp_path: Path) -> None:
    root = fill(repository(tmp_path / "r"), "a/x.py\n a/y.py\n b.py\n c.py")
    commit(root)
    outside = fill(tmp_path / "outside", "x.py")
    shutil.rmtree(root / "a")
    (root / "a").symlink_to(outside)
    (root / "b.py").unlink()
    (root / "c.py").unlink()
    os.mkfifo(root / "c.py")
    assert scanned(root) == {"a": "symlink-outside", "c.py": "not-regular"}
    assert examine(root, ["a/x.py", "b.py"], RULES) == [Gone("a/x.py"), Gone("b.py")]


def test_a_submodule_is_a_repository_of_its_own(tmp_path: Path) -> None:
    other = fill(repository(tmp_path / "other"), "o.py")
    commit(other)
    root = repository(tmp_path / "r")
    git(root, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(other), "sub")
    assert scanned(root) == {".gitmodules": "", "sub": "nested-repository"}
    assert examine(root, ["sub/o.py"], RULES) == [Gone("sub/o.py")]
    assert scanned(root / "sub") == {"o.py": ""}


def test_a_folder_that_cannot_be_read_is_a_skip(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(root, "a.py\n closed/b.py\n closed/in/c.py")
    (root / "closed").chmod(0)
    user = os.geteuid()
    if user == 0:  # permissions do not stop root: be nobody for this look
        for place in (root, *root.rglob("*")):
            os.chown(place, 65534, 65534)
        for folder in root.parents[:3]:
            folder.chmod(folder.stat().st_mode | 0o555)
        os.seteuid(65534)
    try:
        seen = scanned(root)
        asked = examine(root, ["closed"], RULES)
    finally:
        os.seteuid(user)
        (root / "closed").chmod(0o755)
    assert seen == {"a.py": "", "closed": "unreadable"}
    assert [item.path for item in asked] == ["closed"]


def test_a_root_that_is_none(tmp_path: Path) -> None:
    write(tmp_path, "file")
    for place in ("absent", "file"):
        with pytest.raises(RootNotFound, match=place):
            list(scan_tree(tmp_path / place, RULES))


def test_cancelling(root: Path) -> None:
    write(root, "a.py")
    with pytest.raises(Cancelled):
        list(scan_tree(root, RULES, lambda: True))


NAMES = ("a", "b", "c.log", "d.py", "e")


@pytest.mark.parametrize("seed", [*range(12), 125, 151])
def test_examining_paths_equals_the_scan_restricted_to_them(root: Path, seed: int) -> None:
    chance = random.Random(seed)
    folders = [""]
    for number in range(8):
        folders.append(f"{chance.choice(folders)}f{number % 5}/")
    for folder in folders:
        for name in chance.sample(NAMES, 3):
            write(root, folder + name)
    for folder in chance.sample(folders, 3):
        write(root, folder + ".gitignore", chance.choice(["*.log\n", "f1/\n!c.log\n", "a\n", "/b\nf2/*\n"]))
    if (root / ".git").exists():  # tracked, also where a rule ignores it
        tracked = [path for path in (".gitignore", "a", "f0", "f1/c.log") if (root / path).exists()]
        git(root, "add", "-f", "--", *tracked)
    write(root, chance.choice(folders) + ".nssignore", chance.choice(["d*\n", "f3\n"]))
    for folder in {*chance.sample(folders[1:], 2)}:
        shutil.copytree(_bare_bones(root), root / folder / ".git", dirs_exist_ok=True)
    (root / chance.choice(folders) / "link").symlink_to(root / chance.choice(folders))
    if seed % 3 == 0:
        root = root / next(folder for folder in folders if folder.count("/") == 1)
    whole = list(scan_tree(root, RULES))
    everything = [str(path.relative_to(root)) for path in root.rglob("*")]
    candidates = [*everything, "absent", "f0/absent/deep", "../elsewhere", ".git/HEAD", "link/a", ""]
    for _ in range(12):
        asked = frozenset(chance.sample(candidates, chance.randint(1, 4)))
        answer = examine(root, asked, RULES)
        assert [item for item in answer if not isinstance(item, Gone)] == [
            item for item in whole if is_asked(item.path, asked)
        ], asked
        for gone in answer:
            if isinstance(gone, Gone):
                assert not any(is_asked(item.path, frozenset([gone.path])) for item in whole)


def test_more_paths_than_a_command_line_takes(root: Path) -> None:
    fill(root, "a.py\n b.py")
    answer = examine(root, ["a.py", *(f"absent/{'x' * 90}{number}" for number in range(1000))], RULES)
    assert [item.path for item in answer if not isinstance(item, Gone)] == ["a.py"]
    assert len(answer) == 1001


def test_what_is_outdated_after_a_look(root: Path) -> None:
    fill(root, "d/kept.py\n f/now/a/folder.py")
    asked = ["d", "f", "gone", "g/"]
    answer = examine(root, asked, RULES)
    known = ["d/kept.py", "d/lost.py", "f", "gone/x.py", "g/y.py", "other/z.py", "do.py"]
    assert outdated(known, asked, answer) == {"d/lost.py", "f", "gone/x.py", "g/y.py"}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (".gitignore", True),
        ("a/b/.gitignore", True),
        ("a/.nssignore", True),
        (".git/info/exclude", True),
        (".git/HEAD", True),
        (".git/index", True),
        (".git", True),
        ("gitignore", False),
        ("a.git/x", False),
        ("src/HEAD", False),
        (".git/COMMIT_EDITMSG", False),
    ],
)
def test_files_that_change_the_rules(path: str, expected: bool) -> None:
    assert changes_rules(path) is expected


def test_explaining(root: Path, tmp_path: Path) -> None:
    fill(
        root,
        "a.py\n x.log\n deep/out/y\n .gitignore: # logs\\n*.log\\nout/\n .env\n n/k.py: -----BEGIN PRIVATE KEY-----\\n",
    )
    write(root, "key.py", "K = '''-----BEGIN RSA PRIVATE KEY-----\n" + "A" * 64 + "\n'''")
    write(root, "b.bin", b"\0\1\2")
    os.mkfifo(root / "fifo")
    fill(tmp_path, "outside.py")

    def check(path: str | Path, reason: SkipReason, *said: str) -> None:
        answer = explain(root, path, RULES)
        assert isinstance(answer, Skipped) and answer.reason == reason
        for words in said:
            assert words in answer.detail

    assert isinstance(explain(root, "a.py", RULES), Candidate)
    assert isinstance(explain(root, root / "n/../a.py", RULES), Candidate)
    assert isinstance(explain(root, "n/k.py", RULES), Candidate), "it speaks of keys, it holds none"
    assert explain(root, "absent.py", RULES) == Gone("absent.py")
    check("x.log", SkipReason.IGNORED, ".gitignore line 2: *.log")
    check(root / "deep/out/y", SkipReason.IGNORED, ".gitignore line 3: out/")
    check("deep/out", SkipReason.IGNORED, "line 3")
    check(".env", SkipReason.SECRET, "passwords")
    check("key.py", SkipReason.SECRET, "private key")
    check("b.bin", SkipReason.BINARY)
    check("fifo", SkipReason.NOT_REGULAR)
    for bad in (tmp_path / "outside.py", "../outside.py", "/etc/passwd", ".", "n"):
        with pytest.raises(BadInput):
            explain(root, bad, RULES)


def test_explaining_links_and_repositories_above(tmp_path: Path) -> None:
    root = fill(repository(tmp_path / "r"), "real/x.py\n nested/y.py")
    repository(root / "nested")
    (root / "link").symlink_to("real")
    for path, reason in {
        "link": SkipReason.SYMLINK,
        "link/x.py": SkipReason.SYMLINK,
        "nested": SkipReason.NESTED_REPOSITORY,
        "nested/y.py": SkipReason.NESTED_REPOSITORY,
        ".git/HEAD": SkipReason.IGNORED,
    }.items():
        answer = explain(root, path, RULES)
        assert isinstance(answer, Skipped) and answer.reason == reason, path


def test_sockets_are_explained(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("s")
        answer = explain(tmp_path, "s", RULES)
    assert isinstance(answer, Skipped) and answer.reason == SkipReason.NOT_REGULAR
