"""Why one path is, or is not, in the index: the answer behind `nss why`."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from nss_index.errors import BadInput
from nss_index.files.ignore import git_rules
from nss_index.files.read import read_source
from nss_index.files.repository import is_nested_repository, repository_of
from nss_index.files.rules import ScanRules, SkipReason
from nss_index.files.scan import Gone, checked_root, examine, judge_place
from nss_index.model import Candidate, Skipped


def explain(root: Path, path: str | Path, rules: ScanRules) -> Candidate | Skipped | Gone:
    """The verdict on `path`, absolute or relative to `root`, content included (binary, generated, secret).

    A Candidate is a file that is indexed. Raises BadInput for a path outside the root and for an ordinary folder.
    """
    root = checked_root(root)
    relative = _relative(root, path)
    for answer in examine(root, [relative], rules):
        if answer.path != relative or isinstance(answer, Gone):
            continue
        if isinstance(answer, Candidate):
            read = read_source(root, relative, rules)
            return read if isinstance(read, Skipped) else answer
        return answer
    if not os.path.lexists(root / relative):
        return Gone(relative)
    return _not_listed(root, relative)


def _relative(root: Path, path: str | Path) -> str:
    # The folder's links are resolved, the last name is not: the question may be about the link itself.
    full = Path(os.path.normpath(root / path))
    place = full.parent.resolve() / full.name
    if not full.is_relative_to(root) and place.is_relative_to(root):
        full = place
    if not full.is_relative_to(root) or full == root:
        raise BadInput(
            f"{path} is not a file inside {root}", why="only files of the root are indexed", todo="Name another root"
        )
    return full.relative_to(root).as_posix()


def judge_unsaved(root: Path, path: str, rules: ScanRules) -> Candidate | Skipped:
    """The verdict on a relative path that is not on disk yet, as if it were: for a buffer before its first save. By
    name, place and ignore rules; what the text says is for `contents.judge_text`."""
    root = checked_root(root)
    left_out = _unlisted(root, path) or _ignored(root, path, is_directory=False)
    if left_out is not None:
        return left_out
    judged = judge_place(root, path, rules)
    return Skipped(path, *judged) if judged is not None else Candidate(path, 0, 0)


def _not_listed(root: Path, path: str) -> Skipped:
    unlisted = _unlisted(root, path)
    if unlisted is not None:
        return unlisted
    mode = os.lstat(root / path).st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or stat.S_ISLNK(mode)):
        return Skipped(path, SkipReason.NOT_REGULAR, "a FIFO, socket or device")
    ignored = _ignored(root, path, stat.S_ISDIR(mode))
    if ignored is not None:
        return ignored
    if stat.S_ISDIR(mode):
        raise BadInput(f"{path} is a folder", why="files are indexed, not folders", todo="Ask about a file in it")
    return Skipped(path, SkipReason.IGNORED, "git does not list it")


def _unlisted(root: Path, path: str) -> Skipped | None:
    """Why git never lists a path at this place, whatever the ignore rules say."""
    parts = path.split("/")
    if ".git" in parts:
        return Skipped(path, SkipReason.IGNORED, "belongs to git itself")
    above = ["/".join(parts[:depth]) for depth in range(1, len(parts))]
    for folder in above:
        if os.path.islink(root / folder):  # noqa: PTH114 - beside its kin
            return Skipped(path, SkipReason.SYMLINK, f"{folder} is a symbolic link, and links are not followed")
        if is_nested_repository(root / folder):
            return Skipped(path, SkipReason.NESTED_REPOSITORY, f"{folder} is a repository of its own")
    return None


def _ignored(root: Path, path: str, is_directory: bool) -> Skipped | None:
    repository = repository_of(root)
    top = root if repository is None else repository.top
    rule = git_rules(top, repository).rule(os.fsencode(os.path.relpath(root / path, top)), is_directory)
    return Skipped(path, SkipReason.IGNORED, rule.sentence()) if rule is not None else None
