"""What the index needs from outside and lets others supply: embedders, progress, cancellation, a snapshot to read.

Everything here is a Protocol or a plain callable type; adapters live in `embed` and `store`, fakes in the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from nss_index.model import Binding, FileRecord, Import, Role, Symbol, Tag, Use


class Embedder(Protocol):
    """Text to vectors. Not required to be thread-safe unless it says so."""

    @property
    def model_id(self) -> str:
        """Names weights, tokeniser and pooling: two ids are equal only when the vectors are comparable."""
        ...

    @property
    def dimensions(self) -> int: ...

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), dimensions), rows of length 1, or all zero for a text without any known token."""
        ...


class Progress(Struct, frozen=True):
    """One report of a long piece of work. `done` and `total` count `unit`; total is 0 while unknown."""

    stage: str  # "scan", "text", "vectors"
    done: int
    total: int
    unit: str  # "files", "chunks"
    message: str = ""
    problem: str = ""  # why it does not get on, as a sentence; the work goes on when that is over


OnProgress = Callable[[Progress], None]
IsCancelled = Callable[[], bool]


def never() -> bool:
    """The cancellation token of callers that do not cancel."""
    return False


MOST_COUNTED = 255
"""Occurrences of a term in a chunk, as far as they are told apart: they count for next to nothing by then."""


class Postings(NamedTuple):
    """The chunks that hold a term, in arrays of one length: their ids, their files' ids, how often each has it in its
    context (path, symbol, heading) and in its body (at most MOST_COUNTED), and their lengths in terms."""

    chunks: NDArray[np.int64]
    files: NDArray[np.int64]
    context: NDArray[np.int64]
    body: NDArray[np.int64]
    lengths: NDArray[np.int64]

    def of(self, chosen: NDArray[np.bool_]) -> Postings:
        return Postings(*(column[chosen] for column in self))


class ChunkRow(Struct, frozen=True):
    """A stored chunk without its text, which is read from the file or the buffer and checked by hash."""

    chunk_id: int
    file_id: int
    path: str
    language: str
    kind: str
    symbol: str
    symbol_kind: str
    heading: str
    signature: str
    start_byte: int
    end_byte: int
    start_line: int
    end_line: int
    code_hash: str
    description_hash: str
    content_hash: str  # of the file's text
    changed_ns: int  # when the file was, since the epoch; of a buffer, when it is asked for


class SymbolRow(Struct, frozen=True):
    path: str  # of the file
    language: str
    symbol: Symbol
    content_hash: str


class FileRow(Struct, frozen=True):
    file_id: int
    record: FileRecord


class SnapshotReader(Protocol):
    """One consistent view of an index, pinned to a generation. Short-lived; not thread-safe."""

    @property
    def generation(self) -> int: ...

    @property
    def indexed_at(self) -> float: ...

    def files(self) -> Sequence[FileRow]:
        """Every indexed file (skipped ones not), ordered by path."""
        ...

    def file_stats(self) -> Sequence[tuple[str, int, int]]:
        """(path, size, time of change in ns) of every indexed file, by path."""
        ...

    def file(self, path: str) -> FileRow | None: ...

    def corpus_size(self) -> tuple[int, int]:
        """(number of chunks, sum of their lengths in terms)."""
        ...

    def postings(self, term: str) -> Postings: ...

    def chunks(self, chunk_ids: Collection[int]) -> dict[int, ChunkRow]: ...

    def chunks_of_file(self, file_id: int) -> list[ChunkRow]: ...

    def symbols(self, words: Sequence[str], limit: int) -> list[SymbolRow]:
        """Symbols whose name's parts hold every word as a prefix; all symbols for no words. Ordered by path, line."""
        ...

    def symbols_named(self, name: str, limit: int, spelled: str = "") -> list[SymbolRow]:
        """Symbols whose name is `name` (folded: see `tokens.folded_name`) and, where it is given, exactly `spelled`.
        Ordered by path, line."""
        ...

    def symbols_of_file(self, file_id: int) -> list[Symbol]: ...

    def tags(self, name: str | None = None) -> list[tuple[str, Tag]]:
        """(path, tag) of all tags, or of those with this name, by path and line."""
        ...

    def imports(self, file_id: int | None = None) -> list[tuple[str, Import]]:
        """(path, import) of all files or of one, by path and line."""
        ...

    def uses_named(self, names: Collection[str]) -> list[tuple[str, Use]]:
        """(path, use) of every use of these names, by path and place."""
        ...

    def uses_of_file(self, file_id: int, role: Role | None = None) -> list[Use]: ...

    def bindings_of_file(self, file_id: int) -> list[Binding]: ...

    def nearest(
        self,
        side: str,
        query: NDArray[np.float32],
        count: int,
        hidden: Collection[int] = (),
        allowed: Collection[int] | None = None,
    ) -> list[tuple[int, float]]:
        """The (chunk id, cosine) of the `count` nearest chunks by "code" or "description" and of all as near as the
        last one, best first, without the chunks of the files `hidden` (file ids) and, where `allowed` is given, only
        among these chunk ids."""
        ...

    def chunk_ids(self, file_ids: Collection[int] | None, kinds: Collection[str]) -> frozenset[int]:
        """Chunks of these files (None: of all) whose symbol kind or chunk kind is one of `kinds` (empty: any)."""
        ...

    def pending_vectors(self) -> int: ...
