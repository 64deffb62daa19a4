"""Fillers and repetitions out of dictated text, by rules. The raw text is kept elsewhere; nothing is rephrased."""

from __future__ import annotations

import re

from nss_server.speech.lexicon import NUMBERS

FILLERS = ("um", "uh", "uhm", "umm", "er", "erm", "ehm", "hmm", "mhm")
"""Sounds, never words. "like", "so" and "well" can be meant and stay; so does "the ER diagram"."""

PHRASES = ("you know", "i mean", "sort of like", "let me think", "let me see", "okay so")
"""Only between commas or at the beginning, where they say nothing."""

DOUBLED = frozenset(["that", "had", "is", "very", "really", "no", "more", *NUMBERS.values()])
"""Words that are said twice on purpose: "the fact that that is …". So are digits and spelled letters ("h t t p")."""

_SOUNDS = "|".join(f"[{filler[0].upper()}{filler[0]}]{filler[1:]}" for filler in FILLERS)
_FILLER_AT_THE_END = re.compile(rf"(?<=[^\s.?!…,]),?[ \t]+(?:{_SOUNDS})(?=[.?!…](?:\s|$))")
_FILLER = re.compile(rf"(?<!\S)((?:(?:{_SOUNDS})[,.…]*(?:[ \t]+|(?=\n)|$))+)(\w?)")
_PHRASE = re.compile(rf"(?<!\S)(?<![^,.?!\s][ \t])((?:{'|'.join(PHRASES)}),[ \t]+)(\w?)", re.IGNORECASE)

_WORD = r"\w+(?:['’]\w+)*"
_REPEATED = re.compile(
    # Not where a word goes on as a file or an attribute: "open config config.py".
    rf"(?<![\w.'’/-])({_WORD}(?:[ \t]+{_WORD}){{0,2}}?)((?:,?[ \t]+\1(?!\w|[./-]\w))+)",
    re.IGNORECASE,
)
_SPELLED = re.compile(r"(?<!\S)(?:\d+|[^\W\d_aiAI])(?!\S)")


def clean(text: str) -> str:
    """The text without what was not meant; a capital that began a sentence is still one. Other text stays as it is."""
    cleaned = _FILLER_AT_THE_END.sub("", text)
    cleaned = _FILLER.sub(_next_word, cleaned)
    cleaned = _PHRASE.sub(_next_word, cleaned)
    cleaned = _REPEATED.sub(_once, cleaned)
    if cleaned == text:
        return text
    return re.sub(r"[ \t]+(?=[,.;:?!]?(?:\n|$)|[,.;:?!]\s)", "", re.sub(r"[ \t]{2,}", " ", cleaned)).strip()


def _next_word(match: re.Match[str]) -> str:
    """The first letter of what stands behind something left out."""
    left_out, letter = match.groups()
    return letter.upper() if left_out[:1].isupper() and _begins_a_sentence(match) else letter


def _once(match: re.Match[str]) -> str:
    """A capital makes another word ("Client client"), but not at the beginning of a sentence ("The the")."""
    said, again = match.groups()
    same = _begins_a_sentence(match) or not re.sub(rf",?[ \t]+{re.escape(said)}", "", again)
    kept = said.lower() in DOUBLED or _SPELLED.search(said)
    return said if same and not kept else match.group()


def _begins_a_sentence(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - 3) : match.start()].rstrip()
    return not before or before[-1] in ".?!…"
