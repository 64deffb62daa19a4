"""The text phase: which files differ from the index, and their new rows, committed in batches.

A file that cannot be read or parsed becomes a row that says so; it never stops the others. A batch is one transaction,
so a kill at any instruction loses at most the batch in flight, which the next reconcile makes again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from msgspec import structs

from nss_index.errors import Cancelled
from nss_index.files.read import read_source
from nss_index.files.rules import ScanRules, SkipReason
from nss_index.files.scan import Gone, examine, outdated, scan_tree
from nss_index.model import Candidate, FileRecord, FileState, ParsedFile, Skipped, SourceText
from nss_index.parse.languages import language_of
from nss_index.parse.pool import FailedParse, ParserPool
from nss_index.ports import IsCancelled, OnProgress, Progress
from nss_index.store import writer
from nss_index.store.database import Database
from nss_index.store.writer import FileChange

BATCH_SECONDS = 0.25
"""A batch is committed about so often: commits stay cheap, and the first files can be searched soon."""

BATCH_FILES = 400

RACY_NANOSECONDS = 50_000_000
"""A file changed less than this before it was read may change again without a new time (kernel ticks are 4 ms, stamps
of some file systems 10 ms and more): it is read again next time. git has the same rule."""

Known = dict[str, tuple[FileRecord, bool]]


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What one pass changed."""

    indexed: int  # files whose text was (re)indexed
    removed: int
    unchanged: int
    failed: tuple[str, ...]
    generation: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What has to happen to make the index equal to the tree."""

    read: list[Candidate]
    skip: list[FileRecord]
    remove: list[str]
    unchanged: int
    known: Known


def plan_tree(root: Path, rules: ScanRules, known: Known, cancelled: IsCancelled) -> Plan:
    """Compare the whole tree with the index. Raises Cancelled."""
    found: dict[str, Candidate | Skipped] = {}
    for entry in scan_tree(root, rules, cancelled):
        found[entry.path] = entry
    if cancelled():
        raise Cancelled("indexing was cancelled")
    return _plan(found.values(), known, gone=[path for path in known if path not in found])


def plan_paths(root: Path, rules: ScanRules, known: Known, paths: Collection[str]) -> Plan:
    """Compare these paths (files, or folders with all below them) with the index."""
    answer = examine(root, paths, rules)
    entries = [entry for entry in answer if not isinstance(entry, Gone)]
    return _plan(entries, known, outdated(known, paths, answer))


@dataclass(frozen=True, slots=True)
class TextContext:
    """Where a plan is carried out."""

    db: Database
    root: Path
    rules: ScanRules
    pool: ParserPool
    on_parsed: Callable[[ParsedFile], None]


def carry_out(context: TextContext, plan: Plan, on_progress: OnProgress, cancelled: IsCancelled) -> Reconciled:
    """Apply a plan in batches. Raises Cancelled between batches; what was committed stays."""
    batch = _Batch(context.db)
    batch.removed += plan.remove
    batch.changes += [FileChange(record, None) for record in plan.skip]
    reader = _Reader(context, plan.known)
    total = len(plan.read)
    on_progress(Progress("text", 0, total, "files"))
    for done, change in enumerate(reader.changes(plan.read, cancelled), 1):
        if change.parsed is not None:
            context.on_parsed(change.parsed)
        batch.add(change)
        if batch.due():
            batch.commit()
            on_progress(Progress("text", done + len(reader.touched), total, "files"))
            if cancelled():
                raise Cancelled("indexing was cancelled", why=f"{done} of {total} files were done and are kept")
    batch.removed += reader.vanished
    batch.commit()
    if reader.touched:
        writer.touch(context.db, reader.touched)
    on_progress(Progress("text", total, total, "files"))
    if cancelled():
        raise Cancelled("indexing was cancelled")
    return Reconciled(
        batch.indexed,
        len(plan.remove) + len(reader.vanished),
        plan.unchanged + len(reader.touched),
        tuple(batch.failed),
        batch.generation,
    )


class _Reader:
    """Reads candidates, passes the changed ones through the parsers, and makes their rows."""

    def __init__(self, context: TextContext, known: Known) -> None:
        self.context, self.known = context, known
        self.touched: list[tuple[FileRecord, bool]] = []  # read again, but the text is the same
        self.vanished: list[str] = []  # went away between the scan and their reading
        self._left_out: list[FileChange] = []
        self._sources: dict[str, tuple[SourceText, bool]] = {}

    def changes(self, candidates: Iterable[Candidate], cancelled: IsCancelled) -> Iterator[FileChange]:
        for result in self.context.pool.parse_many(self._texts(candidates, cancelled)):
            yield from self._take_left_out()
            source, racy = self._sources.pop(result.path)
            yield _change(source, racy, result)
        yield from self._take_left_out()

    def _take_left_out(self) -> list[FileChange]:
        taken, self._left_out = self._left_out, []
        return taken

    def _texts(self, candidates: Iterable[Candidate], cancelled: IsCancelled) -> Iterator[tuple[str, str]]:
        for candidate in candidates:
            if cancelled():
                return
            before = time.time_ns()  # a write from here on is told from the read one unless that one is racy
            source = read_source(self.context.root, candidate.path, self.context.rules)
            racy = before - source.changed_ns < RACY_NANOSECONDS
            if isinstance(source, Skipped) and source.reason == SkipReason.VANISHED:
                self.vanished.append(candidate.path)  # no file, no row: as after a scan a moment later
                continue
            if isinstance(source, Skipped):
                self._left_out.append(FileChange(skipped_record(source), None, racy))
                continue
            record, _ = self.known.get(candidate.path, (None, False))
            if record and _same_file(record, source):
                self.touched.append((structs.replace(record, changed_ns=source.changed_ns), racy))
                continue
            self._sources[candidate.path] = (source, racy)
            yield candidate.path, source.text


class _Batch:
    """Changes that wait for their transaction."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.changes: list[FileChange] = []
        self.removed: list[str] = []
        self.indexed = 0
        self.failed: list[str] = []
        self.generation = 0
        self._since = time.monotonic()

    def add(self, change: FileChange) -> None:
        self.changes.append(change)
        if change.parsed is not None:
            self.indexed += 1
        elif change.record.state is FileState.FAILED:
            self.failed.append(change.record.path)

    def due(self) -> bool:
        return len(self.changes) >= BATCH_FILES or time.monotonic() - self._since > BATCH_SECONDS

    def commit(self) -> None:
        if self.changes or self.removed:
            self.generation = writer.apply(self.db, self.changes, self.removed)
        self.changes, self.removed = [], []
        self._since = time.monotonic()


