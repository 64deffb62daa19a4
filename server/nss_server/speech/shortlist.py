"""Which names to listen for, when the audio is heard once more: those that some stretch of the text resembles.

A recogniser writes what it expects. Told which names a text may hold, it hears them where it had written ordinary
words that resemble them ("charcoal" for `charCode`): contextual biasing with a retrieved list (as in Pundak et al.,
"Deep Context: End-to-End Contextual Speech Recognition", 2018, and with Whisper's own prompt in place of a trained
attention). A list of a few dozen is what its prompt has room for; what it says is evidence for `lattice`, and no more:
a prompt is followed too willingly.
"""

from __future__ import annotations

import itertools

from nss_server.speech.english import English
from nss_server.speech.lattice import NO_BOOSTS, Boosts, stretches
from nss_server.speech.subwords import subwords
from nss_server.speech.vocabulary import Vocabulary

MOST_LISTENED_FOR = 50
"""Names, of which Whisper's prompt (223 tokens) takes about as many. With 20 a name in ten of those that only a second
hearing finds is missed; with 70 none more is found."""

BOOSTED = 0.05
"""Of likeness, for each unit of a name's boost: what is in sight comes on the list before what resembles the words a
little more."""


def shortlist(text: str, vocabulary: Vocabulary, english: English, boosts: Boosts = NO_BOOSTS) -> list[str]:
    """Words that the names are said as, the likeliest last: it is what a prompt ends with that is heard first."""
    best: dict[str, tuple[float, str]] = {}
    for words in stretches(text):
        for one in vocabulary.alike(words):
            likely = one.likeness + BOOSTED * boosts.get(one.name, 0.0)
            if one.name not in best or best[one.name][0] < likely:
                best[one.name] = (likely, one.said)
    ranked = sorted(best.items(), key=lambda item: (-item[1][0], item[0]))
    telling = (said for name, (_, said) in ranked if not english.is_ordinary([part.letters for part in subwords(name)]))
    return list(itertools.islice(dict.fromkeys(telling), MOST_LISTENED_FOR))[::-1]
