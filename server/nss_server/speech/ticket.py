"""A dictated ticket: a title, what was said in clean sentences, what it points at, and the raw words beside it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from nss_server.speech.cleanup import clean
from nss_server.speech.deixis import Anchor

LONGEST_TITLE = 72  # characters, as for the subject of a commit

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z`_])")


def ticket(text: str, raw: str, anchors: Sequence[Anchor]) -> str:
    """Markdown. The title is the first sentence on one line; it is cut at a word when it is too long."""
    cleaned = clean(text)
    sentences = [sentence.strip() for sentence in _SENTENCE.split(cleaned) if sentence.strip()]
    title = _title(sentences[0] if sentences else "") or "Untitled"
    lines = [f"# {title}", ""]
    if len(sentences) > 1 or any(title != sentence.rstrip(".") for sentence in sentences):
        lines += ["## What was said", "", *sentences, ""]
    if anchors:
        lines += ["## Where", ""]
        lines += [f"- “{anchor.phrase}”: {_where(anchor)}" for anchor in anchors]
        lines.append("")
    lines += ["<details><summary>Raw dictation</summary>", "", raw, "", "</details>", ""]
    return "\n".join(lines)


def _title(sentence: str) -> str:
    bare = " ".join(sentence.split()).rstrip(".")
    if len(bare) <= LONGEST_TITLE:
        return bare
    cut = bare[:LONGEST_TITLE]
    return (cut[: cut.rfind(" ")] if " " in cut else cut[:-1]) + "…"


def _where(anchor: Anchor) -> str:
    place = anchor.place
    lines = f"{place.start_line}" if place.start_line == place.end_line else f"{place.start_line}-{place.end_line}"
    symbol = f" (`{place.symbol}`)" if place.symbol else ""
    said = f": {' '.join(place.text.split())[:200]}" if anchor.kind == "diagnostic" and place.text else ""
    return f"`{place.path}:{lines}`{symbol}{said}"
