"""The command `nss`: finds the command that is meant and hands over. Imports next to nothing: `nss --help` stays quick.

What a command takes and does comes from its capability (`arguments`, `running`); only what is no capability has a line
here: the two servers, completion, help and the version.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence

from nss_server import __version__
from nss_server.cli.command_line import Found, find_command
from nss_server.cli.generated import COMMANDS
from nss_server.process import begin

USAGE_ERROR = 2


def program() -> int:
    """The installed command. When a capability has its exit code, everything is written and closed: the process ends at
    once, because to take an interpreter with numpy apart takes a tenth of a second that somebody waits for."""
    found = _found(None)
    code = _carry_out(found)
    if found.name and found.name not in _BUILT_IN:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)
    return code


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line (without the program's name); the exit code. See docs/reference/exit-codes.md."""
    return _carry_out(_found(arguments))


def _found(arguments: Sequence[str] | None) -> Found:
    begin()
    given = list(sys.argv[1:] if arguments is None else arguments)
    return find_command(given, [command.name for command in COMMANDS] + list(_BUILT_IN))


def _carry_out(found: Found) -> int:
    if found.name in _BUILT_IN:
        return _BUILT_IN[found.name](found.rest)
    if found.name:
        from nss_server.cli.running import run_command

        command = next(command for command in COMMANDS if command.name == found.name)
        return run_command(command, found.rest)
    return _no_command(found)


def _no_command(found: Found) -> int:
    if "--version" in found.rest or "-V" in found.rest:
        sys.stdout.write(f"nss {__version__}\n")
        return 0
    wants_help = "--help" in found.rest or "-h" in found.rest
    if found.group and not found.word:
        from nss_server.cli.help import group_help

        (sys.stdout if wants_help else sys.stderr).write(group_help(found.group))
        return 0 if wants_help else USAGE_ERROR
    if found.word:
        from nss_server.cli.help import unknown_command

        sys.stderr.write(unknown_command(found.group, found.word))
        return USAGE_ERROR
    if wants_help:
        return _help([])
    from nss_server.cli.help import no_command_after, top_help

    sys.stderr.write(no_command_after(found.rest) if found.rest else top_help())
    return USAGE_ERROR


def _help(rest: Sequence[str]) -> int:
    if rest:
        return main([*rest, "--help"])
    from nss_server.cli.help import top_help

    sys.stdout.write(top_help())
    return 0


def _completion(rest: Sequence[str]) -> int:
    from nss_server.cli.completion import main as completion

    return completion(rest)


def _lsp(rest: Sequence[str]) -> int:
    if "--help" in rest or "-h" in rest:
        from nss_server.cli.help import LSP_HELP

        sys.stdout.write(LSP_HELP)
        return 0
    from nss_server.lsp.main import main as lsp

    return lsp(list(rest))


def _host_run(rest: Sequence[str]) -> int:
    from nss_server.host.main import main as host

    return host(list(rest))


_BUILT_IN: Mapping[str, Callable[[Sequence[str]], int]] = {
    "completion": _completion,
    "help": _help,
    "host/run": _host_run,
    "lsp": _lsp,
}


if __name__ == "__main__":
    sys.exit(program())
