"""The settings tree seen as dotted keys (`search.weights.keyword`). Knows types and documentation, no values'
sources."""

from __future__ import annotations

import functools
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from nss_server.settings.tree import Scope, Setting, Settings


@dataclass(frozen=True, slots=True)
class SettingKey:
    key: str  # "search.weights.keyword"
    type: Any  # as annotated, with its msgspec constraints
    default: Any
    doc: str  # one sentence
    why: str  # the reason for the default
    scope: Scope

    @property
    def environment(self) -> str:
        """The environment variable that sets it: NSS_SEARCH_WEIGHTS_KEYWORD."""
        return "NSS_" + self.key.replace(".", "_").upper()


@functools.cache
def setting_keys() -> Mapping[str, SettingKey]:
    """Every setting by its dotted key, in the tree's order."""
    return {setting.key: setting for setting in _walk(Settings, "")}


@functools.cache
def setting_groups() -> Mapping[str, str]:
    """The documentation of every inner node by its dotted key: `files` → "What is indexed."."""
    return dict(_walk_groups(Settings, ""))


def put(settings: Settings, values: Mapping[str, Any]) -> Settings:
    """`settings` with the values of these dotted keys, which must be valid already."""
    changed: Any = settings
    for key, value in values.items():
        changed = _put(changed, key.split("."), value)
    return changed


def _put(node: Any, names: list[str], value: Any) -> Any:
    if len(names) == 1:
        return replace(node, **{names[0]: value})
    return replace(node, **{names[0]: _put(getattr(node, names[0]), names[1:], value)})


def _walk(node: type, prefix: str) -> Iterator[SettingKey]:
    hints = typing.get_type_hints(node, include_extras=True)
    for item in fields(node):
        kind = hints[item.name]
        if is_dataclass(kind):
            yield from _walk(typing.cast("type", kind), f"{prefix}{item.name}.")
        else:
            said = next(extra for extra in kind.__metadata__ if isinstance(extra, Setting))
            yield SettingKey(f"{prefix}{item.name}", kind, item.default, said.doc, said.why, said.scope)


def _walk_groups(node: type, prefix: str) -> Iterator[tuple[str, str]]:
    hints = typing.get_type_hints(node)
    for item in fields(node):
        kind = hints[item.name]
        if is_dataclass(kind):
            yield f"{prefix}{item.name}", kind.__doc__ or ""
            yield from _walk_groups(typing.cast("type", kind), f"{prefix}{item.name}.")
