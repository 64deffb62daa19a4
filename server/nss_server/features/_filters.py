"""The params that several capabilities share, declared once: which languages, paths and kinds to look at."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from nss_server.capability import Flag

Languages = Annotated[
    tuple[str, ...], Flag("--language", "-l"), Meta(max_length=64, description="Only these languages (python, go, …).")
]
Paths = Annotated[
    tuple[str, ...],
    Flag("--path", "-p"),
    Meta(max_length=64, description='Only paths that match these gitignore-style globs; a leading "!" excludes.'),
]
Kinds = Annotated[
    tuple[str, ...],
    Flag("--kind", "-k"),
    Meta(max_length=64, description="Only these kinds of symbol or chunk (function, class, section, …)."),
]
