"""Packs in user.db: by the host where one runs, else by a short transaction of our own. Neither starts a host."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
from nss_index.errors import BadInput

from nss_server.capability import in_worker

if TYPE_CHECKING:
    from nss_server.workspace import Workspace


@dataclass(frozen=True, slots=True)
class KeptPack:
    """As the host and user.db have it."""

    id: str
    session: str
    root: str
    at: float
    task: str
    pack: dict[str, Any] = field(default_factory=dict[str, Any])


def identity_of(root: str, pack: dict[str, Any]) -> str:
    """The same pack of the same root has the same name."""
    told = json.dumps([root, pack], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(told.encode()).hexdigest()[:12]


async def keep(workspace: Workspace, identity: str, task: str, pack: dict[str, Any]) -> None:
    row = KeptPack(identity, workspace.session_id, str(workspace.root), 0.0, task, pack)
    if await workspace.host.running() is not None:
        await workspace.host.request("packs/add", asdict(row))
    else:
        await in_worker(_keep_here, row)


async def recall(workspace: Workspace, identity: str) -> KeptPack:
    """Raises BadInput for one that is not kept."""
    if await workspace.host.running() is not None:
        found = (await workspace.host.request("packs/get", {"id": identity}))["pack"]
    else:
        found = await in_worker(_recall_here, identity)
    if found is None:
        raise BadInput(f"no context pack {identity} is kept", todo="`nss context TASK` makes one and says its id")
    return msgspec.convert(found, KeptPack)


def _keep_here(row: KeptPack) -> None:
    from nss_server.userstore.connect import open_user_store
    from nss_server.userstore.packs import PackRow, add_pack

    store = open_user_store()
    try:
        add_pack(store, PackRow(**asdict(row)))
    finally:
        store.close()


def _recall_here(identity: str) -> dict[str, Any] | None:
    from nss_server.userstore.connect import open_user_store
    from nss_server.userstore.packs import get_pack

    store = open_user_store()
    try:
        found = get_pack(store, identity)
    finally:
        store.close()
    return asdict(found) if found is not None else None
