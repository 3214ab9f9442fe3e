"""The index of blocks → candidate pairs, chunk by chunk, each once, with the passes that made it.

A chunk is a range of left records, cut where the raw pairs (before repeats are dropped) reach a
budget. All pairs of a left record lie in its chunk: nothing must be remembered between chunks, and
chunks in order give all pairs in order, whatever the budget.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import polars as pl

from pipelines.linkage.index import PassIndex

PASS_BITS, RIGHT_BITS = 6, 32
MOST_LEFT = 1 << (64 - PASS_BITS - RIGHT_BITS)


@dataclass(frozen=True)
class Pairs:
    """Candidate pairs in ascending order: left < right (records), passes (bit k: pass k made it)."""

    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    passes: npt.NDArray[np.uint64]


def ranges(indexes: Sequence[PassIndex], size: int, budget: int) -> list[tuple[int, int]]:
    """Ranges of left records with about ``budget`` raw pairs each; of no records one empty range."""
    if size == 0:
        return [(0, 0)]
    raw = np.zeros(size, dtype=np.int64)
    for each in indexes:
        raw += np.bincount(each.left, weights=each.count, minlength=size).astype(np.int64)
    behind = np.cumsum(raw)
    cuts = [0]
    while cuts[-1] < size:
        done = behind[cuts[-1] - 1] if cuts[-1] else 0
        cut = int(np.searchsorted(behind, done + budget, side="right"))
        cuts.append(min(max(cut, cuts[-1] + 1), size, cuts[-1] + MOST_LEFT))
    return list(pairwise(cuts))


def pairs_in(indexes: Sequence[PassIndex], begin: int, end: int) -> Pairs:
    """The candidate pairs of the left records begin ≤ left < end."""
    packed = pl.concat([_packed(each, at, begin, end) for at, each in enumerate(indexes)], rechunk=True)
    ordered = packed.sort().to_numpy()
    pair = ordered >> np.uint64(PASS_BITS)
    made_by = np.uint64(1) << (ordered & np.uint64((1 << PASS_BITS) - 1))
    is_new = np.ones(len(pair), dtype=bool)
    is_new[1:] = pair[1:] != pair[:-1]
    firsts = np.flatnonzero(is_new)
    pair = pair[firsts]
    return Pairs(
        ((pair >> np.uint64(RIGHT_BITS)) + np.uint64(begin)).astype(np.int32),
        (pair & np.uint64((1 << RIGHT_BITS) - 1)).astype(np.int32),
        np.bitwise_or.reduceat(made_by, firsts) if len(firsts) else made_by,
    )


def every_chunk(indexes: Sequence[PassIndex], size: int, budget: int) -> Iterator[Pairs]:
    """All candidate pairs, chunk by chunk, in order."""
    for begin, end in ranges(indexes, size, budget):
        yield pairs_in(indexes, begin, end)


def _packed(each: PassIndex, at: int, begin: int, end: int) -> pl.Series:
    """left − begin, right and pass of every raw pair in one integer."""
    low, high = np.searchsorted(each.left, (begin, end))
    count, start = each.count[low:high].astype(np.int64), each.start[low:high].astype(np.int64)
    left = (each.left[low:high] - begin).astype(np.uint64) << np.uint64(RIGHT_BITS + PASS_BITS)
    ends = np.cumsum(count)
    where = np.repeat(start - (ends - count), count)
    where += np.arange(len(where))
    right = each.members[where].astype(np.uint64) << np.uint64(PASS_BITS)
    right |= np.repeat(left | np.uint64(at), count)
    return pl.Series(right, dtype=pl.UInt64)
