"""The few settings of git's configuration files that decide which files count, read without running git.

Reads the system, user and repository files as git does (later ones win, includes honoured). Every other setting, and
so every program that a repository could name, is not even looked at.
"""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING

from nss_index.files.safe_open import read_support_file

if TYPE_CHECKING:
    from dulwich.config import ConfigFile

    from nss_index.files.repository import GitRepository


@dataclass(frozen=True, slots=True)
class IgnoreSettings:
    excludes_file: Path | None  # the user's own ignore file, for all repositories
    ignore_case: bool


def ignore_settings(repository: GitRepository | None) -> IgnoreSettings:
    """core.excludesFile (or its default place) and core.ignoreCase as they hold in `repository`."""
    excludes: bytes | None = None
    ignore_case = False
    for path in _configuration_files(repository):
        config = _read(path)
        if config is None:
            continue
        excludes = _value(config, b"excludesFile") or excludes
        case = _value(config, b"ignoreCase")
        ignore_case = case.lower() in (b"true", b"yes", b"on", b"1", b"") if case is not None else ignore_case
    if excludes is None:
        return IgnoreSettings(_user_folder() / "git" / "ignore", ignore_case)
    # A relative name counts from the top of the working tree, where git stands when it reads it.
    place = repository.top if repository is not None else Path("/")
    return IgnoreSettings(place / os.path.expanduser(os.fsdecode(excludes)), ignore_case)  # noqa: PTH111 - "~user" too


def object_name_bytes(repository: GitRepository) -> int:
    """20 in a SHA-1 repository, 32 in a SHA-256 one."""
    config = _read(repository.common_folder / "config")
    value = None if config is None else _value(config, b"objectFormat", b"extensions")
    return 32 if value == b"sha256" else 20


def _configuration_files(repository: GitRepository | None) -> list[Path]:
    files = [Path("/etc/gitconfig"), _user_folder() / "git" / "config", Path("~/.gitconfig").expanduser()]
    if repository is not None:
        files += [repository.common_folder / "config", repository.git_folder / "config.worktree"]
    return files


def _user_folder() -> Path:
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path("~/.config").expanduser())


def _read(path: Path) -> ConfigFile | None:
    from dulwich.config import ConfigFile

    data = read_support_file(path, follow_links=True)
    if data is None:
        return None
    try:
        return ConfigFile.from_file(io.BytesIO(data), config_dir=str(path.parent), file_opener=_open_included)
    except ValueError:
        return None  # git itself would refuse such a file; its ignore settings then count as absent


def _open_included(path: str | os.PathLike[str]) -> IO[bytes]:
    data = read_support_file(os.fspath(path), follow_links=True)
    if data is None:
        raise FileNotFoundError(path)
    return io.BytesIO(data)


def _value(config: ConfigFile, name: bytes, section: bytes = b"core") -> bytes | None:
    try:
        return config.get((section,), name)
    except KeyError:
        return None
