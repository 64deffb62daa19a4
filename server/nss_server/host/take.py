"""What a dictation is while it runs: the request, the take and its result. Knows no child."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from nss_index.errors import Cancelled, HostUnavailable

from nss_server.host.recordings import Spool

ANSWER_SECONDS = 20.0
"""PortAudio looks at all devices within a second; a sound server that hangs must not hang the list."""

LONGEST_SECONDS = 30 * 60.0
"""A key that got stuck must not record a day."""

QUESTION_SECONDS, PATIENT_SECONDS = 3.0, 30.0
"""How long a text waits for the names that its client thinks of: they were read while somebody spoke; for a file, where
nobody did, the first reading of a large index takes its time."""

Question = tuple[int, int, str]
"""Characters of the heard text, and words that may stand there instead."""

Tell = Callable[[Mapping[str, Any]], None]
State = Literal["starting", "recording", "transcribing"]


@dataclass(frozen=True, slots=True)
class DictationRequest:
    model: str = "auto"  # a name, a folder, or what fits
    compute_device: str = "auto"  # "cuda", "cpu"
    language: str = ""
    translate: bool = False
    device: str = ""  # the microphone; "" for the default
    threads: int = 0
    keep: bool = False
    path: str = ""  # an audio file instead of the microphone
    spelled: bool = True  # the client asks the audio about names; else segment by segment as it comes
    words: bool = False  # with the times of words, where it is not spelled
    most_seconds: float = LONGEST_SECONDS
    level_only: bool = False  # no words: only the microphone is tried


@dataclass(slots=True)
class Take:
    id: str
    request: DictationRequest
    tell: Tell
    client: str
    spool: Spool
    began_at: float = field(default_factory=time.monotonic)
    state: State = "starting"
    finishing: bool = False
    read_seconds: float = 0.0  # of a file that is spelled
    sent: int = 0  # bytes of audio that this life of the speech child has got
    result: asyncio.Future[dict[str, Any]] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    asked: asyncio.Future[list[Question]] = field(default_factory=lambda: asyncio.get_running_loop().create_future())
    asking: asyncio.Task[None] | None = None  # waits for its client's questions
    listening: asyncio.Future[str] | None = None  # the text as it is heard once more
    timings: dict[str, float] = field(default_factory=dict[str, float])
    model: str = ""
    problem: str = ""
    tasks: set[asyncio.Task[Any]] = field(default_factory=set[asyncio.Task[Any]])

    def enter(self, state: State, **more: Any) -> None:
        self.state = state
        self.tell({"type": "state", "take": self.id, "state": state, **more})

    async def questions(self) -> list[Question]:
        """What its client asks the audio; nothing when it does not say so in time. While the audio is heard again for
        it, time stands still."""
        patience = PATIENT_SECONDS if self.request.path else QUESTION_SECONDS
        while not self.asked.done():
            listening = self.listening
            await asyncio.wait({self.asked}, timeout=patience)
            if not self.asked.done() and listening is self.listening:
                if listening is None or listening.done():
                    return []
                await asyncio.wait({listening})
        return self.asked.result()

    def begun(self) -> dict[str, Any]:
        """What the speech child is told first, in each of its lives: its questions are asked anew, and those of an
        earlier life by nobody."""
        if self.asking is not None:
            self.asking.cancel()
            self.asking = None
        self.asked = asyncio.get_running_loop().create_future()
        self._end_listening(HostUnavailable("speech recognition begins again"))
        request = self.request
        return {"do": "begin", "take": self.id, "language": request.language, "translate": request.translate}

    def of_a_file(self) -> list[dict[str, Any]]:
        """What the speech child is told about a file: to hear it as it hears a take, or segment by segment."""
        request = self.request
        file = {"take": self.id, "path": request.path, "most_seconds": request.most_seconds}
        if request.spelled:
            return [self.begun(), {"do": "read", **file}, {"do": "finish", "take": self.id}]
        how = {"language": request.language, "translate": request.translate, "words": request.words}
        return [{"do": "file", **file, **how}]

    def progress(self, message: Mapping[str, Any]) -> None:
        """What the speech child says on the way to the text."""
        event = message["event"]
        told = {key: message[key] for key in message if key not in ("event", "take")}
        if event == "partial" and not self.finishing:
            self.timings.setdefault("first_partial", time.monotonic())
            self.tell({"type": event, **told})
        elif event == "read":
            self.read_seconds = float(message["audio_seconds"])
        elif event == "heard":
            self.tell({"type": event, "take": self.id, **told})
        elif event == "segment":
            self.tell({"type": event, **told})
        elif event == "listened" and self.listening is not None:
            settle(self.listening, str(message["text"]))

    @property
    def ended_well(self) -> bool:
        """The audio of a take that did not is kept, whatever the settings say."""
        return self.result.done() and not self.result.cancelled() and self.result.exception() is None

    def listen(self) -> asyncio.Future[str]:
        """What the speech child will have heard once more."""
        self._end_listening(Cancelled("it was asked for again"))
        self.listening = asyncio.get_running_loop().create_future()
        return self.listening

    def _end_listening(self, why: BaseException) -> None:
        if self.listening is not None:
            settle(self.listening, why)
            self.listening = None

    def settle(self, value: dict[str, Any] | BaseException) -> None:
        settle(self.result, value)
        self._end_listening(Cancelled("the dictation has ended"))

    def settle_final(self, message: Mapping[str, Any]) -> None:
        """With the speech child's last message about it."""
        timings = {name: round(at - self.began_at, 3) for name, at in self.timings.items()}
        if "released" in self.timings:
            timings["final_after_release"] = round(time.monotonic() - self.timings["released"], 3)
        found = {key: message[key] for key in message if key not in ("event", "take", "seconds")}
        self.settle({**found, "take": self.id, "problem": self.problem, "timings": timings})


class Asked:
    """Those who wait for one answer of a child, all of them for the same."""

    def __init__(self) -> None:
        self._waiting: list[asyncio.Future[Any]] = []

    async def answer(self) -> Any:
        """Raises HostUnavailable when none comes, or what it was settled with."""
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        try:
            return await asyncio.wait_for(future, ANSWER_SECONDS)
        except TimeoutError as error:
            raise HostUnavailable("the sound system does not answer", todo="Is a sound server running?") from error

    def settle(self, value: Any) -> None:
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            settle(future, value)


def settle(future: asyncio.Future[Any], value: Any) -> None:
    """The first value counts."""
    if not future.done():
        if isinstance(value, BaseException):
            future.set_exception(value)
            future.exception()  # whoever waits hears it; nobody waiting is no fault
        else:
            future.set_result(value)
