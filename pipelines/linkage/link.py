"""The way of a linkage: records → index → candidate pairs → levels → weights → scored pairs → clusters.

Everything streams in chunks of left records: memory grows with records and kept pairs, not with
candidate pairs. Results do not depend on the size of chunks, the number of threads or the order of
rows in the input.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np
import numpy.typing as npt
import polars as pl

from pipelines.linkage.cluster import FORBIDDEN, Ids, clusters, millionths
from pipelines.linkage.columns import Records
from pipelines.linkage.hashing import mixed
from pipelines.linkage.index import PassIndex, index, report_of
from pipelines.linkage.memo import Memo
from pipelines.linkage.pairs import Pairs, pairs_in, ranges
from pipelines.linkage.plan import Plan
from pipelines.linkage.score import NEVER, Scorer, probability
from pipelines.linkage.train import Sample, train
from pipelines.linkage.vectors import Patterns, Vectors
from pipelines.linkage.weights import Floats, Weights

TRAINING_PAIRS = 3_000_000
"""Raw pairs to learn from; of more, the pairs of left records drawn by a hash of their number."""


@dataclass(frozen=True)
class Edges:
    """Scored pairs over the floor (and vetoed ones that share a key), in ascending order.

    left < right; passes: bit k is set when pass k made the pair; pattern: its comparison vector;
    bits: match weight, prior included.
    """

    left: npt.NDArray[np.int32]
    right: npt.NDArray[np.int32]
    passes: npt.NDArray[np.uint64]
    pattern: Patterns
    bits: Floats

    @property
    def probability(self) -> Floats:
        """The match probabilities."""
        return probability(self.bits)


@dataclass(frozen=True)
class Scored:
    """What ``score_pairs`` found.

    ``report``: INDEX_REPORT + alone (candidate pairs no other pass made), expected (true pairs among
    all of the pass, by probability), expected_alone. ``candidates``: distinct candidate pairs.
    ``memo``: the vectors of all candidate pairs, where records have digests.
    """

    edges: Edges
    weights: Weights
    report: pl.DataFrame
    candidates: int
    memo: Memo | None


def score_pairs(
    records: Records,
    plan: Plan,
    weights: Weights | None = None,
    *,
    prior: float | None = None,
    memo: Memo | None = None,
) -> Scored:
    """Candidate pairs of the plan's passes, compared and weighed.

    Args:
        weights: approved weights; None learns them from these records.
        prior: the share of matches among all pairs, where the caller knows better than the weights.
        memo: vectors of an earlier run: pairs whose records have not changed are not compared again.
    """
    indexes = index(records, plan.passes, cap=plan.cap)
    vectors = Vectors(records, plan.comparisons)
    if weights is None:
        weights = train_on(records, plan, indexes, vectors)
    scorer = Scorer(records, plan, weights, prior=prior)
    known = memo if memo is not None and memo.fits(plan) else None

    def work(bounds: tuple[int, int]) -> _Chunk:
        return _chunk(pairs_in(indexes, *bounds), records, plan, vectors, scorer, known)

    cuts = ranges(indexes, records.size, plan.chunk)
    return _collected(list(_in_order(work, cuts, plan.threads)), weights, indexes, plan)


def cluster_pairs(records: Records, plan: Plan, edges: Edges) -> Ids:
    """The cluster of every record by average linkage, named by its smallest record."""
    weight = np.where(edges.bits <= NEVER / 2, FORBIDDEN, millionths(edges.probability))
    return clusters(edges.left, edges.right, weight, records.size, stop=plan.stop, settled=records.settled)


def train_on(records: Records, plan: Plan, indexes: Sequence[PassIndex], vectors: Vectors) -> Weights:
    """Weights learnt from the candidate pairs, or from those of a sample of left records."""
    raw = sum(int(each.count.sum()) for each in indexes)
    share = min(1.0, TRAINING_PAIRS / max(raw, 1))
    if share < 1:
        drawn = mixed(np.arange(records.size)) < np.uint64(int(share * float(1 << 64)))
        indexes = [_of_left(each, drawn) for each in indexes]
    parts = [pairs_in(indexes, *bounds) for bounds in ranges(indexes, records.size, plan.chunk)]
    left, right, passes = (
        np.concatenate([getattr(p, name) for p in parts]) for name in ("left", "right", "passes")
    )
    return train(
        records, plan, vectors, Sample(left, right, passes, vectors.levels(left, right)), scale=1 / share
    )


def _of_left(each: PassIndex, drawn: npt.NDArray[np.bool_]) -> PassIndex:
    kept = drawn[each.left]
    return replace(each, left=each.left[kept], start=each.start[kept], count=each.count[kept])


@dataclass(frozen=True)
class _Chunk:
    edges: Edges
    candidates: int
    alone: npt.NDArray[np.int64]
    memo: Memo | None


def _chunk(
    pairs: Pairs, records: Records, plan: Plan, vectors: Vectors, scorer: Scorer, known: Memo | None
) -> _Chunk:
    """One chunk from candidate pairs to edges."""
    if records.digests is None:
        patterns = None
        levels = vectors.levels(pairs.left, pairs.right)
        remembered = None
    else:
        keys = Memo.keys_of(records.digests, pairs.left, pairs.right)
        patterns = _patterns(pairs, keys, vectors, known)
        levels = vectors.levels_of(patterns)
        remembered = Memo.of(plan, keys, patterns)
    bits = scorer.bits(levels, pairs.left, pairs.right)
    floor = np.log2(plan.floor / (1 - plan.floor))
    kept = np.flatnonzero((bits >= floor) | (bits <= NEVER / 2))
    of_kept = vectors.patterns([level[kept] for level in levels]) if patterns is None else patterns[kept]
    single = pairs.passes[(pairs.passes & (pairs.passes - np.uint64(1))) == 0]
    alone = np.bincount(np.bitwise_count(single - np.uint64(1)), minlength=len(plan.passes))
    edges = Edges(pairs.left[kept], pairs.right[kept], pairs.passes[kept], of_kept, bits[kept])
    return _Chunk(edges, len(pairs.left), alone, remembered)


def _patterns(pairs: Pairs, keys: npt.NDArray[np.uint64], vectors: Vectors, known: Memo | None) -> Patterns:
    """The vectors of all pairs; only pairs the memo does not know are compared."""
    if known is None:
        return vectors.patterns(vectors.levels(pairs.left, pairs.right))
    patterns, is_known = known.look_up(keys)
    new = np.flatnonzero(~is_known)
    patterns[new] = vectors.patterns(vectors.levels(pairs.left[new], pairs.right[new]))
    return patterns


def _in_order(
    work: Callable[[tuple[int, int]], _Chunk], items: Sequence[tuple[int, int]], threads: int
) -> Iterator[_Chunk]:
    """The results of ``work`` in the order of items, a few at a time."""
    if threads <= 1:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(threads) as pool:
        queue = iter(items)
        waiting = [pool.submit(work, item) for item in islice(queue, threads + 1)]
        while waiting:
            yield waiting.pop(0).result()
            waiting += [pool.submit(work, item) for item in islice(queue, 1)]


def _collected(
    chunks: Sequence[_Chunk], weights: Weights, indexes: Sequence[PassIndex], plan: Plan
) -> Scored:
    edges = Edges(
        *(
            np.concatenate([getattr(c.edges, name) for c in chunks])
            for name in ("left", "right", "passes", "pattern", "bits")
        )
    )
    likely = edges.probability
    is_alone = (edges.passes & (edges.passes - np.uint64(1))) == 0
    by_pass = [(edges.passes >> np.uint64(k)) & np.uint64(1) == 1 for k in range(len(plan.passes))]
    report = report_of(indexes).with_columns(
        alone=pl.Series(np.sum([c.alone for c in chunks], axis=0), dtype=pl.Int64),
        expected=pl.Series([float(likely[made].sum()) for made in by_pass]),
        expected_alone=pl.Series([float(likely[made & is_alone].sum()) for made in by_pass]),
    )
    memos = [c.memo for c in chunks if c.memo is not None]
    return Scored(
        edges, weights, report, sum(c.candidates for c in chunks), Memo.joined(memos) if memos else None
    )
