"""The whole way: the same answer whatever the order of rows, chunks and threads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

import numpy as np
import polars as pl
import pytest

from pipelines.linkage import (
    Comparison,
    Pass,
    Plan,
    Records,
    Scored,
    Weights,
    cluster_pairs,
    columns,
    score_pairs,
)
from pipelines.linkage.columns import Codes
from pipelines.linkage.levels import Code, DateText, Equal, Text
from pipelines.linkage.plan import Belief
from pipelines.linkage.train import possible_pairs

Make = Callable[[pl.DataFrame], Records]
COMPARISONS = (
    Comparison("first", ("first",), Text()),
    Comparison("last", ("last",), Text()),
    Comparison("han", ("han",), Text()),
    Comparison("birth", ("birth",), DateText()),
    Comparison("code", ("code",), Code()),
    Comparison("town", ("town",), Equal()),
)
PASSES = (
    Pass("names", ("first:whole", "last:whole"), "", precise=True, implies=("first", "last")),
    Pass("birth", ("birth:whole", "code:first_token"), "", precise=True, implies=("birth", "code")),
    Pass("han", ("han:whole",), "", then=("town:whole",), precise=True, implies=("han",)),
    Pass("typed", ("last:deletions", "birth:year"), ""),
    Pass("sound", ("last:sound", "town:whole"), "", then=("first:first1",)),
)
PLAN = Plan(PASSES, COMPARISONS, cap=3000)


@pytest.fixture(scope="module")
def frame(register: Callable[..., pl.DataFrame]) -> pl.DataFrame:
    return register(350, wrong=0.08)


@pytest.fixture(scope="module")
def whole(frame: pl.DataFrame, records_of: Make) -> Scored:
    return score_pairs(records_of(frame), PLAN)


def content(found: Scored) -> list[bytes]:
    edges = [getattr(found.edges, f.name).tobytes() for f in fields(found.edges)]
    assert found.memo is not None
    return [
        *edges,
        found.memo.keys.tobytes(),
        found.memo.patterns.tobytes(),
        found.weights.as_text().encode(),
    ]


def test_doubles_are_found(frame: pl.DataFrame, records_of: Make, whole: Scored) -> None:
    of = cluster_pairs(records_of(frame), PLAN, whole.edges)
    found = frame.select("person", cluster=pl.Series(of))
    pairs = (
        found.join(found, on="cluster").filter(pl.col("person") == pl.col("person_right")).height
        - frame.height
    )
    wrong = found.group_by("cluster").agg(pl.col("person").n_unique()).filter(pl.col("person") > 1).height
    assert pairs / 2 > 0.85 * 350
    assert wrong < 5


def test_edges_are_ascending_over_the_floor_and_named_by_their_passes(whole: Scored) -> None:
    edges = whole.edges
    packed = edges.left.astype(np.int64) << 32 | edges.right
    assert (np.diff(packed) > 0).all()
    assert (edges.left < edges.right).all()
    assert (edges.probability >= PLAN.floor - 1e-12).all()
    assert (edges.passes > 0).all()
    assert int(edges.passes.max()) < 1 << len(PASSES)
    assert len(edges.left) < whole.candidates


@pytest.mark.parametrize("chunk", [50, 1000, 1_000_000])
@pytest.mark.parametrize("threads", [1, 2, 3])
def test_the_same_bytes_for_any_order_of_rows_threads_and_chunks(
    frame: pl.DataFrame, records_of: Make, whole: Scored, threads: int, chunk: int
) -> None:
    order = np.random.default_rng(threads * chunk).permutation(frame.height)
    shuffled = frame[order].sort("first", "last", "han", "birth", "code", "town", "person")
    plan = replace(PLAN, threads=threads, chunk=chunk)
    again = score_pairs(records_of(shuffled), plan)
    assert content(again) == content(whole)
    assert again.candidates == whole.candidates
    assert again.report.equals(whole.report)
    of = cluster_pairs(records_of(frame), PLAN, whole.edges)
    assert cluster_pairs(records_of(shuffled), plan, again.edges).tobytes() == of.tobytes()


def test_records_without_digests_give_the_same_edges_and_no_memo(
    frame: pl.DataFrame, records_of: Make, whole: Scored
) -> None:
    plain = score_pairs(replace(records_of(frame), digests=None), PLAN)
    assert plain.memo is None
    assert all(
        getattr(plain.edges, f.name).tobytes() == getattr(whole.edges, f.name).tobytes()
        for f in fields(plain.edges)
    )


def test_the_report_says_what_every_pass_is_worth(
    frame: pl.DataFrame, records_of: Make, whole: Scored
) -> None:
    plan = replace(PLAN, floor=1e-12)
    every = score_pairs(records_of(frame), plan, whole.weights)
    edges, report = every.edges, every.report
    assert len(edges.left) == every.candidates  # nothing lies under so low a floor
    for at, row in enumerate(report.iter_rows(named=True)):
        made = (edges.passes >> np.uint64(at)) & np.uint64(1) == 1
        alone = edges.passes == np.uint64(1 << at)
        assert row["pass"] == PASSES[at].name
        assert row["alone"] == alone.sum()
        assert row["expected"] == pytest.approx(edges.probability[made].sum(), abs=1e-3)  # millionths
        assert row["expected_alone"] == pytest.approx(edges.probability[alone].sum(), abs=1e-3)


def test_the_waterfall_of_an_edge_adds_up_to_its_bits(whole: Scored) -> None:
    chosen = np.array([0, 7, 3])
    parts = whole.waterfall(chosen)
    assert len(parts) == len(COMPARISONS)
    total = sum(bits for _, bits in parts) + whole.weights.prior_bits
    np.testing.assert_allclose(total, whole.edges.bits[chosen], rtol=0, atol=1e-9)


def test_strangers_leave_the_clusters_as_they_are(
    frame: pl.DataFrame, register: Callable[..., pl.DataFrame], records_of: Make, whole: Scored
) -> None:
    """Approved weights, frequencies of a fixed population, records that share no key."""
    texts = ("first", "last", "han", "town", "code")
    strangers = register(60, seed=99).with_columns(
        *(pl.concat_str(pl.lit("ß中"), c).alias(c) for c in texts), pl.col("person") + 10_000,
        birth=pl.concat_str(pl.lit("2"), pl.col("birth").str.slice(1)),
    )  # fmt: skip
    both = pl.concat([frame, strangers]).sort("first", "last", "han", "birth", "code", "town", "person")

    def linked(people: pl.DataFrame) -> tuple[pl.Series, pl.DataFrame]:
        records = replace(records_of(people), population=frame.height)
        edges = score_pairs(records, PLAN, whole.weights).edges
        of = cluster_pairs(records, PLAN, edges)
        return pl.Series(of), pl.DataFrame({"left": edges.left, "right": edges.right, "bits": edges.bits})

    alone, edges = linked(frame)
    together, more = linked(both)
    old = (both["person"] < 10_000).to_numpy()
    at = np.flatnonzero(old)
    assert together.to_numpy()[at].tolist() == at[alone.to_numpy()].tolist()
    kept = more.filter(pl.Series(old[more["left"].to_numpy()]) & pl.Series(old[more["right"].to_numpy()]))
    assert kept["bits"].to_list() == edges["bits"].to_list()
    assert kept["left"].to_list() == at[edges["left"].to_numpy()].tolist()


def test_a_veto_keeps_records_apart_and_stays_visible(
    frame: pl.DataFrame, records_of: Make, whole: Scored
) -> None:
    vetoing = (*COMPARISONS[:5], replace(COMPARISONS[5], vetoes=("differs",)))
    plan = replace(PLAN, comparisons=vetoing)
    found = score_pairs(records_of(frame), plan, whole.weights)
    of = cluster_pairs(records_of(frame), plan, found.edges)
    town = frame["town"]
    left, right = found.edges.left, found.edges.right
    differs = (town.gather(left) != town.gather(right)).fill_null(False).to_numpy()
    assert differs.sum() > 20
    assert (found.edges.probability[differs] < 1e-100).all()
    assert (of[left[differs]] != of[right[differs]]).all()


def test_records_that_a_veto_parts_are_not_joined_by_those_that_fit_both(
    frame: pl.DataFrame, records_of: Make, whole: Scored
) -> None:
    [row] = frame.drop_nulls().head(1).rows(named=True)
    towns = ["town 1", "town 2", None, None, None, None]
    copies = pl.DataFrame([row | {"town": town} for town in towns], schema=frame.schema)
    others = records_of(frame.filter(pl.col("person") != row["person"]).extend(copies))
    vetoing = replace(PLAN, comparisons=(*COMPARISONS[:5], replace(COMPARISONS[5], vetoes=("differs",))))
    one, two, *rest = cluster_pairs(others, vetoing, score_pairs(others, vetoing, whole.weights).edges)[-6:]
    assert one != two
    assert set(rest) <= {one, two}
    together = cluster_pairs(others, PLAN, score_pairs(others, PLAN, whole.weights).edges)[-6:]
    assert len(set(together.tolist())) == 1


def test_settled_records_and_records_of_one_register_are_never_paired(
    frame: pl.DataFrame, records_of: Make, whole: Scored
) -> None:
    half = frame.height // 2
    settled = replace(records_of(frame), settled=half)
    edges = score_pairs(settled, PLAN, whole.weights).edges
    assert (edges.left < half).all()
    of = cluster_pairs(settled, PLAN, edges)
    assert len(set(of[half:].tolist())) == frame.height - half
    across = score_pairs(replace(records_of(frame), across=half), PLAN, whole.weights).edges
    assert len(across.left) > 0
    assert ((across.left < half) & (across.right >= half)).all()


def held(*values: str | None) -> Records:
    frame = pl.DataFrame(
        {"name": values, "town": ["x"] * len(values)}, schema={"name": pl.String, "town": pl.String}
    )
    return Records(columns(frame), frame.height)


SMALL = Plan(
    (Pass("name", ("name:whole",), "", precise=True),),
    (Comparison("name", ("name",), Text()), Comparison("town", ("town",), Equal())),
)


@pytest.mark.parametrize(
    "records",
    [held(), held("a"), held("a", "b", "c"), held(None, None, None)],
    ids=["no records", "one record", "no pass makes a pair", "a column of nulls"],
)
@pytest.mark.parametrize("threads", [1, 2])
def test_nothing_to_link_gives_an_empty_answer(records: Records, threads: int) -> None:
    found = score_pairs(records, replace(SMALL, threads=threads))
    assert len(found.edges.left) == found.candidates == 0
    assert found.report["pairs"].to_list() == [0]
    assert 0 < found.weights.prior <= 0.5
    assert cluster_pairs(records, SMALL, found.edges).tolist() == list(range(records.size))
    assert len(score_pairs(records, SMALL, found.weights).edges.left) == 0


def test_too_few_pairs_to_learn_from_say_what_to_do() -> None:
    with pytest.raises(ValueError, match=r"comparison name: .*add a pass .*or a belief"):
        score_pairs(held("a", "a", "b"), SMALL)


def test_few_pairs_with_beliefs_are_linked() -> None:
    beliefs = {
        "name": Belief((0.8, 0.1, *[0.02] * 5), (0.01, 0.01, *[0.1] * 4, 0.58)),
        "town": Belief((0.9, 0.1), (0.5, 0.5)),
    }
    plan = replace(
        SMALL,
        comparisons=tuple(replace(c, belief=beliefs[c.name], frequency=False) for c in SMALL.comparisons),
    )
    records = held("李静", "李静", "王芳", None)
    found = score_pairs(records, plan)
    assert (found.edges.left.tolist(), found.edges.right.tolist()) == ([0], [1])
    assert cluster_pairs(records, plan, found.edges).tolist() == [0, 0, 2, 3]


def test_a_column_without_values_changes_nothing(
    frame: pl.DataFrame, records_of: Make, whole: Scored
) -> None:
    empty = frame.with_columns(phone=pl.lit(None, pl.String))
    plan = replace(PLAN, comparisons=(*COMPARISONS, Comparison("phone", ("phone",), Equal())))
    found = score_pairs(records_of(empty), plan)
    assert found.edges.bits.tobytes() == whole.edges.bits.tobytes()
    sizes = (8, 8, 8, 8, 6, 3, 3)
    assert found.sizes == sizes
    assert found.weights.prior == whole.weights.prior


def test_no_more_matches_are_expected_than_pairs_are_possible(
    frame: pl.DataFrame, records_of: Make, whole: Scored
) -> None:
    assert whole.report["expected"].max() < 350
    assert whole.weights.prior * possible_pairs(records_of(frame)) == pytest.approx(350, rel=0.25)


def pairs_of(found: Scored) -> set[tuple[int, int]]:
    left: Codes = found.edges.left
    return set(zip(left.tolist(), found.edges.right.tolist(), strict=True))


def test_a_higher_floor_only_drops_edges(frame: pl.DataFrame, records_of: Make, whole: Scored) -> None:
    high: Weights = whole.weights
    fewer = score_pairs(records_of(frame), replace(PLAN, floor=0.5), high)
    assert pairs_of(fewer) < pairs_of(whole)
