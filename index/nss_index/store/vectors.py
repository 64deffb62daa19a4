"""The front of the vector room: what the rest of `store` and the indexer use of it.

vector_math     what near means          vector_tables   the truth, in index.db
segments        files for fast reading   vector_reader   the nearest chunks of a snapshot
vector_cache    vectors by content, shared by all indexes of a user
"""

from nss_index.store.segments import write_segments
from nss_index.store.vector_cache import VectorCache
from nss_index.store.vector_math import cosines, prepare_query, quantise
from nss_index.store.vector_reader import VectorReader
from nss_index.store.vector_tables import (
    add_vectors,
    count_vectors,
    create_vector_tables,
    delete_vectors,
    put_vectors,
    vector_meta,
)

__all__ = [
    "VectorCache",
    "VectorReader",
    "add_vectors",
    "count_vectors",
    "cosines",
    "create_vector_tables",
    "delete_vectors",
    "prepare_query",
    "put_vectors",
    "quantise",
    "vector_meta",
    "write_segments",
]
