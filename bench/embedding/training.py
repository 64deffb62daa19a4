"""Symmetric InfoNCE with in-batch negatives over token vectors, in numpy: gradients by hand, Adam, cosine schedule.

InfoNCE: van den Oord et al., "Representation Learning with Contrastive Predictive Coding" (arXiv:1807.03748).
Adam: Kingma and Ba (arXiv:1412.6980).
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bench.embedding.bags import Bags, Matrix
from bench.embedding.corpus import NAME, TRANSLATION, Corpus, Ints
from bench.embedding.views import Viewer, Views


@dataclass(frozen=True)
class Settings:
    """Each with why; `python -m bench.embedding train --help` has those that are worth changing."""

    dimensions: int = 256
    epochs: float = 3.0  # longer did not help
    batch: int = 4096  # half of it found 0.9 points less
    block: int = 64  # questions of one package stand together: their chunks are the hard negatives
    rate: float = 7e-3
    warm: float = 0.05  # of all steps
    temperature: float = 0.05
    pull: float = 0.1  # towards where a token began: rare ones have little to learn from
    translations: float = 0.08  # of the questions at most
    names: float = 0.6  # of the questions that are a bare name: they are most, and say least of meaning
    share: float = 1.0  # of the packages, for a learning curve
    quantile: float = 0.7  # of √v becomes Adam's epsilon, so that rare tokens take small steps
    measured_at: int = 100  # steps, when that is set
    seed: int = 1


def train(
    corpus: Corpus,
    viewer: Viewer,
    start: Matrix,
    settings: Settings,
    say: Callable[[str], None],
) -> Matrix:
    """Token vectors (tokens, dimensions), float32."""
    random = np.random.default_rng(settings.seed)
    learnt = learnt_of(corpus, settings)
    per_epoch = len(learnt) // settings.batch
    steps = max(1, int(settings.epochs * per_epoch))
    table, begun = start.copy(), time.monotonic()
    adam = _Adam(table, settings)
    losses: list[float] = []
    batches = _batches(corpus, learnt, settings, random)
    with ThreadPoolExecutor(1) as ahead:
        seeds = iter(np.random.SeedSequence(settings.seed).spawn(steps + 1))

        def upcoming() -> tuple[Ints, Views]:
            asked = next(batches)
            return asked, viewer.make(asked, np.random.default_rng(next(seeds)))

        waiting = ahead.submit(upcoming)
        for step in range(steps):
            asked, views = waiting.result()
            if step + 1 < steps:
                waiting = ahead.submit(upcoming)
            gradient, loss = gradient_of(table, views, _excused(corpus, asked), settings.temperature)
            gradient += (2 * settings.pull / settings.batch) * (table - start)
            adam.step(gradient, settings.rate * _schedule(step, steps, settings.warm))
            losses.append(loss)
            if step % 100 == 99 or step == steps - 1:
                spent = time.monotonic() - begun
                say(f"step {step + 1}/{steps}  loss {np.mean(losses[-100:]):.4f}  {spent:.0f} s")
    return table


def learnt_of(corpus: Corpus, settings: Settings) -> Ints:
    """The questions of packages that are not kept aside, translations up to their share."""
    random = np.random.default_rng([settings.seed, 1])
    packages = random.random(len(corpus.packages)) < settings.share
    learnt = np.flatnonzero(~corpus.held & packages[corpus.package[corpus.document]])
    named = corpus.kind[learnt] == NAME
    learnt = learnt[~named | (random.random(len(learnt)) < settings.names)]
    translated = corpus.kind[learnt] == TRANSLATION
    ordinary, other = learnt[~translated], learnt[translated]
    most = int(len(ordinary) * settings.translations / (1 - settings.translations))
    if len(other) > most:
        other = random.choice(other, most, replace=False)
    return np.sort(np.concatenate([ordinary, other]))


def _batches(corpus: Corpus, learnt: Ints, settings: Settings, random: np.random.Generator) -> Iterator[Ints]:
    package = corpus.package[corpus.document[learnt]]
    while True:
        order = learnt[np.lexsort((random.random(len(learnt)), package))]
        sorted_packages = np.sort(package)
        borders = np.flatnonzero(np.diff(sorted_packages)) + 1
        blocks: list[Ints] = [
            part[at : at + settings.block]
            for part in np.split(order, borders)
            for at in range(0, len(part), settings.block)
        ]
        shuffled: list[int] = random.permutation(len(blocks)).tolist()
        mixed = np.concatenate([blocks[at] for at in shuffled])
        for at in range(0, len(mixed) - settings.batch + 1, settings.batch):
            yield mixed[at : at + settings.batch]


def _excused(corpus: Corpus, asked: Ints) -> NDArray[np.bool_]:
    """(batch, batch): pairs that are no negatives: equal questions, equal code, one chunk."""
    said, document = corpus.asked[asked], corpus.document[asked]
    same = corpus.same[document]
    excused = (said[:, None] == said[None]) | (same[:, None] == same[None])
    np.fill_diagonal(excused, False)
    return excused


def gradient_of(table: Matrix, views: Views, excused: NDArray[np.bool_], temperature: float) -> tuple[Matrix, float]:
    questions, question_lengths = _encoded(views.questions, table)
    chunks, chunk_lengths = _encoded(views.chunks, table)
    scores = questions @ chunks.T
    scores /= temperature
    scores[excused] = -1e4
    forward, loss_forward = _softmax(scores)
    backward, loss_backward = _softmax(np.ascontiguousarray(scores.T))
    forward += backward.T
    count = len(scores)
    forward[np.arange(count), np.arange(count)] -= 2
    forward *= np.float32(1 / (2 * count * temperature))
    to_questions = _through_length(forward @ chunks, questions, question_lengths)
    to_chunks = _through_length(forward.T @ questions, chunks, chunk_lengths)
    gradient = views.questions.spread(to_questions)
    gradient += views.chunks.spread(to_chunks)
    return gradient, (loss_forward + loss_backward) / 2


def _encoded(bags: Bags, table: Matrix) -> tuple[Matrix, Matrix]:
    summed = bags.summed(table)
    lengths = np.maximum(np.linalg.norm(summed, axis=1, keepdims=True), 1e-6)
    return summed / lengths, lengths


def _softmax(scores: Matrix) -> tuple[Matrix, float]:
    """Row by row, and the mean of -log of the diagonal."""
    shifted = scores - scores.max(1, keepdims=True)
    right = shifted.diagonal().copy()
    np.exp(shifted, out=shifted)
    sums = shifted.sum(1, keepdims=True)
    shifted /= sums
    losses: Matrix = np.log(sums[:, 0]) - right
    return shifted, float(losses.mean())


def _through_length(gradient: Matrix, units: Matrix, lengths: Matrix) -> Matrix:
    """The derivative of v / |v|."""
    along = np.einsum("ij,ij->i", gradient, units)[:, None]
    return (gradient - along * units) / lengths


def _schedule(step: int, steps: int, warm: float) -> float:
    rise = min(1.0, (step + 1) / max(1.0, warm * steps))
    return rise * (0.49 * (1 + math.cos(math.pi * step / steps)) + 0.02)


class _Adam:
    def __init__(self, table: Matrix, settings: Settings) -> None:
        self._table, self._settings = table, settings
        self._mean, self._square = np.zeros_like(table), np.zeros_like(table)
        self._scratch = np.empty_like(table)
        self._steps, self._epsilon = 0, np.float32(1e-8)

    def step(self, gradient: Matrix, rate: float) -> None:
        first, second = 0.9, 0.98
        self._steps += 1
        self._mean *= np.float32(first)
        np.multiply(gradient, np.float32(1 - first), out=self._scratch)
        self._mean += self._scratch
        np.square(gradient, out=self._scratch)
        self._scratch *= np.float32(1 - second)
        self._square *= np.float32(second)
        self._square += self._scratch
        np.divide(self._square, np.float32(1 - second**self._steps), out=self._scratch)
        np.sqrt(self._scratch, out=self._scratch)
        if self._steps == self._settings.measured_at:
            # Not 0, which it is where most tokens were in no batch yet.
            self._epsilon = max(self._epsilon, np.float32(np.quantile(self._scratch.mean(1), self._settings.quantile)))
        self._scratch += self._epsilon
        np.divide(self._mean, self._scratch, out=self._scratch)
        self._scratch *= np.float32(rate / (1 - first**self._steps))
        self._table -= self._scratch
