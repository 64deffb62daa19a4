"""The process that turns speech into words: `python -m nss_server.host.speech_child`.

Started by the host, one a user, with NDJSON over its pipes; loads a model once and keeps it until the host ends it.
CTranslate2 and its memory live and die here. Standard input is its life line.

    in   {"do": "load", "choices": [{"model", "folder", "device", "compute_type"}], "threads"}      first
         {"do": "begin", "take", "language", "translate"}   {"do": "audio", "take", "pcm"}   {"do": "finish", "take"}
         {"do": "read", "take", "path"}   {"do": "listen", "take", "words"}   {"do": "weigh", "take", "questions"}
         {"do": "cancel", "take"}
         {"do": "file", "take", "path", …}   {"do": "stop"}
    out  ready · partial · read · heard (then questions are waited for) · listened · final · segment · failed · beat
"""

from __future__ import annotations

import base64
import json
import queue
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import msgspec
from nss_index.errors import Cancelled, LimitReached, ModelUnavailable, NssError

from nss_server.adapters.host_protocol import error_fields
from nss_server.host.pipe import Pipe, die_with_parent, resident_bytes
from nss_server.host.speech_take import SAMPLE_RATE, Replaced, Take
from nss_server.process import begin
from nss_server.speech.agreement import Agreement

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from nss_server.adapters.voice.recognizer import Recognizer
    from nss_server.speech.heard import Segment

BEAT_SECONDS = 5.0


def main() -> int:
    begin()
    pipe = Pipe.of_stdout()
    die_with_parent()
    inbox: queue.SimpleQueue[Mapping[str, Any] | None] = queue.SimpleQueue()
    worker = _Worker(pipe, inbox)
    threading.Thread(target=_listen, args=(inbox, worker), name="nss-commands", daemon=True).start()
    threading.Thread(target=_beat, args=(pipe,), name="nss-heartbeat", daemon=True).start()
    worker.run()
    return 0


def _listen(inbox: queue.SimpleQueue[Mapping[str, Any] | None], worker: _Worker) -> None:
    for line in sys.stdin.buffer:
        command = cast("dict[str, Any]", json.loads(line))
        if command["do"] == "cancel":
            worker.cancelled.add(str(command["take"]))  # at once: the worker may be busy with it
        if command["do"] == "finish":
            worker.hurried.add(str(command["take"]))
        if command["do"] == "stop":
            break
        inbox.put(command)
    inbox.put(None)


def _beat(pipe: Pipe) -> None:
    while not pipe.lost.wait(BEAT_SECONDS):
        pipe.send({"event": "beat", "rss_bytes": resident_bytes()})


