"""Words of a running recognition: what was stable stays, and nothing is heard twice or lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nss_server.speech.agreement import AGREEING, Agreement, agree, agree_until, finish, settled
from nss_server.speech.heard import Word

STEP = 0.4


def said(text: str, start: float = 0.0, shift: float = 0.0) -> tuple[Word, ...]:
    """One word each 0.4 seconds; `shift` is how wrong the times of this hypothesis are."""
    return tuple(
        Word(word, start + place * STEP + shift, start + (place + 1) * STEP + shift, 0.9)
        for place, word in enumerate(text.split())
    )


def hear(*hypotheses: tuple[Word, ...], again: int = AGREEING - 2) -> Agreement:
    """The state after these; the first is heard `again` often, so that the second one may settle it."""
    state = Agreement()
    for hypothesis in (*hypotheses[:1] * again, *hypotheses):
        state = agree(state, hypothesis)
    return state


def texts(words: tuple[Word, ...]) -> str:
    return " ".join(word.text for word in words)


def test_one_hypothesis_makes_nothing_stable() -> None:
    state = hear(said("rename the client"))
    assert (texts(state.stable), texts(state.tentative)) == ("", "rename the client")
    assert state.text == "rename the client"


def test_what_enough_hypotheses_agree_on_is_stable() -> None:
    state = hear(said("rename the client"), said("rename the kernel now"))
    assert (texts(state.stable), texts(state.tentative)) == ("rename the", "kernel now")


def test_the_beginning_of_a_word_that_is_taken_for_another_one_is_not_settled() -> None:
    """Seen: "this function" began as "des"; two hypotheses had it, and the text kept it."""
    state = hear(said("des"), said("des function"), said("this function should"), said("this function should"), again=0)
    assert texts(state.stable) == ""
    assert texts(finish(state, said("this function should check"))) == "this function should check"


def test_words_that_are_not_looked_at_again_are_settled_as_they_are() -> None:
    state = agree_until(hear(said("rename the client now"), again=0), 3 * STEP)
    assert (texts(state.stable), texts(state.tentative)) == ("rename the client", "now")


def test_case_and_punctuation_are_no_disagreement_and_the_later_one_counts() -> None:
    state = hear(said("rename the client."), said("Rename the Client, please"))
    assert (texts(state.stable), texts(state.tentative)) == ("Rename the Client,", "please")


def test_a_stable_word_is_not_taken_back() -> None:
    state = hear(said("rename it"), said("rename it now"), said("re name it now"), said("something else"))
    assert texts(state.stable).startswith("rename it")


def test_an_empty_hypothesis_takes_only_the_tentative_words() -> None:
    state = hear(said("rename it"), said("rename it now"), ())
    assert (texts(state.stable), texts(state.tentative)) == ("rename it", "")
    assert texts(finish(state, ())) == "rename it"


def test_finish_of_nothing_is_nothing() -> None:
    assert finish(Agreement(), ()) == ()
    assert texts(finish(Agreement(), said("rename it"))) == "rename it"


@pytest.mark.parametrize(
    ("stable", "words", "rest"),
    [
        ("", "rename it", "rename it"),
        ("rename it", "Rename it, please", "please"),
        ("rename the jay son", "rename the JSON loader", None),
        ("rename the jay son loader", "rename the JSON loader now", "now"),
        ("very", "very very good", "very good"),
        ("very very", "very very good", "good"),
        ("call it the", "call it a thing and another the end", None),
        ("rename it", "", None),
    ],
)
def test_what_the_stable_words_say_already_is_found_without_times(stable: str, words: str, rest: str | None) -> None:
    count = settled(said(stable), words.split())
    assert (None if count is None else " ".join(words.split()[count:])) == rest


def test_a_word_said_twice_is_kept_twice() -> None:
    state = hear(said("very"), said("very"), said("very very"))
    assert texts(finish(state, said("very very good"))) == "very very good"


def test_digits_said_again_and_again_are_all_kept() -> None:
    state = hear(said("zero zero"), said("zero zero zero"), said("zero zero zero zero"))
    assert texts(finish(state, said("zero zero zero zero zero one"))) == "zero zero zero zero zero one"


def test_a_window_that_begins_in_the_middle_of_repeated_words() -> None:
    state = hear(said("go no no"), said("go no no"))
    assert texts(finish(state, said("no no then", start=2 * STEP))) == "go no no no then"


def test_times_may_be_somewhat_wrong() -> None:
    state = hear(said("rename the client"), said("rename the client", shift=0.1))
    assert texts(finish(state, said("rename the client now", shift=0.3))) == "rename the client now"


def test_a_misheard_stable_word_is_not_heard_again() -> None:
    state = hear(said("rename the client"), said("rename the client"))
    assert texts(finish(state, said("rename the kernel now"))) == "rename the client now"


SENTENCE = st.lists(st.sampled_from(["no", "very", "the", "client", "zero"]), min_size=1, max_size=14)


@settings(deadline=None)
@given(SENTENCE, st.data())
def test_hypotheses_that_overlap_give_every_word_once(words: list[str], data: st.DataObject) -> None:
    everything = said(" ".join(words))
    state = Agreement()
    for end in range(1, len(words) + 1):
        # The window has moved on, but it still holds the last stable word.
        first = data.draw(st.integers(0, max(0, len(state.stable) - 1)))
        shift = data.draw(st.floats(-0.09, 0.09))  # of two hypotheses: less than half a word
        window = everything[first:end]
        moved = tuple(Word(word.text, word.start + shift, word.end + shift, 1.0) for word in window)
        before = state.stable
        state = agree(state, moved)
        assert state.stable[: len(before)] == before
    assert texts(finish(state, everything)) == " ".join(words)


HYPOTHESES = st.lists(
    st.tuples(st.lists(st.sampled_from(["a", "b", "c", "—"]), max_size=8), st.floats(0, 2)), max_size=8
)


@settings(deadline=None)
@given(HYPOTHESES)
def test_whatever_is_heard_the_stable_words_only_grow(hypotheses: list[tuple[list[str], float]]) -> None:
    state = Agreement()
    for words, start in hypotheses:
        before = state.stable
        hypothesis = said(" ".join(words), start)
        assert finish(state, hypothesis)[: len(before)] == before
        state = agree(state, hypothesis)
        assert state.stable[: len(before)] == before
