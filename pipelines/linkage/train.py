"""Learning m and u without labels.

u from random pairs. m by expectation maximisation inside every precise pass, with u fixed and only on
the fields the pass does not imply; the passes' answers are averaged by their expected matches. Then
the prior by fixed point over all candidates. (u estimated inside the candidates, or m over all of
them, turns weights upside down where one weak pass makes most pairs.)

Fellegi and Sunter 1969; Winkler 1988 for the EM; small Dirichlet counts keep every level trained.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.linkage.columns import Codes, Records
from pipelines.linkage.levels import Levels
from pipelines.linkage.plan import Comparison, Plan
from pipelines.linkage.score import Scorer, probability
from pipelines.linkage.vectors import Patterns, Vectors, levels_of, pattern_of
from pipelines.linkage.weights import FieldWeights, Floats, Weights

RANDOM_PAIRS = 300_000
LEAST_PAIRS = 50
"""A pass with fewer pairs teaches nothing."""
ROUNDS, CLOSE_ENOUGH = 200, 1e-7
M_COUNT, U_COUNT, EM_COUNT = 4.0, 0.5, 0.5
FALLING = 0.5
"""Prior shape of m: every level half as likely among true pairs as the one before."""


@dataclass(frozen=True)
class Sample:
    """Candidate pairs to learn from: left, right, passes, and the levels of every comparison."""

    left: Codes
    right: Codes
    passes: npt.NDArray[np.uint64]
    levels: list[Levels]


def possible_pairs(records: Records) -> float:
    """How many pairs of records could be one person."""
    n = records.size
    if records.across is not None:
        return max(records.across * float(n - records.across), 1.0)
    known_apart = 0 if records.settled is None else n - records.settled
    return max(n * (n - 1) / 2 - known_apart * (known_apart - 1) / 2, 1.0)


def random_pairs(records: Records, seed: int, count: int = RANDOM_PAIRS) -> tuple[Codes, Codes]:
    """Random comparable pairs of record numbers, strangers as far as is known: the same for the same
    records.
    """
    rng = np.random.default_rng(seed)
    n = records.size
    lefts, first_right = n if records.settled is None else records.settled, 0
    if records.across is not None:
        lefts, first_right = records.across, records.across
    if lefts == 0 or first_right == n:
        return np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)
    left, right = rng.integers(0, lefts, count), rng.integers(first_right, n, count)
    # every possible pair as often: an open one comes up both ways round, one with a settled record once
    kept = left != right if lefts == n else left < right
    if records.entity is not None:
        kept &= records.entity[left] != records.entity[right]
    return left[kept].astype(np.int32), right[kept].astype(np.int32)


def train(records: Records, plan: Plan, vectors: Vectors, sample: Sample, *, scale: float = 1.0) -> Weights:
    """The weights of a plan for these records.

    Args:
        sample: candidate pairs of all passes.
        scale: all candidate pairs ÷ those in the sample.

    Raises:
        ValueError: no precise pass has pairs that could teach a comparison without a belief (one that
            never has anything to compare needs no lesson).
    """
    us = _u(records, plan, vectors)
    ms = _m(plan, sample, us)
    fields = {
        c.name: FieldWeights(c.comparator.levels, c.belief.m, c.belief.u)
        if c.belief is not None and c.belief.pairs is None
        else FieldWeights(c.comparator.levels, tuple(m), tuple(u))
        for c, m, u in zip(plan.comparisons, ms, us, strict=True)
    }
    return Weights(_prior(records, plan, fields, sample, scale), fields)


def _u(records: Records, plan: Plan, vectors: Vectors) -> list[Floats]:
    levels = vectors.levels(*random_pairs(records, plan.seed))
    us = []
    for level, comparison in zip(levels, plan.comparisons, strict=True):
        counts = np.bincount(level, minlength=len(comparison.comparator.levels) + 1)[1:] + U_COUNT
        if comparison.belief is not None and comparison.belief.pairs is not None:
            counts += comparison.belief.pairs * np.array(comparison.belief.u)
        us.append(counts / counts.sum())
    return us


def _m(plan: Plan, sample: Sample, us: list[Floats]) -> list[Floats]:
    sums = [np.zeros(len(u)) for u in us]
    for at, each in enumerate(plan.passes):
        inside = (
            np.flatnonzero(sample.passes & np.uint64(1 << at))
            if each.precise
            else np.zeros(0, dtype=np.int64)
        )
        if len(inside) < LEAST_PAIRS:
            continue
        asked = [k for k, c in enumerate(plan.comparisons) if c.name not in each.implies]
        if not asked:
            continue
        counts, patterns = _counted(
            [sample.levels[k][inside] for k in asked], [len(us[k]) + 1 for k in asked]
        )
        ms, matches = _em(counts, patterns, [us[k] for k in asked])
        for k, m, known in zip(asked, ms, matches, strict=True):
            sums[k] += m * known
    for k, (comparison, total) in enumerate(zip(plan.comparisons, sums, strict=True)):
        if total.sum() <= 0 and comparison.belief is None and sample.levels[k].any():
            raise ValueError(
                f"comparison {comparison.name}: no precise pass has {LEAST_PAIRS} pairs to learn its weights "
                "from; add a pass that does not imply it, or a belief"
            )
        sums[k] = _believed(total, comparison)
    return sums


def _believed(total: Floats, comparison: Comparison) -> Floats:
    """m of the matches counted and of what was held before."""
    belief = comparison.belief
    if belief is None or belief.pairs is None:
        return _smoothed(total, M_COUNT)
    raised = total + belief.pairs * np.array(belief.m)
    shares: Floats = raised / raised.sum()
    return shares


def _smoothed(shares: npt.NDArray[np.floating | np.integer], count: float) -> Floats:
    """With ``count`` pairs of a falling shape added, summing to 1."""
    prior = FALLING ** np.arange(len(shares))
    raised = shares + count * prior / prior.sum()
    smoothed: Floats = raised / raised.sum()
    return smoothed


def _counted(levels: Sequence[Levels], sizes: Sequence[int]) -> tuple[Floats, list[Levels]]:
    """How often every pattern of levels occurs, and the levels of the patterns."""
    found: Patterns
    found, counts = np.unique(pattern_of(levels, sizes), return_counts=True)
    return counts.astype(np.float64), levels_of(found, sizes)


def _em(counts: Floats, patterns: Sequence[Levels], us: Sequence[Floats]) -> tuple[list[Floats], list[float]]:
    """m per field, u fixed, and the matches it was learnt from: those with something to compare."""
    ms = [_smoothed(np.zeros(len(u)), 1.0) for u in us]
    log_u = sum(np.concatenate(([0.0], np.log(u)))[p] for u, p in zip(us, patterns, strict=True))
    share = 0.5
    for _ in range(ROUNDS):
        log_m = sum(np.concatenate(([0.0], np.log(m)))[p] for m, p in zip(ms, patterns, strict=True))
        weight = counts / (1 + np.exp(np.clip(log_u - log_m - np.log(share / (1 - share)), -700, 700)))
        ms = [
            _smoothed(np.bincount(p, weights=weight, minlength=len(m) + 1)[1:], EM_COUNT)
            for m, p in zip(ms, patterns, strict=True)
        ]
        new = min(max(float(weight.sum() / counts.sum()), 1e-6), 1 - 1e-6)
        moved, share = abs(new - share), new
        if moved < CLOSE_ENOUGH:
            break
    return ms, [float(weight[p > 0].sum()) for p in patterns]


def _prior(
    records: Records, plan: Plan, fields: dict[str, FieldWeights], sample: Sample, scale: float
) -> float:
    """The share of matches among all pairs that agrees with the probabilities it leads to."""
    everything = possible_pairs(records)
    even = Weights(0.5, fields)  # prior odds of 1: its bits are the evidence alone
    bits = Scorer(records, plan, even).bits(sample.levels, sample.left, sample.right)
    prior = min(max(len(bits) * scale / 2, 1.0) / everything, 0.5)
    for _ in range(ROUNDS):
        odds = np.log2(prior / (1 - prior))
        new = min(max(float(probability(bits + odds).sum()) * scale, 1.0) / everything, 0.5)
        moved, prior = abs(new / prior - 1), new
        if moved < 1e-4:
            break
    return prior
