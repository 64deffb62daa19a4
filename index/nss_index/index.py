"""The reader's side of the index, and the public API for scripts:

    from nss_index.index import Index
    from nss_index.indexer import build
    from nss_index.answers import SearchQuery

    build(root)                                   # make or refresh the index (the one writer)
    with Index.open(root) as index:
        for hit in index.search(SearchQuery("where are sessions closed")).hits:
            print(f"{hit.path}:{hit.start_line}  {hit.symbol}  {hit.why}")

`Index` is thread-safe and holds no snapshot between calls; many processes may read while one writes.
"""

from __future__ import annotations

import contextlib
import functools
import threading
from collections.abc import Collection, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Self

from msgspec import Struct

from nss_index.answers import SearchAnswer, SearchMode, SearchQuery
from nss_index.model import FileRecord, Symbol, Tag
from nss_index.overlay import EMPTY_OVERLAY, Overlay
from nss_index.overlay.view import View
from nss_index.paths import IndexPaths, index_paths, relative_path, resolve_root
from nss_index.ports import IsCancelled, SymbolRow, never
from nss_index.search import answer
from nss_index.search.filters import file_filter
from nss_index.search.mentions import Mentions, mentions_in
from nss_index.search.models import Models
from nss_index.search.names import EVERY_SYMBOL
from nss_index.search.rankings import Rankings
from nss_index.search.source import ChunkText, chunk_texts, text_now
from nss_index.search.staleness import ChangedFiles, changed_files
from nss_index.search.weights import DEFAULT_WEIGHTS, Weights
from nss_index.snapshot import Snapshots
from nss_index.status import IndexStatus, bytes_in, index_status

if TYPE_CHECKING:
    from nss_index.context.gists import Gists
    from nss_index.context.summary import Sources
    from nss_index.files.git_history import History
    from nss_index.files.rules import ScanRules
    from nss_index.graph.edges import Dependencies
    from nss_index.graph.live import Graphs
    from nss_index.graph.program import Program


class FileExplanation(Struct, frozen=True):
    """What the index holds of a path, and what a scan says of it now."""

    path: str
    indexed: FileRecord | None
    state_now: str  # "eligible", "skipped", "gone"
    reason: str
    detail: str


