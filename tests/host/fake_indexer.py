"""An indexer without parsing: one number of files, a JSON file as its index, and faults on demand.

It stands in for nss_index where a test is about processes. Its index lies in `$NSS_CACHE_DIR/fake/<root's name>.json`;
a file `fault.json` beside it makes it slow (seconds_per_file, seconds_per_vector), crash (crashes: how often) or fail
(error: a sentence).
"""

from __future__ import annotations

import fcntl
import json
import os
import signal
import threading
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from nss_index.errors import Cancelled, IndexLocked, NssError
from nss_index.paths import cache_home
from nss_index.ports import IsCancelled, OnProgress, Progress
from nss_server.host.indexer_parts import IndexerPort, OnPaths, OnWatching, Parts

WATCH_SECONDS = 0.02


def fake_parts(root: Path, settings: Mapping[str, Any]) -> Parts:
    def watch(on_paths: OnPaths, on_watching: OnWatching, stop: threading.Event) -> None:
        seen = _tree(root)
        on_watching("native", "")
        on_paths((), True)
        while not stop.wait(WATCH_SECONDS):
            now = _tree(root)
            if changed := {path for path, _ in seen.items() ^ now.items()}:
                on_paths(changed, False)
            seen = now

    def open_indexer() -> IndexerPort:
        return FakeIndexer(root, settings)

    return Parts(open_indexer, watch)


class FakeIndexer:
    def __init__(self, root: Path, settings: Mapping[str, Any]) -> None:
        self.root = root
        self.folder = cache_home() / "fake"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.place = self.folder / f"{root.name}.json"
        self.lock = os.open(self.place.with_suffix(".lock"), os.O_RDWR | os.O_CREAT)
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self.lock)
            raise IndexLocked("another process writes this index") from None
        self.state: dict[str, Any] = {"generation": 0, "complete": False, "files": {}, "vectors": [], "opened": 0}
        if self.place.exists():
            self.state = json.loads(self.place.read_text())
        self.state["opened"] += 1
        self.state["settings"] = dict(settings)
        self.commit(0)

    @property
    def generation(self) -> int:
        return self.state["generation"]

    @property
    def complete(self) -> bool:
        return self.state["complete"]

    def reconcile(
        self, on_progress: OnProgress, cancelled: IsCancelled, first: Collection[str] = (), words: str = ""
    ) -> dict[str, int]:
        on_progress(Progress("scan", 0, 0, "files"))
        tree = _tree(self.root)
        for path in set(self.state["files"]) - set(tree):
            del self.state["files"][path]
        wanted = sorted(path for path, mark in tree.items() if self.state["files"].get(path) != mark)
        if first:
            wanted.sort(key=lambda path: path not in first)
        self._write(wanted, tree, on_progress, cancelled)
        if not self.complete:
            self.state["complete"] = True
            self.commit(1)
        return {"indexed": len(wanted)}

    def update(self, paths: Collection[str], on_progress: OnProgress, cancelled: IsCancelled) -> dict[str, int]:
        tree = _tree(self.root)
        for path in paths:
            if path not in tree:
                self.state["files"].pop(path, None)
        self._write([path for path in paths if path in tree], tree, on_progress, cancelled)
        self.commit(1)
        return {"indexed": len(paths)}

    def fill_vectors(self, on_progress: OnProgress, cancelled: IsCancelled) -> int:
        todo = [path for path, mark in sorted(self.state["files"].items()) if [path, mark] not in self.state["vectors"]]
        for done, path in enumerate(todo, 1):
            self._pause("seconds_per_vector")
            self.state["vectors"].append([path, self.state["files"][path]])
            self.commit(1)
            on_progress(Progress("vectors", done, len(todo), "chunks"))
            if cancelled():
                raise Cancelled("making vectors was cancelled")
        return len(todo)

    def forget(self) -> None:
        self.state |= {"complete": False, "files": {}, "vectors": [], "forgotten": self.state.get("forgotten", 0) + 1}
        self.commit(1)

    def checkpoint(self) -> None:
        pass

    def close(self) -> None:
        os.close(self.lock)

    def commit(self, step: int) -> None:
        self.state["generation"] += step
        unfinished = self.place.with_suffix(".part")
        unfinished.write_text(json.dumps(self.state))
        unfinished.replace(self.place)

    def _write(
        self, wanted: list[str], tree: Mapping[str, int], on_progress: OnProgress, cancelled: IsCancelled
    ) -> None:
        self._fail()
        for done, path in enumerate(wanted, 1):
            self._pause("seconds_per_file")
            self.state["files"][path] = tree[path]
            self.commit(1)
            on_progress(Progress("text", done, len(wanted), "files"))
            if cancelled():
                raise Cancelled("indexing was cancelled")

    def _fault(self) -> dict[str, Any]:
        place = self.folder / "fault.json"
        return json.loads(place.read_text()) if place.exists() else {}

    def _pause(self, name: str) -> None:
        threading.Event().wait(float(self._fault().get(name, 0)))

    def _fail(self) -> None:
        fault = self._fault()
        if fault.get("error"):
            raise NssError(str(fault["error"]))
        if fault.get("crashes", 0) > 0:
            fault["crashes"] -= 1
            (self.folder / "fault.json").write_text(json.dumps(fault))
            os.kill(os.getpid(), signal.SIGKILL)


def _tree(root: Path) -> dict[str, int]:
    found: dict[str, int] = {}
    for path in root.rglob("*"):
        try:
            if path.is_file():
                found[path.relative_to(root).as_posix()] = path.stat().st_mtime_ns
        except FileNotFoundError:
            continue  # gone while we looked
    return found
