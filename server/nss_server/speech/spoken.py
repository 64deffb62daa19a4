"""A name → the ways to say it: "get user by id", "h t t p client", "pie test", "sequel light vec"."""

from __future__ import annotations

import itertools
import re

from nss_server.speech.lexicon import NUMBERS, READINGS
from nss_server.speech.subwords import subwords

MOST_READINGS = 8
"""Of one name: its parts have up to four readings each, and a name of six parts would have thousands. The first ones of
each part are the likely ones."""

LONGEST_SPELLED = 5
"""Letters of a part without a vowel that is spelled out: `http`, but not a hash. With a vowel, three: `url`."""

_SAYABLE = re.compile(r"[aeiouy]")


def readings(name: str) -> tuple[str, ...]:
    """Lower-case words separated by spaces; the plainest reading first. Empty for a name without letters or digits."""
    parts = [part.letters for part in subwords(name)]
    if not parts:
        return ()
    choices = [_readings_of(part) for part in parts]
    whole = READINGS.get("".join(parts), ()) if len(parts) > 1 else ()
    found: dict[str, None] = {}
    for said in itertools.chain([" ".join(parts)], whole, (" ".join(said) for said in _plain_first(parts, choices))):
        found[said] = None
        if len(found) == MOST_READINGS:
            break
    return tuple(found)


def _plain_first(parts: list[str], choices: list[tuple[str, ...]]) -> itertools.chain[tuple[str, ...]]:
    """First with no part changed, then with all said in full, then with one changed, then with more: not the product's
    order, which would use up the bound on the last part alone."""
    plain = tuple(options[0] for options in choices)
    full = tuple(
        options[1] if len(options) > 1 and (part in READINGS or not _SAYABLE.search(part)) else part
        for part, options in zip(parts, choices, strict=True)
    )
    one = (
        (*plain[:place], other, *plain[place + 1 :]) for place, options in enumerate(choices) for other in options[1:]
    )
    return itertools.chain([plain, full], one, itertools.product(*choices))


def _readings_of(part: str) -> tuple[str, ...]:
    if part.isdigit():
        said = NUMBERS.get(part) or " ".join(NUMBERS[digit] for digit in part if digit in NUMBERS)
        return tuple(dict.fromkeys(reading for reading in (part, said) if reading))
    spelled: tuple[str, ...] = ()
    if len(part) <= LONGEST_SPELLED and (not _SAYABLE.search(part) or len(part) <= 3):
        spelled = (" ".join(part),)
    return tuple(dict.fromkeys((part, *READINGS.get(part, ()), *spelled)))
