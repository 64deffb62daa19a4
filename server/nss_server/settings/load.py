"""Lays the sources of settings over each other: defaults < user file < project file < editor < environment < flags.

A source with something wrong in it never stops anything: the wrong key is left out, the rest counts, and a problem says
which key of which file and line is meant. The project file may set harmless keys only (scope "project").
"""

from __future__ import annotations

import difflib
import json
import os
import stat
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import msgspec

from nss_server.settings.keys import SettingKey, put, setting_groups, setting_keys
from nss_server.settings.tree import Settings
from nss_server.settings.where import line_of_key

PROJECT_FILE = ".nss.toml"
USER_FILE = "config.toml"
ENVIRONMENT = "environment"
MAX_FILE_BYTES = 256 * 1024  # a settings file is a page; anything larger is not one


@dataclass(frozen=True, slots=True)
class SettingsProblem:
    """One thing that a source says and that does not count. `line` is 1-based, 0 where unknown."""

    source: str  # a file's path, "editor settings", "environment", "--set"
    key: str  # "" for the whole source
    what: str
    line: int = 0

    def sentence(self) -> str:
        where = f"{self.source}:{self.line}" if self.line else self.source
        return f"{where}: {self.key}: {self.what}" if self.key else f"{where}: {self.what}"


@dataclass(frozen=True, slots=True)
class Loaded:
    settings: Settings
    problems: tuple[SettingsProblem, ...]


@dataclass(frozen=True, slots=True)
class _Source:
    name: str
    values: Mapping[str, Any]  # nested or dotted keys
    project: bool = False  # only keys of scope "project" count
    text: str = ""  # of the file, to find lines in
    loose: bool = False  # values are text: "5" is a number, "a,b" a list


def load_settings(
    root: Path | None,
    *,
    editor: Mapping[str, Any] | None = None,
    flags: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Loaded:
    """The settings for `root` (None: no project file). `editor` is nested as in the tree or dotted; `flags` is dotted;
    `environment` defaults to the process'. Never raises for what a source says."""
    problems: list[SettingsProblem] = []
    sources = list(_files(root, problems))
    sources.append(_Source("editor settings", editor or {}))
    variables = os.environ if environment is None else environment
    named = {key: variables[item.environment] for key, item in setting_keys().items() if item.environment in variables}
    sources.append(_Source(ENVIRONMENT, named, loose=True))
    sources.append(_Source("--set", flags or {}, loose=True))
    values: dict[str, Any] = {}
    for source in sources:
        values.update(_accepted(source, problems))
    return Loaded(put(Settings(), values), tuple(problems))


def _files(root: Path | None, problems: list[SettingsProblem]) -> Iterator[_Source]:
    from nss_index.paths import config_home

    for path, project in ((config_home() / USER_FILE, False), (root / PROJECT_FILE if root else None, True)):
        if path is None:
            continue
        try:
            # O_NONBLOCK: opening a named pipe would wait for a writer, and a repository must not make anybody wait.
            with open(path, "rb", opener=lambda name, flags: os.open(name, flags | os.O_NONBLOCK)) as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    problems.append(SettingsProblem(str(path), "", "is not an ordinary file, not read"))
                    continue
                data = file.read(MAX_FILE_BYTES + 1)
            if len(data) > MAX_FILE_BYTES:
                problems.append(SettingsProblem(str(path), "", f"larger than {MAX_FILE_BYTES // 1024} KiB, not read"))
                continue
            text = data.decode("utf-8-sig")
            yield _Source(str(path), tomllib.loads(text), project, text)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            problems.append(SettingsProblem(str(path), "", f"cannot be read: {error.strerror or error}"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
            problems.append(SettingsProblem(str(path), "", f"is not valid TOML, so none of it counts: {error}"))


def _accepted(source: _Source, problems: list[SettingsProblem]) -> Iterator[tuple[str, Any]]:
    keys = setting_keys()
    for key, value in _flat(source.values, ""):
        line = line_of_key(source.text, key)

        def refuse(what: str, key: str = key, line: int = line) -> None:
            # People know the variable that they set, not the key that it stands for.
            named = setting_keys()[key].environment if source.name == ENVIRONMENT else key
            problems.append(SettingsProblem(source.name, named, what, line))

        setting = keys.get(key)
        if setting is None:
            refuse(_unknown(key))
        elif source.project and setting.scope != "project":
            refuse(
                "a project file may not set this, because a repository that you only look at must not choose what runs "
                f"on your machine; set it in your own {USER_FILE} or your editor"
            )
        else:
            try:
                yield key, _convert(setting, value, source.loose)
            except msgspec.ValidationError as error:
                refuse(f"{_shown(value)} does not fit: {_reason(error)}")


def _flat(values: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Any]]:
    """Dotted keys of a nested mapping. A mapping where a value belongs stays one, to be refused by its type."""
    for name, value in values.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping) and key not in setting_keys():
            nested = cast("Mapping[str, Any]", value)
            if nested:
                yield from _flat(nested, f"{key}.")
            elif key not in setting_groups():
                yield key, nested
        else:
            yield key, value


def _convert(setting: SettingKey, value: Any, loose: bool) -> Any:
    if loose and isinstance(value, str) and isinstance(setting.default, tuple):
        value = _listed(value)
    return msgspec.convert(value, setting.type, strict=not loose)


def _listed(text: str) -> Any:
    """`a,b` or a JSON list."""
    if text.lstrip().startswith("["):
        try:
            return json.loads(text)
        except json.JSONDecodeError as error:
            raise msgspec.ValidationError(f"not a JSON list: {error.msg}") from error
    return [part.strip() for part in text.split(",") if part.strip()]


def _unknown(key: str) -> str:
    if key in setting_groups():
        return "is a group of settings, not a value"
    close = difflib.get_close_matches(key, setting_keys(), 1)
    return f"is not a setting; did you mean {close[0]}?" if close else "is not a setting"


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else shown[:57] + "…"


def _reason(error: msgspec.ValidationError) -> str:
    return str(error).replace("`", "").replace(" - at $", " at ")
