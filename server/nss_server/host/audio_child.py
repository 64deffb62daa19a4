"""The process that records: `python -m nss_server.host.audio_child`.

Started by the host, with NDJSON over its pipes. PortAudio lives and dies here: it raises at import when it is missing,
and says nothing when the sound server dies. Standard input is its life line.

    in   {"do": "prepare"}   {"do": "devices"}   {"do": "record", "take", "device"}   {"do": "end", "take"}
         {"do": "stop"}
    out  devices · recording {"device", "rate"} · audio {"pcm", "level", "spectrum"} · ended {"why"} · failed · beat
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Mapping
from typing import Any, cast

from nss_index.errors import NssError

from nss_server.adapters.host_protocol import error_fields
from nss_server.adapters.voice.microphone import Recording, devices, look_again
from nss_server.host.pipe import Pipe, die_with_parent, resident_bytes
from nss_server.process import begin

BEAT_SECONDS = 5.0


def main() -> int:
    begin()
    pipe = Pipe.of_stdout()
    die_with_parent()
    threading.Thread(target=_beat, args=(pipe,), name="nss-heartbeat", daemon=True).start()
    recorder = _Recorder(pipe)
    for line in sys.stdin.buffer:
        command = cast("dict[str, Any]", json.loads(line))
        if command["do"] == "stop" or pipe.lost.is_set():
            break
        try:
            recorder.carry_out(command)
        except NssError as error:
            pipe.send({"event": "failed", "take": command.get("take", ""), "error": error_fields(error)})
        except Exception as error:  # noqa: BLE001 - the edge of a command: the host is told
            sys.excepthook(type(error), error, error.__traceback__)
            pipe.send({"event": "failed", "take": command.get("take", ""), "error": error_fields(error)})
    recorder.end()
    return 0


def _beat(pipe: Pipe) -> None:
    while not pipe.lost.wait(BEAT_SECONDS):
        pipe.send({"event": "beat", "rss_bytes": resident_bytes()})


class _Recorder:
    def __init__(self, pipe: Pipe) -> None:
        self._pipe = pipe
        self._recording: Recording | None = None
        self._take = ""

    def carry_out(self, command: Mapping[str, Any]) -> None:
        match command["do"]:
            case "prepare":
                devices()  # loads PortAudio: half a second that nobody waits for after the key
            case "devices":
                if self._recording is None:
                    look_again()
                self._pipe.send({"event": "devices", "devices": [vars_of(device) for device in devices()]})
            case "record":
                self.end()
                take = self._take = str(command["take"])
                self._recording = Recording(
                    str(command["device"]),
                    on_block=lambda block: self._pipe.send({"event": "audio", "take": take, **block}),
                    on_end=lambda why: self._pipe.send({"event": "ended", "take": take, "why": why}),
                )
                opened = self._recording.start()
                self._pipe.send({"event": "recording", "take": take, **opened})
            case "end":
                self.end()
            case unknown:
                raise ValueError(f"no command {unknown}")

    def end(self) -> None:
        recording, self._recording = self._recording, None
        if recording is not None:
            recording.stop()


def vars_of(device: object) -> dict[str, Any]:
    import msgspec

    return cast("dict[str, Any]", msgspec.to_builtins(device))


if __name__ == "__main__":
    sys.exit(main())
