"""Measures against numbers worked by hand, and against slow ones that enumerate."""

from __future__ import annotations

from itertools import combinations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assets.linkage_bench.measures import (
    Measure,
    bcubed,
    blocking_recall,
    by_threshold,
    components,
    pair_level,
    pairwise,
    true_pairs,
)

# entities x = {a, b, c}, y = {d, e}; found {a, b}, {c, d}, {e}
PARTITION = pl.DataFrame(
    {"record": list("abcde"), "entity": list("xxxyy"), "cluster": [1, 1, 2, 2, 3]},
)
SOURCES = pl.DataFrame(
    {"record": ["a1", "a2", "b1", "b2", "b3"], "source": list("aabbb"), "entity": list("xyxyy")}
)


def links(*pairs: tuple[str, str]) -> pl.DataFrame:
    return pl.DataFrame(pairs, schema={"left": pl.String, "right": pl.String}, orient="row")


def test_pairwise_counts_pairs() -> None:
    # found ab, cd; true ab, ac, bc, de; both ab
    assert pairwise(PARTITION) == Measure(1 / 2, 1 / 4)
    assert pairwise(PARTITION).f1 == pytest.approx(1 / 3)


def test_bcubed_averages_over_records() -> None:
    # precision 1 1 1/2 1/2 1; recall 2/3 2/3 1/3 1/2 1/2
    measured = bcubed(PARTITION)
    assert measured.precision == pytest.approx(4 / 5)
    assert measured.recall == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1 / 2 + 1 / 2) / 5)


def test_a_class_of_records_counts_the_pairs_it_touches() -> None:
    # touching c: found cd, true ac and bc, both none
    assert pairwise(PARTITION, ["c"]) == Measure(0.0, 0.0)
    # touching a: found ab, true ab and ac
    assert pairwise(PARTITION, ["a"]) == Measure(1.0, 1 / 2)
    assert bcubed(PARTITION, ["c"]) == Measure(1 / 2, 1 / 3)


def test_an_empty_class_has_nothing_wrong() -> None:
    assert pairwise(PARTITION, []) == Measure(1.0, 1.0)
    assert bcubed(PARTITION, []) == Measure(1.0, 1.0)


def test_nothing_right_has_an_f1_of_zero() -> None:
    assert Measure(0.0, 0.0).f1 == 0.0


def test_only_links_across_sources_count_where_there_are_sources() -> None:
    # true a1-b1, a2-b2, a2-b3; b2-b3 is the same entity in one source
    assert true_pairs(SOURCES) == 3
    found = links(("a1", "b1"), ("b1", "a1"), ("b2", "b3"), ("a1", "b2"))
    assert pair_level(found, SOURCES) == Measure(1 / 2, 1 / 3)
    assert pair_level(found, SOURCES, ["a2"]) == Measure(1.0, 0.0)


def test_blocking_recall_is_the_share_of_true_pairs_listed() -> None:
    truth = PARTITION.select("record", "entity")
    assert blocking_recall(links(("a", "b"), ("e", "d"), ("a", "e")), truth) == 1 / 2
    assert blocking_recall(links(), truth) == 0.0


def test_a_pair_of_unknown_records_is_refused() -> None:
    with pytest.raises(ValueError, match="not in the truth"):
        pair_level(links(("a", "z")), PARTITION.select("record", "entity"))
    with pytest.raises(ValueError, match="not among"):
        components(links(("a", "z")), PARTITION["record"])


def test_components_close_a_chain_and_take_the_smallest_name() -> None:
    found = components(links(("d", "c"), ("c", "b"), ("f", "e")), pl.Series(list("fedcba")))
    assert found.rows() == [("a", "a"), ("b", "b"), ("c", "b"), ("d", "b"), ("e", "e"), ("f", "e")]


