"""The process that owns the index of one root: `python -m nss_server.host.indexer_child --root R`.

Started by the host, with NDJSON over its pipes; the first line holds the client's settings (not an argument: those can
be read by every user of the machine). Standard input is its life line: it ends when the host does, however the host
ended. The watcher starts before the first pass over the tree, so that nothing between the two is missed.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import json
import os
import runpy
import sys
import threading
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from nss_index.errors import BadInput, IndexLocked, IndexUnavailable, NssError

from nss_server.adapters.host_protocol import Watching, error_fields
from nss_server.host.indexer_inbox import Inbox, Run, Stage
from nss_server.host.indexer_parts import Parts, PartsFactory
from nss_server.host.indexer_report import Reporter, lower_priority
from nss_server.host.indexer_work import Worker
from nss_server.host.pipe import Pipe, die_with_parent
from nss_server.process import begin

WATCH_AGAIN_SECONDS = 30.0
"""After the watcher has broken down: long enough not to loop on a fault that stays, short enough to be forgotten."""

FIRST_LOOK_SECONDS = 0.5
"""The first pass waits this long for the watcher to stand, so that one pass is enough. In a tree so large that it takes
longer, answers come first and the watcher's own request for a look follows."""

BRISK_SECONDS = 3.0
"""A child starts at normal priority, because somebody waits for its first answer; after the first text, or after this
long, it has the lowest for good."""

GRACE_SECONDS = 5.0
"""For the step at work to reach its next safe point; the index survives being killed, so no longer."""

REAL_PARTS = "nss_server.host.indexer_real:real_parts"
FAILED = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit codes: 0 told to stop or left alone, 1 failed (said on the pipe first)."""
    parser = argparse.ArgumentParser(prog="nss_server.host.indexer_child")
    parser.add_argument("--root", required=True, type=Path)
    parser.add_argument("--parts", default=REAL_PARTS, help="module:factory; another one in tests only")
    options = parser.parse_args(arguments)
    begin()
    pipe = Pipe.of_stdout()
    die_with_parent()
    brisk = threading.Timer(BRISK_SECONDS, lower_priority)
    brisk.daemon = True
    brisk.start()
    lost = pipe.lost
    reporter = Reporter(pipe, str(options.root))
    reporter.start()
    inbox = Inbox()
    threading.Thread(target=_end_when, args=(lost, inbox), name="nss-end", daemon=True).start()
    try:
        settings = cast("Mapping[str, Any]", json.loads(sys.stdin.buffer.readline() or "{}"))
        threading.Thread(target=_listen, args=(inbox, lost), name="nss-commands", daemon=True).start()
        _serve(options.root, settings, options.parts, inbox, reporter, lost)
    except NssError as error:
        reporter.failed(error_fields(error), final=_final(error))
        return FAILED
    except Exception as error:  # noqa: BLE001 - the edge of the process: the host is told, then it ends
        sys.excepthook(type(error), error, error.__traceback__)
        reporter.failed(error_fields(error), final=False)
        return FAILED
    return 0


def _serve(
    root: Path, settings: Mapping[str, Any], factory: str, inbox: Inbox, reporter: Reporter, lost: threading.Event
) -> None:
    parts = _load(factory)(root, settings)
    stands = threading.Event()
    threading.Thread(target=_watch, args=(parts, inbox, reporter, stands, lost), name="nss-watch", daemon=True).start()
    with contextlib.closing(parts.open_indexer()) as indexer:
        stands.wait(FIRST_LOOK_SECONDS)
        Worker(inbox, reporter, indexer).run()


def _load(named: str) -> PartsFactory:
    """`module:factory`, or `/path/to/file.py:factory` for a test's own, which no import path leads to."""
    place, _, function = named.rpartition(":")
    if place.endswith(".py"):
        return cast("PartsFactory", runpy.run_path(place)[function])
    return cast("PartsFactory", getattr(importlib.import_module(place), function))


def _final(error: NssError) -> bool:
    """Whether trying again cannot help until the user has done something."""
    if isinstance(error, IndexLocked):
        return False
    # One without a class of its own is about a folder of ours that cannot be used.
    considered = type(error) is NssError or isinstance(error, (BadInput, IndexUnavailable))
    return considered and error.code != "index-damaged"


def _watch(parts: Parts, inbox: Inbox, reporter: Reporter, stands: threading.Event, lost: threading.Event) -> None:
    def on_watching(watching: Watching, why: str) -> None:
        reporter.problem("watch", why)
        reporter.set(urgent=True, watching=watching)

    def on_paths(paths: Collection[str], everything: bool) -> None:
        inbox.add_paths(paths, everything)
        stands.set()

    while not lost.is_set():
        try:
            parts.watch(on_paths, on_watching, lost)
        except Exception as error:  # noqa: BLE001 - whatever ends the watcher must not end the index
            sys.excepthook(type(error), error, error.__traceback__)
            on_watching("lost", f"watching for changes broke down ({error}); it is tried again every half minute")
            lost.wait(WATCH_AGAIN_SECONDS)
            inbox.add_paths((), everything=True)


def _listen(inbox: Inbox, lost: threading.Event) -> None:
    """Commands from the host until it is gone."""
    for line in sys.stdin.buffer:
        command = cast("dict[str, Any]", json.loads(line))
        do = command["do"]
        if do == "allow":
            inbox.allow(cast("Stage", command["stage"]))
        elif do == "prefer":
            inbox.prefer(command["words"])
        elif do == "run":
            inbox.ask_run(Run(command["run"], command["vectors"]), command["rebuild"])
        elif do == "cancel":
            inbox.cancel_run(command["run"])
        elif do == "changed":
            inbox.add_paths(cast("list[str]", command["paths"]))
        elif do == "reconcile":
            inbox.ask_reconcile()
        elif do == "stop":
            break
    lost.set()


def _end_when(lost: threading.Event, inbox: Inbox) -> None:
    lost.wait()
    inbox.stop()
    # The worker returns from `run` and the process ends; this is for one that is stuck in a parser.
    threading.Event().wait(GRACE_SECONDS)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
