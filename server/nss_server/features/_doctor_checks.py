"""The checks of `nss doctor`, each a small function: (root) → what was found. They never raise and change nothing but
the folders that NSS makes for itself."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from nss_index import paths
from nss_index.errors import IndexMissing, NssError

from nss_server.features._check import Check

if TYPE_CHECKING:
    from nss_server.workspace import Workspace

OLDEST_PYTHON = (3, 11)
LIBRARIES = ("apsw", "sqlite-vec", "numpy", "tree-sitter", "watchfiles", "msgspec", "pygls", "lsprotocol", "dulwich")
NETWORK_FILE_SYSTEMS = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre", "davfs"),
        *("fuse.sshfs", "fuse.s3fs", "fuse.rclone"),
    )
)
FEW_WATCHES = 65_536
"""inotify watches; a monorepo with its packages pruned has some ten thousand folders, and editors take their share."""


def python(root: Path) -> list[Check]:
    found = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    if sys.version_info < OLDEST_PYTHON:
        return [Check("python", "fail", found, "Install Python 3.11 or newer")]
    if sys.platform == "darwin":
        return [Check("python", "warn", found, "macOS is written for, but not tested; tell us what you see")]
    return [Check("python", "ok", found)]


def libraries(root: Path) -> list[Check]:
    found: list[str] = []
    for name in LIBRARIES:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            return [Check("libraries", "fail", f"{name} is missing", "Reinstall nss-lsp")]
    return [Check("libraries", "ok", ", ".join(found))]


def sqlite(root: Path) -> list[Check]:
    try:
        from nss_index.store.connect import library_problem

        problem = library_problem()
    except (ImportError, OSError) as error:
        return [Check("sqlite", "fail", f"cannot be loaded: {error}", "Reinstall apsw and sqlite-vec")]
    if problem:
        return [Check("sqlite", "fail", problem, "Install apsw 3.54.1 or newer")]
    return [Check("sqlite", "ok", "new enough")]


def grammars(root: Path) -> list[Check]:
    """Parses one line with every grammar and runs its query."""
    from nss_index.parse.grammar import matches, parse_tree
    from nss_index.parse.languages import COMPLETE

    broken: list[str] = []
    for language in COMPLETE:
        try:
            matches(language, parse_tree(language, b"x\n", None).root_node)
        except (ImportError, OSError, AttributeError, ValueError, RuntimeError) as error:
            broken.append(f"{language.name} ({error})")
    if broken:
        return [Check("grammars", "warn", f"not loadable: {', '.join(broken)}", "Reinstall nss-lsp")]
    return [Check("grammars", "ok", f"{len(COMPLETE)} languages parse")]


def folders(root: Path) -> list[Check]:
    homes: tuple[tuple[str, Callable[[], Path], str], ...] = (
        ("cache folder", paths.cache_home, "NSS_CACHE_DIR"),
        ("data folder", paths.data_home, "NSS_DATA_DIR"),
        ("runtime folder", paths.runtime_home, "NSS_RUNTIME_DIR"),
    )
    return [_folder(name, home, variable) for name, home, variable in homes]


def _folder(name: str, home: Callable[[], Path], variable: str) -> Check:
    try:
        folder = paths.private_folder(home())
    except NssError as error:
        return Check(name, "fail", error.sentence())
    kind = file_system_of(folder)
    if not os.access(folder, os.W_OK):
        return Check(name, "fail", f"{folder} is read-only", f"Set {variable} to a folder that can be written")
    if kind in NETWORK_FILE_SYSTEMS:
        todo = f"Locks and shared memory fail there: set {variable} to a local folder"
        return Check(name, "fail" if name == "cache folder" else "warn", f"{folder} is on {kind}", todo)
    notes = f" ({kind})" if kind else ""
    if name == "runtime folder" and not os.environ.get("XDG_RUNTIME_DIR") and not os.environ.get(variable):
        notes += ", because XDG_RUNTIME_DIR is not set"
    if name == "runtime folder" and len(os.fsencode(folder)) > paths.SOCKET_PATH_LIMIT - len("/host.sock"):
        notes += ", too long for a socket: the host listens in the temporary folder instead"
    return Check(name, "ok", f"{folder}{notes}")


def root_folder(root: Path) -> list[Check]:
    kind = file_system_of(root)
    notes = f" ({kind})" if kind else ""
    if kind in NETWORK_FILE_SYSTEMS:
        return [Check("root", "warn", f"{root}{notes}", "Changes made on other machines are seen only by polling")]
    container = " in a container" if in_container() else ""
    return [Check("root", "ok", f"{root}{notes}{container}")]


def git(root: Path) -> list[Check]:
    executable = shutil.which("git")
    if executable is None or not Path(executable).is_absolute():
        return [Check("git", "warn", "not found", "Ignore rules are read without it, more slowly")]
    try:
        # `--version` reads no repository; a neutral folder keeps it so.
        answer = subprocess.run(
            [executable, "--version"], capture_output=True, text=True, timeout=10, check=False, cwd="/"
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return [Check("git", "warn", f"{executable} does not run: {error}", "Repair git, or remove it from PATH")]
    return [Check("git", "ok", answer.stdout.strip() or "unknown version")]


def watching(root: Path) -> list[Check]:
    try:
        limit = int(Path("/proc/sys/fs/inotify/max_user_watches").read_text())
    except (OSError, ValueError):
        return []  # not Linux, or not said: there is no limit to look at
    if limit < FEW_WATCHES:
        todo = "sysctl fs.inotify.max_user_watches=524288; until then large trees are watched by polling"
        return [Check("watches", "warn", f"at most {limit} folders", todo)]
    return [Check("watches", "ok", f"at most {limit} folders")]


def extras(root: Path) -> list[Check]:
    checks: list[Check] = []
    for extra, modules in (("voice", ("faster_whisper", "sounddevice")), ("transformers", ("sentence_transformers",))):
        missing = [module for module in modules if importlib.util.find_spec(module) is None]
        hint = f'; pip install "nss-lsp[{extra}]" adds it' if missing else ""
        checks.append(Check(f"extra {extra}", "ok", ("not installed" if missing else "installed") + hint))
    return checks


def model_checks(workspace: Workspace) -> list[Check]:
    """Loads the models and embeds a word with each."""
    embed = workspace.settings.embed
    checks = [_model_check("model", embed.model, "Set embed.model to static")]
    if embed.refine:
        checks.append(_model_check("refining model", embed.refine, "Take embed.refine out of the settings"))
    return checks


def _model_check(name: str, spec: str, todo: str) -> Check:
    from nss_index.embed.open import open_embedder

    try:
        model = open_embedder(spec)
        model.encode(["doctor"])
    except NssError as error:
        return Check(name, "fail", error.sentence(), "" if error.todo else todo)
    return Check(name, "ok", f"{model.model_id}, {model.dimensions} dimensions")


def language_model_check(workspace: Workspace) -> list[Check]:
    """A server that is not running is nothing wrong: only what needs it goes without."""
    try:
        served = workspace.language_model.served()
    except NssError as error:
        return [Check("language model", "warn", error.sentence())]
    if served is None:
        return []
    length = f"{served.context_length} tokens" if served.context_length else "an unknown number of tokens"
    return [Check("language model", "ok", f"{served.name}, reads {length}")]


def index_check(workspace: Workspace) -> Check:
    try:
        status = workspace.index.read().status()
    except IndexMissing:
        return Check("index", "ok", "none yet; `nss index` or the first search makes it")
    except NssError as error:
        return Check("index", "fail", error.sentence())
    state = "complete" if status.complete else "not complete yet"
    return Check("index", "ok", f"generation {status.generation}, {status.files} files, {state}")


def file_system_of(folder: Path) -> str:
    """The kind of the file system that holds `folder` ("ext4", "nfs4"), "" where /proc does not tell."""
    try:
        lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    best, kind = "", ""
    for line in lines:
        before, _, after = line.partition(" - ")
        words = before.split(" ")
        if len(words) < 5 or not after:
            continue
        mount = words[4].replace("\\040", " ")
        inside = mount == "/" or folder == Path(mount) or folder.is_relative_to(mount)
        # The last of equal mounts is the one on top.
        if inside and len(mount) >= len(best):
            best, kind = mount, after.split(" ")[0]
    return kind


def in_container() -> bool:
    return Path("/.dockerenv").exists() or Path("/run/.containerenv").exists() or "container" in os.environ


MACHINE_CHECKS: tuple[Callable[[Path], list[Check]], ...] = (
    python,
    libraries,
    sqlite,
    grammars,
    folders,
    root_folder,
    git,
    watching,
    extras,
)
