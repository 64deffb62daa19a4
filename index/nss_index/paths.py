"""Where NSS keeps its files. Everything can be moved by an environment variable; nothing lies inside a repository.

cache    $NSS_CACHE_DIR    index databases, vector cache: can be thrown away at any time
data     $NSS_DATA_DIR     user.db, logs: the user's own
models   $NSS_MODELS_DIR   speech models, below the data unless named; may be shared by users and be read-only
config   $NSS_CONFIG_DIR   config.toml
runtime  $NSS_RUNTIME_DIR  the host's socket; gone after a reboot
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from collections.abc import Generator
from pathlib import Path

import platformdirs
from msgspec import Struct

from nss_index.errors import BadInput, NssError, RootNotFound

SCHEMA = 6
"""Version of index.db. It is part of the path, so that two builds never share one file."""

SOCKET_PATH_LIMIT = 100  # bytes; binding fails above about 107 on Linux and 103 on macOS


class IndexPaths(Struct, frozen=True):
    root: Path
    folder: Path
    database: Path
    lock: Path
    segments: Path
    vector_cache: Path


def cache_home() -> Path:
    return _home("NSS_CACHE_DIR", platformdirs.user_cache_path("nss"))


def data_home() -> Path:
    return _home("NSS_DATA_DIR", platformdirs.user_data_path("nss"))


def models_home() -> Path:
    """Where speech models lie, a folder each. Makes nothing."""
    return _home("NSS_MODELS_DIR", data_home() / "models")


def config_home() -> Path:
    return _home("NSS_CONFIG_DIR", platformdirs.user_config_path("nss"))


def runtime_home() -> Path:
    """A private folder (0700, owned by this user) whose path is short enough for a socket; made on demand.

    Raises NssError when the folder belongs to somebody else: another user could answer in the host's name.
    """
    named = os.environ.get("NSS_RUNTIME_DIR")
    if named:
        return private_folder(Path(named).absolute())
    given = os.environ.get("XDG_RUNTIME_DIR")
    if given and len(os.fsencode(given)) < SOCKET_PATH_LIMIT - len("/nss/host.sock") and os.access(given, os.W_OK):
        return private_folder(Path(given) / "nss")
    return private_folder(Path(tempfile.gettempdir()) / f"nss-{os.getuid()}")


@contextlib.contextmanager
def folder_named(folder: Path) -> Generator[None]:
    """A context in which an OSError about one of NSS's own folders, or a file in it, becomes an NssError that says what
    to do."""
    try:
        yield
    except OSError as error:
        raise NssError(
            f"cannot use the folder {folder}",
            why=error.strerror or str(error),
            todo="Make it writable, or set NSS_CACHE_DIR, NSS_DATA_DIR or NSS_RUNTIME_DIR to one that is",
        ) from error


def private_folder(folder: Path) -> Path:
    """Make `folder` with mode 0700 and return it. Raises NssError when it exists and is another user's."""
    with folder_named(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = folder.lstat()
        if stat.S_ISLNK(found.st_mode) or found.st_uid != os.getuid():
            raise NssError(
                f"{folder} is not yours",
                why=f"it is a link or belongs to user {found.st_uid}",
                todo="Remove it, or set NSS_RUNTIME_DIR, NSS_CACHE_DIR or NSS_DATA_DIR to a folder of your own",
            )
        if stat.S_IMODE(found.st_mode) & 0o077:
            folder.chmod(0o700)
    return folder


def resolve_root(path: Path | str) -> Path:
    """The absolute root without symlinks. Raises RootNotFound when it is not a folder that can be listed."""
    try:
        resolved = Path(path).expanduser().resolve(strict=True)
    except (OSError, RuntimeError, ValueError) as error:  # ValueError: a NUL in the name
        raise RootNotFound(
            f"no such folder: {path}", why=_reason(error), todo="Name an existing folder with --root"
        ) from error
    if not resolved.is_dir():
        raise RootNotFound(f"not a folder: {path}", todo="Name the folder that holds your code with --root")
    if not os.access(resolved, os.R_OK | os.X_OK):
        raise RootNotFound(f"cannot read the folder {path}", why="permission denied")
    return resolved


def index_paths(root: Path, cache: Path | None = None) -> IndexPaths:
    """The files of the index of `root` (a result of `resolve_root`), below `cache` in place of the user's. Makes
    nothing."""
    cache = cache or cache_home()
    digest = hashlib.blake2b(os.fsencode(root), digest_size=10).hexdigest()
    folder = cache / "index" / f"{_label(root)}-{digest}" / f"v{SCHEMA}"
    return IndexPaths(
        root=root,
        folder=folder,
        database=folder / "index.db",
        lock=folder / "lock",
        segments=folder / "segments",
        vector_cache=cache / "vectors.db",
    )


def relative_path(root: Path, path: Path | str) -> str:
    """`path` (absolute, or relative to the root) relative to `root`, with `/`. Raises BadInput when it is outside."""
    named = Path(path)
    if named.parts[:1] == ("~",):  # "~name" is a file's name here, not somebody's home
        named = named.expanduser()
    absolute = Path(os.path.normpath(root / named))
    with contextlib.suppress(OSError, RuntimeError, ValueError):  # ValueError: a NUL in the name
        # Resolve the folder only: a link inside the root is a path of its own.
        absolute = absolute.parent.resolve() / absolute.name
    try:
        return absolute.relative_to(root).as_posix()
    except ValueError:
        raise BadInput(f"{path} is not inside {root}", todo="Name a file of this root, or another --root") from None


def _home(variable: str, default: Path) -> Path:
    named = os.environ.get(variable)
    return Path(named).absolute() if named else default


def _label(root: Path) -> str:
    """A readable part of the folder's name; the digest makes it unique."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "_" for c in root.name)[:32] or "root"


def _reason(error: BaseException) -> str:
    return (error.strerror if isinstance(error, OSError) else "") or str(error)
