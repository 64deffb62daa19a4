"""The host's requests about voice, one function each. Knows no wire."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from nss_server.adapters.host_protocol import plain
from nss_server.adapters.voice.choose import budget
from nss_server.host.host import Host
from nss_server.host.request import Client, Service, read_params
from nss_server.host.take import DictationRequest
from nss_server.userstore.dictations import (
    DictationRow,
    add_dictation,
    delete_dictations,
    finish_dictation,
    list_dictations,
)


@dataclass(frozen=True, slots=True)
class Context:
    """For the row in user.db."""

    client: str = ""
    root: str = ""
    session: str = ""
    target: str = "text"


@dataclass(frozen=True, slots=True)
class RunParams:
    request: DictationRequest
    context: Context = field(default_factory=Context)


@dataclass(frozen=True, slots=True)
class WeighParams:
    take: str
    questions: list[tuple[int, int, str]]


@dataclass(frozen=True, slots=True)
class ListenParams:
    take: str
    words: list[list[str]]


@dataclass(frozen=True, slots=True)
class RecordParams:
    take: str
    text: str
    replacements: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    timings: dict[str, float] = field(default_factory=dict[str, float])


@dataclass(frozen=True, slots=True)
class BudgetParams:
    model: str = "auto"
    compute_device: str = "auto"


@dataclass(frozen=True, slots=True)
class HistoryParams:
    words: str = ""
    root: str = ""
    limit: int = 50


@dataclass(frozen=True, slots=True)
class DeleteParams:
    takes: list[str]
    all: bool = False


async def dictation_run(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    """Record (or read a file), and answer with the text when it is there. What happens meanwhile goes to the asker."""
    asked = read_params(params, RunParams)
    result = await host.dictation.run(asked.request, client.job_event, asked.context.client or "another editor")
    if not asked.request.path and not asked.request.level_only:
        context = asked.context
        row = DictationRow(
            id=result["take"],
            session=context.session,
            root=context.root,
            target=context.target,
            at=time.time(),
            raw=result["plain"],
            text="",
            language=result["language"],
            confidence=result["confidence"],
            audio_seconds=result["audio_seconds"],
            model=host.dictation.status()["model"],
            recording=result["recording"],
            replacements=[],
            timings=result["timings"],
        )
        await host.store.call(add_dictation, row)
    return result


async def dictation_stop(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    return host.dictation.stop()


async def dictation_cancel(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    return host.dictation.cancel()


async def dictation_status(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    return host.dictation.status()


async def dictation_listen(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    asked = read_params(params, ListenParams)
    return await host.dictation.listen(asked.take, asked.words)


async def dictation_weigh(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    asked = read_params(params, WeighParams)
    return host.dictation.weigh(asked.take, asked.questions)


async def dictation_record(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    asked = read_params(params, RecordParams)
    await host.store.call(finish_dictation, asked.take, asked.text, asked.replacements, asked.timings)
    return {}


async def voice_devices(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    return {"devices": await host.dictation.devices()}


async def voice_budget(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    asked = read_params(params, BudgetParams)
    return {"budget": await asyncio.to_thread(budget, asked.model, asked.compute_device)}


async def voice_history(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    asked = read_params(params, HistoryParams)
    rows = await host.store.call(list_dictations, asked.words, asked.root, max(1, min(asked.limit, 1000)))
    return {"dictations": msgspec.to_builtins(rows)}


async def voice_delete(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    asked = read_params(params, DeleteParams)
    if not asked.takes and not asked.all:
        return {"deleted": []}
    rows = await host.store.call(delete_dictations, [] if asked.all else asked.takes)
    for row in rows:
        if row.recording:
            await asyncio.to_thread(Path(row.recording).unlink, True)
    return {"deleted": [plain(row.id) for row in rows]}


VOICE_SERVICES: Mapping[str, Service] = {
    "dictation/run": dictation_run,
    "dictation/stop": dictation_stop,
    "dictation/cancel": dictation_cancel,
    "dictation/status": dictation_status,
    "dictation/listen": dictation_listen,
    "dictation/weigh": dictation_weigh,
    "dictation/record": dictation_record,
    "voice/devices": voice_devices,
    "voice/budget": voice_budget,
    "voice/history": voice_history,
    "voice/delete": voice_delete,
}
