"""The names of the commands that the server offers, before anything that runs them is imported."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from nss_server import contract

if TYPE_CHECKING:
    from nss_server.capability import Capability

SEARCH_SELECTION = "nss.searchSelection"
SIMILAR_SELECTION = "nss.similarSelection"
DICTATE_HERE = "nss.dictateHere"
SHOW_DEPENDENTS = "nss.showDependents"
SHOW_IMPACT = "nss.showImpact"
SEARCH_TAG = "nss.searchTag"
ASSEMBLE_CONTEXT = "nss.assembleContext"
COPY_CONTEXT = "nss.copyContext"

_OWN = (
    SEARCH_SELECTION, SIMILAR_SELECTION, DICTATE_HERE, SHOW_DEPENDENTS, SHOW_IMPACT, SEARCH_TAG, ASSEMBLE_CONTEXT,
    COPY_CONTEXT,
)  # fmt: skip


def argument_of(arguments: Sequence[object] | None) -> dict[str, Any]:
    """The first argument of a command; {} where that is no object: an editor may send anything."""
    first = arguments[0] if arguments else None
    return cast("dict[str, Any]", first) if isinstance(first, dict) else {}


def capabilities() -> tuple[Capability, ...]:
    return tuple(capability for capability in contract.collect() if "lsp" in capability.surfaces)


def command_names() -> list[str]:
    """An editor's plugin must not register these ids itself: its LSP client library does."""
    return [*(capability.command for capability in capabilities()), *_OWN]
