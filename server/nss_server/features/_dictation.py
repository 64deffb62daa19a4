"""What a dictation is asked and answers, for every surface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from msgspec import Meta

from nss_server.capability import Flag

Target = Annotated[
    Literal["text", "search", "ticket"],
    Flag("--to"),
    Meta(description="What the words are for: text as spoken, a search, or a ticket in Markdown."),
]
Language = Annotated[
    str,
    Flag("--language", "-l"),
    Meta(pattern="^([a-z]{2,3})?$", description="The language spoken (en, de); else the setting, else found out."),
]

Translate = Annotated[bool, Flag("--translate"), Meta(description="Into English, where the model can.")]


@dataclass(frozen=True, slots=True)
class DictationParams:
    target: Target = "text"
    language: Language = ""
    translate: Translate = False
    path: Annotated[str, Meta(max_length=4096, description="The file at the cursor, relative to the root.")] = ""
    line: Annotated[int, Meta(ge=1, description="The cursor's line, from 1.")] = 1
    selection_start: Annotated[int, Meta(ge=0, description="First line of the selection, 0 for none.")] = 0
    selection_end: Annotated[int, Meta(ge=0, description="Last line of the selection.")] = 0
    diagnostic: Annotated[str, Meta(max_length=4096, description="The message of the problem at the cursor.")] = ""
    edited: Annotated[str, Meta(max_length=4096, description="The file that was edited last before this one.")] = ""


@dataclass(frozen=True, slots=True)
class DictateParams:
    target: Target = "text"
    language: Language = ""
    translate: Translate = False
    file: Annotated[str, Flag("--file", "-f"), Meta(description="Read this audio file instead of the microphone.")] = ""
    seconds: Annotated[
        float, Flag("--seconds"), Meta(ge=0, le=1800, description="Stop after so long; 0 waits for Enter.")
    ] = 0.0


@dataclass(frozen=True, slots=True)
class NoParams:
    """Nothing to say."""


@dataclass(frozen=True, slots=True)
class NameReplaced:
    """`heard` was written as `name`. Offsets are characters of `text`, half open; -1 where the text is a ticket."""

    heard: str
    name: str
    start: int
    end: int
    confidence: float
    alternatives: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NameOffered:
    heard: str
    start: int
    end: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnchorFound:
    """What `phrase` points at."""

    kind: str
    phrase: str
    path: str
    start_line: int
    end_line: int
    symbol: str
    content_hash: str


@dataclass(frozen=True, slots=True)
class DictationResult:
    """Partial results say `state`, `level` and `spectrum` (0 to 1), and the words so far: `stable` ones never change.
    The last one, in the state "final", has the text."""

    state: str  # "starting", "recording", "transcribing", "final", "cancelled"
    take: str = ""
    text: str = ""  # what is to be inserted, searched for or filed
    raw: str = ""  # as it was heard
    stable: str = ""
    tentative: str = ""
    level: float = 0.0
    spectrum: tuple[float, ...] = ()
    device: str = ""
    replacements: tuple[NameReplaced, ...] = ()
    offers: tuple[NameOffered, ...] = ()
    anchors: tuple[AnchorFound, ...] = ()
    language: str = ""
    confidence: float = 0.0
    audio_seconds: float = 0.0
    problem: str = ""  # a sentence, when the take ended otherwise than by its key, or names could not be looked for
    recording: str = ""  # where the audio lies, "" where it was not kept
    inserted: bool = False  # whether the language server put the text where the cursor was
    timings: dict[str, float] | None = None  # seconds since the start: recording, first_partial, …


@dataclass(frozen=True, slots=True)
class DictationState:
    state: str  # "idle", "starting", "recording", "transcribing"
    take: str
    client: str  # who dictates
    seconds: float
    model: str  # that is loaded, "" for none


@dataclass(frozen=True, slots=True)
class TakeResult:
    take: str
