"""The last rankings of an index, so that a question that is asked again is answered at once.

Remembered is the order alone, for one state of index and buffers: the text of a hit is read and checked each time. Not
remembered is what depends on the disk (quoted phrases), what was cancelled on the way and what is not refined yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from nss_index.embed.open import words_only
from nss_index.errors import ModelUnavailable
from nss_index.remembered import Remembered
from nss_index.search.ranking import Ranking, rank

if TYPE_CHECKING:
    from nss_index.answers import SearchQuery
    from nss_index.overlay.view import View
    from nss_index.ports import Embedder, IsCancelled
    from nss_index.search.refine import Refiner
    from nss_index.search.weights import Weights

MOST = 16
"""Rankings kept, each of at most some 800 chunks: a few megabytes. Somebody who looks again does so soon."""

_Key = tuple[object, ...]


class Rankings:
    """Of one index. Thread-safe."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._known: Remembered[_Key, Ranking] = Remembered(MOST)

    def of(
        self,
        view: View,
        query: SearchQuery,
        embedder: Embedder | None,
        cancelled: IsCancelled,
        question: bool,
        within: frozenset[int] | None,
        refiner: Refiner | None = None,
    ) -> Ranking:
        """As `ranking.rank`; by words alone when the model, a server, has gone since it was opened."""

        def ranked(by: Embedder | None, refine: Refiner | None) -> Ranking:
            def make() -> Ranking:
                return rank(view, query, by, self._weights, cancelled, question, within, refine)

            if within is not None:
                return make()
            # The time of the commit, too: a database that was made again counts its generations from the start.
            snapshot, model = view.snapshot, by.model_id if by else ""
            unsaved = tuple((document.path, document.content_hash) for document in view.documents)
            state = (snapshot.generation, snapshot.indexed_at, unsaved, model)
            return self._known.of(
                (*state, query, question), make, keep=lambda made: not cancelled() and not made.unrefined
            )

        try:
            return ranked(embedder, refiner)
        except ModelUnavailable as error:
            return replace(ranked(None, None), fallback=words_only(error))
