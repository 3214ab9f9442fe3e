"""Comparison vectors: the levels of all fields of a pair, as one integer (its pattern)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from pipelines.linkage.columns import Codes, Records
from pipelines.linkage.levels import Compare, Levels
from pipelines.linkage.plan import Comparison

Patterns = npt.NDArray[np.int64]


class Vectors:
    """Compares pairs of records by the comparisons of a plan, work per distinct value done before."""

    def __init__(self, records: Records, comparisons: Sequence[Comparison]) -> None:
        self.sizes = tuple(len(c.comparator.levels) + 1 for c in comparisons)
        total = 1
        for size in self.sizes:
            total *= size
        if total >= 1 << 62:
            raise ValueError("too many comparisons and levels for one integer pattern")
        self._compares: list[Compare] = [
            c.comparator.prepare([records.columns[name] for name in c.columns]) for c in comparisons
        ]

    def levels(self, left: Codes, right: Codes) -> list[Levels]:
        """The level of every comparison, for every pair."""
        return [compare(left, right) for compare in self._compares]

    def patterns(self, levels: Sequence[Levels]) -> Patterns:
        """All levels of a pair as one integer."""
        return pattern_of(levels, self.sizes)

    def levels_of(self, patterns: Patterns) -> list[Levels]:
        """The levels behind patterns."""
        return levels_of(patterns, self.sizes)


def pattern_of(levels: Sequence[Levels], sizes: Sequence[int]) -> Patterns:
    """Mixed-radix numbers: the first comparison is the highest digit."""
    pattern = np.zeros(len(levels[0]), dtype=np.int64)
    for level, size in zip(levels, sizes, strict=True):
        pattern *= size
        pattern += level
    return pattern


def levels_of(patterns: Patterns, sizes: Sequence[int]) -> list[Levels]:
    """The inverse of ``pattern_of``."""
    found: list[Levels] = []
    rest = patterns
    for size in reversed(sizes):
        rest, level = np.divmod(rest, size)
        found.append(level.astype(np.uint8))
    return found[::-1]
