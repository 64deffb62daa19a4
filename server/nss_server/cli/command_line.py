"""Which command a command line means, found without building a parser. Also the options that every command takes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GlobalOption:
    names: tuple[str, ...]
    help: str
    metavar: str = ""  # "" for a switch
    choices: tuple[str, ...] = ()
    repeated: bool = False


GLOBAL_OPTIONS: tuple[GlobalOption, ...] = (
    GlobalOption(("--root", "-R"), "The folder to work on; else the repository around the current folder.", "DIR"),
    GlobalOption(("--json",), "Print JSON: one object, or one a line for lists of things."),
    GlobalOption(("--no-host",), "Do without the background host; indexing runs in this command."),
    GlobalOption(("--color",), "Colour the output: when it is a terminal, always, or never.", "WHEN",
                 choices=("auto", "always", "never")),
    GlobalOption(("--quiet", "-q"), "No progress and no remarks on standard error; errors stay."),
    GlobalOption(("--set",), "Set a setting for this command: search.limit=5.", "KEY=VALUE", repeated=True),
)  # fmt: skip


OTHER_NAMES = {("search", "--history"): "searches/list"}
"""Options that mean another command."""


@dataclass(frozen=True, slots=True)
class Found:
    name: str  # "jobs/list", "" where the line names no command
    rest: list[str]  # all other arguments, in order
    group: str = ""  # "jobs" when only that was said, or an unknown word follows it
    word: str = ""  # the unknown word


def find_command(arguments: Sequence[str], names: Collection[str]) -> Found:
    """Options may stand before the command: `nss --root DIR search words`. A word after `--` is never one."""
    valued = {name for option in GLOBAL_OPTIONS if option.metavar for name in option.names}
    groups = {name.partition("/")[0] for name in names if "/" in name}
    group = ""
    position = 0
    taken: list[int] = []
    while position < len(arguments):
        word = arguments[position]
        if word == "--":
            break
        if word.startswith("-"):
            position += 2 if word in valued else 1
            continue
        taken.append(position)
        name = f"{group}/{word}" if group else word
        if name in names:
            return _as_meant(Found(name, _without(arguments, taken)))
        if group or word not in groups:
            return Found("", _without(arguments, taken), group, word)
        group = word
        position += 1
    return Found("", _without(arguments, taken), group)


def _as_meant(found: Found) -> Found:
    for (name, option), other in OTHER_NAMES.items():
        options = found.rest[: found.rest.index("--")] if "--" in found.rest else found.rest
        if name == found.name and option in options:
            at = found.rest.index(option)
            return Found(other, found.rest[:at] + found.rest[at + 1 :])
    return found


def _without(arguments: Sequence[str], taken: Collection[int]) -> list[str]:
    return [word for position, word in enumerate(arguments) if position not in taken]
