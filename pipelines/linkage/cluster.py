"""Scored pairs → clusters by average linkage inside connected components, under constraints.

A pair that is no candidate counts 0: that no key agrees is evidence too. Probabilities are integers
(millionths), so sums do not depend on order. All mutually best edges merge at once, round by round,
which gives the partition of one merge at a time (but for exact ties).

Ties go by the records' places in their component, whatever else there is: the pair whose places differ
in the lowest bits first. So half of many equal records merge in every round, not one pair of them.
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
    a, b, total = left.astype(np.int64), right.astype(np.int64), weight
    component = _components(a, b, total >= bar, size)
    inside = component[a] == component[b]  # others never merge: an average never exceeds its maximum
    a, b, total = a[inside], b[inside], total[inside]
    is_node = np.zeros(size, dtype=bool)
    is_node[a] = is_node[b] = True
    nodes, compact = np.flatnonzero(is_node), np.cumsum(is_node) - 1
    a, b = compact[a], compact[b]
    place = _places(component[nodes])
    into = np.arange(len(nodes))
    members = np.ones(len(nodes), dtype=np.int64)
    has_settled = nodes >= (size if settled is None else settled)
    while len(a):
        average = total // (members[a] * members[b])
        average[has_settled[a] & has_settled[b]] = -1
        can_merge = np.zeros(len(nodes), dtype=bool)
        able = average >= bar
        can_merge[a[able]] = can_merge[b[able]] = True
        open_ = can_merge[a] & can_merge[b]  # a cluster that cannot merge now never can
        a, b, total, average = a[open_], b[open_], total[open_], average[open_]
        merging = _mutually_best(a, b, average, place, bar)
        low, high = np.minimum(a, b)[merging], np.maximum(a, b)[merging]
        members[low] += members[high]
        has_settled[low] |= has_settled[high]
        into[high] = low
        a, b, total = _summed(into[a[~merging]], into[b[~merging]], total[~merging])
        total = np.maximum(total, FORBIDDEN)  # many forbidden pairs do not overflow
    while not np.array_equal(further := into[into], into):
        into = further
    found = np.arange(size, dtype=np.int64)
    found[nodes] = nodes[into]
    return found


def _components(a: Ids, b: Ids, strong: Flags, size: int) -> npt.NDArray[np.int32]:
    """The component of every record, by strong edges."""
    ones = np.ones(int(strong.sum()), dtype=np.int8)
    graph = coo_array((ones, (a[strong], b[strong])), shape=(size, size))
    found: npt.NDArray[np.int32] = connected_components(graph, directed=False)[1]
    return found


def _places(component: npt.NDArray[np.int32]) -> Ids:
    """The place of every node among those of its component."""
    packed = (component.astype(np.int64) << 32) | np.arange(len(component))
    ordered = pl.Series(packed).sort().to_numpy()
    heads = np.flatnonzero(np.diff(ordered >> 32, prepend=-1))
    place = np.empty(len(component), dtype=np.int64)
    place[ordered & 0xFFFFFFFF] = np.arange(len(component)) - np.repeat(
        heads, np.diff(np.append(heads, len(component)))
    )
    return place


def _mutually_best(a: Ids, b: Ids, average: Ids, place: Ids, bar: int) -> Flags:
    """Edges that are the best of both their ends: highest average, then the lowest differing bits."""
    able = np.flatnonzero(average >= bar)
    a, b, able_average = a[able], b[able], average[able]
    best = np.full(len(place), -1, dtype=np.int64)
    np.maximum.at(best, a, able_average)
    np.maximum.at(best, b, able_average)
    apart = place[a] ^ place[b]  # two edges of one node never have the same
    at_a, at_b = able_average == best[a], able_average == best[b]
    first = np.full(len(place), np.iinfo(np.int64).max)
    np.minimum.at(first, a[at_a], apart[at_a])
    np.minimum.at(first, b[at_b], apart[at_b])
    mutual = np.zeros(len(average), dtype=bool)
    mutual[able] = at_a & at_b & (apart == first[a]) & (apart == first[b])
    return mutual


def _summed(a: Ids, b: Ids, total: Ids) -> tuple[Ids, Ids, Ids]:
    """Edges between the same two clusters added up."""
    pair = (np.minimum(a, b) << 32) | np.maximum(a, b)
    summed = (
        pl.DataFrame({"pair": pair, "total": total}).group_by("pair").agg(pl.col("total").sum()).sort("pair")
    )
    pair = summed["pair"].to_numpy()
    return pair >> 32, pair & 0xFFFFFFFF, summed["total"].to_numpy()
