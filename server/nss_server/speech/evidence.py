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

    name: float = -3.0
    """A name begins here: about one word in twenty of dictated work."""

    cue: float = 2.5
    """"the function …" makes a name that much likelier: after such a word more than every second phrase is one."""

    article: float = -3.0
    """"the …" without such a word behind it: people say "the target field" of the thing, "target field" of the name."""

    edit: float = 3.2
    """One letter or sound that differs: a recogniser gets about one in twenty-five wrong."""

    project_word: float = -12.0
    """A word that no English text has and that is a part of names here ("http"): as likely as a rare English one."""

    joined: float = 5.0
    """Whisper has written two parts as one word (`getUser`): it read a name, whichever."""

    seen: float = 5.0
    """A second hearing, told of this name, wrote it here: it had the audio, and the first had no idea of the name."""

    seen_edit: float = 0.8
    """… and then what the first one heard says little: it had to make words of sounds that it did not know."""

    unseen: float = -4.0
    """A second hearing was told of this name and did not write it, though something like it was heard."""

    margin: float = 5.5
    """Over the plain reading: odds of two hundred, because a wrong name costs more than words left alone."""

    rival: float = 1.2
    """Over the next name: odds of three; both are names of the project, and the other one is offered."""

    offer: float = -7.0
    """A name this much less likely than plain words is still offered."""


DEFAULT_WEIGHTS = Weights()
