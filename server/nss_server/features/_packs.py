"""Packs in user.db: by the host where one runs, else by a short transaction of our own. Neither starts a host."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from nss_index.errors import BadInput

from nss_server.capability import in_worker

if TYPE_CHECKING:
    from nss_server.userstore.connect import UserStore
    from nss_server.userstore.packs import Earlier, PackRow
    from nss_server.workspace import Workspace

T = TypeVar("T")
R = TypeVar("R")


def identity_of(root: str, pack: dict[str, Any]) -> str:
    """The same pack of the same root has the same name."""
    told = json.dumps([root, pack], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(told.encode()).hexdigest()[:12]


async def keep(workspace: Workspace, identity: str, task: str, pack: dict[str, Any]) -> None:
    from nss_server.userstore.packs import PackRow, add_pack

    row = PackRow(identity, workspace.session_id, str(workspace.root), 0.0, task, pack)
    if await workspace.host.running() is not None:
        await workspace.host.request("packs/add", asdict(row))
    else:
        await in_worker(_in_store, add_pack, row)


async def earlier_packs(workspace: Workspace, task: str) -> list[Earlier]:
    """The last packs of this root for other tasks, the newest first."""
    from nss_server.userstore.packs import Earlier, EarlierOf, packs_before

    asked = EarlierOf(str(workspace.root), task.strip())
    if await workspace.host.running() is not None:
        return msgspec.convert((await workspace.host.request("packs/earlier", asdict(asked)))["packs"], list[Earlier])
    return await in_worker(_in_store, packs_before, asked)


async def recall(workspace: Workspace, identity: str) -> PackRow:
    """Raises BadInput for one that is not kept."""
    from nss_server.userstore.packs import PackRow, get_pack

    if await workspace.host.running() is not None:
        found = (await workspace.host.request("packs/get", {"id": identity}))["pack"]
    else:
        found = await in_worker(_in_store, get_pack, identity)
    if found is None:
        raise BadInput(f"no context pack {identity} is kept", todo="`nss context TASK` makes one and says its id")
    return msgspec.convert(found, PackRow)


def _in_store(call: Callable[[UserStore, T], R], argument: T) -> R:
    from nss_server.userstore.connect import open_user_store

    with closing(open_user_store()) as store:
        return call(store, argument)
