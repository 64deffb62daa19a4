"""What becomes of heard words: names are snapped, spoken formatting is carried out, pointing words get their anchors.

Pure but for the vocabulary, which `_names` makes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from nss_server.speech.cleanup import clean
from nss_server.speech.deixis import Anchor, Place, Surroundings, anchors
from nss_server.speech.formatting import format_spoken
from nss_server.speech.snap import snap
from nss_server.speech.snapped import Snapped
from nss_server.speech.ticket import ticket

if TYPE_CHECKING:
    from nss_index.index import Index
    from nss_index.model import Symbol
    from nss_index.overlay import Overlay

    from nss_server.speech.english import English
    from nss_server.speech.lattice import Again, Weighed
    from nss_server.speech.vocabulary import Vocabulary

Target = Literal["text", "search", "ticket"]

MOST_QUESTIONS, LEAST_QUESTIONS = 6, 2
"""Put to the audio of one window. With four, a name in a hundred less is written or offered; with eight, none more."""

QUESTION_SECONDS, SILENT_SECONDS = 45.0, 4.0
"""Of audio that is read for questions while somebody waits, and what is read with each beside what was said: reading a
second takes 5 to 8 ms on two cores. So a sentence of three seconds gets six questions, ten seconds of speech three."""

_FUNCTIONS = frozenset(("function", "method", "constructor"))
_CONTAINERS = frozenset(("class", "interface", "trait", "struct", "union", "enum", "namespace", "type"))


@dataclass(frozen=True, slots=True)
class Dictated:
    text: str
    snapped: Snapped
    anchors: tuple[Anchor, ...]


def make_text(
    plain: str,
    weighed: Weighed,
    again: Again,
    target: Target,
    vocabulary: Vocabulary,
    english: English,
    boosts: Mapping[str, float],
    surroundings: Surroundings,
) -> Dictated:
    """`weighed` is what the audio says of the names that `plain` may mean, `again` those that it has when they are
    listened for."""
    spoken = format_spoken(clean(plain))
    if target == "search":
        spoken = spoken.strip().rstrip(".")
    snapped = snap(spoken, vocabulary, english, boosts=boosts, weighed=weighed, again=again)
    pointed = anchors(snapped.text, surroundings)
    text = ticket(snapped.text, plain, pointed) if target == "ticket" else snapped.text
    return Dictated(text, snapped, pointed)


def questions_for(audio_seconds: float, windows: int, waited_for: bool) -> int:
    """How many may be put to audio of so many seconds that was heard in so many windows."""
    if not waited_for:
        return MOST_QUESTIONS * windows
    asked = int(QUESTION_SECONDS / (audio_seconds + SILENT_SECONDS))
    return min(MOST_QUESTIONS, max(LEAST_QUESTIONS, asked))


def surroundings_of(
    index: Index,
    overlay: Overlay,
    path: str,
    line: int,
    selection: tuple[int, int] | None,
    diagnostic: str,
    edited: str,
) -> Surroundings:
    """What the editor's cursor, selection and files mean to a speaker. Paths relative to the root, lines 1-based."""
    if not path:
        return Surroundings()
    symbols = [
        symbol for symbol in index.symbols_of(path, overlay) if symbol.span.start_line <= line <= symbol.span.end_line
    ]
    symbols.sort(key=lambda symbol: symbol.span.end_line - symbol.span.start_line)
    inner = next((symbol for symbol in symbols if symbol.kind in _FUNCTIONS), None)
    outer = next((symbol for symbol in symbols if symbol.kind in _CONTAINERS), None)
    digest = _hash_of(index, overlay, path)
    return Surroundings(
        cursor=Place(path, line, line, content_hash=digest),
        function=_place(path, inner, digest),
        container=_place(path, outer, digest),
        selection=Place(path, *selection, content_hash=digest) if selection else None,
        diagnostic=Place(path, line, line, content_hash=digest, text=diagnostic) if diagnostic else None,
        edited=Place(edited, 1, 1, content_hash=_hash_of(index, overlay, edited)) if edited else None,
    )


def _place(path: str, symbol: Symbol | None, digest: str) -> Place | None:
    if symbol is None:
        return None
    return Place(path, symbol.span.start_line, symbol.span.end_line, symbol.path, digest)


def _hash_of(index: Index, overlay: Overlay, path: str) -> str:
    document = overlay.documents.get(path)
    if document is not None:
        return document.content_hash
    indexed = index.why(path).indexed
    return indexed.content_hash if indexed else ""
