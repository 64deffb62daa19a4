"""What the settings say of indexing, as nss_index takes it: the same in the shell's process and in the host's child."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nss_index.indexer import IndexOptions

    from nss_server.settings.tree import Settings


def index_options(settings: Settings) -> IndexOptions:
    from nss_index.files.rules import ScanRules
    from nss_index.indexer import IndexOptions, parser_processes

    return IndexOptions(
        embedder=settings.embed.model,
        refine=settings.embed.refine,
        rules=ScanRules(max_file_bytes=settings.files.max_file_bytes, exclude=settings.files.exclude),
        workers=parser_processes(settings.index.workers),
        parse_seconds=settings.index.parse_seconds,
    )
