"""What speaks for a name and against it: weights in logarithms of odds, each with its reason, and telling words.

Set on the sentences of `bench/voice` (names of two repositories, one seed), never on a single sentence.
"""

from __future__ import annotations

from dataclasses import dataclass

_KINDS = (
    "function functions method methods class classes variable variables constant module field property parameter"
    " argument type interface struct enum trait macro fixture decorator"
)
_CALLS = (
    " symbol identifier package named called call calls calling rename invoke import instantiate subclass override"
    " implement"
)
_CUES_BEFORE = frozenset((_KINDS + _CALLS).split())
_CUES_AFTER = frozenset((_KINDS + " instance object").split())

_VERBS = (
    "add move replace remove delete split merge extract inline refactor rewrite optimize simplify document test mock"
    " debug fix benchmark profile wrap expose deprecate use uses used using update change revert define initialize"
    " configure override export"
)
_PREDICATES = (
    "returns return returned raises raise throws throw fails fail crashes crash hangs leaks does should takes accepts"
    " expects needs uses called used defined declared implemented tested imported"
    " private public static abstract async optional deprecated"
)
_HINTS_BEFORE = frozenset(_VERBS.split())
_HINTS_AFTER = frozenset(_PREDICATES.split())

_TYPE, _CONSTANT, _VALUE = "Type", "CONSTANT", "value"
_SHAPED = {
    _TYPE: "class classes type interface struct enum trait subclass instance object",
    _CONSTANT: "constant setting flag",
    _VALUE: "function functions method methods call calls calling called invoke override variable variables parameter"
    " argument property fixture module decorator",
}
_SHAPES = {word: shape for shape, words in _SHAPED.items() for word in words.split()}
"""How names are written after (or before) such a word, in the conventions of nearly all languages: PEP 8, Google's
guides of Java and TypeScript, Rust's RFC 430."""


_DETERMINERS = (
    "the a an this that these those its their our your my his her each every any no some all another other same such"
)
_ARTICLES = frozenset(_DETERMINERS.split())


@dataclass(frozen=True, slots=True)
class Weights:
    """Natural logarithms of odds. See bench/voice for the sentences that they were set on."""

    name: float = -4.2
    """A name begins here: about one word in twenty of dictated work, and of other texts none."""

    cue: float = 4.5
    """"the function …" makes a name that much likelier: after such a word more than every second phrase is one."""

    hint: float = 4.0
    """"move …", "… returns": what developers do with names and say of them. A little less than a cue, because things
    that have no name are moved and returned, too."""

    shape: float = 1.0
    """"the class …" speaks of `KeyIndex` rather than of `keyIndex`, which is said the same: conventions are kept in
    three of four names at least."""

    article: float = -7.0
    """"the …" without such a word behind it: people say "the target field" of the thing, "target field" of the name."""

    spelled: float = 2.5
    """Several words that are a name as it is said, word by word: a name too many then changes no word."""

    edit: float = 5.0
    """One letter or sound that differs, where the audio was not asked: what is that unsure should be asked."""

    project_word: float = -12.0
    """A word that no English text has and that is a part of names here ("http"): as likely as a rare English one."""

    joined: float = 7.0
    """Whisper has written two parts as one word (`getUser`): it read a name, whichever."""

    audio: float = 1.0
    """What the audio says counts as it is: a logarithm of odds already."""

    language: float = 0.2
    """The recogniser, too, expects English: this share of what English has against a name's words was in its answer."""

    weighed_edit: float = 0.3
    """One letter or sound that differs, where the audio was asked: it knows better."""

    margin: float = 2.7
    """Over the plain reading: odds of fifteen on top of a name's being rare, because a wrong name costs more than words
    left alone."""

    rival: float = 0.5
    """Over the next name, which is a name of the project, too, and is offered: more often defined, or nearer."""

    offer: float = -20.0
    """A name this much less likely than plain words is still offered."""


DEFAULT_WEIGHTS = Weights()


def has_cue(before: str, after: str) -> bool:
    """Whether a word beside a phrase says that it is a name: "the function …"."""
    return before in _CUES_BEFORE or after in _CUES_AFTER


def context(before: str, after: str, weights: Weights) -> float:
    """What the words beside a phrase say of its being a name."""
    if has_cue(before, after):
        return weights.cue
    if before in _ARTICLES:
        return weights.article
    return weights.hint if before in _HINTS_BEFORE or after in _HINTS_AFTER else 0.0


def shape_beside(before: str, after: str) -> str | None:
    """How the names are written that the words beside a phrase speak of; None where they do not tell."""
    return _SHAPES.get(before) or _SHAPES.get(after)


def shape_of(name: str) -> str:
    if name.isupper():
        return _CONSTANT
    return _TYPE if name.lstrip("_")[:1].isupper() else _VALUE