def _plan(entries: Iterable[Candidate | Skipped], known: Known, gone: Iterable[str]) -> Plan:
    plan = Plan([], [], sorted(gone), 0, known)
    unchanged = 0
    for entry in entries:
        record, again = known.get(entry.path, (None, True))
        if isinstance(entry, Skipped):
            fresh = skipped_record(entry)
            if record == fresh:
                unchanged += 1
            else:
                plan.skip.append(fresh)
        elif record is None or again or (record.size, record.changed_ns) != (entry.size, entry.changed_ns):
            plan.read.append(entry)
        elif record.state is FileState.SKIPPED and record.reason not in _REASONS_FROM_CONTENT:
            plan.read.append(entry)  # a rule left it out, and the rule is gone
        else:
            unchanged += 1
    return replace(plan, unchanged=unchanged)


_REASONS_FROM_CONTENT = frozenset({SkipReason.BINARY, SkipReason.GENERATED, SkipReason.SECRET})
"""Skips that `files.read` decides from the bytes: they hold as long as size and time are the same."""


def _same_file(record: FileRecord, source: SourceText) -> bool:
    """Whether only the time differs. The same text in another encoding changes the row: it is indexed again."""
    return record.state is FileState.INDEXED and (record.content_hash, record.encoding, record.size) == (
        source.content_hash,
        source.encoding,
        source.size,
    )


def skipped_record(skipped: Skipped) -> FileRecord:
    return FileRecord(
        path=skipped.path,
        state=FileState.SKIPPED,
        reason=skipped.reason,
        detail=skipped.detail,
        language="",
        size=skipped.size,
        changed_ns=skipped.changed_ns,
        content_hash="",
        encoding="",
        lines=0,
        chunks=0,
    )


def _change(source: SourceText, racy: bool, result: ParsedFile | FailedParse) -> FileChange:
    failed = isinstance(result, FailedParse)
    detail = result.detail if failed else "; ".join(problem.what for problem in result.problems)
    record = FileRecord(
        path=source.path,
        state=FileState.FAILED if failed else FileState.INDEXED,
        reason="parse" if failed else "",
        detail=detail,
        language=language_of(source.path) if failed else result.language,
        size=source.size,
        changed_ns=source.changed_ns,
        content_hash="" if failed else source.content_hash,
        encoding="" if failed else source.encoding,
        lines=source.text.count("\n") + (not source.text.endswith("\n") and source.text != ""),
        chunks=0 if failed else len(result.chunks),
    )
    return FileChange(record, None if failed else result, racy)
