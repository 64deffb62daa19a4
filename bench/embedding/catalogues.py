"""Translated messages of programs: what the same thing is called in another language.

Two forms: gettext's compiled catalogues (the message is English), and the compiler messages of TypeScript, whose keys
are English ("A_class_may_only_extend_another_class_1311").
"""

from __future__ import annotations

import gettext
import io
import json
import re
from collections.abc import Iterator, Mapping
from typing import cast

from nss_index.embed.static import words_of

from bench.embedding.records import Asked, Document

MOST = 1_500  # messages of one catalogue
_LOCALES = "cs da de el es fi fr hu id it ja ko nb nl pl pt ro ru sv tr uk vi zh"
LOCALES = frozenset(_LOCALES.split())
"""Natural languages that comments and questions of developers are often written in; more would crowd the vocabulary."""

_LOCALE = re.compile(r"(?:^|/)([a-z]{2,3}(?:[_-][A-Za-z]{2,4})?)/(?:LC_MESSAGES/)?[^/]+$")
_KEY = re.compile(r"^([A-Za-z0-9]+(?:_[A-Za-z0-9]+)+)_\d{4,5}$")


def translated(package: str, path: str, content: bytes) -> Iterator[Document]:
    """Nothing for a catalogue that cannot be read, and for a language that is not in LOCALES."""
    locale = _LOCALE.search(path)
    if locale is None or re.split("[_-]", locale.group(1))[0] not in LOCALES:
        return
    pairs = _json(content) if path.endswith(".json") else _compiled(content)
    for english, other in list(pairs.items())[:MOST]:
        meant, said = words_of(english), words_of(other)
        if 1 <= len(meant) <= 30 and said and meant != said:
            yield Document(
                package=package,
                path=path,
                language=f"locale {locale.group(1)}",
                code=meant,
                documentation=[],
                name=[],
                place=[],
                questions=[(Asked.TRANSLATION, said[:40])],
            )


def _compiled(content: bytes) -> Mapping[str, str]:
    try:
        catalogue = cast("dict[object, str]", vars(gettext.GNUTranslations(io.BytesIO(content)))["_catalog"])
    except (OSError, UnicodeDecodeError, ValueError, LookupError, IndexError):
        return {}
    return {key: value for key, value in catalogue.items() if isinstance(key, str) and key and value}


def _json(content: bytes) -> Mapping[str, str]:
    try:
        messages = json.loads(content)
    except ValueError:
        return {}
    if not isinstance(messages, dict):
        return {}
    found: dict[str, str] = {}
    for key, value in cast("dict[str, object]", messages).items():
        match = _KEY.match(key)
        if match and isinstance(value, str):
            found[match.group(1).replace("_", " ")] = value
    return found
