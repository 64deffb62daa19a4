"""Voice beside dictation itself: microphones, what was dictated, and audio files as text."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Meta
from nss_index.errors import BadInput, LimitReached
from nss_index.ports import Progress

from nss_server.capability import Flag, Positional, capability, in_worker
from nss_server.features._dictation import Language, Translate
from nss_server.features._stopping import stop_after

if TYPE_CHECKING:
    from nss_server.capability import Job
    from nss_server.workspace import Workspace


SILENT = 0.02
"""Of the meter: below it the line is dead; the noise of any open microphone is above."""


@dataclass(frozen=True, slots=True)
class DevicesParams:
    """Nothing to say."""


@dataclass(frozen=True, slots=True)
class DeviceEntry:
    index: int
    name: str
    system: str  # "ALSA", "Core Audio"
    channels: int
    rate: int  # samples a second that it prefers
    default: bool


@dataclass(frozen=True, slots=True)
class VoiceTestParams:
    seconds: Annotated[float, Flag("--seconds"), Meta(gt=0, le=600, description="How long to listen.")] = 5.0


@dataclass(frozen=True, slots=True)
class VoiceTestResult:
    ok: bool  # False when nothing at all was heard
    device: str
    loudest: float  # 0 to 1, on a meter from -60 decibels to full scale
    quietest: float
    problem: str


@dataclass(frozen=True, slots=True)
class DevicesResult:
    devices: tuple[DeviceEntry, ...]


@dataclass(frozen=True, slots=True)
class VoiceHistoryParams:
    limit: Annotated[int, Flag("--limit", "-n"), Meta(ge=1, le=1000, description="Most dictations, newest first.")] = 20


@dataclass(frozen=True, slots=True)
class VoiceSearchParams:
    words: Annotated[
        str, Positional("WORDS", many=True), Meta(min_length=1, max_length=1024, description="Words that were said.")
    ]
    limit: Annotated[int, Flag("--limit", "-n"), Meta(ge=1, le=1000, description="Most dictations, newest first.")] = 20


@dataclass(frozen=True, slots=True)
class VoiceDeleteParams:
    take: Annotated[str, Positional("TAKE"), Meta(max_length=64, description="The id of a dictation.")] = ""
    all: Annotated[bool, Meta(description="Delete every dictation of every folder, recordings included.")] = False


@dataclass(frozen=True, slots=True)
class DictationEntry:
    """One dictation. `at` in seconds since the epoch."""

    id: str
    session: str
    root: str
    target: str
    at: float
    raw: str
    text: str
    language: str
    confidence: float
    audio_seconds: float
    model: str
    recording: str
    replacements: tuple[dict[str, Any], ...]
    timings: dict[str, float]


@dataclass(frozen=True, slots=True)
class HistoryResult:
    dictations: tuple[DictationEntry, ...]


@dataclass(frozen=True, slots=True)
class DeletedResult:
    deleted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TranscribeParams:
    files: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=4096)], ...],
        Positional("FILE", many=True),
        Meta(min_length=1, max_length=1000, description="WAV, FLAC, MP3, OGG or M4A files."),
    ]
    format: Annotated[
        Literal["text", "srt"],
        Flag("--format"),
        Meta(description="Plain text or subtitles; --json has all."),
    ] = "text"
    language: Language = ""
    translate: Translate = False
    words: Annotated[bool, Meta(description="With the time of each word (in --json).")] = False
    hours: Annotated[float, Flag("--hours"), Meta(gt=0, le=24, description="Most hours of audio.")] = 4.0


@dataclass(frozen=True, slots=True)
class SpokenWord:
    text: str
    start: float
    end: float
    probability: float


@dataclass(frozen=True, slots=True)
class TranscribedSegment:
    """Times in seconds."""

    start: float
    end: float
    text: str
    words: tuple[SpokenWord, ...] = ()


@dataclass(frozen=True, slots=True)
class Transcript:
    """What is said in one file. Of several files one may have a `problem` instead; of a single one it is an error."""

    file: str
    text: str
    language: str
    confidence: float
    audio_seconds: float
    segments: tuple[TranscribedSegment, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class TranscribeResult:
    ok: bool  # False when a file has a problem
    format: str
    transcripts: tuple[Transcript, ...]


@capability(name="voice/devices", runs="host", lines="devices")
async def voice_devices(workspace: Workspace, params: DevicesParams, job: Job) -> DevicesResult:
    """List the microphones."""
    return msgspec.convert(await workspace.host.request("voice/devices", {}), DevicesResult)


@capability(name="voice/test", runs="host", surfaces=("cli",))
async def voice_test(workspace: Workspace, params: VoiceTestParams, job: Job) -> VoiceTestResult:
    """Try the microphone: a level meter for some seconds. Nothing is kept and no model is needed."""
    levels: list[float] = []
    device = ""

    def hear(event: Mapping[str, Any]) -> None:
        nonlocal device
        if event["type"] == "state":
            device = event.get("device", device)
        elif event["type"] == "level":
            levels.append(event["level"])
            share = round(100 * event["level"])
            job.report(Progress("level", share, 100, "%", f"{'█' * (share // 5):<20}"))

    request = {"device": workspace.settings.voice.device, "level_only": True}
    context = {"client": "nss voice test", "root": str(workspace.root)}
    stopping = asyncio.create_task(stop_after(workspace, params.seconds))
    try:
        ended = await workspace.host.request("dictation/run", {"request": request, "context": context}, hear)
    finally:
        stopping.cancel()
    loudest = max(levels, default=0.0)
    problem = ended["problem"] or ("" if loudest > SILENT else "nothing was heard: is the microphone muted?")
    return VoiceTestResult(not problem, device, loudest, min(levels, default=0.0), problem)


@capability(name="voice/history", runs="host", lines="dictations")
async def voice_history(workspace: Workspace, params: VoiceHistoryParams, job: Job) -> HistoryResult:
    """List what was dictated in this folder, the newest first."""
    return await _history(workspace, {"root": str(workspace.root), "limit": params.limit})


@capability(name="voice/search", runs="host", lines="dictations")
async def voice_search(workspace: Workspace, params: VoiceSearchParams, job: Job) -> HistoryResult:
    """Find dictations, of all folders, that hold every word."""
    return await _history(workspace, {"words": params.words, "limit": params.limit})


@capability(name="voice/delete", writes=True, runs="host", lines="deleted")
async def voice_delete(workspace: Workspace, params: VoiceDeleteParams, job: Job) -> DeletedResult:
    """Delete one dictation, or all, with their recordings."""
    if not params.take and not params.all:
        raise BadInput("nothing to delete is named", todo="Give the id of a dictation, or --all")
    request = {"takes": [params.take] if params.take else [], "all": params.all and not params.take}
    answer = await workspace.host.request("voice/delete", request)
    if params.take and not answer["deleted"]:
        raise BadInput(f"no dictation {params.take}", todo="`nss voice history` lists them")
    return DeletedResult(tuple(answer["deleted"]))


@capability(runs="host", lines="transcripts")
async def transcribe(workspace: Workspace, params: TranscribeParams, job: Job) -> TranscribeResult:
    """Turn audio files into text, on this machine, one after the other."""
    found: list[Transcript] = []
    for file in params.files:
        try:
            found.append(await _transcript(workspace, params, job, file))
        except (BadInput, LimitReached) as error:
            if len(params.files) == 1:
                raise
            found.append(Transcript(file, "", "", 0.0, 0.0, (), error.sentence()))
    return TranscribeResult(not any(one.problem for one in found), params.format, tuple(found))


async def _transcript(workspace: Workspace, params: TranscribeParams, job: Job, file: str) -> Transcript:
    voice = workspace.settings.voice
    segments: list[TranscribedSegment] = []

    def hear(event: Mapping[str, Any]) -> None:
        if event["type"] == "segment":
            segments.append(msgspec.convert({key: event[key] for key in event if key in _SEGMENT}, TranscribedSegment))
            done, total = int(event["end"]), int(event["total"])
            job.report(Progress("transcribe", min(done, total), total, "seconds"))

    path = await in_worker(_absolute, file)
    request = {
        "model": voice.model, "compute_device": voice.compute, "language": params.language or voice.language,
        "translate": params.translate, "threads": voice.threads, "path": path, "words": params.words,
        "most_seconds": params.hours * 3600, "spelled": False,
    }  # fmt: skip
    heard = await workspace.host.request("dictation/run", {"request": request}, hear)
    return Transcript(
        file, heard["plain"], heard["language"], round(heard["confidence"], 3), heard["audio_seconds"], tuple(segments)
    )


def _absolute(file: str) -> str:
    """The host's working directory is not the caller's."""
    from pathlib import Path

    return str(Path(file).expanduser().absolute())


_SEGMENT = frozenset(("start", "end", "text", "words"))


async def _history(workspace: Workspace, request: dict[str, Any]) -> HistoryResult:
    return msgspec.convert(await workspace.host.request("voice/history", request), HistoryResult)
