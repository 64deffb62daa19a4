"""The models that an index is searched with, each loaded by the first question that needs it."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from nss_index.answers import SearchMode

if TYPE_CHECKING:
    from nss_index.ports import Embedder
    from nss_index.search.refine import Refiner


class Models:
    """`embedder` and `refine` are specs of `embed.open`, `refine` may be empty. Thread-safe."""

    def __init__(self, embedder: str, refine: str, vector_cache: Path) -> None:
        self._spec, self._refine, self._cache = embedder, refine, vector_cache
        self._guard = threading.Lock()
        self._embedder: Embedder | None = None
        self._refiner: Refiner | None = None

    def embedder(self, mode: SearchMode) -> tuple[Embedder | None, str]:
        """The embedder where `mode` needs one, or None and why a search goes on without."""
        if mode not in (SearchMode.HYBRID, SearchMode.SEMANTIC):
            return None, ""
        with self._guard:
            if self._embedder is None:
                from nss_index.embed.open import opened

                self._embedder, problem = opened(self._spec)
                return self._embedder, problem
            return self._embedder, ""

    def refiner(self, mode: SearchMode) -> Refiner | None:
        if not self._refine or mode is not SearchMode.HYBRID:
            return None
        with self._guard:
            if self._refiner is None:
                from nss_index.search.refine import Refiner

                self._refiner = Refiner(self._refine, self._cache)
            return self._refiner

    def close(self) -> None:
        with self._guard:
            if self._refiner is not None:
                self._refiner.close()
