"""The requests of the host, one function each: `(host, client, params) -> result`. Knows no wire."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from nss_index.errors import BadInput

from nss_server.adapters.host_protocol import plain
from nss_server.host.host import Host
from nss_server.host.request import Client, Service, read_params
from nss_server.host.timings import TimingEntry
from nss_server.host.voice_service import VOICE_SERVICES
from nss_server.userstore.jobs import get_job, job_events, list_jobs
from nss_server.userstore.packs import EarlierOf, PackRow, add_pack, get_pack, packs_before
from nss_server.userstore.searches import (
    SearchesAsked,
    SearchRow,
    add_search,
    delete_searches,
    get_search,
    list_searches,
)
from nss_server.userstore.sessions import touch_session


@dataclass(frozen=True, slots=True)
class RootParams:
    root: str
    settings: dict[str, Any] = field(default_factory=dict[str, Any])
    words: str = ""  # a question that waits for the first pass: files that hold its words are indexed first


@dataclass(frozen=True, slots=True)
class ChangedParams:
    root: str
    paths: list[str]


@dataclass(frozen=True, slots=True)
class IndexParams:
    rebuild: bool = False
    vectors: bool = True


@dataclass(frozen=True, slots=True)
class JobParams:
    root: str
    kind: str = "index"
    settings: dict[str, Any] = field(default_factory=dict[str, Any])
    params: IndexParams = field(default_factory=IndexParams)


@dataclass(frozen=True, slots=True)
class JobName:
    job: str
    after: int = 0


@dataclass(frozen=True, slots=True)
class ListParams:
    limit: int = 50


@dataclass(frozen=True, slots=True)
class SearchName:
    id: int


@dataclass(frozen=True, slots=True)
class PackName:
    id: str


@dataclass(frozen=True, slots=True)
class TimingParams:
    entries: list[TimingEntry]


async def root_open(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    asked = read_params(params, RootParams)
    return plain(await host.open_root(asked.root, asked.settings, client.watcher, asked.words))


async def root_close(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    host.close_root(host.name_of(read_params(params, RootParams).root), client.watcher)
    return {}


async def root_changed(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    asked = read_params(params, ChangedParams)
    if root := host.roots.get(host.name_of(asked.root)):
        root.changed(asked.paths)
    return {}


async def root_focus(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    if root := host.roots.get(host.name_of(read_params(params, RootParams).root)):
        root.reconcile()
    return {}


async def job_start(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    asked = read_params(params, JobParams)
    if asked.kind != "index":
        raise BadInput(f"no jobs of the kind {asked.kind!r}", todo='The kinds are: "index"')
    job = await host.start_index(asked.root, asked.settings, asked.params.rebuild, asked.params.vectors)
    return {"job": job.row.id}


async def job_run(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    """Start or join, follow, and answer when the job ends. Cancelling the request detaches from it."""
    started = await job_start(host, client, params)
    return await _follow(host, client, JobName(started["job"]))


async def job_attach(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    """Replay the events after `after`, follow, and answer when the job ends."""
    return await _follow(host, client, read_params(params, JobName))


async def job_cancel(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    identity = read_params(params, JobName).job
    if await host.store.call(get_job, identity) is None:
        raise BadInput(f"no job {identity}", todo="`nss jobs list` shows those that are kept")
    await host.cancel(identity)
    return plain(await host.store.call(get_job, identity))


async def jobs_list(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    limit = read_params(params, ListParams).limit
    return {"jobs": [_public(plain(row)) for row in await host.store.call(list_jobs, max(1, min(limit, 1000)))]}


async def jobs_show(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    identity = read_params(params, JobName).job
    row = await host.store.call(get_job, identity)
    if row is None:
        raise BadInput(f"no job {identity}", todo="`nss jobs list` shows those that are kept")
    live = host.jobs.live.get(identity)
    events = await host.store.call(job_events, identity, 0)
    return {**_public(plain(row)), "progress": live.progress if live else None, "events": plain(events)}


async def status(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    return host.status()


async def session_touch(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    root = host.name_of(read_params(params, RootParams).root)
    return {"session": plain(await host.store.call(touch_session, root))}


async def packs_add(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    await host.store.call(add_pack, read_params(params, PackRow))
    return {}


async def packs_get(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    return {"pack": plain(await host.store.call(get_pack, read_params(params, PackName).id))}


async def packs_earlier(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    return {"packs": plain(await host.store.call(packs_before, read_params(params, EarlierOf)))}


async def searches_add(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    await host.store.call(add_search, read_params(params, SearchRow))
    return {}


async def searches_list(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    return {"searches": plain(await host.store.call(list_searches, read_params(params, SearchesAsked)))}


async def searches_get(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    return {"search": plain(await host.store.call(get_search, read_params(params, SearchName).id))}


async def searches_delete(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    return {"deleted": await host.store.call(delete_searches, read_params(params, SearchName).id)}


async def timing_report(host: Host, client: Client, params: Mapping[str, Any]) -> Any:
    host.timings.add(read_params(params, TimingParams).entries)
    return {}


SERVICES: Mapping[str, Service] = {
    "root/open": root_open,
    "root/close": root_close,
    "root/changed": root_changed,
    "root/focus": root_focus,
    "job/run": job_run,
    "job/start": job_start,
    "job/attach": job_attach,
    "job/cancel": job_cancel,
    "jobs/list": jobs_list,
    "jobs/show": jobs_show,
    "status": status,
    "session/touch": session_touch,
    "packs/add": packs_add,
    "packs/get": packs_get,
    "packs/earlier": packs_earlier,
    "searches/add": searches_add,
    "searches/list": searches_list,
    "searches/get": searches_get,
    "searches/delete": searches_delete,
    "timing/report": timing_report,
    **VOICE_SERVICES,
}
WAITING = frozenset(("job/run", "job/attach", "dictation/run"))
"""Requests that last as long as a job or a speaker does: their time says nothing of how quick the host is."""


async def _follow(host: Host, client: Client, name: JobName) -> Any:
    with host.awaited(name.job):
        leave = await host.jobs.follow(name.job, name.after, client.job_event)
        try:
            return await host.jobs.result(name.job)
        finally:
            leave()


def _public(row: dict[str, Any]) -> dict[str, Any]:
    """Without the client's settings, which may name a key."""
    params = {name: value for name, value in cast("dict[str, Any]", row["params"]).items() if name != "settings"}
    return {**row, "params": params}
