"""Which chunks a query's filters admit: by language, path, tag and kind. Applied before any top-k is taken."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from nss_index.answers import SearchQuery
from nss_index.errors import BadInput
from nss_index.overlay.view import View
from nss_index.search.tag_expression import tag_expression

if TYPE_CHECKING:
    import pathspec


def allowed_chunks(view: View, query: SearchQuery) -> frozenset[int] | None:
    """Ids of the chunks that pass every filter; None when there is no filter. A tag admits the files that carry it."""
    if not (query.languages or query.paths or query.tags or query.kinds):
        return None
    file_ids: set[int] | None = None
    if query.languages or query.paths or query.tags:
        keep = file_filter(query.languages, query.paths)
        tagged = tagged_files(view, query.tags) if query.tags else frozenset[str]()
        file_ids = {
            file_id
            for file_id, path, language in view.files()
            if keep(path, language) and (not query.tags or path in tagged)
        }
    return view.chunk_ids(file_ids, query.kinds)


def tagged_files(view: View, expressions: Collection[str]) -> frozenset[str]:
    """The files whose marks one of the expressions admits. Raises BadInput for one that cannot be read."""
    admitting = [tag_expression(text) for text in expressions]
    marked: dict[str, set[str]] = defaultdict(set)
    for path, tag in view.marks():
        marked[path].add(tag.name)
    others = (path for _, path, _ in view.files() if path not in marked)
    found = {path for path, names in marked.items() if any(one.admits(names) for one in admitting)}
    return frozenset(found.union(others) if any(one.admits(()) for one in admitting) else found)


def file_filter(languages: Collection[str], paths: Collection[str]) -> Callable[[str, str], bool]:
    """A test on (path, language). `paths` are gitignore-style globs; a leading "!" excludes, and excludes alone mean
    everything else. Raises BadInput for a pattern that cannot be read."""
    wanted = {language.lower() for language in languages}
    including = _spec([pattern for pattern in paths if not pattern.startswith("!")])
    excluding = _spec([pattern[1:] for pattern in paths if pattern.startswith("!")])

    def keep(path: str, language: str) -> bool:
        return (
            (not wanted or language in wanted)
            and (including is None or including.match_file(path))
            and (excluding is None or not excluding.match_file(path))
        )

    return keep


def _spec(patterns: list[str]) -> pathspec.GitIgnoreSpec | None:
    if not patterns:
        return None
    import pathspec

    try:
        return pathspec.GitIgnoreSpec.from_lines(patterns)
    except (ValueError, TypeError, re.error) as error:
        raise BadInput(
            f"cannot read the path filter {' '.join(patterns)!r}", why=str(error), todo="Use globs as in .gitignore"
        ) from error
