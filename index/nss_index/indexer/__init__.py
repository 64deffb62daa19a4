"""The one writer of an index: it compares the tree with the database, and makes the database say what the tree says.

    from nss_index.indexer import Indexer, build

`text` brings chunks, symbols and terms up to date file by file; `vectors` fills in meaning behind it; `dump` writes the
whole index without ids, to compare two of them. Nothing here watches, waits or runs in the background.
"""

from nss_index.indexer.indexer import BuildReport, Indexer, IndexOptions, build
from nss_index.indexer.options import parser_processes
from nss_index.indexer.text import Reconciled

__all__ = ["BuildReport", "IndexOptions", "Indexer", "Reconciled", "build", "parser_processes"]
