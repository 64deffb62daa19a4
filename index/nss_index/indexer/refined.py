"""Vectors of the model that refines the first hits (`search.refine`): made behind everything else, by text, into the
shared cache. The index itself knows nothing of them, so they are never pending and never the reason to wait."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from nss_index.embed.open import open_embedder
from nss_index.errors import Cancelled
from nss_index.files.rules import ScanRules
from nss_index.indexer.vectors import ParsedFiles, SharedVectors, parsed_as_indexed, vectors_of
from nss_index.ports import Embedder, IsCancelled, OnProgress, Progress
from nss_index.store.database import Database
from nss_index.store.reader import DatabaseSnapshot

BATCH_TEXTS = 64
"""A transformer takes a second for them: so long a changed file waits."""

_AT_ONCE = 2_000  # hashes: their vectors come along


class RefinedVectors:
    """Of one index, in its one writer. Remembers up to which chunk all is done: chunk ids only grow."""

    def __init__(self, spec: str, vector_cache: Path) -> None:
        self._spec, self._path = spec, vector_cache
        self._embedder: Embedder | None = None
        self._done = 0

    def fill(self, db: Database, root: Path, rules: ScanRules, on_progress: OnProgress, cancelled: IsCancelled) -> int:
        """Give every text of the index its vector. Returns how many were made. Raises Cancelled, ModelUnavailable."""
        newest = db.execute("SELECT coalesce(max(id), 0) FROM chunks").get
        if newest <= self._done:
            return 0
        self._embedder = embedder = self._embedder or open_embedder(self._spec)
        cache = SharedVectors(self._path)
        made = 0
        try:
            missing = _missing(db, cache, embedder.model_id, self._done)
            total = sum(len(hashes) for hashes in missing.values())
            for batch in _texts(db, root, rules, missing):
                on_progress(Progress("vectors", made, total, "texts", cache.problem))
                if cancelled():
                    raise Cancelled("refining was cancelled", why=f"{made} of {total} texts were done and are kept")
                vectors_of(embedder, cache, batch)
                made += len(batch)
        finally:
            cache.close()
        self._done = newest
        return made


def _missing(db: Database, cache: SharedVectors, model_id: str, after: int) -> dict[int, set[str]]:
    """By file the hashes of its texts that have no vector."""
    rows = db.execute(
        "SELECT file_id, lower(hex(code_hash)), lower(hex(description_hash)) FROM chunks WHERE id > ? ORDER BY id",
        (after,),
    ).fetchall()
    wanted = list({digest for _, *both in rows for digest in both})
    known: set[str] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        known |= cache.get_many(model_id, wanted[start : start + _AT_ONCE]).keys()
    found: dict[int, set[str]] = {}
    for file_id, *both in rows:
        if new := {digest for digest in both if digest not in known}:
            known |= new  # the same text elsewhere needs no second vector
            found.setdefault(file_id, set()).update(new)
    return found


def _texts(db: Database, root: Path, rules: ScanRules, missing: dict[int, set[str]]) -> Iterator[dict[str, str]]:
    """Texts by hash, in batches. A file that has changed since it was indexed comes again when it is indexed."""
    batch: dict[str, str] = {}
    for file_id, hashes in missing.items():
        row = DatabaseSnapshot.of_writer(db).file_by_id(file_id)
        parsed = parsed_as_indexed(root, rules, row, ParsedFiles(0)) if row is not None else None
        for chunk in parsed.chunks if parsed is not None else ():
            both = {chunk.code_hash: chunk.text, chunk.description_hash: chunk.description}
            batch |= {digest: text for digest, text in both.items() if digest in hashes}
            if len(batch) >= BATCH_TEXTS:
                yield batch
                batch = {}
    if batch:
        yield batch
