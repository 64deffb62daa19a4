"""user.db for a feature: through the host where one runs, else by a short transaction of our own.

Neither starts a host.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from typing import TYPE_CHECKING, Any, TypeVar, cast

import msgspec

from nss_server.capability import in_worker

if TYPE_CHECKING:
    from nss_server.userstore.connect import UserStore
    from nss_server.workspace import Workspace

T = TypeVar("T")
R = TypeVar("R")


async def ask_store(
    workspace: Workspace,
    method: str,
    params: Mapping[str, Any],
    answer: tuple[str, Any],
    call: Callable[[UserStore, T], R],
    argument: T,
) -> R:
    """What `call(store, argument)` returns, here or in the host, whose request `method` does the same; `answer` is the
    field of its answer and the type of that field, ("", None) for a request that only writes."""
    if await workspace.host.running() is None:
        return await in_worker(_in_store, call, argument)
    told = await workspace.host.request(method, params)
    field, kind = answer
    return cast("R", msgspec.convert(told[field], kind) if field else None)


def _in_store(call: Callable[[UserStore, T], R], argument: T) -> R:
    from nss_server.userstore.connect import open_user_store

    with closing(open_user_store()) as store:
        return call(store, argument)
