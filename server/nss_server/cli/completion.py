"""Completion scripts of the shells, written from the commands and their params."""

from __future__ import annotations

import sys
import typing
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from nss_server.cli.command_line import GLOBAL_OPTIONS
from nss_server.cli.help import all_summaries

SHELLS = ("bash", "zsh", "fish")
USAGE = """usage: nss completion bash|zsh|fish

Print the completion script of a shell. To use it:
  bash   eval "$(nss completion bash)"      in ~/.bashrc
  zsh    eval "$(nss completion zsh)"       in ~/.zshrc, after compinit
  fish   nss completion fish > ~/.config/fish/completions/nss.fish
"""


@dataclass(frozen=True, slots=True)
class Option:
    name: str
    help: str
    choices: tuple[str, ...] = ()
    valued: bool = False


def main(arguments: Sequence[str]) -> int:
    if "--help" in arguments or "-h" in arguments:
        sys.stdout.write(USAGE)
        return 0
    if len(arguments) != 1 or arguments[0] not in SHELLS:
        sys.stderr.write(USAGE)
        return 2
    sys.stdout.write(script(arguments[0]))
    return 0


def script(shell: str) -> str:
    return {"bash": _bash, "zsh": _zsh, "fish": _fish}[shell](options_by_command())


def options_by_command() -> dict[str, list[Option]]:
    """ "jobs list" → its options, those of every command included."""
    from nss_server.cli.arguments import params_of
    from nss_server.contract import collect

    everywhere = [
        Option(name, option.help, option.choices, bool(option.metavar))
        for option in GLOBAL_OPTIONS
        for name in option.names
    ]
    found: dict[str, list[Option]] = {name: [] for name, _ in all_summaries()}
    for capability in collect():
        if "cli" not in capability.surfaces:
            continue
        options = [
            Option(
                flag,
                param.help,
                typing.get_args(param.kind) if typing.get_origin(param.kind) is Literal else (),
                param.kind is not bool,
            )
            for param in params_of(capability)
            for flag in param.flags
        ]
        if capability.name == "search":
            options.append(Option("--batch", "One query a line.", valued=True))
        found[capability.name.replace("/", " ")] = [*options, *everywhere]
    return found


def _bash(commands: dict[str, list[Option]]) -> str:
    cases = [
        f'    "{name}") words="{" ".join(option.name for option in options)}" ;;' for name, options in commands.items()
    ]
    choices = sorted({(o.name, " ".join(o.choices)) for options in commands.values() for o in options if o.choices})
    values = [f'    {name}) COMPREPLY=($(compgen -W "{words}" -- "$current")); return ;;' for name, words in choices]
    return "\n".join(
        [
            "_nss() {",
            '  local current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}" command words word',
            '  command=""',
            '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
            '    [[ $word == -* ]] || command="${command:+$command }$word"',
            "  done",
            '  case "$previous" in',
            "    --root|-R|--batch|--path|-p) COMPREPLY=(); compopt -o default; return ;;",
            *values,
            "  esac",
            '  case "$command" in',
            f'    "") words="{" ".join(_first_words(commands))}" ;;',
            *(f'    "{group}") words="{" ".join(subs)}" ;;' for group, subs in _groups(commands).items()),
            *cases,
            "    *) compopt -o default; return ;;",
            "  esac",
            '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
            "  [[ ${#COMPREPLY[@]} -gt 0 ]] || compopt -o default",
            "}",
            "complete -F _nss nss",
            "",
        ]
    )


def _zsh(commands: dict[str, list[Option]]) -> str:
    """zsh runs bash's completion functions through its own bridge, which ships with it."""
    return "autoload -U +X bashcompinit && bashcompinit\ncompopt() { :; }\n" + _bash(commands)


def _fish(commands: dict[str, list[Option]]) -> str:
    summaries = dict(all_summaries())
    groups = _groups(commands)
    lines = ["complete -c nss -f"]
    for word in _first_words(commands):
        said = _fish_text(summaries.get(word, f"{word}: {', '.join(groups.get(word, ()))}"))
        lines.append(f"complete -c nss -n __fish_use_subcommand -a {word} -d {said}")
    for group, subs in groups.items():
        seen = f"__fish_seen_subcommand_from {group}; and not __fish_seen_subcommand_from {' '.join(subs)}"
        for sub in subs:
            said = _fish_text(summaries[f"{group} {sub}"])
            lines.append(f"complete -c nss -n '{seen}' -a {sub} -d {said}")
    for name, options in commands.items():
        seen = "; and ".join(f"__fish_seen_subcommand_from {word}" for word in name.split())
        for option in options:
            flag = f"-l {option.name[2:]}" if option.name.startswith("--") else f"-s {option.name[1:]}"
            value = f" -x -a '{' '.join(option.choices)}'" if option.choices else " -r" if option.valued else ""
            lines.append(f"complete -c nss -n '{seen}' {flag}{value} -d {_fish_text(option.help)}")
    return "\n".join(lines) + "\n"


def _first_words(commands: dict[str, list[Option]]) -> list[str]:
    return sorted({name.split()[0] for name in commands})


def _groups(commands: dict[str, list[Option]]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for name in commands:
        group, _, sub = name.partition(" ")
        if sub:
            groups.setdefault(group, []).append(sub)
    return groups


def _fish_text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
