"""Dictation: the microphone → words that spell the project's names → the cursor, a search or a ticket.

The host records and hears; this process knows the names, because it reads the index with the editor's unsaved buffers.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
import time
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from nss_index.errors import Cancelled, ModelUnavailable, NssError

from nss_server.capability import capability, in_worker
from nss_server.features._dictation import (
    AnchorFound,
    DictateParams,
    DictationParams,
    DictationResult,
    DictationState,
    NameOffered,
    NameReplaced,
    NoParams,
    TakeResult,
)
from nss_server.features._stopping import stop_after

if TYPE_CHECKING:
    from nss_server.capability import Job
    from nss_server.features._dictated import Dictated
    from nss_server.speech.alternatives import Alternative
    from nss_server.speech.vocabulary import Vocabulary
    from nss_server.workspace import Workspace

_log = logging.getLogger(__name__)


@capability(name="dictation/start", writes=True, runs="host", partial="replaces", surfaces=("lsp",))
async def start_dictation(workspace: Workspace, params: DictationParams, job: Job) -> DictationResult:
    """Record from the microphone until `nss/dictation/stop`, and answer with the text.

    While it streams: levels twenty times a second, and the words so far.
    """
    return await _dictate(workspace, params, job, f"the editor on {workspace.root.name}")


@capability(name="dictate", writes=True, runs="host", partial="replaces", surfaces=("cli",))
async def dictate(workspace: Workspace, params: DictateParams, job: Job) -> DictationResult:
    """Dictate with the project's names: from the microphone until Enter, or from an audio file."""
    asked = DictationParams(target=params.target, language=params.language, translate=params.translate)
    stopper = asyncio.create_task(stop_after(workspace, params.seconds)) if params.seconds and not params.file else None
    try:
        return await _dictate(workspace, asked, job, f"`nss dictate` in {workspace.root.name}", params.file)
    finally:
        if stopper is not None:
            stopper.cancel()


@capability(name="dictation/stop", writes=True, runs="host")
async def stop_dictation(workspace: Workspace, params: NoParams, job: Job) -> TakeResult:
    """End the recording; its text goes to whoever started it."""
    return TakeResult(str((await workspace.host.request("dictation/stop", {}))["take"]))


@capability(name="dictation/cancel", writes=True, runs="host")
async def cancel_dictation(workspace: Workspace, params: NoParams, job: Job) -> TakeResult:
    """Throw the running dictation away, its audio too."""
    return TakeResult(str((await workspace.host.request("dictation/cancel", {}))["take"]))


@capability(name="dictation/status", runs="host")
async def dictation_status(workspace: Workspace, params: NoParams, job: Job) -> DictationState:
    """Say whether somebody is dictating."""
    return DictationState(**(await workspace.host.request("dictation/status", {})))


async def _dictate(
    workspace: Workspace, params: DictationParams, job: Job, client: str, file: str = ""
) -> DictationResult:
    voice = workspace.settings.voice
    names = asyncio.ensure_future(in_worker(_names, workspace, params))
    # Where the host says what is missing, that these were not read either is no news.
    names.add_done_callback(_forget)
    listener = _Listener(workspace, job, names, waited_for=not file)
    request = {
        "model": voice.model, "compute_device": voice.compute, "language": params.language or voice.language,
        "translate": params.translate, "device": voice.device, "threads": voice.threads,
        "keep": voice.keep_recordings, "path": file,
    }  # fmt: skip
    context = {
        "client": client, "root": str(workspace.root),
        "session": workspace.session_id, "target": params.target,
    }  # fmt: skip
    try:
        heard = await workspace.host.request("dictation/run", {"request": request, "context": context}, listener.hear)
        started = time.perf_counter()
        known = await names
        made = await in_worker(_make, workspace, params, heard, listener.asked, known)
        result = _result(params, {**heard, "problem": heard["problem"] or known.problem}, made)
        timings = {**heard["timings"], "text": round(time.perf_counter() - started, 3)}
        result = replace(result, timings=timings)
    except Cancelled:
        return DictationResult("cancelled", take=listener.take)
    finally:
        listener.stop()
        names.cancel()
    if not file:
        import msgspec

        record = {
            "take": result.take, "text": result.text, "replacements": msgspec.to_builtins(result.replacements),
            "timings": {"text": timings["text"]},
        }  # fmt: skip
        await workspace.host.request("dictation/record", record)
    return result


def _say_failure(done: asyncio.Future[Any]) -> None:
    """The text comes without: names are told by their letters then. Why there are no names is told with the text."""
    if not done.cancelled() and (error := done.exception()) and not isinstance(error, NssError):
        _log.error("the audio could not be asked about names", exc_info=error)


def _forget(done: asyncio.Future[Any]) -> None:
    """Its failure is told where its result is waited for."""
    if not done.cancelled():
        done.exception()


@dataclass(frozen=True, slots=True)
class _Names:
    vocabulary: Vocabulary
    boosts: Mapping[str, float]
    problem: str = ""  # why there are none


def _names(workspace: Workspace, params: DictationParams) -> _Names:
    """Made while the user speaks. Without an index there are no names, and dictation is plain."""
    try:
        from nss_server.features._names import boosts_at, vocabulary_of
        from nss_server.speech.english import english
        from nss_server.speech.vocabulary import Vocabulary

        english()
    except ModuleNotFoundError as error:
        raise ModelUnavailable(
            "dictation needs the extra packages of NSS", why=str(error), todo="Run: pip install 'nss-lsp[voice]'"
        ) from error
    try:
        vocabulary = vocabulary_of(workspace)
        index, overlay = workspace.index.read(), workspace.overlay
        return _Names(vocabulary, boosts_at(index, overlay, params.path, params.line, params.edited))
    except NssError as error:
        return _Names(Vocabulary(()), {}, f"names were not looked for: {error.sentence()}")


