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
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import polars as pl

from pipelines.linkage.cluster import FORBIDDEN, MILLION, Ids, clusters, millionths
from pipelines.linkage.columns import Records
from pipelines.linkage.hashing import drawn
from pipelines.linkage.index import PassIndex, index, report_of
from pipelines.linkage.levels import Levels
from pipelines.linkage.memo import Memo
from pipelines.linkage.pairs import Pairs, every_chunk, pairs_in, ranges
from pipelines.linkage.plan import Plan
from pipelines.linkage.score import NEVER, Scorer, probability
from pipelines.linkage.train import Sample, train
from pipelines.linkage.vectors import Patterns, Vectors, levels_of
from pipelines.linkage.weights import Floats, Weights

Item = TypeVar("Item")
Answer = TypeVar("Answer")

CHUNKS_A_THREAD = 2
LEAST_CHUNK = 150_000
"""Raw pairs below which a chunk costs more to start than threads save."""
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
    ``memo``: the vectors of all candidate pairs, where records have digests. ``scorer``, ``sizes``: what
    ``waterfall`` needs.
    """

    edges: Edges
    weights: Weights
    report: pl.DataFrame
    candidates: int
    memo: Memo | None
    scorer: Scorer
    sizes: tuple[int, ...]

    def waterfall(self, chosen: npt.NDArray[np.integer]) -> list[tuple[Levels, Floats]]:
        """Level and match weight of every comparison, for chosen edges: with the prior they are bits."""
        levels = levels_of(self.edges.pattern[chosen], self.sizes)
        bits = self.scorer.waterfall(levels, self.edges.left[chosen], self.edges.right[chosen])
        return list(zip(levels, bits, strict=True))


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
    cuts = ranges(indexes, records.size, _chunk_size(indexes, plan))
    known = memo if memo is not None and memo.fits(plan) else None

    def compare(bounds: tuple[int, int]) -> _Compared:
        return _compared(pairs_in(indexes, *bounds), records, plan, vectors, known)

    ready: list[_Compared] | None = None
    if weights is None:
        if sum(int(each.count.sum()) for each in indexes) <= TRAINING_PAIRS:
            ready = list(_in_order(compare, cuts, plan.threads))
            weights = train(records, plan, vectors, _sample(ready))
        else:
            weights = train_on(records, plan, indexes, vectors)
    scorer = Scorer(records, plan, weights, prior=prior)

    def weigh(each: _Compared) -> _Chunk:
        return _weighed(each, plan, vectors, scorer)

    if ready is not None:
        chunks = list(_in_order(weigh, ready, plan.threads))
    else:
        chunks = list(_in_order(lambda bounds: weigh(compare(bounds)), cuts, plan.threads))
    return _collected(chunks, weights, indexes, plan, scorer, vectors)


def cluster_pairs(records: Records, plan: Plan, edges: Edges) -> Ids:
    """The cluster of every record by average linkage, named by its smallest record."""
    weight = np.where(edges.bits <= NEVER / 2, FORBIDDEN, millionths(edges.probability))
    return clusters(edges.left, edges.right, weight, records.size, stop=plan.stop, settled=records.settled)


def train_on(records: Records, plan: Plan, indexes: Sequence[PassIndex], vectors: Vectors) -> Weights:
    """Weights learnt from the candidate pairs, or from those of a sample of left records."""
    raw = sum(int(each.count.sum()) for each in indexes)
    share = min(1.0, TRAINING_PAIRS / max(raw, 1))
    if share < 1:
        sampled = drawn(records.size, share)
        indexes = [_of_left(each, sampled) for each in indexes]
    parts = list(every_chunk(indexes, records.size, plan.chunk))
    left, right, passes = (
        np.concatenate([getattr(p, name) for p in parts]) for name in ("left", "right", "passes")
    )
    return train(
        records, plan, vectors, Sample(left, right, passes, vectors.levels(left, right)), scale=1 / share
    )


def _of_left(each: PassIndex, sampled: npt.NDArray[np.bool_]) -> PassIndex:
    kept = sampled[each.left]
    return replace(each, left=each.left[kept], start=each.start[kept], count=each.count[kept])


@dataclass(frozen=True)
class _Compared:
    """The candidate pairs of a chunk and their levels; patterns and memo where records have digests."""

    pairs: Pairs
    levels: list[Levels]
    patterns: Patterns | None
    memo: Memo | None


@dataclass(frozen=True)
class _Chunk:
    edges: Edges
    candidates: int
    alone: npt.NDArray[np.int64]
    memo: Memo | None


def _sample(ready: Sequence[_Compared]) -> Sample:
    """All pairs of all chunks, to learn from."""
    left, right, passes = (
        np.concatenate([getattr(each.pairs, name) for each in ready]) for name in ("left", "right", "passes")
    )
    return Sample(
        left, right, passes, [np.concatenate(same) for same in zip(*(e.levels for e in ready), strict=True)]
    )


def _compared(pairs: Pairs, records: Records, plan: Plan, vectors: Vectors, known: Memo | None) -> _Compared:
    if records.digests is None:
        return _Compared(pairs, vectors.levels(pairs.left, pairs.right), None, None)
    keys = Memo.keys_of(records.digests, pairs.left, pairs.right)
    patterns = _patterns(pairs, keys, vectors, known)
    return _Compared(pairs, vectors.levels_of(patterns), patterns, Memo.of(plan, keys, patterns))


def _weighed(each: _Compared, plan: Plan, vectors: Vectors, scorer: Scorer) -> _Chunk:
    """One chunk from levels to edges."""
    pairs = each.pairs
    bits = scorer.bits(each.levels, pairs.left, pairs.right)
    floor = np.log2(plan.floor / (1 - plan.floor))
    kept = np.flatnonzero((bits >= floor) | (bits <= NEVER / 2))
    if each.patterns is None:
        patterns = vectors.patterns([level[kept] for level in each.levels])
    else:
        patterns = each.patterns[kept]
    single = pairs.passes[(pairs.passes & (pairs.passes - np.uint64(1))) == 0]
    alone = np.bincount(np.bitwise_count(single - np.uint64(1)), minlength=len(plan.passes))
    edges = Edges(pairs.left[kept], pairs.right[kept], pairs.passes[kept], patterns, bits[kept])
    return _Chunk(edges, len(pairs.left), alone, each.memo)


def _patterns(pairs: Pairs, keys: npt.NDArray[np.uint64], vectors: Vectors, known: Memo | None) -> Patterns:
    """The vectors of all pairs; only pairs the memo does not know are compared."""
    if known is None:
        return vectors.patterns(vectors.levels(pairs.left, pairs.right))
    patterns, is_known = known.look_up(keys)
    new = np.flatnonzero(~is_known)
    patterns[new] = vectors.patterns(vectors.levels(pairs.left[new], pairs.right[new]))
    return patterns


def _chunk_size(indexes: Sequence[PassIndex], plan: Plan) -> int:
    """The budget of a chunk; smaller where threads would otherwise wait for work."""
    if plan.threads <= 1:
        return plan.chunk
    raw = sum(int(each.count.sum()) for each in indexes)
    return min(plan.chunk, max(raw // (CHUNKS_A_THREAD * plan.threads) + 1, LEAST_CHUNK))


def _in_order(work: Callable[[Item], Answer], items: Sequence[Item], threads: int) -> Iterator[Answer]:
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
    chunks: Sequence[_Chunk],
    weights: Weights,
    indexes: Sequence[PassIndex],
    plan: Plan,
    scorer: Scorer,
    vectors: Vectors,
) -> Scored:
    edges = Edges(
        *(
            np.concatenate([getattr(c.edges, name) for c in chunks])
            for name in ("left", "right", "passes", "pattern", "bits")
        )
    )
    expected, expected_alone = _expected(edges, len(plan.passes))
    report = report_of(indexes).with_columns(
        alone=pl.Series(np.sum([c.alone for c in chunks], axis=0), dtype=pl.Int64),
        expected=pl.Series(expected),
        expected_alone=pl.Series(expected_alone),
    )
    memos = [c.memo for c in chunks if c.memo is not None]
    candidates = sum(c.candidates for c in chunks)
    remembered = Memo.joined(memos) if memos else None
    return Scored(edges, weights, report, candidates, remembered, scorer, vectors.sizes)


def _expected(edges: Edges, passes: int) -> tuple[list[float], list[float]]:
    """Per pass, the true pairs to be expected among those it made, and among those it alone made.

    Added up in millionths, per distinct set of passes: the same in any order.
    """
    summed = (
        pl.DataFrame({"made": edges.passes, "likely": millionths(edges.probability)})
        .group_by("made")
        .agg(pl.col("likely").sum())
    )
    made, likely = summed["made"].to_numpy(), summed["likely"].to_numpy()
    sets = [(made >> np.uint64(k)) & np.uint64(1) == 1 for k in range(passes)]
    alone = [made == np.uint64(1 << k) for k in range(passes)]
    every, single = ([int(likely[chosen].sum()) / MILLION for chosen in which] for which in (sets, alone))
    return every, single
