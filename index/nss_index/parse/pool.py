"""Parsing many files in worker processes, so that a grammar that crashes, hangs or eats memory costs one file only.

Each worker has a bounded number of files in flight and a reader thread; the caller's thread hands out files and watches
the clock. When a worker ends without being asked or exceeds its time, the file it was at is the guilty one; the others
that it had are given to its successor. One that ends before it is ready has no file to blame.
"""

from __future__ import annotations

import contextlib
import queue
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, Self, cast

from nss_index.errors import NssError
from nss_index.model import ParsedFile
from nss_index.parse.worker import READY, ParseFunction, load_function, read_frame, write_frame

PARSE = "nss_index.parse.parser:parse_text"

IN_FLIGHT = 32
"""Files a worker has at a time: enough that it does not wait while the caller commits what is parsed (with three, a
third of its time), few enough that little is done again where it dies."""

START_SECONDS = 60.0
"""For a worker to load its code, on a machine that is busy with much else."""

MOST_STILLBORN = 3
"""Times as many as there are workers may end before they are ready, one after another; then none ever will."""

GRACE_SECONDS = 5.0
"""A worker keeps its own time and answers with line chunks; it is killed only when it does not, this much later."""


@dataclass(frozen=True, slots=True)
class FailedParse:
    """A file that no worker came back from."""

    path: str
    detail: str


Result = ParsedFile | FailedParse


class ParserPool:
    """`workers` processes, started with the first file; 0 parses in the caller's own process, without isolation.

    `parse` names the function (see `worker`). Use from one thread.
    """

    def __init__(self, workers: int, seconds: float, parse: str = PARSE) -> None:
        self.workers, self.seconds, self.parse = workers, seconds, parse
        self._here: ParseFunction | None = None  # without processes
        self._answers: queue.Queue[tuple[_Worker, Any]] = queue.Queue()
        self._running: list[_Worker] = []
        self._stillborn = 0  # workers, since one was ready

    def parse_many(self, items: Iterable[tuple[str, str]]) -> Iterator[Result]:
        """Parse (path, text) pairs; results come in the order in which they are done, one for each pair. Raises
        NssError when no worker can be started."""
        if self.workers == 0:
            for path, text in items:
                self._here = self._here or load_function(self.parse)
                yield self._here(path, text, self.seconds)
            return
        waiting, source = deque[tuple[str, str]](), iter(items)
        exhausted = False
        try:
            while True:
                while not exhausted and self._hand_out(waiting):
                    exhausted = not _take(source, waiting)
                self._hand_out(waiting)
                busy = [worker for worker in self._running if worker.in_flight]
                if exhausted and not waiting and not busy:
                    return
                yield from self._next_results(busy, waiting)
        finally:
            for worker in [worker for worker in self._running if worker.in_flight]:
                self._end(worker)  # the caller stopped early: nobody waits for these answers

    def warm(self, processes: int) -> None:
        """Start so many now (at most `workers`): they load their code and models while the caller looks for files."""
        while len(self._running) < min(processes, self.workers):
            self._running.append(_Worker(self.parse, self.seconds, self._answers))

    def rest(self) -> None:
        """Keep one process for the next files: a save brings few, and each process holds 90 MB."""
        for worker in self._running[1:]:
            self._end(worker)

    def close(self) -> None:
        for worker in list(self._running):
            self._end(worker)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _hand_out(self, waiting: deque[tuple[str, str]]) -> bool:
        """Give waiting files to workers with room. True when all found one."""
        while waiting:
            worker = min(self._running, key=lambda each: len(each.in_flight), default=None)
            if len(self._running) < self.workers and (worker is None or worker.in_flight):
                worker = _Worker(self.parse, self.seconds, self._answers)
                self._running.append(worker)
            if worker is None or len(worker.in_flight) >= IN_FLIGHT:
                return False
            item = waiting.popleft()
            worker.in_flight.append(item)
            worker.since = worker.since or time.monotonic()
            worker.send(item)
        return True

    def _next_results(self, busy: list[_Worker], waiting: deque[tuple[str, str]]) -> Iterator[Result]:
        """Wait for one answer, or for a worker to die or run out of time."""
        limit = self.seconds + GRACE_SECONDS
        ends = {worker: worker.since + (limit if worker.ready else START_SECONDS) for worker in busy}
        try:
            worker, answer = self._answers.get(timeout=max(0.0, min(ends.values()) - time.monotonic()))
        except queue.Empty:
            for worker in [worker for worker in busy if time.monotonic() >= ends[worker]]:
                if worker.ready:
                    yield self._blame(worker, waiting, f"parsing it did not end within {limit:.0f} s")
                else:
                    self._mourn(worker, waiting, f"it was not ready within {START_SECONDS:.0f} s")
            return
        if worker not in self._running:
            return  # the last words of a worker that was ended
        if answer == READY:
            worker.ready, self._stillborn = True, 0
            worker.since = time.monotonic() if worker.in_flight else 0.0
            return
        if answer is None:
            if not worker.ready:
                self._mourn(worker, waiting, worker.obituary())
            elif worker.in_flight:
                yield self._blame(worker, waiting, f"the parser died on it ({worker.obituary()})")
            else:
                self._end(worker)
            return
        worker.in_flight.popleft()
        worker.since = time.monotonic() if worker.in_flight else 0.0
        path, result = answer
        yield FailedParse(path, result) if isinstance(result, str) else cast("ParsedFile", result)

    def _blame(self, worker: _Worker, waiting: deque[tuple[str, str]], detail: str) -> FailedParse:
        guilty, *others = worker.in_flight
        waiting.extendleft(reversed(others))
        self._end(worker)
        return FailedParse(guilty[0], detail)

    def _mourn(self, worker: _Worker, waiting: deque[tuple[str, str]], why: str) -> None:
        """It ended before it was ready: its files are given to the next."""
        waiting.extendleft(reversed(worker.in_flight))
        self._end(worker)
        self._stillborn += 1
        if self._stillborn >= MOST_STILLBORN * self.workers:
            raise NssError("no parser process can be started", why=why, todo="See what `nss doctor` says of grammars")

    def _end(self, worker: _Worker) -> None:
        self._running.remove(worker)
        worker.kill()


