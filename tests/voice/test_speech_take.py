"""A take inside the speech child: a bounded window, words that never change, and steps down when memory runs out."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from nss_index.errors import Cancelled
from nss_index.ports import IsCancelled, never
from nss_server.host.speech_take import (
    MOST_PIECES,
    MOST_SECONDS,
    SAMPLE_RATE,
    WINDOW_SECONDS,
    Final,
    Piece,
    Replaced,
    Take,
)
from nss_server.speech.agreement import Agreement
from nss_server.speech.heard import NOTHING, Heard, Segment, Window, Word

Audio = npt.NDArray[np.float32]


@dataclass
class Reader:
    """Hears a word for each half second: the sample there is its number, below 0 it is
    silent. So the right answer is always known."""

    longest: float = 0.0
    asked: list[tuple[str, list[tuple[int, int, str]]]] = field(default_factory=list[Any])

    def hear(
        self,
        audio: Audio,
        *,
        language: str = "",
        translate: bool = False,
        word_times: bool = False,
        careful: bool = True,
        windows: bool = False,
        abandoned: IsCancelled = never,
    ) -> Heard:
        self.longest = max(self.longest, len(audio) / SAMPLE_RATE)
        if abandoned():
            raise Cancelled("nobody waits")
        half = SAMPLE_RATE // 2
        words: list[Word] = []
        place = 0
        while place < len(audio):
            number = int(audio[place])
            count = int(np.argmax(audio[place:] != number)) or len(audio) - place
            if number > 0 and count >= half // 2:
                words.append(Word(f"w{number}", place / SAMPLE_RATE, (place + count) / SAMPLE_RATE, 0.9))
            place += count
        if not words:
            return NOTHING
        text = " ".join(word.text for word in words)
        segment = Segment(text, 0, words[-1].end, tuple(words) if word_times else ())
        window = Window(text, (f"{text} perhaps",) if careful else (), None)
        return Heard((segment,), "en", 1.0, 0.9, (window,) if windows else ())

    def weigh(
        self, window: Window, language: str, translate: bool, replaced: Sequence[tuple[int, int, str]]
    ) -> list[float]:
        """The answer is the number that is said there, so that it tells which words were asked about."""
        if replaced:
            self.asked.append((window.text, list(replaced)))
        return [float(re.sub(r"\D", "", window.text[start:end])) for start, end, _ in replaced]

    def listen_for(self, window: Window, language: str, translate: bool, words: Sequence[str]) -> str:
        """Numbers that are expected are said in capitals."""
        return " ".join(word.upper() if word in words else word for word in window.text.split())


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
    assert take.finish()[0].split() == [f"w{number}" for number in numbers]
    assert reader.longest < WINDOW_SECONDS + 1
    for before, after in itertools.pairwise(told):
        assert after.stable[: len(before.stable)] == before.stable


def test_words_that_its_hypotheses_never_agree_on_are_kept_and_the_window_stays_bounded() -> None:
    class Undecided(Reader):
        turn = 0

        def hear(self, audio: Audio, **options: Any) -> Heard:
            heard = super().hear(audio, **options)
            self.turn += 1
            if not heard.segments or not options.get("word_times"):
                return heard
            words = tuple(replace(word, text=f"{word.text}{'ab'[self.turn % 2]}") for word in heard.words)
            return replace(heard, segments=(replace(heard.segments[0], words=words),))

    reader, told = Undecided(), list[Agreement]()
    take = take_of(reader, told)
    feed(take, spoken(range(1, 201)))
    assert [word.rstrip("ab") for word in take.finish()[0].split()] == [f"w{number}" for number in range(1, 201)]
    assert reader.longest < MOST_SECONDS + 1


def test_silence_after_words_is_not_looked_at_again_and_again() -> None:
    reader = Reader()
    take = take_of(reader, [])
    pause = np.full(60 * SAMPLE_RATE, -1, dtype=np.float32)
    feed(take, np.concatenate([spoken(range(1, 41)), pause]))
    assert take.finish()[0].split() == [f"w{number}" for number in range(1, 41)]
    assert reader.longest < WINDOW_SECONDS + 1


def test_short_takes_are_whole_too() -> None:
    take = take_of(Reader(), [])
    feed(take, spoken(range(1, 3)))
    assert take.finish()[0] == "w1 w2"


def test_nothing_said_is_nothing_heard() -> None:
    take = take_of(Reader(), [])
    assert take.finish() == ("", [])
    assert take.weigh([]) == Final("", [], "", 0.0)


def questions(text: str) -> list[Replaced]:
    """One about each word."""
    return [Replaced(match.start(), match.end(), "name") for match in re.finditer(r"\S+", text)]


def test_the_audio_is_asked_about_other_words_and_its_text_stays() -> None:
    reader = Reader()
    take = take_of(reader, [])
    feed(take, spoken(range(1, 5)))
    text, others = take.finish()
    assert (text, others) == ("w1 w2 w3 w4", ["w1 w2 w3 w4 perhaps"])
    assert take.weigh([Replaced(3, 8, "name"), Replaced(9, 11, "other")]) == Final(text, [23.0, 4.0], "en", 0.9)
    assert reader.asked == [(text, [(3, 8, "name"), (9, 11, "other")])]


def test_a_long_take_is_asked_where_each_word_was_heard() -> None:
    take = take_of(Reader(), [])
    feed(take, spoken(range(1, 241)))
    text, _ = take.finish()
    assert take.weigh(questions(text)).gains == [float(number) for number in range(1, 241)]


@pytest.mark.parametrize(
    ("heard", "asked", "there"),
    [
        ("Please call a plightest count with it.", "a plight discount", "a plightest count"),
        ("Please call a plightest count with it.", "Please", "Please"),
        ("Please call apply this count with it.", "a plight discount", "apply this count"),
        ("it was something else", "a plight discount", ""),
    ],
)
def test_words_that_the_window_has_otherwise_are_asked_about_in_their_place(heard: str, asked: str, there: str) -> None:
    text = "Please call a plight discount with it."
    blocks = SequenceMatcher(None, text, heard, autojunk=False).get_matching_blocks()
    piece = Piece(Window(heard, (), None), tuple((ours, theirs, length) for ours, theirs, length in blocks))
    place = piece.place(text.index(asked), text.index(asked) + len(asked))
    assert (heard[slice(*place)] if place else "") == there


def test_what_was_heard_last_is_heard_again_with_words_to_listen_for() -> None:
    take = take_of(Reader(), [])
    feed(take, spoken(range(1, 5)))
    text, _ = take.finish()
    assert (text, take.spans) == ("w1 w2 w3 w4", [(0, 11)])
    assert take.listen([["w2", "w4"]]) == "w1 W2 w3 W4"
    assert take.listen([[]]) == take.listen([]) == text, "nobody to listen for"


def test_of_a_long_take_its_end_is_heard_again_and_the_rest_stays() -> None:
    take = take_of(Reader(), [])
    feed(take, spoken(range(1, 241)))
    text, _ = take.finish()
    ((start, end),) = take.spans
    assert 0 < start < end == len(text)
    assert text[start - 1] == " "
    assert take.listen([["w2", "w239"]]) == text.replace("w239", "W239"), "what lies behind was settled long ago"


def test_a_smaller_model_is_not_asked_about_what_the_larger_one_has_encoded() -> None:
    take = take_of(Reader(), [])
    feed(take, spoken(range(1, 5)))
    text, _ = take.finish()
    smaller = Reader()
    take.use(smaller)
    assert take.weigh(questions(text)).gains == [None] * 4
    assert (take.spans, smaller.asked) == ([], [])
    assert take.listen([["w2"]]) == text


def test_of_a_very_long_take_the_last_windows_are_kept() -> None:
    take = take_of(Reader(), [])
    feed(take, spoken(range(1, 2401)))
    text, _ = take.finish()
    gains = take.weigh(questions(text)).gains
    kept = [gain for gain in gains if gain is not None]
    assert kept == [float(number) for number in range(2401 - len(kept), 2401)]
    assert gains[: 2400 - len(kept)] == [None] * (2400 - len(kept))
    assert MOST_PIECES * WINDOW_SECONDS > len(kept) / 2 > 300


def test_a_hypothesis_that_nobody_waits_for_changes_nothing() -> None:
    told: list[Agreement] = []
    take = take_of(Reader(), told)
    take.add(spoken(range(1, 5)))
    take.hypothesize(lambda: True)
    assert told == []
    assert take.finish()[0] == "w1 w2 w3 w4"
