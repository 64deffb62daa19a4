"""Dictation in the host: one take at a time, from the microphone through the audio child to the speech child.

The take's audio lies in a file of the data folder from the first block on, so that it survives any child, and this
process too. It is deleted when the text has arrived, unless the user wants recordings kept. Knows no socket and no
samples: audio passes through as it came.
"""

from __future__ import annotations

import asyncio
import base64
import secrets
import time
from collections.abc import Mapping
from logging import Logger
from pathlib import Path
from typing import Any

from nss_index.errors import BadInput, Cancelled, HostUnavailable, NssError
from nss_index.paths import data_home, private_folder

from nss_server.adapters.host_protocol import error_from
from nss_server.adapters.voice.choose import choose, is_set_up
from nss_server.host.recordings import Spool
from nss_server.host.take import Asked, DictationRequest, Question, Take, Tell
from nss_server.host.voice_child import VoiceChild

AUDIO_MODULE = "nss_server.host.audio_child"
SPEECH_MODULE = "nss_server.host.speech_child"


class Dictation:
    def __init__(self, log: Logger, idle_seconds: float) -> None:
        self._log = log
        self._take: Take | None = None
        self._files: dict[str, Take] = {}
        self.audio = VoiceChild(AUDIO_MODULE, "audio", log, self._heard_audio, self._audio_ended, idle_seconds)
        self.speech = VoiceChild(SPEECH_MODULE, "speech", log, self._heard_speech, self._speech_ended, idle_seconds)
        self._loaded: list[dict[str, Any]] = []
        self._loaded_for: tuple[str, str] | None = None
        self._asked = Asked()

    async def run(self, request: DictationRequest, tell: Tell, client: str) -> dict[str, Any]:
        """Record until `stop`, and answer with the text. Cancelling it ends the take; its audio stays then."""
        if request.path:
            return await self._run_file(request, tell, client)
        if self._take is not None:
            seconds = time.monotonic() - self._take.began_at
            raise BadInput(
                "the microphone is in use", why=f"{self._take.client} has been dictating for {seconds:.0f} s",
                todo="Stop it there first",
            )  # fmt: skip
        identity = secrets.token_hex(8)
        take = self._take = Take(identity, request, tell, client, Spool(_folder() / f"{identity}.wav"))
        try:
            take.enter("starting")
            self.audio.calm()
            self.speech.calm()
            await self.audio.start()
            self.audio.send({"do": "record", "take": take.id, "device": request.device})
            if not request.level_only:
                await self._begin_speech(take)
            result = await asyncio.wait_for(asyncio.shield(take.result), request.most_seconds + 600)
        except BaseException:
            self.audio.send({"do": "end", "take": take.id})
            self.speech.send({"do": "cancel", "take": take.id})
            raise
        finally:
            self._take = None
            for task in take.tasks:
                task.cancel()
            recording = take.spool.close(keep=request.keep or not take.ended_well)
        return {**result, "recording": recording, "audio_seconds": take.spool.seconds}

    async def _run_file(self, request: DictationRequest, tell: Tell, client: str) -> dict[str, Any]:
        identity = secrets.token_hex(8)
        take = self._files[identity] = Take(identity, request, tell, client, Spool(None))
        try:
            await self._load(request)
            self._send_file(take)
            result = await take.result
            return {"audio_seconds": take.read_seconds, **result}
        except asyncio.CancelledError:
            self.speech.send({"do": "cancel", "take": identity})
            raise
        finally:
            del self._files[identity]

    def stop(self) -> dict[str, Any]:
        """The key was released: no more audio; the text follows where `run` waits."""
        take = self._current()
        if not take.finishing:
            take.finishing = True
            take.timings["released"] = time.monotonic()
            self.audio.send({"do": "end", "take": take.id})
            take.enter("transcribing")
            if take.request.level_only:
                take.spool.discard()
                take.settle_final({"plain": "", "gains": [], "language": "", "confidence": 0.0})
            else:
                self._finish_speech(take)
        return {"take": take.id}

    def cancel(self) -> dict[str, Any]:
        """Throw the take away, its audio too."""
        take = self._current()
        self.audio.send({"do": "end", "take": take.id})
        self.speech.send({"do": "cancel", "take": take.id})
        take.spool.discard()
        take.settle(Cancelled("the dictation was cancelled"))
        return {"take": take.id}

    async def listen(self, identity: str, words: list[list[str]]) -> dict[str, Any]:
        """The text of a take as it is heard once more by somebody who expects these words, of each of its spans."""
        take = self._named(identity)
        if take is None:
            raise Cancelled("the dictation has ended")
        heard = take.listen()
        self.speech.send({"do": "listen", "take": take.id, "words": words})
        return {"text": await heard}

    def weigh(self, identity: str, questions: list[Question]) -> dict[str, Any]:
        """What the client of a take asks its audio, once the text was heard."""
        take = self._named(identity)
        if take is not None and not take.asked.done():
            take.asked.set_result(questions)
        return {}

    def status(self) -> dict[str, Any]:
        take = self._take
        return {
            "take": take.id if take else "",
            "state": take.state if take else "idle",
            "client": take.client if take else "",
            "seconds": round(time.monotonic() - take.began_at, 1) if take else 0.0,
            "model": str(self._loaded[0]["model"]) if self._loaded and self.speech.running else "",
        }

    async def devices(self) -> list[dict[str, Any]]:
        """The microphones. Raises what the sound system says."""
        await self.audio.start()
        self.audio.send({"do": "devices"})
        return await self._asked.answer()

    async def close(self) -> None:
        if self._take is not None:
            self._take.settle(HostUnavailable("the nss host ends just now", todo="The audio was kept"))
        await self.audio.stop()
        await self.speech.stop()

    async def sweep(self, editors: bool = False) -> None:
        """While an editor is open and dictation is set up, the recorder stays ready: loading it takes half a second,
        and a take must be recorded at once. No microphone is open meanwhile."""
        if self.busy:
            return
        await self.speech.sweep()
        if editors and (self.speech.running or await asyncio.to_thread(is_set_up)):
            await self.audio.keep_ready()
        else:
            await self.audio.sweep()

    @property
    def children(self) -> list[dict[str, Any]]:
        return [child.status for child in (self.audio, self.speech) if child.status]

    @property
    def busy(self) -> bool:
        return bool(self._take or self._files)

    # what the children say

    def _heard_audio(self, message: Mapping[str, Any]) -> None:
        event, take = message.get("event"), self._take
        if event == "devices" or (event == "failed" and not message.get("take")):
            self._asked.settle(error_from(message["error"]) if event == "failed" else message["devices"])
        if take is None or message.get("take") != take.id:
            return
        if event == "recording":
            take.timings["recording"] = time.monotonic()
            if not take.finishing:
                take.enter("recording", device=message["device"])
        elif event == "audio":
            take.spool.write(base64.b64decode(message["pcm"]))
            take.tell({"type": "level", "level": message["level"], "spectrum": message["spectrum"]})
            self._send_audio(take)
            if take.spool.seconds > take.request.most_seconds and not take.finishing:
                take.problem = f"stopped by itself after {take.request.most_seconds / 60:g} minutes"
                self.stop()
        elif event == "ended":
            take.problem = str(message["why"])
            if not take.finishing:
                self.stop()
        elif event == "failed":
            take.settle(error_from(message["error"]))

    def _heard_speech(self, message: Mapping[str, Any]) -> None:
        event = message.get("event")
        if event == "ready":
            self._log.info("speech: %s on %s in %.1f s", message["model"], message["device"], message["seconds"])
        identity = str(message.get("take", ""))
        take = self._named(identity)
        if event == "failed" and not identity:
            for waiting in (self._take, *self._files.values()):
                if waiting is not None:
                    waiting.settle(error_from(message["error"]))
            self._loaded, self._loaded_for = [], None
        if take is None:
            return
        take.progress(message)
        if event == "heard":
            take.asking = asyncio.create_task(self._send_questions(take))
            take.tasks.add(take.asking)
        elif event == "final":
            take.settle_final(message)
        elif event == "failed":
            take.settle(error_from(message["error"]))

    def _audio_ended(self, how: str) -> None:
        error = HostUnavailable("recording ended", why=how, todo="Try again; voice.log says more")
        self._asked.settle(error)
        take = self._take
        if take is not None and not take.finishing:
            take.problem = f"the recorder ended ({how})"
            if take.spool.seconds:
                self.stop()
            else:
                take.settle(error)

    def _speech_ended(self, how: str) -> None:
        """The recogniser crashed: a new one gets the audio from the beginning."""
        self._loaded, self._loaded_for = [], None
        for take in (self._take, *self._files.values()):
            if take is None or take.result.done():
                continue
            if self.speech.gave_up:
                why = f"it ended: {how}"
                take.settle(HostUnavailable("speech recognition failed", why=why, todo="See voice.log"))
            else:
                take.tasks.add(asyncio.create_task(self._again(take)))

    async def _again(self, take: Take) -> None:
        try:
            if take.request.path:
                await self._load(take.request)
                self._send_file(take)
                return
            await self._begin_speech(take)
            if take.finishing:
                self._finish_speech(take)
        except NssError as error:
            take.settle(error)

    # to the children

    async def _begin_speech(self, take: Take) -> None:
        await self._load(take.request)
        take.sent = 0
        self.speech.send(take.begun())
        self._send_audio(take)

    async def _load(self, request: DictationRequest) -> None:
        if self.speech.running and self._loaded_for == (request.model, request.compute_device):
            await self.speech.start()
            return
        found = await asyncio.to_thread(choose, request.model, request.compute_device)
        await self.speech.start()
        self._loaded, self._loaded_for = found, (request.model, request.compute_device)
        self.speech.send({"do": "load", "choices": found, "threads": request.threads})

    def _send_audio(self, take: Take) -> None:
        if not take.request.level_only and self._loaded and self.speech.running:
            for block in take.spool.read(take.sent):
                self.speech.send({"do": "audio", "take": take.id, "pcm": base64.b64encode(block).decode("ascii")})
                take.sent += len(block)

    def _finish_speech(self, take: Take) -> None:
        self._send_audio(take)
        self.speech.send({"do": "finish", "take": take.id})

    async def _send_questions(self, take: Take) -> None:
        self.speech.send({"do": "weigh", "take": take.id, "questions": await take.questions()})

    def _send_file(self, take: Take) -> None:
        for command in take.of_a_file():
            self.speech.send(command)

    def _named(self, identity: str) -> Take | None:
        return self._take if self._take and self._take.id == identity else self._files.get(identity)

    def _current(self) -> Take:
        if self._take is not None:
            return self._take
        raise BadInput("nobody is dictating", todo="Start a dictation first")


def _folder() -> Path:
    return private_folder(private_folder(data_home()) / "recordings")
