"""A take inside the speech child: a bounded window, words that never change, and steps down when memory runs out."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from nss_server.host.speech_take import SAMPLE_RATE, WINDOW_SECONDS, Take
from nss_server.speech.agreement import Agreement
from nss_server.speech.heard import NOTHING, Heard, Segment, Word

Audio = npt.NDArray[np.float32]


@dataclass
class Reader:
    """Hears a word for each half second: the sample there is its number. So the right answer is always known."""

    longest: float = 0.0
    told: list[tuple[str, ...]] = field(default_factory=list[tuple[str, ...]])

    def hear(
        self,
        audio: Audio,
        *,
        language: str = "",
        translate: bool = False,
        names: Sequence[str] = (),
        word_times: bool = False,
        careful: bool = True,
    ) -> Heard:
        self.longest = max(self.longest, len(audio) / SAMPLE_RATE)
        if names:
            self.told.append(tuple(names))
        half = SAMPLE_RATE // 2
        words: list[Word] = []
        place = 0
        while place < len(audio):
            number = int(audio[place])
            count = int(np.argmax(audio[place:] != number)) or len(audio) - place
            if count >= half // 2:
                words.append(Word(f"w{number}", place / SAMPLE_RATE, (place + count) / SAMPLE_RATE, 0.9))
            place += count
        if not words:
            return NOTHING
        text = " ".join(word.text for word in words)
        return Heard((Segment(text, 0, words[-1].end, tuple(words) if word_times else ()),), "en", 1.0, 0.9)


def spoken(numbers: range) -> Audio:
    return np.repeat(np.array(numbers, dtype=np.float32), SAMPLE_RATE // 2)


def take_of(reader: Reader, told: list[Agreement]) -> Take:
    return Take(reader, "en", False, told.append)


def feed(take: Take, audio: Audio) -> None:
    for start in range(0, len(audio), 800):
        take.add(audio[start : start + 800])
        if take.wants_hypothesis:
            take.hypothesize()


def test_ten_minutes_are_heard_in_a_bounded_window_and_every_word_once() -> None:
    reader, told = Reader(), list[Agreement]()
    take = take_of(reader, told)
    numbers = range(1, 1201)
    feed(take, spoken(numbers))
    assert take.first_hearing().split() == [f"w{number}" for number in numbers]
    assert reader.longest < WINDOW_SECONDS + 1
    for before, after in itertools.pairwise(told):
        assert after.stable[: len(before.stable)] == before.stable


def test_short_takes_are_whole_too() -> None:
    take = take_of(Reader(), [])
    feed(take, spoken(range(1, 3)))
    assert take.first_hearing() == "w1 w2"


def test_nothing_said_is_nothing_heard() -> None:
    take = take_of(Reader(), [])
    assert take.first_hearing() == ""
    assert take.second_hearing(["name"]).plain == ""


def test_the_second_hearing_is_told_of_names_and_changes_no_word_of_the_first() -> None:
    reader = Reader()
    take = take_of(reader, [])
    feed(take, spoken(range(1, 5)))
    text = take.first_hearing()
    final = take.second_hearing(["getUser"])
    assert (final.plain, final.hinted) == (text, text)
    assert reader.told == [("getUser",)]
