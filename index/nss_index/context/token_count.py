"""How many tokens a text has for a language model: by a tokenizer's own file, or estimated.

The estimate is meant to be above what byte-pair tokenizers of today make of code and prose (three to four characters a
token), so that a budget holds whichever model reads it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from nss_index.errors import BadInput, ModelUnavailable

CountTokens = Callable[[str], int]

_PIECE = re.compile(r"[A-Za-z]{1,4}|[0-9]{1,2}|\s*\n| {2,}|[^\sA-Za-z0-9]")


def estimated_tokens(text: str) -> int:
    """An upper estimate. Additive: of two texts that meet at a line's end, the sum."""
    pieces = _PIECE.findall(text)
    return len(pieces) + sum(len(piece.encode("utf-8", "replace")) // 2 for piece in pieces if not piece.isascii())


def counter(tokenizer: str) -> CountTokens:
    """By the `tokenizer.json` of a model (Hugging Face's format); "" estimates. Raises BadInput, ModelUnavailable."""
    if not tokenizer:
        return estimated_tokens
    try:
        import tokenizers
    except ImportError as error:
        raise ModelUnavailable(
            "counting by a tokenizer needs the package tokenizers", todo="pip install 'nss-lsp[transformers]'"
        ) from error
    try:
        known = tokenizers.Tokenizer.from_file(str(Path(tokenizer).expanduser()))
    except Exception as error:
        raise BadInput(f"{tokenizer} is no tokenizer that can be read", why=str(error)) from error
    return lambda text: len(known.encode(text, add_special_tokens=False).ids)
