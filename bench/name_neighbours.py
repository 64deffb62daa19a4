"""Which words stand beside the names of code in what developers write: the table of `nss_server.speech.neighbours`.

    python -m bench.name_neighbours WORK [--every 1] [--write]

WORK is the folder that `python -m bench.embedding download` filled: pinned archives under an allow-list of licences.
In a package's documentation each phrase that says one of the package's own symbols is either written as the name
(`statusCode`) or as plain words ("status code"). A logistic regression over the words before and after it, and how
ordinary the phrase is in English, tells the two apart; its weights for the words are the table. Prints JSON: counts and
how well whole packages that were kept aside are told apart, with the table and without.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib
import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.embedding.archives import Archive, open_archive, package_of
from bench.embedding.extract import SOURCES, UNWANTED, archives_below
from bench.report import publish, say

TARGET = Path(__file__).parents[1] / "server/nss_server/speech/neighbours.json"

DRAWN_FROM = (
    "django",
    "effect",
    "pydantic",
    "fastapi",
    "flask",
    "click",
    "requests",
    "trpc",
    "zod",
    "redux",
    "express",
)
"""Packages whose names the benchmark of dictation speaks, by how their archives' names begin: nothing is learned
there."""

MOST_PARTS = 5
MOST_OF_ONE = 15
"""Places of one name, written either way: a package speaks of its favourite a thousand times."""
MOST_OF_PACKAGE = 1_500
LEAST_SEEN, LEAST_PACKAGES = 40, 15
"""Of a word, to have a weight: rarer ones are the vocabulary of one project."""
BYTES = 3_000_000  # of a package's files that are read

_DOCUMENTS = re.compile(r"\.(md|markdown|rst)$", re.I)
_DEFINED = re.compile(
    r"\b(?:def|class|function|const|let|var|interface|type|enum|func|fn|struct|trait)\s+([A-Za-z_]\w*)"
    r"|^\s+(?:async\s+)?([A-Za-z_]\w*)\s*\([^)\n]*\)\s*[:{]|\bself\.(\w+)\s*=[^=]|^([A-Za-z_]\w*)\s*(?::[^=\n]+)?=[^=]",
    re.M,
)
_DOCSTRING = re.compile(r'"""(.*?)"""|/\*\*(.*?)\*/', re.S)
_COMMENTS = re.compile(r"((?:^[ \t]*(?:#|//) .*\n)+)", re.M)
_CODE = re.compile(r"```.*?```|~~~.*?~~~|<pre>.*?</pre>|>>> .*?(?:\n\n|$)", re.S)
_ROLE = re.compile(r":[a-z:+]+:`~?!?([^`<]*?)(?:\s*<[^>]*>)?`")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_CALLED = re.compile(r"\b([A-Za-z_]\w*)\(\)")
_OWNER = re.compile(r"(?<![\w/])(?:[A-Za-z_]\w*\.)+([A-Za-z_]\w*)")
_TOKEN = re.compile(r"[A-Za-z_$][\w$]*(?:'[a-z]+)?|\d+|[.!?:;]+(?=\s|$)|\n\s*\n|[(){}\[\]<>=/\\|*@&%]")
_PLAIN = re.compile(r"[A-Z]?[a-z]+(?:'[a-z]+)?")


@dataclass(frozen=True, slots=True)
class Place:
    """A phrase that says a symbol of its package. Words in lower case, "" at an end of the sentence."""

    package: str
    is_name: bool  # written as the name is
    before: str
    after: str
    words: str


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.name_neighbours", description=__doc__)
    parser.add_argument("work", type=Path)
    parser.add_argument("--every", type=int, default=1, help="look at each n-th archive only")
    parser.add_argument("--write", action="store_true", help="the table, into the package")
    asked = parser.parse_args(arguments)
    paths = [path for path in archives_below(asked.work / "archives") if not path.name.lower().startswith(DRAWN_FROM)]
    places: list[Place] = []
    with ProcessPoolExecutor(2) as pool:
        for number, found in enumerate(pool.map(places_of, paths[:: asked.every])):
            places += found
            if number % 50 == 0:
                say(f"neighbours: {number} archives, {len(places)} places")
    found, table = learn(places)
    publish(found)
    if asked.write:
        TARGET.write_text(json.dumps(table, indent=0, sort_keys=True) + "\n")
    return 0


def places_of(path: Path) -> list[Place]:
    """At most MOST_OF_PACKAGE, the same ones at each run."""
    try:
        archive = open_archive(path, SOURCES, UNWANTED)
    except Exception as error:  # noqa: BLE001 - a broken archive is named, and not worth the run
        say(f"neighbours: {path.name} left out: {error!r:.80}")
        archive = Archive(package_of(path))
    texts: list[tuple[str, str]] = []
    budget = BYTES
    for name, content in sorted(archive.files, key=lambda file: hashlib.blake2b(file[0].encode()).digest()):
        budget -= len(content)
        if budget > 0 and not name.endswith((".mo", ".gz", ".json")):
            texts.append((name, content.decode("utf-8", "replace")))
    names = _names(text for name, text in texts if not _DOCUMENTS.search(name))
    sentences = dict.fromkeys(tuple(sentence) for name, text in texts for sentence in _sentences(name, text))
    found = list(_places(package_of(path), names, sentences))
    random.Random(1).shuffle(found)
    return found[:MOST_OF_PACKAGE]


def _names(codes: Iterable[str]) -> dict[str, set[str]]:
    """Letters → how the symbols of two and more sayable parts are written."""
    from nss_server.speech.subwords import subwords

    found: dict[str, set[str]] = defaultdict(set)
    for code in codes:
        for match in _DEFINED.finditer(code):
            name = next(group for group in match.groups() if group)
            parts = [part.letters for part in subwords(name)]
            if 2 <= len(parts) <= MOST_PARTS and all(part.isascii() and part.isalpha() and part[1:] for part in parts):
                found["".join(parts)].add(name)
    return found


def _sentences(name: str, text: str) -> Iterator[list[str]]:
    """Tokens of the sentences that are mostly plain words."""
    if _DOCUMENTS.search(name):
        blocks = [text]
    else:
        blocks = [re.sub(r"^\s*\*? ?", "", one or other, flags=re.M) for one, other in _DOCSTRING.findall(text)]
        blocks += [re.sub(r"^[ \t]*(#|//) ?", "", block, flags=re.M) for block in _COMMENTS.findall(text)]
    for block in blocks:
        sentence: list[str] = []
        for token in [*_TOKEN.findall(_without_markup(block)), "."]:
            if token[0] not in ".!?:;\n":
                sentence.append(token)
                continue
            plain = sum(bool(_PLAIN.fullmatch(word)) for word in sentence)
            if 4 <= len(sentence) <= 60 and plain >= 0.6 * len(sentence):
                yield sentence
            sentence = []


def _without_markup(block: str) -> str:
    text = _LINK.sub(r"\1", _ROLE.sub(r"\1", _CODE.sub("\n\n", block))).replace("`", "").replace("**", "")
    return _OWNER.sub(r"\1", _CALLED.sub(r"\1", text))


def _places(package: str, names: dict[str, set[str]], sentences: Iterable[Sequence[str]]) -> Iterator[Place]:
    from nss_server.speech.subwords import subwords

    seen: Counter[tuple[str, bool]] = Counter()

    def place(is_name: bool, key: str, words: Sequence[str], first: int, last: int, said: str) -> Iterator[Place]:
        seen[key, is_name] += 1
        if seen[key, is_name] <= MOST_OF_ONE:
            before, after = words[first - 1] if first else "", words[last] if last < len(words) else ""
            yield Place(package, is_name, _word(before), _word(after), said)

    for words in sentences:
        for first, word in enumerate(words):
            if not _PLAIN.fullmatch(word):
                parts = [part.letters for part in subwords(word)]
                if len(parts) > 1 and word in names.get("".join(parts), ()):
                    yield from place(True, word, words, first, first + 1, " ".join(parts))
                continue
            letters = word.lower()
            for last in range(first + 2, min(len(words), first + MOST_PARTS) + 1):
                if not _PLAIN.fullmatch(words[last - 1]):
                    break
                letters += words[last - 1].lower()
                if letters in names:
                    yield from place(False, letters, words, first, last, " ".join(words[first:last]).lower())


def _word(token: str) -> str:
    """What a recogniser would write: "#" stands for any number, "_" for what is no word."""
    plain = token.lower().replace("'", "")
    return "#" if plain.isdigit() else plain if not plain or (plain.isascii() and plain.isalpha()) else "_"


def learn(places: Sequence[Place]) -> tuple[dict[str, Any], dict[str, dict[str, float]]]:
    """(figures, the table)."""
    import numpy as np
    from nss_server.speech.english import english

    linear: Any = importlib.import_module("sklearn.linear_model")
    metrics: Any = importlib.import_module("sklearn.metrics")
    sparse: Any = importlib.import_module("scipy.sparse")  # none of the three has types of its own

    befores, afters = _known(places, "before"), _known(places, "after")

    def one_hot(words: Sequence[str], known: dict[str, int]) -> Any:
        rows = [(row, known[word]) for row, word in enumerate(words) if word in known]
        rows_, columns = zip(*rows, strict=True)
        return sparse.csr_matrix((np.ones(len(rows)), (rows_, columns)), shape=(len(words), len(known)))

    ordinary = np.array([english().phrase(place.words.split(), place.before) for place in places])
    phrase = sparse.csr_matrix(np.column_stack((ordinary / 10, [place.words.count(" ") + 1 for place in places])))
    beside = [one_hot([place.before for place in places], befores), one_hot([place.after for place in places], afters)]
    truth = np.array([place.is_name for place in places])
    aside = np.array([hashlib.blake2b(place.package.encode()).digest()[0] < 64 for place in places])

    def fitted(features: Any, rows: Any) -> Any:
        return linear.LogisticRegression(C=0.1, max_iter=2000).fit(features[rows], truth[rows])

    everything: Any = sparse.hstack([*beside, phrase]).tocsr()
    words: Any = sparse.hstack(beside).tocsr()
    areas = {
        name: round(
            float(metrics.roc_auc_score(truth[aside], fitted(features, ~aside).predict_proba(features[aside])[:, 1])), 3
        )
        for name, features in (("phrase", phrase), ("words beside", words), ("both", everything))
    }
    weights = fitted(everything, np.ones(len(places), dtype=bool)).coef_[0]
    table = {
        "before": {word: round(float(weights[column]), 2) for word, column in befores.items()},
        "after": {word: round(float(weights[len(befores) + column]), 2) for word, column in afters.items()},
    }
    return {
        "packages": len({place.package for place in places}),
        "places": len(places),
        "written as names": int(truth.sum()),
        "words before": len(befores),
        "words after": len(afters),
        "area under the curve, packages kept aside": areas,
    }, table


def _known(places: Sequence[Place], side: str) -> dict[str, int]:
    """Words with a weight → their columns."""
    seen: Counter[str] = Counter()
    packages: dict[str, set[str]] = defaultdict(set)
    for place in places:
        word = getattr(place, side)
        seen[word] += 1
        packages[word].add(place.package)
    kept = sorted(
        word for word, count in seen.items()
        if count >= LEAST_SEEN and len(packages[word]) >= LEAST_PACKAGES and word != "_"
    )  # fmt: skip
    return {word: column for column, word in enumerate(kept)}


if __name__ == "__main__":
    import sys

    sys.exit(main())
