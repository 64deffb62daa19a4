"""What the bytes of a file say: which encoding, whether text at all, whether a program wrote them, whether a secret.

Pure functions over bytes and text; knows no paths but their suffix, and no disk.
"""

from __future__ import annotations

import re

from nss_index.files.rules import SkipReason

_UTF8_BOM, _UTF16_LE_BOM, _UTF16_BE_BOM = b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"
# Control characters that text does not hold: all of C0 but tab, line feed, vertical tab, form feed, return, escape.
_CONTROL = bytes(byte for byte in range(0x20) if byte not in b"\t\n\v\f\r\x1b") + b"\x7f"
_CONTROL_SHARE = 1000  # one such byte in this many is an accident, more are data

_PRIVATE_KEY = re.compile(
    # The header alone is talk about keys (this file, a parser); a run of base64 soon after it is a key.
    r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----[\s\S]{0,400}?[A-Za-z0-9+/]{40}"
)
_HEADER_LINES = 40
_COMMENT = re.compile(r"\s*(?://|#|/\*|\*|--|;|<!--|%|\"\"\"!|\(\*|\{-|REM\b)", re.IGNORECASE)
_MARKED = re.compile(
    # Meta's, Bazel's and Google's mark; Go's convention and the many ways to say it around "do not edit".
    r"(?<![\w`'\"@])@generated\b(?![`'\"])"
    r"|\bgenerated\b.{0,200}\bdo not (?:edit|modify)\b|\bdo not (?:edit|modify)\b.{0,200}\bgenerated\b",
    re.IGNORECASE,
)
_BUNDLE_SUFFIXES = (".js", ".mjs", ".cjs", ".css")
_BUNDLE_BYTES = 4096
_LONG_LINE = 1000
_DATA_SUFFIXES = (".json", ".geojson", ".svg", ".xml")
_DATA_BYTES = 32_768  # nobody writes or reads so much on a few lines; vocabularies and dumps drown every search
_BUNDLE_WHITE = 0.08  # share of white space; hand-written JavaScript has 0.15 to 0.35, minified 0.01 to 0.05


def decode(data: bytes) -> tuple[str, str] | None:
    """(text, encoding name of `FileRecord`), or None for binary content. Line ends stay as they are.

    A byte order mark decides; then UTF-8; then UTF-16 without a mark where every second byte nearly always is NUL;
    any other NUL means binary; Latin-1 last, for what holds no control characters.
    """
    if data.startswith(_UTF8_BOM):
        return _strict(data[3:], "utf-8", "utf-8-sig")
    if data.startswith(_UTF16_LE_BOM):
        return _strict(data[2:], "utf-16-le", "utf-16-le")
    if data.startswith(_UTF16_BE_BOM):
        return _strict(data[2:], "utf-16-be", "utf-16-be")
    if b"\0" in data:
        return _bare_utf16(data)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        if _has_control_characters(data):
            return None
        return data.decode("latin-1"), "latin-1"


def judge_text(path: str, text: str) -> tuple[SkipReason, str] | None:
    """The reason and sentence why the content keeps the file out, None where it does not."""
    if "PRIVATE KEY" in text and _PRIVATE_KEY.search(text):
        return SkipReason.SECRET, "holds a private key"
    mark = _generated_mark(text)
    if mark:
        return SkipReason.GENERATED, f"its header says so: {mark}"
    if path.lower().endswith(_BUNDLE_SUFFIXES) and _is_bundle(text):
        return SkipReason.GENERATED, "a minified bundle: nearly all of it is in very long lines without white space"
    if path.lower().endswith(_DATA_SUFFIXES) and len(text) >= _DATA_BYTES and _in_long_lines(text) > 0.8 * len(text):
        return SkipReason.GENERATED, "data written by a program: nearly all of it is in very long lines"
    if path.lower().endswith(".map") and re.match(r'\s*\{\s*"version"\s*:\s*3\b', text):
        return SkipReason.GENERATED, "a source map"
    return None


def _strict(data: bytes, codec: str, name: str) -> tuple[str, str] | None:
    try:
        text = data.decode(codec)
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else (text, name)


def _bare_utf16(data: bytes) -> tuple[str, str] | None:
    if len(data) < 8 or len(data) % 2:
        return None
    half = len(data) // 2
    even, odd = data[::2].count(0), data[1::2].count(0)
    if odd >= half * 0.9 and even == 0:
        guess = _strict(data, "utf-16-le", "utf-16-le")
    elif even >= half * 0.9 and odd == 0:
        guess = _strict(data, "utf-16-be", "utf-16-be")
    else:
        return None
    # Arrays of small numbers look the same from afar, but are full of control characters.
    if guess is None or any(character in _CONTROL_TEXT for character in guess[0]):
        return None
    return guess


def _has_control_characters(data: bytes) -> bool:
    found = len(data) - len(data.translate(None, _CONTROL))
    return found * _CONTROL_SHARE > len(data)


def _generated_mark(text: str) -> str:
    """The line of the leading comment that says that a program wrote the file, "" where none does."""
    for line in text[:8192].splitlines()[:_HEADER_LINES]:
        if line.strip() and not _COMMENT.match(line):
            return ""  # code begins: what it says about generated files is not about itself
        if _MARKED.search(line):
            return " ".join(line.split())[:120]
    return ""


def _is_bundle(text: str) -> bool:
    if len(text) < _BUNDLE_BYTES:
        return False
    long = [line for line in text.split("\n") if len(line) > _LONG_LINE]
    inside = _in_long_lines(text)
    white = sum(line.count(" ") + line.count("\t") for line in long)
    return inside > 0.8 * len(text) and white < _BUNDLE_WHITE * inside


def _in_long_lines(text: str) -> int:
    """Characters that stand in very long lines."""
    return sum(len(line) for line in text.split("\n") if len(line) > _LONG_LINE)


_CONTROL_TEXT = frozenset(_CONTROL.decode("latin-1"))
