"""What speaks for a name and against it: weights in logarithms of odds, each with its reason, and telling words.

Set on the sentences of `bench/voice` (names of two repositories, one seed), never on a single sentence.
"""

from __future__ import annotations

from dataclasses import dataclass

from nss_server.speech.neighbours import neighbours

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

_COMMANDS = "please show write make find open rename explain describe check create generate run let can could"
_QUESTIONS = "where why does is are who what how which when"
_OPENS_COMMAND = _HINTS_BEFORE | frozenset(_COMMANDS.split())
_OPENS_QUESTION = frozenset(_QUESTIONS.split())


@dataclass(frozen=True, slots=True)
class Weights:
    """Natural logarithms of odds, by maximum likelihood: `lattice` is a semi-Markov conditional random field (Sarawagi
    and Cohen, "Semi-Markov Conditional Random Fields for Information Extraction", 2004) over plain words and names,
    fitted on 808 spoken names and on prose, and checked on whole draws that were kept aside (bench/README.md)."""

    name: float = -3.9
    """A name begins here: about one word in fifty, where nothing else is known."""

    cue: float = 1.2
    """"the function …": on top of what `neighbours` says of the word, which knows most of them."""

    hint: float = 2.0
    """"move …", "… returns": what developers do with names and say of them. Documents, from which `neighbours` has its
    words, give few commands."""

    article: float = -3.4
    """"the …" without such a word behind it: people say "the target field" of the thing, "target field" of the name."""

    before: float = 1.1
    """What `neighbours` says of the word before counts as it is."""

    after: float = 0.8
    """… and of the word behind nearly so: the two are not quite independent."""

    last: float = 1.3
    """A sentence that ends with a name has no word behind it to tell; in documents a list goes on there."""

    command: float = 1.1
    """A sentence that begins as commands do ("rename", "please") is about code rather than prose."""

    question: float = 1.3
    """… and so is one that begins as questions do; prose in documents hardly asks."""

    company: float = 2.0
    """A sentence with one name that is sure speaks of code, and the next is likelier; not so much that "test case"
    beside a name becomes one without a reason of its own."""

    shape: float = 0.3
    """"the class …" speaks of `KeyIndex` rather than of `keyIndex`, which is said the same."""

    known: float = 0.5
    """A name's own weight in the vocabulary: half of it. That a name is defined often says less of its being spoken."""

    crowd: float = 0.15
    """The more names there are, the likelier is one of them by chance; but they are not all as likely, so that this
    much of the logarithm of their number is enough."""

    spelled: float = 1.6
    """Several words that are a name as it is said, word by word: a name too many then changes no word."""

    ordinary: float = -0.09
    """… but less so the more ordinary they are: this share, once more, of what English says of them."""

    expanded: float = -1.8
    """… and less so when they are not its own parts: "max number" is `max_num` in full and English, too."""

    parts: float = 3.1
    """For a third part of a name, and against a name of a single one: two words are often a phrase, and three said as
    the three of a name are hardly chance."""

    long: float = -0.8
    """… for each further part: "greater than or equal to" is as English as it is long."""

    edit: float = 2.5
    """One letter or sound that differs, where the audio was not asked: what is that unsure should be asked."""

    audio: float = 0.33
    """What the audio says against a name: a third, because the decoder has chosen what it heard, and is sure of it.
    What it says for one counts nothing: it would have been heard."""

    weighed_edit: float = 0.35
    """One letter or sound that differs, where the audio was asked: it knows better."""

    again: float = 3.0
    """Heard as the name's own words, once the names that the text resembles were listened for: twenty times likelier,
    and no more, because a prompt is followed too willingly. Fitted with the others it is 2.8 to 3.2, whichever draw is
    kept aside; those stay as they were, fitted on four times as much prose."""

    unheard: float = -1.3
    """Not heard so, though names were listened for: a prompt is followed too willingly, and this one was not. Fitted
    with the others fixed it is -0.8 to -1.1, whichever draw is kept aside; a wrong name costs more, and this is where
    most wrong names are (bench/README.md)."""

    language: float = 0.07
    """The recogniser, too, expects English: this share of what English has against a name's words was in its answer."""

    english: float = 0.26
    """Of what English says of the plain words: a quarter, because what was misheard is hardly English either."""

    project_word: float = -12.0
    """A word that no English text has and that is a part of names here ("http"): as likely as a rare English one."""

    joined: float = 7.0
    """Whisper has written two parts as one word (`getUser`): it read a name, whichever."""

    margin: float = 0.5
    """Over the plain reading. A wrong name costs more than words left alone: with none, twice as many are wrong, and
    two in a hundred more are right."""

    rival: float = 0.25
    """Over the next name, which is a name of the project, too, and is offered: more often defined, or nearer."""

    offer: float = -12.0
    """A name this much less likely than plain words is still offered."""


DEFAULT_WEIGHTS = Weights()


@dataclass(frozen=True, slots=True)
class Beside:
    """The words around a phrase, "" at the ends of its sentence, and the word that the sentence begins with."""

    before: str
    after: str
    opening: str

    @property
    def has_cue(self) -> bool:
        """Whether a word beside the phrase says that it is a name: "the function …"."""
        return self.before in _CUES_BEFORE or self.after in _CUES_AFTER

    @property
    def has_hint(self) -> bool:
        """Whether a word beside the phrase is what developers do with names or say of them: "move …", "… returns"."""
        return self.before in _HINTS_BEFORE or self.after in _HINTS_AFTER

    @property
    def shape(self) -> str | None:
        """How the names are written that the words beside speak of; None where they do not tell."""
        return _SHAPES.get(self.before) or _SHAPES.get(self.after)

    def speaks_for_a_name(self, weights: Weights) -> float:
        """A logarithm of odds, for or against."""
        before, after = neighbours().beside(self.before, self.after)
        found = weights.before * before + weights.after * after
        if self.has_cue:
            found += weights.cue
        elif self.before in _ARTICLES:
            found += weights.article
        elif self.has_hint:
            found += weights.hint
        if self.opening in _OPENS_COMMAND:
            found += weights.command
        elif self.opening in _OPENS_QUESTION:
            found += weights.question
        return found if self.after else found + weights.last


def shape_of(name: str) -> str:
    if name.isupper():
        return _CONSTANT
    return _TYPE if name.lstrip("_")[:1].isupper() else _VALUE
