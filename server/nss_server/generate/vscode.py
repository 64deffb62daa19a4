"""The `contributes.configuration` part of the VS Code extension's package.json."""

from __future__ import annotations

import json
import typing
from typing import Any, Literal

from msgspec import Meta

from nss_server.settings import SettingKey


def configuration(keys: tuple[SettingKey, ...]) -> str:
    """JSON: {"title", "properties"}; user settings get the scope "machine", which a workspace cannot set."""
    properties = {f"nss.{setting.key}": _property(setting) for setting in keys}
    return json.dumps({"title": "NSS", "properties": properties}, indent=2, ensure_ascii=False) + "\n"


def _property(setting: SettingKey) -> dict[str, Any]:
    kind = setting.type
    metas: list[Meta] = []
    if typing.get_origin(kind) is typing.Annotated:
        metas = [extra for extra in kind.__metadata__ if isinstance(extra, Meta)]
        kind = kind.__origin__
    described: dict[str, Any] = _type(kind)
    for meta in metas:
        bounds = {
            "minimum": meta.ge,
            "maximum": meta.le,
            "exclusiveMinimum": meta.gt,
            "exclusiveMaximum": meta.lt,
            "pattern": meta.pattern,
        }
        described |= {name: bound for name, bound in bounds.items() if bound is not None}
    return {
        **described,
        "default": setting.default,
        "scope": "machine" if setting.scope == "user" else "resource",
        "markdownDescription": f"{setting.doc} Default because {setting.why}.",
    }


def _type(kind: Any) -> dict[str, Any]:
    simple = {str: "string", int: "integer", float: "number", bool: "boolean"}
    if kind in simple:
        return {"type": simple[kind]}
    if typing.get_origin(kind) is Literal:
        return {"type": "string", "enum": list(typing.get_args(kind))}
    if typing.get_origin(kind) is tuple:
        return {"type": "array", "items": _type(typing.get_args(kind)[0])}
    raise TypeError(f"a setting of the type {kind} cannot be shown in the editor")
