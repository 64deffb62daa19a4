"""Packs in user.db."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from nss_index.errors import BadInput

from nss_server.features._userstore import ask_store

if TYPE_CHECKING:
    from nss_server.userstore.packs import Earlier, PackRow
    from nss_server.workspace import Workspace


def identity_of(root: str, pack: dict[str, Any]) -> str:
    """The same pack of the same root has the same name."""
    told = json.dumps([root, pack], sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(told.encode()).hexdigest()[:12]


async def keep(workspace: Workspace, identity: str, task: str, pack: dict[str, Any]) -> None:
    from nss_server.userstore.packs import PackRow, add_pack

    row = PackRow(identity, workspace.session_id, str(workspace.root), 0.0, task, pack)
    await ask_store(workspace, "packs/add", asdict(row), ("", None), add_pack, row)


async def earlier_packs(workspace: Workspace, task: str) -> list[Earlier]:
    """The last packs of this root for other tasks, the newest first."""
    from nss_server.userstore.packs import Earlier, EarlierOf, packs_before

    asked = EarlierOf(str(workspace.root), task.strip())
    return await ask_store(workspace, "packs/earlier", asdict(asked), ("packs", list[Earlier]), packs_before, asked)


async def recall(workspace: Workspace, identity: str) -> PackRow:
    """Raises BadInput for one that is not kept."""
    from nss_server.userstore.packs import PackRow, get_pack

    answer = ("pack", PackRow | None)
    found = await ask_store(workspace, "packs/get", {"id": identity}, answer, get_pack, identity)
    if found is None:
        raise BadInput(f"no context pack {identity} is kept", todo="`nss context TASK` makes one and says its id")
    return found