def _make(
    workspace: Workspace, params: DictationParams, heard: Mapping[str, Any], asked: list[Alternative], names: _Names
) -> Dictated:
    from nss_server.features._dictated import make_text, surroundings_of
    from nss_server.speech.alternatives import heard_again, weighed
    from nss_server.speech.deixis import Surroundings
    from nss_server.speech.english import english

    selection = (params.selection_start, params.selection_end) if params.selection_start else None
    around = Surroundings()
    if params.path:
        around = surroundings_of(
            workspace.index.read(), workspace.overlay, params.path, params.line, selection, params.diagnostic,
            params.edited,
        )  # fmt: skip
    answers = heard["gains"] or [None] * len(asked)
    return make_text(
        heard["plain"], weighed(asked, answers), heard_again(asked), params.target, names.vocabulary, english(),
        names.boosts, around,
    )  # fmt: skip


class _Listener:
    """Hands the host's events on, and asks the audio about the names that the hearing may have meant."""

    def __init__(self, workspace: Workspace, job: Job, names: asyncio.Future[_Names], waited_for: bool) -> None:
        self._workspace, self._job, self._names, self._waited_for = workspace, job, names, waited_for
        self._last = DictationResult("starting")
        # The host's events come in the context of whoever opened the connection; work belongs to this job's.
        self._context = contextvars.copy_context()
        self._asking: asyncio.Task[None] | None = None
        self._ahead: asyncio.Task[None] | None = None
        self.asked: list[Alternative] = []

    def hear(self, event: Mapping[str, Any]) -> None:
        match event["type"]:
            case "state":
                self._last = replace(
                    self._last, state=event["state"], take=event["take"], device=event.get("device", self._last.device)
                )
            case "level":
                self._last = replace(self._last, level=event["level"], spectrum=tuple(event["spectrum"]))
            case "partial":
                self._last = replace(self._last, stable=event["stable"], tentative=event["tentative"])
                if self._ahead is None or self._ahead.done():
                    self._ahead = self._begin(self._look_ahead(f"{event['stable']} {event['tentative']}"))
            case "heard":
                if self._asking is not None:
                    self._asking.cancel()  # it was about what a recogniser heard that has died since
                self._asking = self._begin(self._ask(event))
                return
            case _:
                return
        if self._job.streams:
            self._job.partial(self._last)

    @property
    def take(self) -> str:
        return self._last.take

    def stop(self) -> None:
        for task in (self._asking, self._ahead):
            if task is not None:
                task.cancel()

    def _begin(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work, context=self._context)
        task.add_done_callback(_say_failure)
        return task

    async def _look_ahead(self, text: str) -> None:
        """The vocabulary remembers what phrases sound like: what was looked at while somebody spoke is quick later."""
        await in_worker(_questions, text, [], "", await self._names, 0)

    async def _ask(self, heard: Mapping[str, Any]) -> None:
        names, request = await self._names, self._workspace.host.request
        from nss_server.features._dictated import questions_for  # needs the extra packages, which `_names` looks for

        take, text, spans = heard["take"], heard["text"], heard["spans"]
        words = await in_worker(_listened_for, text, spans, names)
        again = str((await request("dictation/listen", {"take": take, "words": words}))["text"]) if any(words) else ""
        most = questions_for(heard["audio_seconds"], len(spans), self._waited_for)
        self.asked, questions = await in_worker(_questions, text, heard["others"], again, names, most)
        await request("dictation/weigh", {"take": take, "questions": questions})


def _listened_for(text: str, spans: list[tuple[int, int]], names: _Names) -> list[list[str]]:
    from nss_server.speech.english import english
    from nss_server.speech.shortlist import shortlist

    return [shortlist(text[start:end], names.vocabulary, english(), boosts=names.boosts) for start, end in spans]


def _questions(
    text: str, others: list[str], again: str, names: _Names, most: int
) -> tuple[list[Alternative], list[tuple[int, int, str]]]:
    from nss_server.speech.alternatives import alternatives
    from nss_server.speech.english import english

    found = alternatives(text, others, names.vocabulary, english(), most, boosts=names.boosts, again=again)
    return found, [(item.start, item.end, item.instead(text)) for item in found]


def _result(params: DictationParams, heard: Mapping[str, Any], made: Dictated) -> DictationResult:
    placed = params.target != "ticket"
    return DictationResult(
        state="final",
        take=heard["take"],
        text=made.text,
        raw=heard["plain"],
        replacements=tuple(
            NameReplaced(
                item.heard, item.name, item.start if placed else -1, item.end if placed else -1,
                round(item.confidence, 3), item.alternatives,
            )
            for item in made.snapped.replacements
        ),
        offers=tuple(NameOffered(item.heard, item.start, item.end, item.names) for item in made.snapped.offers)
        if placed
        else (),
        anchors=tuple(
            AnchorFound(
                item.kind, item.phrase, item.place.path, item.place.start_line, item.place.end_line,
                item.place.symbol, item.place.content_hash,
            )
            for item in made.anchors
        ),
        language=heard["language"],
        confidence=round(heard["confidence"], 3),
        audio_seconds=heard["audio_seconds"],
        problem=heard["problem"],
        recording=heard.get("recording", ""),
    )  # fmt: skip
