"""Tags: the marks that people leave in any text to find a place again, and the references to them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from nss_index.model import Tag, TagRole
from nss_index.paths import relative_path
from nss_index.search.tag_expression import tag_expression

from nss_server.capability import Positional, capability

if TYPE_CHECKING:
    from nss_server.capability import Job
    from nss_server.workspace import Workspace

Placed = tuple[str, Tag]


@dataclass(frozen=True, slots=True)
class TagsParams:
    name: Annotated[
        str,
        Positional("NAME"),
        Meta(
            max_length=1024,
            description="Only these tags: a name, a beginning as auth/*, or names with and, or, not and parentheses,"
            " which a file's tags must fit; none for all tags.",
        ),
    ] = ""
    references: Annotated[bool, Meta(description="Where tags are referred to (TAG:name), too.")] = False
    check: Annotated[
        bool, Meta(description="Only what is wrong: references to no tag, and tags that say to be unique and are not.")
    ] = False
    path: Annotated[str, Meta(max_length=4096, description="Only in this file, relative to the root.")] = ""


@dataclass(frozen=True, slots=True)
class TagEntry:
    path: str
    start_line: int  # 1-based
    end_line: int
    column: int  # of the name, UTF-8 bytes
    symbol: str  # the tag's name
    role: str  # "mark", "unique": a mark that says to be the only one, "reference"
    why: str  # the same in words
    snippet: str  # "": a tag says all that there is


@dataclass(frozen=True, slots=True)
class TagProblem:
    path: str
    start_line: int
    end_line: int
    column: int
    symbol: str
    message: str


@dataclass(frozen=True, slots=True)
class TagsResult:
    results: tuple[TagEntry, ...]
    problems: tuple[TagProblem, ...]  # where it was asked what is wrong
    complete: bool  # False while the first pass over the files has not finished
    freshness: str


_WORDS = {TagRole.MARK: "mark", TagRole.UNIQUE: "the only mark", TagRole.REFERENCE: "refers to it"}


@capability(lines="results")
def tags(workspace: Workspace, params: TagsParams, job: Job) -> TagsResult:
    """List the tags (`<!--TAG:name-->` in any file), where they are, and what is wrong with them."""
    index = workspace.index.ensure(job)
    found = index.tags(None, workspace.overlay)
    path = relative_path(index.root, params.path) if params.path else ""
    condition = workspace.index.condition(index)
    if params.check:
        problems = tuple(one for one in _problems(found) if path in ("", one.path))
        return TagsResult((), problems, condition.complete, condition.freshness)
    wanted = _wanted(found, params.name) if params.name.strip() else found
    return TagsResult(
        tuple(
            TagEntry(where, tag.line, tag.line, tag.column, tag.name, tag.role, _WORDS[tag.role], "")
            for where, tag in wanted
            if path in ("", where) and (params.references or tag.role is not TagRole.REFERENCE)
        ),
        (),
        condition.complete,
        condition.freshness,
    )


def _wanted(found: Sequence[Placed], text: str) -> list[Placed]:
    """The marks that an expression asks for, in the files whose marks fit it, and all references to these names."""
    expression = tag_expression(text)
    marks: dict[str, set[str]] = defaultdict(set)
    for path, tag in found:
        if tag.role is not TagRole.REFERENCE:
            marks[path].add(tag.name)
    fitting = {path for path, names in marks.items() if expression.admits(names)}
    return [
        (path, tag)
        for path, tag in found
        if (tag.role is TagRole.REFERENCE or path in fitting) and expression.asks_for(tag.name)
    ]


def _problems(found: Sequence[Placed]) -> Iterator[TagProblem]:
    """By path and place. Where nobody marks anything, `TAG:` is no reference but somebody else's word."""
    marks: dict[str, list[Placed]] = defaultdict(list)
    for path, tag in found:
        if tag.role is not TagRole.REFERENCE:
            marks[tag.name].append((path, tag))
    unique = {name for name, places in marks.items() if any(tag.role is TagRole.UNIQUE for _, tag in places)}
    for path, tag in found:
        if tag.role is TagRole.REFERENCE:
            if marks and tag.name not in marks:
                message = f"no tag is called {tag.name}: mark the place with <!--TAG:{tag.name}-->"
                yield _problem(path, tag, message)
        elif tag.name in unique and len(marks[tag.name]) > 1:
            others = [f"{where}:{other.line}" for where, other in marks[tag.name] if (where, other) != (path, tag)]
            message = f"the tag {tag.name} says to be the only one, and stands in {', '.join(others[:3])}, too"
            yield _problem(path, tag, message)


def _problem(path: str, tag: Tag, message: str) -> TagProblem:
    return TagProblem(path, tag.line, tag.line, tag.column, tag.name, message)
