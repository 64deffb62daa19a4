"""What a request of the host is to the function that answers it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Protocol, TypeVar

import msgspec
from nss_index.errors import BadInput

from nss_server.host.host import Host, Watcher


class Client(Protocol):
    """Who asks: its connection hears of roots, the request itself of the job that it follows."""

    @property
    def watcher(self) -> Watcher: ...

    def job_event(self, event: Mapping[str, Any]) -> None: ...


T = TypeVar("T")
Service = Callable[[Host, Client, Mapping[str, Any]], Awaitable[Any]]


def read_params(params: Mapping[str, Any], kind: type[T]) -> T:
    """Raises BadInput."""
    try:
        return msgspec.convert(params, kind)
    except msgspec.ValidationError as error:
        raise BadInput("the host cannot read this request", why=str(error)) from error