def test_a_row_a_threshold() -> None:
    clusters = pl.concat(
        [
            PARTITION.select(pl.lit(0.9).alias("threshold"), "record", "cluster"),
            PARTITION.select(
                pl.lit(0.5).alias("threshold"), "record", pl.col("record").rank().alias("cluster")
            ),
        ],
        how="vertical_relaxed",
    )
    table = by_threshold(clusters, PARTITION.select("record", "entity"))
    assert table["threshold"].to_list() == [0.5, 0.9]
    assert table["f1"].to_list() == [0.0, pytest.approx(1 / 3)]
    assert table["precision"].to_list() == [1.0, 0.5]


labels = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.booleans()), min_size=1, max_size=14)


@given(labels)
def test_pairwise_and_bcubed_agree_with_enumeration(rows: list[tuple[int, int, bool]]) -> None:
    partition = pl.DataFrame(
        [(f"r{n:02d}", entity, cluster) for n, (entity, cluster, _) in enumerate(rows)],
        schema=["record", "entity", "cluster"],
        orient="row",
    )
    touching = [f"r{n:02d}" for n, (_, _, touched) in enumerate(rows) if touched]
    pairs = [(a, b) for a, b in combinations(rows, 2) if a[2] or b[2]]
    found = [p for p in pairs if p[0][1] == p[1][1]]
    true = [p for p in pairs if p[0][0] == p[1][0]]
    both = [p for p in found if p in true and p[0][0] == p[1][0]]
    expected = Measure(
        len(both) / len(found) if found else 1.0,
        len(both) / len(true) if true else 1.0,
    )
    assert pairwise(partition, touching) == expected

    shares = []
    for entity, cluster, touched in rows:
        if touched:
            right = sum(e == entity and c == cluster for e, c, _ in rows)
            shares.append(
                (right / sum(c == cluster for _, c, _ in rows), right / sum(e == entity for e, _, _ in rows))
            )
    measured = bcubed(partition, touching)
    assert measured.precision == pytest.approx(sum(p for p, _ in shares) / len(shares) if shares else 1.0)
    assert measured.recall == pytest.approx(sum(r for _, r in shares) / len(shares) if shares else 1.0)
    assert pairwise(partition) == pairwise(partition.reverse())
    assert bcubed(partition) == bcubed(partition.reverse())


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=14))
def test_components_agree_with_repeated_merging(pairs: list[tuple[int, int]]) -> None:
    names = [f"r{n:02d}" for n in range(12)]
    groups = [{name} for name in names]
    for a, b in pairs:
        touched = [g for g in groups if names[a] in g or names[b] in g]
        groups = [g for g in groups if g not in touched] + [set().union(*touched)]
    expected = sorted((name, min(group)) for group in groups for name in group)
    found = components(links(*((names[a], names[b]) for a, b in pairs)), pl.Series(names))
    assert found.rows() == expected


@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from("ab"), st.booleans()), min_size=2, max_size=10),
    st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=12),
)
def test_pair_level_agrees_with_enumeration(
    records: list[tuple[int, str, bool]], chosen: list[tuple[int, int]]
) -> None:
    names = [f"r{n}" for n in range(len(records))]
    truth = pl.DataFrame(
        [(n, e, s) for n, (e, s, _) in zip(names, records, strict=True)],
        schema=["record", "entity", "source"],
        orient="row",
    )
    counted = {
        (a, b)
        for a, b in combinations(range(len(records)), 2)
        if records[a][1] != records[b][1] and (records[a][2] or records[b][2])
    }
    found = {(min(a, b), max(a, b)) for a, b in chosen if max(a, b) < len(records)}
    true = {(a, b) for a, b in counted if records[a][0] == records[b][0]}
    both, listed = len(found & true), len(found & counted)
    measured = pair_level(
        links(*((names[a], names[b]) for a, b in chosen if max(a, b) < len(records))),
        truth,
        [n for n, (_, _, touched) in zip(names, records, strict=True) if touched],
    )
    assert measured == Measure(both / listed if listed else 1.0, both / len(true) if true else 1.0)
