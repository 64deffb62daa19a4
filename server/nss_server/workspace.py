"""The opened root with its ports: what every capability gets as its first argument. Owns no resource itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from nss_index.files.rules import ScanRules
    from nss_index.index import Index
    from nss_index.overlay import Overlay
    from nss_index.ports import IsCancelled, OnProgress

    from nss_server.capability import Job
    from nss_server.settings import Settings


@dataclass(frozen=True, slots=True)
class Condition:
    """What an answer says about the index that it comes from."""

    complete: bool  # False while the first pass over the files has not finished
    freshness: str  # one phrase: "live", or "index of 14:02, 3 files changed since"


OnEvent = Callable[[Mapping[str, Any]], None]


class IndexAccess(Protocol):
    """How a capability comes by an index to read. Calls block: use them from a worker."""

    def read(self) -> Index:
        """The index as it is. Raises IndexMissing, IndexVersion or IndexDamaged."""
        ...

    def ensure(self, job: Job, words: str = "") -> Index:
        """The index, made first where there is none: starts indexing (in the host, or inline without one) and returns
        as soon as keyword search can answer, or after a bound with what there is (its answers say "incomplete").
        Files that hold `words`, the question that waits, are indexed first.
        Raises like `read` when that fails."""
        ...

    async def build(self, job: Job, rebuild: bool = False, wait: bool = True) -> str:
        """Bring the index up to date with the tree, or throw it away first (`rebuild`). Returns the host's job id, ""
        when it ran in this process. Without `wait`, returns when the job has started; without a host it always waits.
        Raises IndexLocked, HostUnavailable, Cancelled."""
        ...

    def condition(self, index: Index) -> Condition:
        """How current the index is. Cheap enough for every answer: bounded in time and remembered for a moment."""
        ...

    def rules(self) -> ScanRules:
        """Which files belong into the index, by the settings."""
        ...


class HostPort(Protocol):
    """The nss host, as its clients see it."""

    async def request(self, method: str, params: Mapping[str, Any], on_event: OnEvent | None = None) -> Any:
        """One request to a host that is started on demand. Cancelling the task cancels the request.
        Raises HostUnavailable, or the NssError that the host answered with."""
        ...

    async def running(self) -> Mapping[str, Any] | None:
        """The handshake of a host that is already running, None without one. Never starts one."""
        ...


@dataclass(frozen=True, slots=True)
class ListedModel:
    """A speech model that NSS knows, and whether it is on this machine."""

    name: str
    summary: str
    megabytes: int  # to download
    multilingual: bool
    licence: str
    sources: tuple[str, ...]  # "hub", "mirror": the networks that have it
    folder: Path  # where it is, or would be
    installed: bool
    problem: str  # why what lies in its folder does not count, "" where nothing is wrong


class ModelStore(Protocol):
    """The speech models of this machine. Only `pull` ever uses a network, and only the one that it is told."""

    @property
    def home(self) -> Path:
        """The folder that holds the models' folders; it may not exist yet."""
        ...

    def listed(self) -> tuple[ListedModel, ...]:
        """Every model that NSS knows, the smallest first. Reads no model: quick enough for every question."""
        ...

    def path(self, name: str) -> Path:
        """The folder of an installed model; a folder that is named itself (with a slash) is taken when it holds a
        model. Raises BadInput for an unknown name, ModelUnavailable for a model that is not installed."""
        ...

    def pull(self, name: str, source: str, report: OnProgress, cancelled: IsCancelled) -> bool:
        """Install a model from `source` ("hub", "mirror" or a local folder), waiting for another pull to end first.
        False when it is there already and whole: then nothing is fetched. Whatever fails leaves what was there before.
        Raises BadInput for a name or source that it does not know, ModelUnavailable, Cancelled. Blocks."""
        ...


@dataclass(frozen=True, slots=True)
class ServedModel:
    """What a server says of the language model that it serves."""

    name: str
    context_length: int  # tokens of a prompt and its answer together, 0 where the server does not tell


class LanguageModel(Protocol):
    """The language model that the user has named, on a server of its own."""

    def served(self) -> ServedModel | None:
        """None where none is named. Asks the server: bounded in time, but it blocks. Raises ModelUnavailable, and
        BadInput for what is no address."""
        ...


@dataclass(frozen=True, slots=True)
class Workspace:
    root: Path  # absolute, symlinks resolved
    settings: Settings
    index: IndexAccess
    overlay: Overlay  # the unsaved buffers of this caller; empty in the shell
    host: HostPort
    models: ModelStore
    language_model: LanguageModel
    session_id: str  # the user's working session (a row in user.db), "" where there is none