class _Worker:
    """Everything that touches the model, on one thread. Commands are taken in order; between them, takes that have
    grown get another hypothesis."""

    def __init__(self, pipe: Pipe, inbox: queue.SimpleQueue[Mapping[str, Any] | None]) -> None:
        self._pipe, self._inbox = pipe, inbox
        self._recognizer: Recognizer | None = None
        self._choices: list[Mapping[str, Any]] = []
        self._threads = 0
        self._takes: dict[str, Take] = {}
        self.cancelled: set[str] = set()
        self.hurried: set[str] = set()

    def run(self) -> None:
        while (command := self._next()) is not None and not self._pipe.lost.is_set():
            self._at_the_edge(str(command.get("take", "")), lambda given=command: self._carry_out(given))

    def _at_the_edge(self, take: str, work: Callable[[], object]) -> None:
        """What goes wrong with a take is told to the host; the model stays."""
        try:
            work()
        except NssError as error:
            self._fail(take, error_fields(error))
        except Exception as error:  # noqa: BLE001 - whatever it is, the next command is carried out
            sys.excepthook(type(error), error, error.__traceback__)
            self._fail(take, error_fields(error))

    def _next(self) -> Mapping[str, Any] | None:
        """The next command; hypotheses meanwhile, but never while commands wait."""
        while True:
            if self._inbox.empty():
                growing = next(((name, take) for name, take in self._takes.items() if take.wants_hypothesis), None)
                if growing is not None:
                    name, take = growing
                    self._at_the_edge(name, lambda name=name, take=take: self._hypothesize(name, take))
                    continue
            return self._inbox.get()

    def _carry_out(self, command: Mapping[str, Any]) -> None:
        take = str(command.get("take", ""))
        match command["do"]:
            case "load":
                self._choices, self._threads = list(command["choices"]), int(command["threads"])
                self._load()
            case "begin":
                self._takes[take] = Take(
                    self._loaded(), command["language"], command["translate"], lambda words: self._partial(take, words)
                )
            case "audio":
                if take in self._takes:
                    self._takes[take].add(_samples(command["pcm"]))
            case "read":
                from nss_server.adapters.voice.decode import decode

                if take in self._takes:
                    audio = decode(Path(command["path"]), float(command["most_seconds"]))
                    self._pipe.send({"event": "read", "take": take, "audio_seconds": len(audio) / SAMPLE_RATE})
                    self._takes[take].add_all(audio)
            case "finish":
                self.hurried.discard(take)
                if take in self._takes:
                    started = time.perf_counter()
                    taken = self._takes[take]
                    text, others = self._guarded(taken.finish, taken)
                    self._pipe.send({
                        "event": "heard", "take": take, "text": text, "others": others, "spans": taken.spans,
                        "audio_seconds": taken.window_seconds, "seconds": time.perf_counter() - started,
                    })  # fmt: skip
            case "listen":
                if take in self._takes:
                    started = time.perf_counter()
                    taken = self._takes[take]
                    text = self._guarded(lambda: taken.listen(command["words"]), taken)
                    self._pipe.send(
                        {"event": "listened", "take": take, "text": text, "seconds": time.perf_counter() - started}
                    )
            case "weigh":
                if (finished := self._takes.pop(take, None)) is not None:
                    started = time.perf_counter()
                    questions = [Replaced(*asked) for asked in command["questions"]]
                    final = self._guarded(lambda: finished.weigh(questions), finished)
                    fields = msgspec.to_builtins(final)
                    self._pipe.send(
                        {"event": "final", "take": take, **fields, "seconds": time.perf_counter() - started}
                    )
            case "cancel":
                self._takes.pop(take, None)
                self.cancelled.discard(take)
            case "file":
                self._file(command, take)
            case unknown:
                raise ValueError(f"no command {unknown}")

    def _hypothesize(self, name: str, take: Take) -> None:
        """Given up when the take ends meanwhile: its last hearing is waited for."""
        self._guarded(lambda: take.hypothesize(lambda: name in self.hurried), take)

    def _file(self, command: Mapping[str, Any], take: str) -> None:
        from nss_server.adapters.voice.decode import decode

        audio = decode(Path(command["path"]), float(command["most_seconds"]))
        total = len(audio) / SAMPLE_RATE
        words = bool(command["words"])

        def on_segment(segment: Segment) -> None:
            if take in self.cancelled:
                raise Cancelled("the transcription was cancelled")
            shown = {"text": segment.text, "start": segment.start, "end": segment.end}
            if words:
                shown["words"] = msgspec.to_builtins(segment.words)
            self._pipe.send({"event": "segment", "take": take, **shown, "total": total})

        heard = self._loaded().hear(
            audio, language=command["language"], translate=command["translate"], word_times=words,
            on_segment=on_segment,
        )  # fmt: skip
        self._pipe.send({
            "event": "final", "take": take, "plain": heard.text, "gains": [], "language": heard.language,
            "confidence": heard.confidence, "audio_seconds": total,
        })  # fmt: skip

    def _guarded(self, work: Any, take: Take) -> Any:
        """`work`, again with a smaller choice when memory ran out; the audio is in the take and is heard again."""
        while True:
            try:
                return work()
            except (RuntimeError, MemoryError) as error:
                if "memory" not in str(error).lower() and not isinstance(error, MemoryError):
                    raise
                self._step_down(error)
                for other in self._takes.values():
                    other.use(self._loaded())
                take.use(self._loaded())

    def _step_down(self, error: BaseException) -> None:
        self._recognizer = None
        self._choices = self._choices[1:]
        if not self._choices:
            raise LimitReached(
                "the speech model ran out of memory",
                why=str(error),
                todo="Free some, or `nss models pull whisper-tiny.en`",
            ) from error
        self._load()

    def _load(self) -> None:
        from nss_server.adapters.voice.recognizer import Recognizer

        started = time.perf_counter()
        problems: list[str] = []
        while self._choices:
            chosen = self._choices[0]
            try:
                self._recognizer = Recognizer(
                    Path(chosen["folder"]), chosen["device"], chosen["compute_type"], self._threads
                )
            except ModelUnavailable as error:
                problems.append(error.sentence())
                self._choices = self._choices[1:]
                continue
            self._pipe.send({
                "event": "ready", "model": chosen["model"], "device": chosen["device"],
                "compute_type": chosen["compute_type"], "multilingual": self._recognizer.multilingual,
                "seconds": time.perf_counter() - started, "problems": problems,
            })  # fmt: skip
            return
        raise ModelUnavailable("no speech model could be loaded", why="; ".join(problems), todo="See `nss doctor`")

    def _loaded(self) -> Recognizer:
        if self._recognizer is None:
            raise ModelUnavailable("no speech model is loaded", todo="See `nss doctor`")
        return self._recognizer

    def _partial(self, take: str, words: Agreement) -> None:
        if take not in self.cancelled:
            texts = (" ".join(word.text for word in part) for part in (words.stable, words.tentative))
            stable, tentative = texts
            self._pipe.send({"event": "partial", "take": take, "stable": stable, "tentative": tentative})

    def _fail(self, take: str, error: Mapping[str, Any]) -> None:
        self._takes.pop(take, None)
        self._pipe.send({"event": "failed", "take": take, "error": error})


def _samples(pcm: str) -> npt.NDArray[np.float32]:
    import numpy as np

    return np.frombuffer(base64.b64decode(pcm), dtype="<i2").astype(np.float32) / np.float32(32768)


if __name__ == "__main__":
    sys.exit(main())
