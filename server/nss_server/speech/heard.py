"""What a recogniser heard: words with their times and probabilities."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Word:
    text: str  # as written, with its punctuation, without spaces around it
    start: float  # seconds from the start of the audio
    end: float
    probability: float  # 0 to 1


@dataclass(frozen=True, slots=True)
class Segment:
    """A phrase or sentence; what SRT shows at once."""

    text: str
    start: float  # seconds
    end: float
    words: tuple[Word, ...]  # () where times of words were not asked for


@dataclass(frozen=True, slots=True)
class Window:
    """What was heard at once, at most thirty seconds, for asking the audio again."""

    text: str
    others: tuple[str, ...]  # further hypotheses about it, the likeliest first
    sound: object = field(repr=False, compare=False)  # the recogniser's own


@dataclass(frozen=True, slots=True)
class Heard:
    segments: tuple[Segment, ...]
    language: str  # ISO 639-1: "en"
    language_probability: float  # 0 to 1; 1 where it was given
    confidence: float  # 0 to 1, the mean probability of a token; 0 where nothing was said
    windows: tuple[Window, ...] = ()  # in order, their texts are the whole text; () where they were not asked for

    @property
    def text(self) -> str:
        return " ".join(segment.text for segment in self.segments)

    @property
    def words(self) -> tuple[Word, ...]:
        return tuple(word for segment in self.segments for word in segment.words)


NOTHING = Heard((), "", 0.0, 0.0)
