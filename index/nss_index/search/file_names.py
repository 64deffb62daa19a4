"""What a path says about a file: what kind of file it is, how far it is called as a question is, which version it is.

Works on strings: no index, no scores.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Collection
from functools import lru_cache

from nss_index.graph.testfiles import is_test
from nss_index.search.weights import STOP_WORDS, Kinds, Priors
from nss_index.tokens import folded_name, identifier_parts, words

SHORTEST = 3  # letters of a word that is looked for in a path
_PREFIX = 4  # letters that two words must share where neither is the other: "dependency", "dependencies"
_VERSION = re.compile(r"(?:^|(?<=/))v(\d{1,4})(?=/)")


class AskedWords:
    """The words of a question, each in its spellings: as one, and by its parts. Remembers which words of paths are like
    them: the same few stand in hundreds of paths."""

    def __init__(self, question: str) -> None:
        found: dict[tuple[str, ...], None] = {}
        for word in words(question):
            spelled = dict.fromkeys((folded_name(word), *identifier_parts(word)))
            kept = tuple(one for one in spelled if len(one) >= SHORTEST and one not in STOP_WORDS)
            if kept and kept[0] == folded_name(word):
                found[kept] = None
        self._words = tuple(found)
        self._beginning: dict[str, list[tuple[int, str]]] = defaultdict(list)  # what is alike begins alike
        for number, word in enumerate(self._words):
            for one in word:
                self._beginning[one[:SHORTEST]].append((number, one))
        self._like: dict[str, int] = {}
        self._named: dict[tuple[str, ...], bool] = {}

    def __len__(self) -> int:
        return len(self._words)

    def like(self, part: str) -> int:
        """The words that `part` of a path is like: a bit for each."""
        found = self._like.get(part)
        if found is None:
            found = 0
            for number, one in self._beginning.get(part[:SHORTEST], ()):
                if _alike(one, part):
                    found |= 1 << number
            self._like[part] = found
        return found

    def name(self, beginnings: tuple[str, ...]) -> bool:
        """Whether a word begins with one of these."""
        if beginnings not in self._named:
            self._named[beginnings] = any(one.startswith(beginnings) for word in self._words for one in word)
        return self._named[beginnings]


def kind_of(path: str, asked: AskedWords, priors: Priors) -> tuple[str, float]:
    """The first kind that a file is of, and what share of its score that leaves; all where the question names it."""
    number = _first_kind(path, priors.kinds)
    if number < 0:
        return "", 1.0
    name, _, share, said = priors.kinds[number]
    return name, 1.0 if asked.name(said) else share


def called(path: str, asked: AskedWords, name_covered: float) -> float:
    """How far the file is called as the question is, 0 to 1: the share of the question's words that its name and its
    folder hold, mixed with the share of its own name that the question holds."""
    if not len(asked):
        return 0.0
    own, folder = _names(path)
    held, telling, liked = 0, 0, 0
    for part in folder:
        held |= asked.like(part)
    for part in own:
        like = asked.like(part)
        held |= like
        if len(part) >= SHORTEST:
            telling, liked = telling + 1, liked + bool(like)
    of_question = held.bit_count() / len(asked)
    if not telling:
        return (1 - name_covered) * of_question
    return (1 - name_covered) * of_question + name_covered * (liked / telling)


def older_versions(paths: Collection[str], question: str) -> set[str]:
    """Those below a `v3/` beside which a `v4/` is among `paths`, too, unless the question names that version."""
    newest: dict[str, int] = defaultdict(int)
    marks = {path: found for path in paths if (found := list(_VERSION.finditer(path)))}
    for path, found in marks.items():
        for one in found:
            newest[path[: one.start()]] = max(newest[path[: one.start()]], int(one[1]))
    named = {word.lower() for word in words(question)}
    return {
        path
        for path, found in marks.items()
        if any(int(one[1]) < newest[path[: one.start()]] and one[0] not in named for one in found)
    }


def _alike(one: str, other: str) -> bool:
    """Whether one is the beginning of the other, or all but the last letter of it is: "dependency", "dependencies"."""
    if len(one) > len(other):
        one, other = other, one
    if other.startswith(one):
        return len(one) >= SHORTEST
    return len(one) > _PREFIX and other[: len(one) - 1] == one[:-1]


@lru_cache(maxsize=8_192)
def _first_kind(path: str, kinds: Kinds) -> int:
    """The place of the first of these kinds that a path is of, -1 for none."""
    for number, (name, pattern, _, _) in enumerate(kinds):
        if is_test(path) if name == "test" else re.search(pattern, path):
            return number
    return -1


@lru_cache(maxsize=8_192)
def _names(path: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a file's name, and of its folder's."""
    folder, name = posixpath.split(path)
    return tuple(identifier_parts(name.partition(".")[0])), tuple(identifier_parts(posixpath.basename(folder)))