class _Worker:
    def __init__(self, parse: str, seconds: float, answers: queue.Queue[tuple[_Worker, Any]]) -> None:
        self.in_flight = deque[tuple[str, str]]()
        self.ready = False
        self.since = 0.0  # when the first file in flight was begun, or given to it where it is not ready
        hard_seconds = seconds + GRACE_SECONDS + 5  # its own end, should this process no longer be there to kill it
        # -P and a neutral folder: nothing of the repository that is being indexed can be imported.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "nss_index.parse.worker", parse, str(seconds), str(hard_seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd="/",
        )
        self._stdin = cast("BinaryIO", self._process.stdin)
        # A thread for each direction: a worker that hangs must never block the one that watches the clock.
        self._outbox: queue.SimpleQueue[tuple[str, str] | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=self._read, args=(answers,), name="nss-parser-out", daemon=True),
            threading.Thread(target=self._write, name="nss-parser-in", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def send(self, item: tuple[str, str]) -> None:
        self._outbox.put(item)

    def obituary(self) -> str:
        code = self._process.wait()
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._outbox.put(None)
        for thread in self._threads:
            thread.join()
        cast("BinaryIO", self._process.stdout).close()

    def _write(self) -> None:
        # A dead worker shows as the end of its output, where the blame is settled.
        with contextlib.suppress(BrokenPipeError), self._stdin:
            while (item := self._outbox.get()) is not None:
                write_frame(self._stdin, item)

    def _read(self, answers: queue.Queue[tuple[_Worker, Any]]) -> None:
        stdout = cast("BinaryIO", self._process.stdout)
        while (answer := read_frame(stdout)) is not None:
            answers.put((self, answer))
        answers.put((self, None))


def _take(source: Iterator[tuple[str, str]], waiting: deque[tuple[str, str]]) -> bool:
    item = next(source, None)
    if item is None:
        return False
    waiting.append(item)
    return True
