"""A new mark above a line: the comment that its language writes, and a name that nothing else has."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Sequence
from typing import Any

from lsprotocol import types
from nss_index.parse.languages import language_of

_HASH = (
    "python bash ruby perl yaml toml make cmake dockerfile r julia elixir nix ini powershell graphql awk tcl crystal"
)
_DASHES = "lua sql haskell elm ada"
_BARE = "markdown html xml rst text asciidoc org svelte vue"
_COMMENTS: dict[str, tuple[str, str]] = {
    **dict.fromkeys(_HASH.split(), ("# ", "")),
    **dict.fromkeys(_DASHES.split(), ("-- ", "")),
    **dict.fromkeys(_BARE.split(), ("", "")),
    "css": ("/* ", " */"), "latex": ("% ", ""), "erlang": ("% ", ""), "clojure": ("; ", ""), "emacs-lisp": ("; ", ""),
    "common-lisp": ("; ", ""), "scheme": ("; ", ""), "vim": ('" ', ""), "ocaml": ("(* ", " *)"),
}  # fmt: skip
_NEITHER = re.compile(r"[^A-Za-z0-9_.-]+")


def mark_edit(
    lines: Sequence[str], path: str, line: int, outline: Sequence[dict[str, Any]], taken: Collection[str]
) -> types.TextEdit:
    """A line with a mark above `line` (from 0), with its indentation, called after the symbol around it."""
    text = lines[line] if line < len(lines) else ""
    indent = text[: len(text) - len(text.lstrip(" \t"))]
    before, after = _COMMENTS.get(language_of(path), ("// ", ""))
    end = "\r\n" if any(each.endswith("\r\n") for each in lines[:1]) else "\n"
    mark = f"{indent}{before}<!--TAG:{_name(path, line, outline, taken)}-->{after}{end}"
    place = types.Position(line, 0)
    return types.TextEdit(types.Range(place, place), mark)


def _name(path: str, line: int, outline: Sequence[dict[str, Any]], taken: Collection[str]) -> str:
    around = [one for one in outline if one["start_line"] <= line + 1 <= one["end_line"]]
    inner = min(around, key=lambda one: one["end_line"] - one["start_line"], default=None)
    words = [posixpath.basename(path).partition(".")[0], *(inner["symbol"].split(".") if inner else ())]
    parts = (_NEITHER.sub("-", word).strip("-._") for word in words)
    name = "/".join(part for part in parts if part)[:100].strip("/-._") or "here"
    number, found = 1, name
    while found in taken:
        number += 1
        found = f"{name}-{number}"
    return found
