"""The help that no single command owns: the overview, a group of commands, an unknown command."""

from __future__ import annotations

from collections.abc import Sequence

from nss_server.cli.command_line import GLOBAL_OPTIONS
from nss_server.cli.generated import COMMANDS

BUILT_IN_SUMMARIES: tuple[tuple[str, str], ...] = (
    ("completion", "Print the completion script of a shell: bash, zsh or fish."),
    ("help", "Show the help of a command."),
    ("host/run", "Run the background host in the foreground."),
    ("lsp", "Run the language server on standard input and output."),
)

LSP_HELP = """\
usage: nss lsp [--stdio]

Run the language server on standard input and output. Editors start it; it takes its folders from them.

options:
  --stdio  Accepted and ignored, because some clients add it: there is no other transport.
"""


def top_help() -> str:
    lines = ["usage: nss [OPTIONS] COMMAND [ARGUMENTS]", "", "Search and understand the codebase, locally."]
    lines += ["", "commands:"]
    lines += _rows(all_summaries())
    lines += ["", "options of every command:"]
    options = [("-h, --help", "Show this help, or a command's."), ("-V, --version", "Show the version.")]
    for option in GLOBAL_OPTIONS:
        names = ", ".join(reversed(option.names))
        options.append((f"{names} {option.metavar}".strip(), option.help))
    lines += _rows(options)
    lines += ["", "`nss COMMAND --help` says more. Exit codes: docs/reference/exit-codes.md"]
    return "\n".join(lines) + "\n"


def group_help(group: str) -> str:
    rows = [(name, summary) for name, summary in all_summaries() if name.startswith(f"{group} ")]
    return "\n".join([f"usage: nss {group} COMMAND", "", "commands:", *_rows(rows)]) + "\n"


def unknown_command(group: str, word: str) -> str:
    import difflib

    said = f"{group} {word}".strip()
    known = [name for name, _ in all_summaries()]
    close = difflib.get_close_matches(said, known, 3, 0.5)
    guess = f". Did you mean: {', '.join(f'nss {name}' for name in close)}?" if close else ". `nss --help` lists them"
    return f"nss: no command {said!r}{guess}\n"


def no_command_after(options: Sequence[str]) -> str:
    """For `nss --root search`, where the option took the command's word as its value."""
    return f"nss: no command after {' '.join(options)}. `nss --help` lists them\n"


def all_summaries() -> list[tuple[str, str]]:
    """("jobs list", summary) of all commands, by name."""
    rows = [(command.name, command.summary) for command in COMMANDS]
    return sorted((name.replace("/", " "), summary) for name, summary in (*rows, *BUILT_IN_SUMMARIES))


def _rows(rows: list[tuple[str, str]]) -> list[str]:
    width = max(len(name) for name, _ in rows)
    return [f"  {name:<{width}}  {summary}" for name, summary in rows]
