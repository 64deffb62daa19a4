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
CUES_BEFORE = frozenset((_KINDS + _CALLS).split())
CUES_AFTER = frozenset((_KINDS + " instance object").split())

_DETERMINERS = (
    "the a an this that these those its their our your my his her each every any no some all another other same such"
)
ARTICLES = frozenset(_DETERMINERS.split())


@dataclass(frozen=True, slots=True)
class Weights:
    """Natural logarithms of odds. See bench/voice for the sentences that they were set on."""

    name: float = -4.0
    """A name begins here: about one word in twenty of dictated work, and of other texts none."""

    cue: float = 3.5
    """"the function …" makes a name that much likelier: after such a word more than every second phrase is one."""

    article: float = -5.0
    """"the …" without such a word behind it: people say "the target field" of the thing, "target field" of the name."""

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

    margin: float = 2.0
    """Over the plain reading: odds of seven on top of a name's being rare, because a wrong name costs more than words
    left alone."""

    rival: float = 0.5
    """Over the next name, which is a name of the project, too, and is offered: more often defined, or nearer."""

    offer: float = -10.0
    """A name this much less likely than plain words is still offered."""


DEFAULT_WEIGHTS = Weights()