class Index:
    def __init__(self, paths: IndexPaths, embedder: str, weights: Weights, refine: str = "") -> None:
        self.paths = paths
        self.root = paths.root
        self.weights = weights
        self._models = Models(embedder, refine, paths.vector_cache)
        self._rankings = Rankings(weights)
        self._guard = threading.Lock()
        self._snapshots = Snapshots(paths.database, paths.segments)
        self._gists: Gists | None = None
        self._made_graphs: Graphs | None = None
        self._made_history: History | None = None  # both when first asked for: a search waits for no import

    @classmethod
    def open(
        cls,
        root: Path | str,
        embedder: str = "static",
        weights: Weights = DEFAULT_WEIGHTS,
        cache: Path | None = None,
        refine: str = "",
    ) -> Self:
        """The index of `root`, below `cache` or the user's. Raises RootNotFound, IndexMissing, IndexVersion,
        IndexDamaged. `embedder` and `refine` are specs of `embed.open`; a model is loaded by the first search that
        needs it."""
        return cls(index_paths(resolve_root(root), cache), embedder, weights, refine)

    @property
    def history(self) -> History:
        """What git remembers of the files."""
        from nss_index.files.git_history import History

        with self._guard:
            self._made_history = made = self._made_history or History(self.root)
        return made

    def search(
        self, query: SearchQuery, overlay: Overlay = EMPTY_OVERLAY, cancelled: IsCancelled = never
    ) -> SearchAnswer:
        """The best `query.limit` chunks (of an exact search: lines) with reasons. Raises BadInput for a filter or an
        expression that cannot be read."""
        if query.mode not in (SearchMode.EXACT, SearchMode.REGEX):
            return self._answer(query, overlay, cancelled)
        from nss_index.search import exact

        with self._view(overlay) as view:
            found = exact.match_lines(view, self.root, query, self.weights.priors, cancelled)
            return answer.answered(view, found.hits, query.mode, matches=found.lines)

    def similar(
        self,
        text: str,
        limit: int = 10,
        overlay: Overlay = EMPTY_OVERLAY,
        near: str = "",
        lines: tuple[int, int] = (1, 1 << 31),
        cancelled: IsCancelled = never,
    ) -> SearchAnswer:
        """Code like `text`. Chunks that touch `lines` of the file `near` (where the text was taken) are left out."""
        query = SearchQuery(text=text, limit=limit)
        return self._answer(query, overlay, cancelled, code=True, without=(near, *lines) if near else None)

    def symbols(
        self,
        words: str = "",
        limit: int = 100,
        kinds: Collection[str] = (),
        languages: Collection[str] = (),
        paths: Collection[str] = (),
        overlay: Overlay = EMPTY_OVERLAY,
    ) -> list[SymbolRow]:
        """Symbols whose name and container hold every word's parts as beginnings; exact names first, then by path."""
        from nss_index.tokens import folded_name, identifier_parts

        keep, wanted = file_filter(languages, paths), set(kinds)
        limit = max(0, limit)
        bound = EVERY_SYMBOL if kinds or languages or paths else limit
        name = folded_name(words)
        with self._view(overlay) as view:
            exact = view.symbols_named(name, bound) if name else []
            rows = exact + view.symbols(list(dict.fromkeys(identifier_parts(words))), bound + len(exact))
        rows = list({(row.path, row.symbol): row for row in rows}.values())
        rows = [row for row in rows if (not wanted or row.symbol.kind in wanted) and keep(row.path, row.language)]
        return rows[:limit]

    def definitions(self, name: str, overlay: Overlay = EMPTY_OVERLAY, limit: int = 100) -> list[SymbolRow]:
        """Symbols with exactly this name, by path and line."""
        from nss_index.tokens import folded_name

        with self._view(overlay) as view:
            return view.symbols_named(folded_name(name), max(0, limit), name) if name else []

    def symbols_of(self, path: str, overlay: Overlay = EMPTY_OVERLAY) -> list[Symbol]:
        """The symbols of one file in order; none for a file that is not indexed."""
        with self._view(overlay) as view:
            return view.symbols_of(relative_path(self.root, path))

    def chunks(
        self, paths: Collection[str] = (), languages: Collection[str] = (), overlay: Overlay = EMPTY_OVERLAY
    ) -> Iterator[ChunkText]:
        """Every chunk with its text, file by file, ready for retrieval elsewhere. Files that changed since they were
        indexed are left out until the index has caught up."""
        keep = file_filter(languages, paths)
        with self._view(overlay) as view:
            chosen = sorted(path for _, path, language in view.files() if keep(path, language))
        for path in chosen:
            with self._view(overlay) as view:  # a list: nothing is pinned while the caller works
                found = list(chunk_texts(view, self.root, path))
            yield from found

    def files(self, skipped: bool = False) -> list[FileRecord]:
        """The indexed files by path; with `skipped` those that were left out or failed, too."""
        with self._snapshots.pinned() as snapshot:
            rows = snapshot.files() + (snapshot.left_out() if skipped else [])
        return sorted((row.record for row in rows), key=lambda record: record.path)

    def why(self, path: str, rules: ScanRules | None = None) -> FileExplanation:
        """Why a path is (not) in the index. Raises BadInput for a path outside the root."""
        from nss_index.files.explain import explain
        from nss_index.files.rules import ScanRules
        from nss_index.model import Candidate, Skipped

        wanted = relative_path(self.root, path)
        now = explain(self.root, wanted, rules or ScanRules())
        with self._snapshots.pinned() as snapshot:
            row = snapshot.file(wanted)
        match now:
            case Candidate():
                state, reason, detail = "eligible", "", ""
            case Skipped():
                state, reason, detail = "skipped", now.reason, now.detail
            case _:
                state, reason, detail = "gone", "vanished", "there is no such file"
        return FileExplanation(wanted, row.record if row else None, state, reason, detail)

    def mentions(self, name: str, overlay: Overlay = EMPTY_OVERLAY, most_files: int = 200) -> Mentions:
        """Where `name` occurs as a whole word, checked in the text; at most `most_files` files are read."""
        with self._view(overlay) as view:
            return mentions_in(view, self.root, name, most_files)

    def tags(self, name: str | None = None, overlay: Overlay = EMPTY_OVERLAY) -> list[tuple[str, Tag]]:
        with self._view(overlay) as view:
            return view.tags(name)

    def marks(self, overlay: Overlay = EMPTY_OVERLAY) -> list[tuple[str, Tag]]:
        """The tags without the references to them."""
        with self._view(overlay) as view:
            return view.marks()

    def dependencies(self, overlay: Overlay = EMPTY_OVERLAY) -> Dependencies:
        """What imports what, with the unsaved text as it is. Remembered for a generation and its buffers."""
        with self._view(overlay) as view:
            return self._graphs.of(view)

    @contextlib.contextmanager
    def program(self, overlay: Overlay = EMPTY_OVERLAY) -> Generator[Program]:
        """The symbols and their uses, for the length of the `with` block."""
        with self._view(overlay) as view:
            yield self._graphs.program(view)

    @contextlib.contextmanager
    def summaries(self, overlay: Overlay = EMPTY_OVERLAY) -> Generator[Sources]:
        """What `context.summary` makes summaries of, for the length of the `with` block."""
        from nss_index.context.gists import Gists
        from nss_index.context.summary import Sources

        self._gists = gists = self._gists or Gists(self.paths.folder / "gists")
        embedder, _ = self._models.embedder(SearchMode.SEMANTIC)
        with self._view(overlay) as view:
            read = functools.cache(self._graphs.reader(view))  # many parts of a summary are of one file
            yield Sources(self._graphs.program(view), self._graphs.of(view), read, embedder, gists)
        gists.keep()

    def status(self) -> IndexStatus:
        with self._snapshots.pinned() as snapshot:
            return index_status(self.root, snapshot, bytes_in(self.paths.folder))

    def last_commit(self) -> tuple[bool, float]:
        """(whether a pass over all files has ever finished, seconds since the epoch of the last commit). Cheap."""
        with self._snapshots.pinned() as snapshot:
            return snapshot.complete, snapshot.indexed_at

    def changed_since(self, seconds: float = 0.05) -> ChangedFiles:
        """A bounded check of the indexed files' size and time against the disk. New files are not looked for."""
        with self._snapshots.pinned() as snapshot:
            stats = snapshot.file_stats()
        return changed_files(self.root, stats, seconds)

    def close(self) -> None:
        self._snapshots.close()
        self._models.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _graphs(self) -> Graphs:
        from nss_index.graph.live import Graphs

        with self._guard:
            self._made_graphs = made = self._made_graphs or Graphs(self.root, self.paths.folder / "graph")
        return made

    def _answer(
        self,
        query: SearchQuery,
        overlay: Overlay,
        cancelled: IsCancelled,
        code: bool = False,
        without: tuple[str, int, int] | None = None,
    ) -> SearchAnswer:
        embedder, problem = self._models.embedder(query.mode)
        with self._view(overlay) as view:
            within, unheld = None, ""
            if not code and '"' in query.text:
                from nss_index.search.exact import quoted

                within, unheld = quoted(view, self.root, query.text, cancelled)
            refiner = self._models.refiner(query.mode)
            ranked = self._rankings.of(view, query, embedder, cancelled, not code, within, refiner)
            chunks = ranked.chunks if without is None else answer.leave_out(view, ranked.chunks, *without)
            best = answer.in_stable_order(view, chunks, max(0, query.limit))
            found = answer.hits(view, best, functools.partial(text_now, view, self.root))
            fallback = problem or ranked.fallback or unheld or ranked.unrefined
            likely = ranked.measures.confidence(embedder.model_id) if ranked.measures and embedder else None
            return answer.answered(view, found, ranked.mode, fallback, confidence=likely)

    @contextlib.contextmanager
    def _view(self, overlay: Overlay) -> Generator[View]:
        with self._snapshots.pinned() as snapshot:
            yield View(snapshot, overlay)
