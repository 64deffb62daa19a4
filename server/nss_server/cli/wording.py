"""How single values read to people: sizes, times, what stands behind the main thing on a line."""

from __future__ import annotations

from datetime import datetime

from nss_server.cli.output import Style


def plain(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def size(count: int) -> str:
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.1f} kB" if count >= 1e3 else f"{count} bytes"


def after(text: str) -> tuple[str, Style]:
    return (f"  {text}" if text else "", "dim")


def clock(seconds: float | None) -> str:
    return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M:%S") if seconds else "-"


def duration(seconds: float) -> str:
    """In the largest unit that leaves a number worth reading."""
    for length, unit in ((86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{seconds:.0f} s"


def milliseconds(value: float) -> str:
    """A request's time: tenths matter below ten, nothing behind the point above."""
    return f"{value:.1f}" if value < 10 else f"{value:.0f}"


def many(count: int, what: str) -> str:
    ending = "" if count == 1 else "es" if what.endswith("ch") else "s"
    return f"{count} {what}{ending}"
