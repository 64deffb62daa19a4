"""How long a phase will still take, from its rate so far; and how right that was. Pure: time is handed in."""

from __future__ import annotations

from dataclasses import dataclass

CHECKPOINTS = (0.25, 0.5, 0.75)
RATE_SECONDS = 10.0
"""Half-life of the rate: long enough to smooth over one large file, short enough to notice a busy machine."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What was promised at a checkpoint."""

    share: float
    at: float
    seconds_left: float


class Estimate:
    """The rate of one phase (of `total` units, which may grow). Times are monotonic seconds."""

    def __init__(self, now: float) -> None:
        self.guesses: list[Guess] = []
        self._rate = 0.0
        self._weight = 0.0
        self._done = -1
        self._at = now

    def update(self, done: int, total: int, now: float) -> float | None:
        """Seconds left, None while there is no rate to tell from."""
        if self._done < 0:
            # What an earlier attempt left done says nothing about the rate of this one.
            self._done, self._at = done, now
        elif now > self._at and done > self._done:
            elapsed = now - self._at
            keep = 0.5 ** (elapsed / RATE_SECONDS)
            rate = (done - self._done) / elapsed
            self._weight = self._weight * keep + (1 - keep)
            self._rate = self._rate * keep + rate * (1 - keep)
            self._done, self._at = done, now
        if total <= 0 or self._weight <= 0 or self._rate <= 0:
            return None
        left = max(0.0, (total - done) * self._weight / self._rate)
        for share in CHECKPOINTS[len(self.guesses) :]:
            if share * total <= done < total:
                self.guesses.append(Guess(share, now, left))
        return left

    def verdicts(self, now: float) -> list[dict[str, float]]:
        """After the phase: for each checkpoint the seconds promised and the seconds that it really took."""
        return [
            {
                "share": guess.share,
                "estimated_seconds": round(guess.seconds_left, 3),
                "actual_seconds": round(now - guess.at, 3),
            }
            for guess in self.guesses
        ]
