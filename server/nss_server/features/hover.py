"""Hover: what the index knows of a name and a language's own server does not say. Adds, never duplicates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from nss_index.graph.edges import Confidence
from nss_index.graph.testfiles import is_test

from nss_server.capability import capability
from nss_server.features._mentions import mentions

if TYPE_CHECKING:
    from nss_index.graph.edges import SymbolEdge
    from nss_index.index import Index
    from nss_index.ports import SymbolRow

    from nss_server.capability import Job
    from nss_server.workspace import Workspace

MOST_PLACES = 3
MOST_TAGS = 5
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~!])")


@dataclass(frozen=True, slots=True)
class HoverParams:
    name: Annotated[str, Meta(min_length=1, max_length=256, description="The identifier under the cursor.")]
    path: Annotated[str, Meta(max_length=4096, description="The cursor's file, relative to the root.")] = ""
    line: Annotated[int, Meta(ge=0, description="The cursor's line, from 1; 0 for none.")] = 0
    column: Annotated[int, Meta(ge=0, description="The cursor's column, from 0 in UTF-8 bytes.")] = 0


@dataclass(frozen=True, slots=True)
class HoverPlace:
    """A line that names it, or a tag at its definition."""

    path: str
    line: int
    label: str  # the tag's name, "" for a test


@dataclass(frozen=True, slots=True)
class HoverResult:
    name: str
    uses: int  # of the symbol at the cursor, certain and likely ones
    used_in: int  # files
    possible: int  # uses that may mean another symbol
    mentions: int
    files: int  # that mention it
    exact: bool  # False when there may be more mentions than were counted
    tests: tuple[HoverPlace, ...]  # the first mention in each test file
    documents: tuple[HoverPlace, ...]  # the first mention in each document; the label is its section
    tags: tuple[HoverPlace, ...]
    signature: str  # only for the languages of the setting hover.full_languages
    docstring: str
    markdown: str  # all of it for people, "" where there is nothing to add


@capability(surfaces=("lsp",))
def hover(workspace: Workspace, params: HoverParams, job: Job) -> HoverResult:
    """Say who uses what the cursor is at, which tests do, and which tags stand at its definition.

    Speaks of the project's own names only: of keywords and library names a language's own server knows more.
    """
    index = workspace.index.read()
    definitions = index.definitions(params.name, workspace.overlay) if workspace.settings.hover.enabled else []
    if not definitions:
        return HoverResult(params.name, 0, 0, 0, 0, 0, True, (), (), (), "", "", "")
    uses, documents = _uses(index, workspace, params)
    sure = [use for use in uses or () if use.confidence != Confidence.POSSIBLE]
    found = index.mentions(params.name, workspace.overlay)
    files = {mention.path for mention in found.found}
    first_lines: dict[str, int] = {}
    for use in sure:
        if use.source != params.path and is_test(use.source):
            first_lines.setdefault(use.source, use.line)
    for mention in found.found if uses is None else ():
        if mention.path != params.path and is_test(mention.path):
            first_lines.setdefault(mention.path, mention.line)
    tests = tuple(HoverPlace(path, line, "") for path, line in first_lines.items())
    full = [row for row in definitions if row.language in workspace.settings.hover.full_languages]
    # The file under the cursor knows best which of several definitions is meant.
    full.sort(key=lambda row: row.path != params.path)
    signature, docstring = (full[0].symbol.signature, full[0].symbol.docstring) if full else ("", "")
    tags = _tags_at(index, workspace, definitions)
    return HoverResult(
        name=params.name,
        uses=len(sure),
        used_in=len({use.source for use in sure}),
        possible=len(uses or ()) - len(sure),
        mentions=len(found.found),
        files=len(files),
        exact=found.complete,
        tests=tests,
        documents=documents,
        tags=tags,
        signature=signature,
        docstring=docstring,
        markdown=_markdown(
            _used(uses) if uses is not None else _mentioned(files, found.complete),
            tests,
            documents,
            tags,
            signature,
            docstring,
        ),
    )


def _tags_at(index: Index, workspace: Workspace, definitions: list[SymbolRow]) -> tuple[HoverPlace, ...]:
    """Tags inside a definition or on the line above it."""
    return tuple(
        HoverPlace(path, tag.line, tag.name)
        for path, tag in index.marks(workspace.overlay)
        if any(
            row.path == path and row.symbol.span.start_line - 1 <= tag.line <= row.symbol.span.end_line
            for row in definitions
        )
    )


def _uses(
    index: Index, workspace: Workspace, params: HoverParams
) -> tuple[list[SymbolEdge] | None, tuple[HoverPlace, ...]]:
    """The uses of what stands at the cursor, and the documents that name it; None where nobody can tell what it is."""
    if not params.line:
        return None, ()
    with index.program(workspace.overlay) as program:
        meant = program.targets_at(params.path, params.line, params.column)
        if len(meant) != 1:
            return None, ()
        ((path, symbol),) = meant
        places: dict[str, HoverPlace] = {}
        for one in mentions(program, [(path, symbol.path)]):
            if one.confidence != Confidence.POSSIBLE and one.path != params.path:
                places.setdefault(one.path, HoverPlace(one.path, one.start_line, one.symbol))
        return program.references(path, symbol.path), tuple(places.values())


def _used(uses: list[SymbolEdge]) -> str:
    sure = [use for use in uses if use.confidence != Confidence.POSSIBLE]
    files, possible = len({use.source for use in sure}), len(uses) - len(sure)
    told = f"Used {len(sure)} times, in {files} file{'' if files == 1 else 's'}" if len(sure) > 1 else "Used once"
    more = f"{possible} possible use{'' if possible == 1 else 's'}" if possible else ""
    return "; ".join(part for part in (told if sure else "" if possible else "Not used", more) if part)


def _mentioned(files: set[str], exact: bool) -> str:
    return f"Mentioned in {'' if exact else 'at least '}{len(files)} files" if len(files) > 1 else ""


def _markdown(
    used: str,
    tests: tuple[HoverPlace, ...],
    documents: tuple[HoverPlace, ...],
    tags: tuple[HoverPlace, ...],
    signature: str,
    docstring: str,
) -> str:
    lines: list[str] = []
    if signature:
        lines += ["```", signature.replace("```", "'''"), "```"]
    if docstring:
        lines += [_MARKDOWN.sub(r"\\\1", docstring), ""]
    if used:
        lines.append(used)
    for title, places in (("Tests", tests), ("Documents", documents)):
        if places:
            lines.append(f"{title}: " + _places([f"{_code(one.path)}:{one.line}" for one in places], MOST_PLACES))
    if tags:
        lines.append("Tags: " + _places([f"{_code(place.label)}" for place in tags], MOST_TAGS))
    return "  \n".join(lines)


def _places(shown: list[str], most: int) -> str:
    more = f", and {len(shown) - most} more" if len(shown) > most else ""
    return ", ".join(shown[:most]) + more


def _code(text: str) -> str:
    return "`" + text.replace("`", "'") + "`"
