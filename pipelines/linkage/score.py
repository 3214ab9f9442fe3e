"""Levels → match weight (log2) and probability."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipelines.linkage.columns import Codes, Column, Records
from pipelines.linkage.levels import Levels, value_pairs
from pipelines.linkage.plan import Comparison, Plan
from pipelines.linkage.weights import FieldWeights, Floats, Weights

EQUAL = 1
"""The level of equal values, in every comparator."""
NEVER = -100_000.0
"""The match weight of a veto: no agreement outweighs it, no disagreement comes near it."""


class Scorer:
    """Adds up match weights; the frequencies of values in the data at hand sharpen agreement."""

    def __init__(self, records: Records, plan: Plan, weights: Weights, *, prior: float | None = None) -> None:
        weights.check(plan.comparisons)
        self.prior = weights.prior if prior is None else prior
        self._fields = [_Field(records, c, weights.fields[c.name]) for c in plan.comparisons]

    def bits(self, levels: Sequence[Levels], left: Codes, right: Codes) -> Floats:
        """The match weight of every pair, prior included."""
        total = np.full(len(left), np.log2(self.prior / (1 - self.prior)))
        for field, level in zip(self._fields, levels, strict=True):
            total += field.bits(level, left, right)
        return total

    def waterfall(self, levels: Sequence[Levels], left: Codes, right: Codes) -> list[Floats]:
        """The match weight of every comparison alone: they add up to ``bits`` with the prior."""
        return [f.bits(level, left, right) for f, level in zip(self._fields, levels, strict=True)]


def probability(bits: npt.NDArray[np.floating]) -> Floats:
    """The match probability of a match weight."""
    found: Floats = 1.0 / (1.0 + np.exp2(-np.clip(bits, -1000.0, 1000.0)))
    return found


class _Field:
    """One comparison: a weight per level, and the rarity of the shared value where it counts."""

    def __init__(self, records: Records, comparison: Comparison, field: FieldWeights) -> None:
        names = comparison.comparator.levels
        self._table = np.array([0.0, *field.bits])
        for veto in comparison.vetoes:
            self._table[names.index(veto) + 1] = NEVER
        self._by_value: list[tuple[int, Column, Floats]] = []
        if comparison.frequency:
            for level, which in comparison.comparator.by_value.items():
                column = records.columns[comparison.columns[which]]
                shares = shares_of(column, records.population or records.size, comparison.unseen)
                least, most = comparison.shares.get(level, (0.0, 1.0))
                rare = np.log2(field.u[level - 1] / np.clip(shares, least, most))
                self._by_value.append((level, column, rare))

    def bits(self, level: Levels, left: Codes, right: Codes) -> Floats:
        found = self._table[level]
        for at_level, column, rare in self._by_value:
            at = np.flatnonzero(level == at_level)
            if not len(at):
                continue
            if at_level == EQUAL and column.starts is None:
                found[at] += rare[column.codes[left[at]]]
            else:
                found[at] += _rarest(column, rare, left[at], right[at])
        return found


def shares_of(column: Column, records: int, unseen: float) -> Floats:
    """The share of records that hold each distinct value.

    log2(u ÷ share) added to log2(m ÷ u) leaves log2(m ÷ share): the weight of agreeing on this very
    value (Newcombe's frequency-based weights, 1959).
    """
    shares: Floats = np.maximum(column.frequencies + unseen, 1.0) / max(records, 1)
    return shares


def _rarest(column: Column, rare: Floats, left: Codes, right: Codes) -> Floats:
    """The rarity of the rarest shared value; of unequal values, of the commonest on either side."""
    if column.starts is None:
        return np.minimum(rare[column.codes[left]], rare[column.codes[right]])
    x, y, pair = value_pairs(column.starts, column.starts, left, right)
    a, b = column.codes[x], column.codes[y]
    shared = a == b
    best = np.full(len(left), -np.inf)
    np.maximum.at(best, pair[shared], rare[a[shared]])
    commonest = np.full(len(left), np.inf)
    np.minimum.at(commonest, pair, np.minimum(rare[a], rare[b]))
    return np.where(np.isfinite(best), best, np.where(np.isfinite(commonest), commonest, 0.0))
