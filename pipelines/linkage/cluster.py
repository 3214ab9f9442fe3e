"""Scored pairs → clusters by average linkage inside connected components, under constraints.

A pair that is no candidate counts 0: that no key agrees is evidence too. Probabilities are integers
(millionths), so sums do not depend on order; ties go to the smallest records. All mutually best edges
merge at once, round by round, which gives the partition of one merge at a time (but for exact ties).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pipelines.linkage.columns import Codes
from pipelines.linkage.weights import Floats

MILLION = 1_000_000
FORBIDDEN = -(1 << 45)
"""Instead of a probability: these two never stand in one cluster, whatever else they share."""

Ids = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def millionths(probabilities: Floats) -> Ids:
    """Probabilities as integers × 10⁶."""
    return np.rint(probabilities * MILLION).astype(np.int64)


def clusters(
    left: Codes, right: Codes, weight: Ids, size: int, *, stop: float, settled: int | None = None
) -> Ids:
    """The cluster of every record, named by its smallest record.

    Args:
        left, right: records of the scored pairs, each pair once.
        weight: their match probabilities × 10⁶, or FORBIDDEN.
        stop: the least average probability of two clusters that merge.
        settled: records from this one on never share a cluster.
    """
    bar = round(stop * MILLION)
    a, b, total = _inside_components(left.astype(np.int64), right.astype(np.int64), weight, size, bar)
    nodes, compact = np.unique(np.concatenate((a, b)), return_inverse=True)
    a, b = compact[: len(a)], compact[len(a) :]
    of = np.arange(len(nodes))
    members = np.ones(len(nodes), dtype=np.int64)
    has_settled = nodes >= (size if settled is None else settled)
    while len(a):
        average = total // (members[a] * members[b])
        merging = _mutually_best(
            a, b, np.where(has_settled[a] & has_settled[b], -1, average), len(nodes), bar
        )
        if not merging.any():
            break
        low, high = np.minimum(a, b)[merging], np.maximum(a, b)[merging]
        members[low] += members[high]
        has_settled[low] |= has_settled[high]
        into = np.arange(len(nodes))
        into[high] = low
        of = into[of]
        a, b, total = _summed(into[a[~merging]], into[b[~merging]], total[~merging])
    found = np.arange(size, dtype=np.int64)
    found[nodes] = nodes[of]
    return found


def _inside_components(a: Ids, b: Ids, total: Ids, size: int, bar: int) -> tuple[Ids, Ids, Ids]:
    """Without the edges between components of edges over the bar: an average never exceeds its maximum."""
    strong = total >= bar
    ones = np.ones(int(strong.sum()), dtype=np.int8)
    graph = coo_array((ones, (a[strong], b[strong])), shape=(size, size))
    component = connected_components(graph, directed=False)[1]
    kept = component[a] == component[b]
    return a[kept], b[kept], total[kept]


def _mutually_best(a: Ids, b: Ids, average: Ids, nodes: int, bar: int) -> Flags:
    """Edges that are the best of both their ends: highest average, then the smallest pair."""
    able = np.flatnonzero(average >= bar)
    a, b, able_average = a[able], b[able], average[able]
    best = np.full(nodes, -1, dtype=np.int64)
    np.maximum.at(best, a, able_average)
    np.maximum.at(best, b, able_average)
    pair = np.minimum(a, b) * nodes + np.maximum(a, b)
    at_a, at_b = able_average == best[a], able_average == best[b]
    first = np.full(nodes, np.iinfo(np.int64).max)
    np.minimum.at(first, a[at_a], pair[at_a])
    np.minimum.at(first, b[at_b], pair[at_b])
    mutual = np.zeros(len(average), dtype=bool)
    mutual[able] = at_a & at_b & (pair == first[a]) & (pair == first[b])
    return mutual


def _summed(a: Ids, b: Ids, total: Ids) -> tuple[Ids, Ids, Ids]:
    """Edges between the same two clusters added up."""
    pair = (np.minimum(a, b) << 32) | np.maximum(a, b)
    summed = (
        pl.DataFrame({"pair": pair, "total": total}).group_by("pair").agg(pl.col("total").sum()).sort("pair")
    )
    pair = summed["pair"].to_numpy()
    return pair >> 32, pair & 0xFFFFFFFF, summed["total"].to_numpy()
