"""The numbers of the ranking, as data, each with its reason; `bench.retrieval_ranking --ablate` weighs each."""

from __future__ import annotations

from dataclasses import dataclass

RANK_CONSTANT = 60
"""Of reciprocal rank fusion: score = Σ weight / (60 + rank).
Cormack, Clarke, Büttcher, SIGIR 2009, who found 60 robust."""

LIST_LENGTH = 100
"""How many chunks each list contributes; deeper ranks change the first ten hits hardly ever (1/160 against 1/61)."""

REFINED = 50
"""Chunks that a costly model compares once more, where there is one: the right ones are nearly always among them, and
fifty pairs of vectors are read in a few milliseconds."""

K1, B = 1.2, 0.75
"""BM25's usual saturation and length normalisation.
Robertson, Zaragoza, 2009, "The Probabilistic Relevance Framework"."""

CONTEXT_WEIGHT = 2.0
"""A word of the path, symbol or heading counts as two in the body, before saturation (BM25F, same source)."""

COMMON_SHARE, RARE_TERMS = 0.2, 4
"""A term in more than a fifth of all chunks is left out of a long question, unless it is one of the four rarest: its
idf is near zero and reading its postings is most of the cost of a search."""

MOST_TERMS = 32
"""Of a query; the rarest are kept. "Find similar code" sends whole functions."""

STOP_WORDS = frozenset(
    """
    a an and are as at be by can do does for from has have how i in is it its me my of on or our show so that the
    their there they this to use used uses using was we what when where which who why will with you your
    """.split()  # noqa: SIM905  # a list of one word a line would hide the whole
)
"""Words of English questions. Left out only while other words remain, so that "with" or "do" can still be searched."""

Kinds = tuple[tuple[str, str, float, tuple[str, ...]], ...]

KINDS_OF_FILES: Kinds = (
    ("test", "", 0.5, ("test", "spec", "fixture")),
    ("example", r"(?i)(?:^|/)_?(?:examples?|samples?|demos?|docs?_src|tutorials?|bench(?:marks?)?)(?:/|$)", 0.5,
     ("example", "sample", "demo", "tutorial", "bench")),
    ("legacy", r"(?i)(?:^|/)_?(?:compat|legacy|deprecated|old|v1)(?:/|$)", 0.5,
     ("compat", "legacy", "deprecat", "old")),
    ("prose", r"(?<!CMakeLists)\.(?:mdx?|markdown|rst|adoc|asciidoc|txt|html?)$", 0.6,
     ("doc", "readme", "guide", "tutorial", "manual", "changelog", "changes", "licens", "contribut", "install")),
    ("re-export", r"(?:^|/)(?:__init__\.pyi?|index\.[jt]sx?|mod\.rs)$", 0.7, ("export", "init", "index")),
    ("stub", r"\.d\.[cm]?ts$|\.pyi$", 0.7, ("type", "stub", "declar")),
)  # fmt: skip
"""(kind of file, pattern of its path, share of the score that is left, beginnings of words that ask for it). Halved: a
test or an example says the same words as the code that it is about, so it stands in every list that the code stands in,
and a half puts it behind that code but before what stands in one list only. Prose describes in the question's own words
what code does in others. Re-exports and stubs name things that are done elsewhere, and sometimes here."""


@dataclass(frozen=True, slots=True)
class Priors:
    """What a chunk's file and name do to its score. Shares of the best fused score, where nothing else is said."""

    path: float = 0.6
    """For a file that is called as the question is (`file_names.called`): names of files are chosen to say what is in
    them, and a file that is called so should pass one that only one more list has found."""

    name_covered: float = 0.25
    """How much of that is the share of the file's own name that the question holds: `compose.ts` is what a long
    question about composing means, though one word of ten says so."""

    file: float = 0.35
    """For the best chunk of the file of which most was found: several places that speak of it make a file more likely
    to be where it is done."""

    decay: float = 0.85
    """How much less each further chunk of a file counts for that: else the largest file always wins."""

    repeat: float = 0.7
    """What each further chunk of one file keeps of its own score (0.7, 0.49, …): ten hits in one file answer less than
    five in three. A clearly better second chunk still comes before another file's first one."""

    older: float = 0.5
    """What a file below `v3/` keeps of its own score where `v4/` beside it was found as well: who does not name a
    version means today's."""

    kinds: Kinds = KINDS_OF_FILES


@dataclass(frozen=True, slots=True)
class Exact:
    """What a line with an exact match counts. Which lines match is no matter of weights; these say which come first."""

    match: float = 1.0
    whole_word: float = 0.5  # "id" is rather looked for as a word than in "width"
    definition: float = 0.5  # where a thing is defined before where it is used


EXACT = Exact()


@dataclass(frozen=True, slots=True)
class Weights:
    keyword: float = 1.0  # the words that somebody typed are the best evidence there is
    meaning: float = 1.0  # split evenly between the description and the code of a chunk
    symbol: float = 1.0  # a name typed exactly should come first; the list is empty for most questions
    other_case: float = 0.5
    """Of `symbol`, for a name that is written otherwise: "Session" means the class rather than the function `session`,
    but who types `getuser` means `getUser`."""

    refined: float = 1.0
    """Of the lists of a costly model among the first chunks, as much as the cheap one's. MiniLM, which was not
    trained on code: 0.8822 → 0.8898 nDCG@10 (`bench.retrieval_ranking --refine`)."""

    priors: Priors = Priors()


DEFAULT_WEIGHTS = Weights()
