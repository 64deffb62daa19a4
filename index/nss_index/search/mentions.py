"""Where an identifier occurs as a whole word: candidates from the postings, then checked in the text."""

from __future__ import annotations

import re
from pathlib import Path

from msgspec import Struct

from nss_index.overlay.view import View
from nss_index.search.source import text_now
from nss_index.tokens import folded_name


class Mention(Struct, frozen=True):
    path: str
    line: int


class Mentions(Struct, frozen=True):
    found: tuple[Mention, ...]  # by path and line, one a line
    complete: bool  # False when more files could mention it than were read

    @property
    def files(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(mention.path for mention in self.found))


def mentions_in(view: View, root: Path, name: str, most_files: int) -> Mentions:
    """Lines that hold `name` as a whole word, in at most `most_files` files (in the order of their paths)."""
    term = folded_name(name)
    if not term:
        return Mentions((), True)
    paths = view.paths_of(set(view.postings(term).files.tolist()))
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    found: list[Mention] = []
    for path in paths[:most_files]:
        current = text_now(view, root, path)
        if current and name in current[0]:
            lines = enumerate(current[0].split("\n"), 1)
            found += [Mention(path, number) for number, line in lines if name in line and word.search(line)]
    return Mentions(tuple(found), len(paths) <= most_files)
