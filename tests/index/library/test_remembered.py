"""What is remembered, how long, and what makes room."""

from __future__ import annotations

from nss_index.remembered import Remembered


def test_the_one_that_was_asked_for_longest_ago_makes_room() -> None:
    made: list[str] = []
    known: Remembered[str, str] = Remembered(2)

    def of(key: str) -> str:
        return known.of(key, lambda: made.append(key) or key.upper())

    assert [of(key) for key in ("a", "b", "a", "c", "a", "b")] == ["A", "B", "A", "C", "A", "B"]
    assert made == ["a", "b", "c", "b"]


def test_heavy_values_make_more_room_and_the_last_one_stays_however_heavy() -> None:
    made: list[str] = []
    known: Remembered[str, str] = Remembered(5, len)

    def of(key: str) -> str:
        return known.of(key, lambda: made.append(key) or key)

    for key in ("aa", "bb", "aa", "cccc", "bb", "dddddddd", "dddddddd", "a", "a"):
        assert of(key) == key
    assert made == ["aa", "bb", "cccc", "bb", "dddddddd", "a"]


def test_what_is_not_to_be_kept_is_made_again() -> None:
    made: list[int] = []
    known: Remembered[str, int] = Remembered(9)

    def make() -> int:
        made.append(len(made))
        return made[-1]

    assert [known.of("a", make, keep=lambda value: value > 1) for _ in range(4)] == [0, 1, 2, 2]
