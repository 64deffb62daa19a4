"""Sentences as a voice says them and the recogniser hears them, each with what the audio says of the names it may hold.

What `bench.voice` measures and `bench.voice_weights` learns from.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.report import say
from bench.voice_audio import VOICES, Hearings, speak
from bench.voice_sentences import Sentence, names_of, with_names, without_names

if TYPE_CHECKING:
    from nss_server.speech.lattice import Again, Weighed
    from nss_server.speech.snapped import Snapped
    from nss_server.speech.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Project:
    """A repository's names, as dictation knows them."""

    root: Path
    names: Counter[str]
    vocabulary: Vocabulary


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence against one vocabulary. Prose is looked at with each project's."""

    sentence: Sentence
    voice: str
    own: bool  # it is of the project whose vocabulary it is
    project: Project
    heard: str
    weighed: Weighed
    again: Again
    text_seconds: float  # that it took to know what to ask

    def says_a_name(self) -> bool:
        """Whether the words of a name of the vocabulary, of several parts, were said one after another, meant or not:
        "context manager" where there is a `ContextManager`."""
        from nss_server.speech.english import english
        from nss_server.speech.evidence import DEFAULT_WEIGHTS
        from nss_server.speech.lattice import lattice
        from nss_server.speech.subwords import subwords

        readings = lattice(self.sentence.spoken, self.project.vocabulary, english(), DEFAULT_WEIGHTS).readings
        matches = (candidate.match for reading in readings for candidate in reading.candidates)
        return any(not match.distance and len(subwords(match.name.text)) > 1 for match in matches)

    @property
    def names(self) -> tuple[str, ...]:
        """Those that were said and that the vocabulary has."""
        return tuple(name for name in self.sentence.names if name in self.project.names)


def projects(roots: Sequence[Path]) -> list[Project]:
    """Raises IndexMissing for a root without an index: run `nss index` there."""
    from nss_server.speech.vocabulary import Vocabulary, project_name

    found: list[Project] = []
    for root in roots:
        names = _kept(names_of(root))
        found.append(Project(root, names, Vocabulary(project_name(name, count) for name, count in names.items())))
    return found


def rows(found: Sequence[Project], share: int, seed: int, folder: Path, hearings: Hearings) -> Iterator[Row]:
    """Of each project `share` sentences with names and as many of its prose; the voices take turns."""
    from nss_server.features._dictated import questions_for
    from nss_server.speech.alternatives import alternatives, heard_again, weighed
    from nss_server.speech.english import english
    from nss_server.speech.shortlist import shortlist

    number = 0
    for project in found:
        say(f"voice: {project.root}, seed {seed}")
        for sentence in with_names(project.root, share, seed) + without_names(project.root, share, seed):
            voice = VOICES[number % len(VOICES)]
            number += 1
            audio = speak(sentence.spoken, voice, folder)
            heard: dict[str, Any] = hearings.hear(audio)
            text = heard["text"]
            for other in [project] if sentence.names else found:
                started = time.perf_counter()
                expected = shortlist(text, other.vocabulary, english())
                seconds = time.perf_counter() - started
                again = hearings.again(audio, text, expected)
                started = time.perf_counter()
                most = questions_for(heard["audio_seconds"], 1, waited_for=True)
                asked = alternatives(text, heard["others"], other.vocabulary, english(), most, again=again)
                seconds += time.perf_counter() - started
                gains = hearings.weigh(audio, text, [(item.start, item.end, item.instead(text)) for item in asked])
                answers = weighed(asked, gains)
                yield Row(sentence, voice, other is project, other, text, answers, heard_again(asked), seconds)


def names_in(done: Snapped) -> tuple[set[str], set[str]]:
    """The words that were written, and the names that are offered for others or instead."""
    offered = {name for offer in done.offers for name in offer.names}
    offered |= {name for item in done.replacements for name in item.alternatives}
    return set(re.findall(r"\w+", done.text)), offered


def _kept(names: Counter[str]) -> Counter[str]:
    return Counter({name: count for name, count in names.items() if name.replace("_", "").isalnum() and len(name) > 2})
