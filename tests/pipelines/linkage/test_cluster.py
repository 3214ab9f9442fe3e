"""Average linkage against one merge at a time, under constraints."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from pipelines.linkage.cluster import FORBIDDEN, MILLION, clusters, millionths

Graph = dict[tuple[int, int], int]


def clustered(graph: Graph, size: int, *, stop: float, settled: int | None = None) -> list[int]:
    left, right = (np.array([pair[side] for pair in graph], dtype=np.int32) for side in (0, 1))
    weight = np.array(list(graph.values()), dtype=np.int64)
    return clusters(left, right, weight, size, stop=stop, settled=settled).tolist()


def one_merge_at_a_time(graph: Graph, size: int, *, stop: float, settled: int | None = None) -> list[int]:
    """The best pair of clusters merges, again and again. Graphs with ties are left out."""
    groups = [frozenset([k]) for k in range(size)]
    bar = round(stop * MILLION)

    def average(a: frozenset[int], b: frozenset[int]) -> Fraction:
        if settled is not None and max(a) >= settled and max(b) >= settled:
            return Fraction(-1)
        total = sum(graph.get((min(x, y), max(x, y)), 0) for x in a for y in b)
        return Fraction(total, len(a) * len(b))

    while True:
        able = sorted(
            ((average(a, b), a, b) for a, b in combinations(groups, 2) if average(a, b) >= bar),
            key=lambda t: t[0],
        )
        if not able:
            return [min(next(g for g in groups if k in g)) for k in range(size)]
        assume(len(able) < 2 or able[-1][0] // 1 > able[-2][0] // 1)  # the engine counts whole millionths
        _, a, b = able[-1]
        groups = [g for g in groups if g not in (a, b)] + [a | b]


def graphs(most: int, *, forbidden: bool = False) -> st.SearchStrategy[tuple[int, Graph]]:
    weight = st.integers(20_000, MILLION)

    def of_size(size: int) -> st.SearchStrategy[tuple[int, Graph]]:
        pairs = list(combinations(range(size), 2))
        values = st.lists(weight, min_size=len(pairs), max_size=len(pairs), unique=True)
        kept = st.lists(
            st.sampled_from("nyyf" if forbidden else "nyy"), min_size=len(pairs), max_size=len(pairs)
        )
        return st.tuples(values, kept).map(
            lambda drawn: (
                size,
                {p: FORBIDDEN if k == "f" else w for p, w, k in zip(pairs, *drawn, strict=True) if k != "n"},
            )
        )

    return st.integers(2, most).flatmap(of_size)


@given(graphs(8), st.sampled_from([0.1, 0.2, 0.5, 0.8]), st.booleans(), st.integers(0, 8))
@settings(max_examples=150, derandomize=True, deadline=None)
def test_clusters_are_those_of_one_merge_at_a_time(
    drawn: tuple[int, Graph], stop: float, is_settled: bool, first: int
) -> None:
    size, graph = drawn
    settled = min(first, size) if is_settled else None
    assert clustered(graph, size, stop=stop, settled=settled) == one_merge_at_a_time(
        graph, size, stop=stop, settled=settled
    )


@given(graphs(12, forbidden=True), st.integers(0, 12))
@settings(max_examples=100, derandomize=True, deadline=None)
def test_forbidden_pairs_and_settled_records_never_share_a_cluster(
    drawn: tuple[int, Graph], first: int
) -> None:
    size, graph = drawn
    of = clustered(graph, size, stop=0.05, settled=min(first, size))
    assert all(of[a] != of[b] for (a, b), weight in graph.items() if weight == FORBIDDEN)
    settled = of[first:]
    assert len(set(settled)) == len(settled)
    assert all(of[name] == name <= k for k, name in enumerate(of))


@given(graphs(10), st.randoms(use_true_random=False))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_neither_the_order_nor_the_direction_of_edges_matters(
    drawn: tuple[int, Graph], random: st.random.Random
) -> None:
    size, graph = drawn
    edges = [(b, a, w) if random.random() < 0.5 else (a, b, w) for (a, b), w in graph.items()]
    random.shuffle(edges)
    left, right, weight = (np.array([e[k] for e in edges], dtype=np.int64) for k in range(3))
    turned = clusters(left.astype(np.int32), right.astype(np.int32), weight, size, stop=0.3)
    assert turned.tolist() == clustered(graph, size, stop=0.3)


def clique(first: int, size: int, weight: int) -> Graph:
    return dict.fromkeys(combinations(range(first, first + size), 2), weight)


def test_a_weak_bridge_between_two_cliques_is_cut() -> None:
    bridged = {**clique(0, 4, 950_000), **clique(4, 4, 930_000), (3, 4): 990_000}
    assert clustered(bridged, 8, stop=0.5) in ([0] * 4 + [4] * 4, [0, 0, 0, 3, 3, 5, 5, 5])
    weaker = bridged | {(3, 4): 900_000}
    assert clustered(weaker, 8, stop=0.5) == [0] * 4 + [4] * 4
    assert clustered(weaker, 8, stop=0.05) == [0] * 8


def test_one_forbidden_pair_keeps_two_agreeing_cliques_apart() -> None:
    graph = clique(0, 60, MILLION) | {(0, 59): FORBIDDEN}
    of = clustered(graph, 60, stop=0.2)
    assert of[0] != of[59]
    assert len(set(of)) == 2


def test_many_forbidden_pairs_do_not_add_up_to_a_permission() -> None:
    """300,000 × FORBIDDEN is more than an integer holds."""
    half = 560
    within = clique(0, half, MILLION) | clique(half, half, MILLION)
    between = {(a, half + b): FORBIDDEN for a in range(half) for b in range(half)} | {
        (half - 1, half): 990_000
    }
    of = clustered(within | between, 2 * half, stop=0.5)
    assert of == [0] * half + [half] * half


def test_equal_records_become_one_cluster() -> None:
    chain = {(0, 1): 900_000, (1, 2): 900_000, (2, 3): 900_000}
    assert clustered(chain, 4, stop=0.5) == [0, 0, 2, 2]
    assert clustered(clique(0, 41, 900_000), 41, stop=0.5) == [0] * 41


@given(graphs(7), graphs(7), st.randoms(use_true_random=False))
@settings(max_examples=80, derandomize=True, deadline=None)
def test_records_without_a_pair_in_common_change_no_cluster_not_even_by_ties(
    drawn: tuple[int, Graph], strangers: tuple[int, Graph], random: st.random.Random
) -> None:
    size, graph = drawn[0], {p: w // 300_000 * 300_000 for p, w in drawn[1].items()}
    alone = clustered(graph, size, stop=0.3)
    at = sorted(random.sample(range(size + strangers[0]), size))  # the old records among the new ones
    others = [k for k in range(size + strangers[0]) if k not in set(at)]
    both = {(at[a], at[b]): w for (a, b), w in graph.items()}
    both |= {(others[a], others[b]): w for (a, b), w in strangers[1].items()}
    together = clustered(both, size + strangers[0], stop=0.3)
    assert [together[k] for k in at] == [at[name] for name in alone]


def test_the_bar_itself_merges_and_less_does_not() -> None:
    assert clustered({(0, 1): 500_000}, 2, stop=0.5) == [0, 0]
    assert clustered({(0, 1): 499_999}, 2, stop=0.5) == [0, 1]


@pytest.mark.parametrize("size", [0, 1, 3])
def test_without_pairs_every_record_stands_alone(size: int) -> None:
    assert clustered({}, size, stop=0.5) == list(range(size))


def test_millionths_round() -> None:
    assert millionths(np.array([0.0, 0.1234567, 1.0])).tolist() == [0, 123_457, MILLION]
