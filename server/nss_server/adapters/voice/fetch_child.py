"""The process that talks to a network for `nss models pull`, and only while that waits for it.

    python -P -m nss_server.adapters.voice.fetch_child pip ARGUMENTS…
    python -P -m nss_server.adapters.voice.fetch_child hub REPOSITORY REVISION ENDPOINT FOLDER FILE…

A process of its own, because pip and the hub's client read their settings from the environment when they are imported,
and because a download can be ended at any time only by ending its process. Its standard input is a lifeline: when that
closes, whoever started it is gone, and so is this. It checks nothing: what it fetched is worth nothing before its hash
was compared. Imports nothing of NSS.
"""

from __future__ import annotations

import importlib
import os
import runpy
import sys
import threading
from collections.abc import Sequence
from typing import Any

ORPHANED = 3  # exit code; nobody is left to read it


def main(arguments: Sequence[str]) -> None:
    threading.Thread(target=_end_with_the_parent, daemon=True).start()
    kind, *rest = arguments
    if kind == "pip":
        sys.argv = ["pip", *rest]
        runpy.run_module("pip", run_name="__main__", alter_sys=True)
    else:
        _from_hub(*rest[:4], files=rest[4:])


def _end_with_the_parent() -> None:
    # Not sys.stdin: its lock would be held while the interpreter ends.
    while os.read(0, 1):
        pass
    os._exit(ORPHANED)


def _from_hub(repository: str, revision: str, endpoint: str, folder: str, files: Sequence[str]) -> None:
    """Ends the process with one line that says the innermost cause: the client's own words tell of caches and tokens
    that are not used here."""
    try:
        hub: Any = importlib.import_module("huggingface_hub")
        # Asked once before: without a network the download itself would try again for half a minute.
        first = hub.hf_hub_url(repository, files[0], revision=revision, endpoint=endpoint)
        hub.get_hf_file_metadata(first, token=False)
        for file in files:
            hub.hf_hub_download(repository, file, revision=revision, local_dir=folder, endpoint=endpoint, token=False)
    except Exception as error:  # noqa: BLE001 - whatever the client raises is the reason that the parent shows
        cause: BaseException = error
        while cause.__cause__ is not None:
            cause = cause.__cause__
        words = str(cause).strip().splitlines()
        sys.exit(f"{type(cause).__name__}: {words[0] if words else ''}")


if __name__ == "__main__":
    main(sys.argv[1:])
