"""How alike two strings sound, and finding the nearest of many without comparing with each."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nss_server.speech.grams import MOST_NEAR, Grams
from nss_server.speech.sound import Sound, distance, likeness, sound_of
from rapidfuzz.distance import Levenshtein

LETTERS = st.text("abcdefghijklmnopqrstuvwxyz", min_size=6, max_size=14)
WORDS = st.lists(st.text(max_size=8), max_size=4).map(lambda words: tuple(word.lower() for word in words))


def said(text: str) -> Sound:
    return sound_of(tuple(text.split()))


@pytest.mark.parametrize(
    ("heard", "near", "far"),
    [
        ("jason loader", "json loader", "token reader"),
        ("pie test", "pytest", "first"),
        ("colonel", "kernel", "client"),
        ("fone number", "phone number", "font name"),
        ("night light", "knight light", "neat list"),
        ("utf 8", "utf 8", "utf 16"),
        ("cash size", "cache size", "case list"),
    ],
)
def test_what_sounds_alike_is_nearer(heard: str, near: str, far: str) -> None:
    assert likeness(said(heard), said(near)) > likeness(said(heard), said(far))
    assert distance(said(heard), said(near)) < distance(said(heard), said(far))


def test_the_same_letters_are_the_same_however_they_were_divided() -> None:
    assert distance(said("h t t p client"), said("http client")) == 0
    assert likeness(said("get user"), said("getuser")) == 1


def test_digits_are_heard() -> None:
    assert distance(said("utf 8"), said("utf 16")) > 0


def test_nothing_is_like_nothing() -> None:
    assert likeness(said(""), said("")) == 1
    assert likeness(said(""), said("client")) == 0


@settings(deadline=None)
@given(WORDS, WORDS)
def test_likeness_is_symmetric_and_between_nothing_and_one(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    first, second = sound_of(one), sound_of(other)
    assert 0 <= likeness(first, second) <= 1
    assert likeness(first, second) == likeness(second, first)
    assert distance(first, second) == distance(second, first) >= 0
    assert likeness(first, first) == 1


def test_no_strings_are_near_nothing() -> None:
    assert Grams([]).near("client") == []
    assert Grams(["client"]).near("") == []
    assert Grams(["client", "store"]).near("xyzq") == []


def test_the_string_itself_comes_first() -> None:
    grams = Grams(["client", "clients", "client id", "store"])
    assert grams.near("client")[0] == 0
    assert 3 not in grams.near("clients")


def test_of_very_many_alike_only_some_are_near() -> None:
    strings = [f"client{number}" for number in range(1000)]
    near = Grams(strings).near("client500")
    assert len(near) == len(set(near)) == MOST_NEAR
    assert near[0] == 500


@settings(deadline=None)
@given(st.lists(LETTERS, min_size=1, max_size=MOST_NEAR, unique=True), st.data())
def test_after_a_small_edit_the_nearest_is_among_the_near(strings: list[str], data: st.DataObject) -> None:
    wanted = data.draw(st.sampled_from(strings))
    place = data.draw(st.integers(0, len(wanted) - 1))
    letter = data.draw(st.sampled_from(["", "a", "q", "ck"]))
    heard = wanted[:place] + letter + wanted[place + 1 :]
    near = Grams(strings).near(heard)
    least = min(Levenshtein.distance(heard, text) for text in strings)
    nearest = [place for place, text in enumerate(strings) if Levenshtein.distance(heard, text) == least]
    assert set(near) & set(nearest)
    assert strings.index(wanted) in near


@settings(deadline=None)
@given(st.integers(0, 1999), st.integers(2, 9))
def test_among_thousands_of_names_one_wrong_letter_is_forgiven(number: int, place: int) -> None:
    heard = NAMES[number][:place] + "z" + NAMES[number][place + 1 :]
    least = min(Levenshtein.distance(heard, text) for text in NAMES)
    nearest = {place for place, text in enumerate(NAMES) if Levenshtein.distance(heard, text) == least}
    assert nearest <= set(MANY.near(heard))


_PARTS = (
    "get", "user", "by", "id", "http", "client", "load", "settings", "parse", "config", "token", "reader", "store",
    "index", "symbol", "rename",
)  # fmt: skip
NAMES = [
    "".join(_PARTS[(number * step + step) % len(_PARTS)] for step in (1, 3, 5))
    + _PARTS[number // 16 % 16]
    + str(number)
    for number in range(2000)
]
MANY = Grams(NAMES)
