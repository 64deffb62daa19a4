"""Trees, repositories and git itself for the tests of this room; no assertions."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

GIT = shutil.which("git") or "git"  # found before a test takes it off PATH


def git(folder: Path, *arguments: str, stdin: bytes | None = None) -> bytes:
    """Real git, as a user runs it, with a fixed author."""
    environment = os.environ | {
        "GIT_AUTHOR_NAME": "a",
        "GIT_AUTHOR_EMAIL": "a@b",
        "GIT_COMMITTER_NAME": "a",
        "GIT_COMMITTER_EMAIL": "a@b",
    }
    done = subprocess.run(
        [GIT, *arguments], cwd=folder, env=environment, input=stdin, capture_output=True, check=True, timeout=60
    )
    return done.stdout


def repository(folder: Path, *arguments: str) -> Path:
    """An empty repository without templates (they cost a dozen files)."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", "--template=", "-b", "main", *arguments)
    (folder / ".git" / "info").mkdir()
    return folder


def commit(root: Path, *paths: str) -> None:
    """Adds `paths` (everything when none is named, removals too) and commits."""
    git(root, "add", "-A", "--", *(paths or (".",)))
    git(root, "commit", "-qm", "a commit")


def write(root: Path, path: str | bytes, content: str | bytes = "x\n") -> None:
    """One file and the folders above it."""
    place = root / os.fsdecode(path)
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(content.encode() if isinstance(content, str) else content)


def fill(root: Path, listing: str) -> Path:
    """Files from lines "path" or "path: content" ("\\n" in content is a line feed)."""
    for line in listing.strip().splitlines():
        path, _, content = line.strip().partition(": ")
        write(root, path, content.replace("\\n", "\n") or f"{path}\n")
    return root


def git_says(root: Path) -> list[str]:
    """What git lists, sorted, each once."""
    listed = git(root, "ls-files", "-co", "--exclude-standard", "-z")
    return sorted({os.fsdecode(name) for name in listed.split(b"\0") if name})
