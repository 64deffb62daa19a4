"""The speech models of this machine: a folder of folders, each proven once by its hashes and remembered by a stamp.

A model appears whole or not at all: it is fetched beside its place, every file's SHA-256 is compared with the pinned
one, and one rename installs it. Knows nothing of speech, and nothing of how a source brings the files (see
`model_sources`).
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable, Generator
from dataclasses import asdict, dataclass
from pathlib import Path

import msgspec
from nss_index.errors import BadInput, Cancelled, ModelUnavailable
from nss_index.ports import IsCancelled, OnProgress, Progress

from nss_server.adapters.voice.catalogue import MODELS, Model
from nss_server.workspace import ListedModel

STAMP = "nss-verified.json"
PART = ".part-"
WEIGHTS = "model.bin"
SPARE = 16_000_000  # bytes to leave on the disk


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a file was when its hash was compared."""

    size: int
    mtime_ns: int
    sha256: str


def free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free


@dataclass(frozen=True, slots=True)
class ModelFolder:
    """Implements `workspace.ModelStore`."""

    home: Path
    models: tuple[Model, ...] = MODELS
    free: Callable[[Path], int] = free_bytes

    def listed(self) -> tuple[ListedModel, ...]:
        from nss_server.adapters.voice.model_sources import sources_of

        return tuple(
            ListedModel(
                name=model.name,
                summary=model.summary,
                megabytes=model.megabytes,
                multilingual=model.multilingual,
                licence=model.licence,
                sources=sources_of(model),
                folder=self.home / model.name,
                installed=not (problem := self._problem(model)),
                problem="" if problem == _ABSENT else problem,
            )
            for model in self.models
        )

    def path(self, name: str) -> Path:
        if "/" in name:
            from nss_server.adapters.voice.model_sources import folder_named

            folder = folder_named(name)
            if not (folder / WEIGHTS).is_file():
                raise ModelUnavailable(f"{name} is no speech model", why=f"it has no file {WEIGHTS}")
            return folder
        model = self._known(name)
        if problem := self._problem(model):
            raise ModelUnavailable(
                f"the speech model {name} is not installed", why=problem, todo=f"Run: nss models pull {name}"
            )
        return self.home / name

    def pull(self, name: str, source: str, report: OnProgress, cancelled: IsCancelled) -> bool:
        from nss_server.adapters.voice.fetching import remove
        from nss_server.adapters.voice.model_lock import only_pull
        from nss_server.adapters.voice.model_sources import Place, source_named

        model = self._known(name)
        chosen = source_named(model, source)
        if not self._problem(model):
            return False
        with _stored(self.home):
            self.home.mkdir(parents=True, exist_ok=True)
            with only_pull(self.home, report, cancelled):
                for left_over in self.home.glob(f"{PART}*"):  # of a pull that was killed: no other one runs now
                    remove(left_over)
                if not self._problem(model) or self._proves_itself(model, report, cancelled):
                    return False
                self._require_room(model, chosen.copies)
                part = Path(tempfile.mkdtemp(prefix=f"{PART}{name}-", dir=self.home))
                try:
                    place = Place(part / "scratch", part / "model", report, cancelled)
                    place.scratch.mkdir()
                    place.target.mkdir()
                    chosen.bring(model, place)
                    _write_stamp(place.target, _proven(model, place.target, report, cancelled))
                    self._install(model, place.target, part)
                finally:
                    remove(part)
        return True

    def _known(self, name: str) -> Model:
        for model in self.models:
            if model.name == name:
                return model
        raise BadInput(
            f"no speech model is named {name!r}", todo=f"Known are: {', '.join(m.name for m in self.models)}"
        )

    def _problem(self, model: Model) -> str:
        """Why the model does not count as installed, "" when it does. Looks at sizes and times only."""
        folder = self.home / model.name
        try:
            if not folder.is_dir():
                return _ABSENT
            stamps = msgspec.json.decode((folder / STAMP).read_bytes(), type=dict[str, Stamp])
        except (FileNotFoundError, ValueError):  # msgspec's errors and those of a wrong encoding are ValueErrors
            return "its files were never checked"
        except OSError as error:
            return f"it cannot be read: {error.strerror}"
        for name, sha256 in model.files.items():
            stamp = stamps.get(name)
            try:
                found = (folder / name).stat()
            except OSError:
                return f"{name} is missing"
            if stamp is None or (found.st_size, found.st_mtime_ns) != (stamp.size, stamp.mtime_ns):
                return f"{name} changed since it was checked"
            if stamp.sha256 != sha256:
                return f"{name} is of another version"
        return ""

    def _proves_itself(self, model: Model, report: OnProgress, cancelled: IsCancelled) -> bool:
        """Whether the files that lie there without a valid stamp are the right ones, as after a copy by hand."""
        folder = self.home / model.name
        if not all((folder / name).is_file() for name in model.files):
            return False
        try:
            _write_stamp(folder, _proven(model, folder, report, cancelled))
        except ModelUnavailable:  # wrong: to be fetched
            return False
        return True

    def _require_room(self, model: Model, copies: int) -> None:
        needed = model.megabytes * 1_000_000 * copies + SPARE
        if (free := self.free(self.home)) < needed:
            raise ModelUnavailable(
                f"not enough disk space for {model.name} in {self.home}",
                why=f"{needed / 1e6:.0f} MB are needed while it is installed, {free / 1e6:.0f} MB are free",
                todo="Make room, or set NSS_MODELS_DIR to a folder on another disk",
            )

    def _install(self, model: Model, fresh: Path, part: Path) -> None:
        folder = self.home / model.name
        if os.path.lexists(folder):
            folder.rename(part / "replaced")
        fresh.rename(folder)
        _sync_folder(self.home)


_ABSENT = "it was not pulled yet"


def _proven(model: Model, folder: Path, report: OnProgress, cancelled: IsCancelled) -> dict[str, Stamp]:
    """Compare every file's hash with the pinned one and bring it to the disk. Raises ModelUnavailable, Cancelled."""
    stamps: dict[str, Stamp] = {}
    done = 0
    for name, expected in model.files.items():
        digest = hashlib.sha256()
        with (folder / name).open("rb") as file:
            while block := file.read(1 << 20):
                if cancelled():
                    raise Cancelled("the download was cancelled")
                digest.update(block)
                done += len(block)
                report(Progress("verify", min(done // 1_000_000, model.megabytes), model.megabytes, "MB", model.name))
            os.fsync(file.fileno())
            found = os.fstat(file.fileno())
        if digest.hexdigest() != expected:
            raise ModelUnavailable(
                f"{name} of {model.name} is not the file that it should be, and nothing was installed",
                why=f"SHA-256 expected {expected}, got {digest.hexdigest()}",
                todo="Take another source",
            )
        stamps[name] = Stamp(found.st_size, found.st_mtime_ns, expected)
    return stamps


def _write_stamp(folder: Path, stamps: dict[str, Stamp]) -> None:
    written = {name: asdict(stamp) for name, stamp in stamps.items()}
    with (folder / STAMP).open("wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(written)) + b"\n")
        file.flush()
        os.fsync(file.fileno())
    _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def _stored(home: Path) -> Generator[None]:
    """An OSError about the models' folder, or about a file on its way there, becomes a sentence."""
    try:
        yield
    except OSError as error:
        raise ModelUnavailable(
            f"cannot store speech models in {home}",
            why=" ".join(filter(None, (error.strerror or str(error), str(error.filename or "")))),
            todo="Make it writable and leave room, or set NSS_MODELS_DIR to another folder",
        ) from error
