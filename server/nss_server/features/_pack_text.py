"""A context pack as text for a prompt: Markdown, or fenced by XML tags."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from nss_index.context.pack import Candidate, Form, Piece

Format = Literal["markdown", "xml"]


def pack_text(style: Format, task: str, pieces: Sequence[Piece]) -> str:
    written = "".join(piece_text(style, one.candidate, one.form, one.text) for one in pieces)
    task = " ".join(task.split())
    if style == "xml":
        return f"<context>\n<task>{escape(task)}</task>\n{written}</context>\n"
    return f"# Context\n\nTask: {task}\n\n{written}"


def piece_text(style: Format, one: Candidate, form: Form, text: str) -> str:
    place = f"{one.path}:{one.start_line}-{one.end_line}"
    if style == "xml":
        attributes = {
            "path": one.path, "lines": f"{one.start_line}-{one.end_line}", "symbol": one.symbol, "form": form,
            "score": str(one.score), "hash": one.content_hash[:12], "reason": one.reason,
        }  # fmt: skip
        told = " ".join(f"{name}={quoteattr(value)}" for name, value in attributes.items() if value)
        return f"<piece {told}>\n{escape(text)}\n</piece>\n"
    fence = "```"
    while fence in text:
        fence += "`"
    name = f" `{one.symbol}`" if one.symbol else ""
    shown = text if form == "summary" else f"{fence}{one.path.rpartition('.')[2]}\n{text}\n{fence}"
    return f"## {place}{name}\n{one.reason} (score {one.score}, {one.content_hash[:12]})\n{shown}\n\n"
