"""Runs one capability for the shell: opens the workspace, prints the result, turns every end into an exit code."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

from nss_index.errors import BadInput, Cancelled, NssError, RootNotFound

from nss_server import contract, dispatch
from nss_server.capability import Capability, settled
from nss_server.cli.arguments import ParsedCommand, params_of, parse
from nss_server.cli.command import Command
from nss_server.cli.output import Output, complain
from nss_server.cli.progress import ShellJob

BROKEN_PIPE = 141  # as a program has that SIGPIPE ended: `nss files | head`
INTERNAL_ERROR = 70  # EX_SOFTWARE: a defect of ours
NOT_OK = 1
AFTERWARDS_SECONDS = 5.0
"""For bookkeeping once the answer is printed; it takes milliseconds, longer only where user.db is locked."""
GRACE_SECONDS = 3.0
"""How long a worker may take to notice Ctrl-C before the process ends without it."""


def run_command(command: Command, arguments: Sequence[str]) -> int:
    """Parse, run and print; the exit code. Ends no process except by argparse's own usage errors."""
    workers = dispatch.worker_pool()
    goes_on = ""
    try:
        capability = contract.load(command.module, command.name)
        if capability is None:
            raise NssError(f"the command {command.name} is missing in this installation", todo="Reinstall nss-lsp")
        parsed = parse(capability, arguments)
        if capability.job and not parsed.no_host:
            goes_on = "; a job that the host has begun goes on there (`nss jobs list`, `nss jobs cancel JOB`)"
        code = asyncio.run(_run(capability, parsed, workers))
        sys.stdout.flush()
        return code
    except BrokenPipeError:
        _give_up_output()
        return BROKEN_PIPE
    except KeyboardInterrupt:
        complain(f"nss: interrupted{goes_on}")
        _leave(workers)
        return Cancelled.exit_code
    except NssError as error:
        # Params are checked by the protocol's name of the command; here it has the shell's.
        sentence = error.sentence().removeprefix(f"nss/{command.name}: ")
        complain(f"nss: {sentence}")
        return error.exit_code
    except OSError as error:
        _give_up_output()
        complain(f"nss: {error.strerror or error}" + (f": {error.filename}" if error.filename else ""))
        return NssError.exit_code
    except Exception as error:
        if os.environ.get("NSS_LOG_LEVEL") == "debug":
            raise
        cause = f"{type(error).__name__}: {error}"
        complain(f"nss: an internal error ({cause}). NSS_LOG_LEVEL=debug shows where; please report it")
        return INTERNAL_ERROR
    finally:
        workers.shutdown(wait=False, cancel_futures=True)


async def _run(capability: Capability, parsed: ParsedCommand, workers: ThreadPoolExecutor) -> int:
    # Brings the index and numpy with it: not for a line that only asks for help.
    from nss_server.wiring import find_root, open_workspace

    output = Output(parsed.color, parsed.quiet)
    root = Path(parsed.root) if parsed.root else find_root(_here())
    opened = open_workspace(root, client="cli", flags=parsed.settings, host="off" if parsed.no_host else "auto")
    try:
        for problem in opened.problems:
            output.remark(f"nss: warning: {problem.sentence()}")
        if parsed.batch:
            from nss_server.cli.batch import run_batch

            return await run_batch(capability, opened.workspace, parsed, workers, output)
        streams = capability.partial == "appends"

        def show_part(part: object) -> None:
            _print(capability, cast("dict[str, Any]", part), parsed.json, output)

        job = ShellJob(not parsed.quiet, show_part)
        params = {**parsed.params, **_from_stdin(capability, parsed.params)}
        async with contextlib.AsyncExitStack() as around:
            around.callback(job.end)
            if capability.name == "dictate":
                from nss_server.cli.dictation import dictating

                job = await around.enter_async_context(dictating(opened.workspace, params, not parsed.quiet))
                streams = True
            result = await dispatch.run(capability, opened.workspace, params, job, workers, streams=streams)
        _print(capability, result, parsed.json, output)
        if not parsed.json and not result.get("results", True) and (filters := _filters(capability, parsed.params)):
            output.remark(f"looked only at {filters}; `nss status` and `nss files` show what there is")
        output.flush()
        return NOT_OK if result.get("ok") is False else 0
    finally:
        await settled(AFTERWARDS_SECONDS)
        await opened.close()


def _here() -> Path:
    try:
        return Path.cwd()
    except FileNotFoundError as error:
        raise RootNotFound(
            "the current folder no longer exists", todo="Change to another one, or name one with --root"
        ) from error


def _print(capability: Capability, result: dict[str, Any], as_json: bool, output: Output) -> None:
    if as_json and capability.lines:
        for item in result[capability.lines]:
            output.json(item)
    elif as_json:
        output.json(result)
    else:
        from nss_server.cli.render import render

        render(capability, result, output)


def _filters(capability: Capability, params: dict[str, Any]) -> str:
    """The lists that narrow a search, as they were typed: a mistyped language finds nothing and is no error, because
    the index may get a file of it any time."""
    shown: list[str] = []
    for param in params_of(capability):
        value = params.get(param.name)
        if param.flags and isinstance(value, list):
            shown += [f"{param.flags[0]} {item}" for item in cast("list[object]", value)]
    return ", ".join(shown)


def _from_stdin(capability: Capability, params: dict[str, Any]) -> dict[str, str]:
    names = [param.name for param in params_of(capability) if param.stdin]
    wanted = [name for name in names if params.get(name) == "-"]
    if not wanted:
        return {}
    if len(wanted) > 1:
        raise BadInput(f"only one of {' and '.join(wanted)} can be read from the standard input")
    try:
        return {wanted[0]: sys.stdin.buffer.read(1 << 20).decode("utf-8")}
    except UnicodeDecodeError as error:
        raise BadInput("the standard input is not UTF-8 text", why=str(error)) from error


def _give_up_output() -> None:
    """Python flushes standard output again at exit, which would fail again and complain: give it somewhere to go."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _leave(workers: ThreadPoolExecutor) -> None:
    """Give the workers a moment to notice the cancellation; then end without them. Both stores survive a kill."""
    workers.shutdown(wait=False, cancel_futures=True)
    threads = list(getattr(workers, "_threads", ()))
    deadline = time.monotonic() + GRACE_SECONDS
    with contextlib.suppress(KeyboardInterrupt):
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        if not any(thread.is_alive() for thread in threads):
            return
    os._exit(Cancelled.exit_code)
