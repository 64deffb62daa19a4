"""The knapsack of a context pack: what holds for any candidates, and what it prefers."""

from __future__ import annotations

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from nss_index.context.pack import WORTH, Candidate, Form, ScorePart, packed


def candidate(path: str, start: int, end: int, points: int, **forms: str) -> Candidate:
    made = tuple((Form(form), text) for form, text in forms.items())
    return Candidate(path, f"s{start}", start, end, "hash", (ScorePart("search", points),), "why", made)


def count(_one: Candidate, _form: Form, text: str) -> int:
    return len(text)


@st.composite
def some(draw: st.DrawFn) -> Candidate:
    forms = {form: "x" * draw(st.integers(1, 60)) for form in ("whole", "signature", "summary")}
    start = draw(st.integers(1, 40))
    return candidate(
        draw(st.sampled_from("abc")), start, start + draw(st.integers(0, 9)), draw(st.integers(0, 900)), **forms
    )


candidates = st.lists(some(), max_size=25, unique_by=lambda one: (one.path, one.start_line, one.end_line))


@settings(max_examples=300, deadline=None)
@given(candidates, st.integers(-5, 400), st.randoms(use_true_random=False))
def test_what_holds_for_any_candidates(found: list[Candidate], budget: int, random: Random) -> None:
    pack = packed(found, budget, count)
    assert pack.tokens == sum(one.tokens for one in pack.pieces) <= max(0, budget)
    assert len(pack.pieces) + len(pack.left_out) == len(found)
    assert all(one.why for one in pack.left_out)
    shown = [one.candidate for one in pack.pieces]
    assert [one.score for one in shown] == sorted((one.score for one in shown), reverse=True)
    for one in pack.pieces:
        assert (one.form, one.text) in one.candidate.forms and one.tokens == len(one.text)
    for number, one in enumerate(shown):
        for other in shown[:number]:
            assert one.path != other.path or one.end_line < other.start_line or other.end_line < one.start_line
    shuffled = list(found)
    random.shuffle(shuffled)
    assert packed(shuffled, budget, count) == pack


def test_the_best_come_whole_and_the_rest_as_short_as_needed() -> None:
    found = [
        candidate("a", 1, 9, 600, whole="x" * 100, signature="x" * 20, summary="x" * 25),
        candidate("b", 1, 9, 300, whole="x" * 100, signature="x" * 20),
        candidate("c", 1, 9, 100, whole="x" * 100, summary="x" * 15),
    ]
    forms = {budget: [str(one.form) for one in packed(found, budget, count).pieces] for budget in (20, 60, 140, 400)}
    assert forms == {
        20: ["signature"],
        60: ["signature", "signature", "summary"],
        140: ["whole", "signature", "summary"],
        400: ["whole", "whole", "whole"],
    }


def test_of_two_that_overlap_the_better_one_is_shown() -> None:
    outer = candidate("a", 1, 50, 100, whole="x" * 50)
    inner = candidate("a", 10, 12, 300, whole="x" * 5)
    pack = packed([outer, inner], 1000, count)
    assert [one.candidate for one in pack.pieces] == [inner]
    assert pack.left_out[0].why == "overlaps s10, which counts more"


def test_nothing_to_show_is_said() -> None:
    pack = packed([candidate("a", 1, 2, 5)], 100, count)
    assert (pack.pieces, pack.left_out[0].why) == ((), "nothing to show")


def test_a_form_is_worth_more_than_those_that_say_less() -> None:
    assert WORTH[Form.WHOLE] > WORTH[Form.SIGNATURE] > WORTH[Form.SUMMARY]
