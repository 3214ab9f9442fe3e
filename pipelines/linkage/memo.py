"""Comparison vectors of an earlier run, by the content of the two records.

A vector depends on the content of its two records and on nothing else, so a pair whose records have
not changed need not be compared again: scoring with today's weights and frequencies gives the result
of a full run to the bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from pipelines.linkage.columns import Codes
from pipelines.linkage.hashing import Keys, mixed
from pipelines.linkage.plan import Plan
from pipelines.linkage.vectors import Patterns


@dataclass(frozen=True)
class Memo:
    """``keys``: of record pairs, ascending, distinct; ``patterns``: their vectors; ``layout``: of which
    comparisons and levels.
    """

    layout: str
    keys: Keys
    patterns: Patterns

    @staticmethod
    def of(plan: Plan, keys: Keys, patterns: Patterns) -> Memo:
        """A memo of these pairs."""
        return Memo(layout_of(plan), *_distinct(keys, patterns))

    @staticmethod
    def joined(parts: Sequence[Memo]) -> Memo:
        """One memo of several with the same layout."""
        keys, patterns = np.concatenate([p.keys for p in parts]), np.concatenate([p.patterns for p in parts])
        return Memo(parts[0].layout, *_distinct(keys, patterns))

    @staticmethod
    def keys_of(digests: Keys, left: Codes, right: Codes) -> Keys:
        """A key per pair of records, the same whichever of the two comes first."""
        a, b = digests[left], digests[right]
        return mixed(np.minimum(a, b) ^ mixed(np.maximum(a, b)))

    def fits(self, plan: Plan) -> bool:
        """False when comparisons or levels have changed since."""
        return self.layout == layout_of(plan)

    def look_up(self, keys: Keys) -> tuple[Patterns, npt.NDArray[np.bool_]]:
        """The vectors of pairs, and which pairs are known at all."""
        if len(self.keys) == 0:
            return np.zeros(len(keys), dtype=np.int64), np.zeros(len(keys), dtype=bool)
        at = np.minimum(np.searchsorted(self.keys, keys), len(self.keys) - 1)
        return self.patterns[at].copy(), self.keys[at] == keys


def layout_of(plan: Plan) -> str:
    """Names all that a pattern and its key follow from: comparisons, columns, levels, settings, hashes."""
    return f"polars {pl.__version__};" + ";".join(
        f"{c.name}:{'|'.join(c.columns)}:{type(c.comparator).__name__}{sorted(vars(c.comparator).items())}:"
        f"{','.join(c.comparator.levels)}"
        for c in plan.comparisons
    )


def _distinct(keys: Keys, patterns: Patterns) -> tuple[Keys, Patterns]:
    """Ascending, one of each key: pairs of one key have one content, hence one pattern."""
    order = pl.Series(keys).arg_sort().to_numpy()
    ordered = keys[order]
    is_new = np.ones(len(keys), dtype=bool)
    is_new[1:] = ordered[1:] != ordered[:-1]
    return ordered[is_new], patterns[order[is_new]]
