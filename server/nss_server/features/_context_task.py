"""What a context pack is asked for: words, places, a diff, uncommitted changes; and what git and earlier packs say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from msgspec import structs
from nss_index.errors import BadInput
from nss_index.paths import relative_path

from nss_server.features._targets import targets

if TYPE_CHECKING:
    from nss_index.answers import SearchQuery
    from nss_index.context.gather import Task
    from nss_index.context.places import Lines
    from nss_index.context.summary import Sources
    from nss_index.index import Index

    from nss_server.capability import Job
    from nss_server.userstore.packs import Earlier
    from nss_server.workspace import Workspace

LONGEST_QUERY = 8192  # characters of a search
NAMED = 12  # symbols whose names stand for a task without words

_LINES = re.compile(r"(?P<path>(?:(?!:\d).)+):(?P<first>\d{1,9})(?:-(?P<last>\d{1,9}))?")


@dataclass(frozen=True, slots=True)
class Given:
    words: str
    at: Sequence[str] = ()
    diff: str = ""
    changes: bool = False


def task_of(
    workspace: Workspace,
    index: Index,
    sources: Sources,
    given: Given,
    query: SearchQuery,
    earlier: Sequence[Earlier],
    job: Job,
) -> tuple[Task, str]:
    """The task and its title. `query` has no text yet: it is what the search is narrowed to. Without words, the names
    of what is meant are the title, and are searched for. Raises BadInput for a place that leads nowhere, or a diff that
    is none."""
    from nss_index.context.gather import Task
    from nss_index.context.places import changed_in, lines_of_diff

    unsaved = _unsaved(workspace)
    before = index.history.changed(sources.graph.files, unsaved)
    symbols: list[tuple[str, str]] = []
    lines: list[Lines] = []
    for place in given.at:
        _add_place(workspace, sources, place, symbols, lines)
    if given.changes:
        if not before:
            raise BadInput(f"nothing in {workspace.root} differs from its last commit", todo="Say what the task is")
        symbols += [place[:2] for path, text in before.items() for place in changed_in(sources, text, path)]
    diff = lines_of_diff(sources, given.diff) if given.diff.strip() else []
    task = Task(
        words=given.words.strip(),
        places=lines,
        symbols=symbols,
        diff=diff,
        past=index.history.past(),
        before=before,
        opened=frozenset(workspace.overlay.documents),
        unsaved=unsaved,
        earlier=[one.pieces for one in earlier],
    )
    title = task.words or _named(sources, task)
    hits = index.search(structs.replace(query, text=title[:LONGEST_QUERY]), workspace.overlay, job.cancelled).hits
    return replace(task, hits=hits), title


def _unsaved(workspace: Workspace) -> frozenset[str]:
    """The buffers whose text is not that of their file."""
    from nss_index.files.read import read_source
    from nss_index.files.rules import ScanRules
    from nss_index.model import SourceText

    def is_saved(path: str, content_hash: str) -> bool:
        found = read_source(workspace.root, path, ScanRules())
        return isinstance(found, SourceText) and found.content_hash == content_hash

    documents = workspace.overlay.documents
    return frozenset(path for path, one in documents.items() if not is_saved(path, one.content_hash))


def _add_place(
    workspace: Workspace, sources: Sources, wanted: str, symbols: list[tuple[str, str]], lines: list[Lines]
) -> None:
    from nss_index.context.places import Lines

    found = _LINES.fullmatch(wanted)
    if found is None:
        symbols += [(path, symbol.path) for path, symbol in targets(sources.program, workspace.root, wanted)]
        return
    path, first = relative_path(workspace.root, found["path"]), int(found["first"])
    last = int(found["last"] or first)
    if path not in sources.graph.files:
        raise BadInput(f"{path} is not in the index", todo=f"`nss why {path}` says why")
    if not 0 < first <= last:
        raise BadInput(f"{wanted} is no range of lines", todo="Lines count from 1: a.py:12-30")
    lines.append(Lines(path, first, last))


def _named(sources: Sources, task: Task) -> str:
    return ", ".join(dict.fromkeys(_names(sources, task))) or "the changed files"


def _names(sources: Sources, task: Task) -> Iterator[str]:
    from nss_index.context.places import at

    found = [*task.symbols, *(place[:2] for lines in (*task.places, *task.diff) for place in at(sources, lines))]
    yield from (symbol or path for path, symbol in found[:NAMED])
