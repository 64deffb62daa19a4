"""Dictations, microphones and transcripts for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nss_server.cli.output import Output, complain
from nss_server.cli.wording import clock, many

Result = Mapping[str, Any]


def dictate(result: Result, output: Output) -> None:
    """The text alone on standard output; what was done to it is a remark."""
    if result["state"] == "cancelled":
        output.remark("cancelled; nothing was kept")
        return
    for line in str(result["text"]).splitlines() or [""]:
        output.line(line)
    for item in result["replacements"]:
        output.remark(f"“{item['heard']}” → {item['name']}")
    for item in result["offers"]:
        output.remark(f"“{item['heard']}” may be {', '.join(item['names'])}")
    if result["problem"]:
        output.remark(f"nss: {result['problem']}")
    if not result["raw"]:
        output.remark("nothing was said")
    if result["recording"]:
        output.remark(f"the recording is {result['recording']}")


def devices(result: Result, output: Output) -> None:
    for device in result["devices"]:
        mark = ("  default", "good") if device["default"] else ""
        output.line(f"{device['index']:>3}  ", (device["name"], "name"), f"  {device['system']}", mark)
    if not result["devices"]:
        output.remark("no microphone")


def voice_test(result: Result, output: Output) -> None:
    output.line((result["device"] or "no microphone", "name"), f"  loudest {result['loudest']:.0%} of the meter")
    if result["problem"]:
        output.remark(f"nss: {result['problem']}")


def history(result: Result, output: Output) -> None:
    for entry in result["dictations"]:
        text = " ".join((entry["text"] or entry["raw"]).split())
        seconds = f"  {entry['audio_seconds']:.0f} s  {entry['target']}  "
        output.line((entry["id"], "dim"), f"  {clock(entry['at'])}{seconds}", text)
    if not result["dictations"]:
        output.remark("no dictations")


def deleted(result: Result, output: Output) -> None:
    count = len(result["deleted"])
    output.line(f"deleted {many(count, 'dictation')}")


def transcripts(result: Result, output: Output) -> None:
    several = len(result["transcripts"]) > 1
    for one in result["transcripts"]:
        if several:
            output.line((one["file"], "path"))
        if one["problem"]:
            complain(one["problem"])
        elif result["format"] == "srt":
            _subtitles(one, output)
        elif one["segments"]:
            for segment in one["segments"]:
                output.line(segment["text"])
        else:
            output.remark("nothing is said in it")


def _subtitles(one: Mapping[str, Any], output: Output) -> None:
    for number, segment in enumerate(one["segments"], 1):
        output.line(str(number))
        output.line(f"{srt_time(segment['start'])} --> {srt_time(segment['end'])}")
        output.line(segment["text"])
        output.line("")


def srt_time(seconds: float) -> str:
    """Seconds as SubRip writes them: 00:01:02,345."""
    milliseconds = round(seconds * 1000)
    hours, rest = divmod(milliseconds, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02},{rest % 1000:03}"
