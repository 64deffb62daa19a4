"""A capability's params as a command line: the flags, positional arguments and help that its declaration implies."""

from __future__ import annotations

import argparse
import typing
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Literal, NoReturn, cast

from msgspec import Meta

from nss_server.capability import Capability, Flag, Positional
from nss_server.cli.command_line import GLOBAL_OPTIONS


@dataclass(frozen=True, slots=True)
class Param:
    """One field of a params dataclass as the shell sees it."""

    name: str
    kind: Any  # without `Annotated`: int, str, bool, tuple[str, ...], Literal[…]
    required: bool
    default: Any
    help: str
    flags: tuple[str, ...]  # () for a positional
    positional: Positional | None
    stdin: bool  # `-` reads the standard input


@dataclass(frozen=True, slots=True)
class ParsedCommand:
    params: dict[str, Any]
    root: str | None
    json: bool
    no_host: bool
    color: Literal["auto", "always", "never"]
    quiet: bool
    settings: Mapping[str, str] = field(default_factory=dict[str, str])
    batch: str = ""  # `nss search --batch FILE`


def params_of(capability: Capability) -> list[Param]:
    """The params in the declaration's order."""
    hints = typing.get_type_hints(capability.params, include_extras=True)
    return [_param(item.name, hints[item.name], item.default) for item in fields(capability.params)]


def build_parser(capability: Capability) -> argparse.ArgumentParser:
    """The parser of one command; it ends the process with code 2 for a line that it cannot read."""
    parser = _Parser(
        prog="nss " + capability.name.replace("/", " "),
        description=capability.description,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    for param in params_of(capability):
        _add(parser, param, capability)
    if capability.takes_root:
        parser.add_argument("root_argument", metavar="ROOT", nargs="?", help="The folder, as --root names it.")
    if capability.name == "search":
        parser.add_argument("--batch", metavar="FILE", default="", help="One query a line; answers with JSON lines.")
    everywhere = parser.add_argument_group("options of every command")
    for option in GLOBAL_OPTIONS:
        name = option.names[0].lstrip("-").replace("-", "_")
        if option.repeated:
            everywhere.add_argument(
                *option.names, dest=name, action="append", default=[], metavar=option.metavar, help=option.help
            )
        elif option.choices:
            default = option.choices[0]
            everywhere.add_argument(*option.names, dest=name, choices=option.choices, default=default, help=option.help)
        elif option.metavar:
            everywhere.add_argument(*option.names, dest=name, metavar=option.metavar, help=option.help)
        else:
            everywhere.add_argument(*option.names, dest=name, action="store_true", help=option.help)
    return parser


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One sentence, as for every other error: argparse's eight lines of usage would bury it."""
        self.exit(2, f"{self.prog}: {message}. See `{self.prog} --help`\n")


def parse(capability: Capability, arguments: Sequence[str]) -> ParsedCommand:
    parser = build_parser(capability)
    found = {name: _unmarked(value) for name, value in vars(parser.parse_intermixed_args(_marked(arguments))).items()}
    batch = found.get("batch", "")
    params: dict[str, Any] = {}
    for param in params_of(capability):
        value = found[param.name]
        if param.positional and param.positional.many:
            joined = value if param.kind is not str else " ".join(value)
            value = joined if value else None
        if value is not None:
            params[param.name] = value
        elif param.required and not batch:
            metavar = param.positional.metavar if param.positional else param.flags[0]
            parser.error(f"{metavar} is missing" + (", or --batch FILE" if "batch" in found else ""))
    if batch and "query" in params:
        parser.error("either QUERY or --batch FILE, not both")
    root = found.get("root_argument") or found["root"]
    if found.get("root_argument") and found["root"]:
        parser.error("either ROOT or --root DIR, not both")
    settings: dict[str, str] = {}
    for pair in found["set"]:
        key, equals, value = pair.partition("=")
        if not equals:
            parser.error(f"--set takes KEY=VALUE, not {pair!r}")
        settings[key.strip()] = value
    return ParsedCommand(
        params=params,
        root=root,
        json=found["json"],
        no_host=found["no_host"],
        color=found["color"],
        quiet=found["quiet"],
        settings=settings,
        batch=batch,
    )


_WORD = "\0"  # in front of a word that looks like an option and is none; no argument of a process can hold it


def _marked(arguments: Sequence[str]) -> list[str]:
    """What stands behind `--` are words: argparse, when options and words are mixed, takes them for options."""
    at = arguments.index("--") if "--" in arguments else len(arguments)
    behind = [_WORD + word if word.startswith("-") else word for word in arguments[at + 1 :]]
    return [*arguments[:at], *behind]


def _unmarked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unmarked(each) for each in cast("list[Any]", value)]
    return value.removeprefix(_WORD) if isinstance(value, str) else value


def _param(name: str, hint: Any, default: Any) -> Param:
    kind, extras = hint, ()
    if typing.get_origin(hint) is typing.Annotated:
        kind, extras = hint.__origin__, hint.__metadata__
    positional = next((extra for extra in extras if isinstance(extra, Positional)), None)
    flag = next((extra for extra in extras if isinstance(extra, Flag)), None)
    meta = next((extra for extra in extras if isinstance(extra, Meta)), None)
    names = flag.names if flag else ("--" + name.replace("_", "-"),)
    required = default is MISSING
    return Param(
        name=name,
        kind=kind,
        required=required,
        default=None if required else default,
        help=(meta.description if meta else "") or "",
        flags=() if positional else names,
        positional=positional,
        stdin=bool((positional and positional.stdin) or (flag and flag.stdin)),
    )


def _add(parser: argparse.ArgumentParser, param: Param, capability: Capability) -> None:
    # argparse reads % in a help text as a format.
    text = param.help.replace("%", "%%")
    if param.positional:
        many = "*" if param.positional.many else "?" if not param.required else None
        kind = param.kind if param.kind in (int, float) else str
        parser.add_argument(param.name, type=kind, metavar=param.positional.metavar, nargs=many, help=text)
    elif param.kind is bool and param.default:
        parser.add_argument(*param.flags, dest=param.name, action=argparse.BooleanOptionalAction, help=text)
    elif param.kind is bool:
        parser.add_argument(*param.flags, dest=param.name, action="store_true", default=None, help=text)
    elif typing.get_origin(param.kind) is tuple:
        name = param.flags[0].lstrip("-").upper()
        parser.add_argument(*param.flags, dest=param.name, action="append", metavar=name, help=text)
    elif typing.get_origin(param.kind) is Literal:
        parser.add_argument(*param.flags, dest=param.name, choices=typing.get_args(param.kind), help=text)
    elif param.kind in (int, float):
        parser.add_argument(*param.flags, dest=param.name, type=param.kind, metavar="N", help=text)
    else:
        parser.add_argument(*param.flags, dest=param.name, metavar=param.name.upper(), help=text)
