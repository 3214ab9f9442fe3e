"""m and u learnt without labels, against a register whose error rates are known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from pipelines.linkage import Comparison, Pass, Plan, Records, Weights, columns, score_pairs
from pipelines.linkage.levels import Equal, Text
from pipelines.linkage.plan import Belief
from pipelines.linkage.train import possible_pairs, random_pairs

PEOPLE, WRONG, MISSING = 3000, 0.1, 0.05
FIELDS = {"first": 35, "last": 30, "han": 800, "birth": 5040, "code": 300, "town": 40}  # distinct values
COMPARISONS = tuple(Comparison(f, (f,), Equal()) for f in FIELDS)
PASSES = (
    Pass(
        "names",
        ("first:whole", "last:whole", "town:whole"),
        "",
        precise=True,
        implies=("first", "last", "town"),
    ),
    Pass("birth", ("birth:whole", "code:whole"), "", precise=True, implies=("birth", "code")),
    Pass("han", ("han:whole", "birth:whole"), "", precise=True, implies=("han", "birth")),
    Pass("code", ("code:whole",), "a weak pass: most pairs, nothing to learn from"),
)
PLAN = Plan(PASSES, COMPARISONS)


@pytest.fixture(scope="module")
def frame(register: Callable[..., pl.DataFrame]) -> pl.DataFrame:
    return register(PEOPLE, wrong=WRONG, missing=MISSING)


@pytest.fixture(scope="module")
def learnt(frame: pl.DataFrame, records_of: Callable[[pl.DataFrame], Records]) -> Weights:
    return score_pairs(records_of(frame), PLAN).weights


def test_m_is_the_share_of_true_pairs_that_agree(frame: pl.DataFrame, learnt: Weights) -> None:
    doubles = frame.sort("person")
    one, other = doubles.gather_every(2), doubles.gather_every(2, 1)
    for field in FIELDS:
        agree = (one[field] == other[field]).mean()
        assert agree == pytest.approx((1 - WRONG) ** 2, abs=0.03), field
        assert learnt.fields[field].m[0] == pytest.approx(agree, abs=0.02), field


def test_u_is_one_in_the_number_of_values(learnt: Weights) -> None:
    for field, values in FIELDS.items():
        assert learnt.fields[field].u[0] == pytest.approx(1 / values, rel=0.15, abs=3e-4), field


def test_every_weight_has_the_right_sign(learnt: Weights) -> None:
    for field, weights in learnt.fields.items():
        agrees, differs = weights.bits
        assert agrees > 2, field
        assert differs < -1, field
        assert sum(weights.m) == pytest.approx(1)
        assert sum(weights.u) == pytest.approx(1)


def test_the_prior_is_the_share_of_true_pairs(learnt: Weights) -> None:
    assert learnt.prior * (2 * PEOPLE * (2 * PEOPLE - 1) / 2) == pytest.approx(PEOPLE, rel=0.15)


def test_learning_again_gives_the_same_version(
    frame: pl.DataFrame, records_of: Callable[[pl.DataFrame], Records], learnt: Weights
) -> None:
    assert (
        score_pairs(records_of(frame), replace(PLAN, chunk=500, threads=2)).weights.version == learnt.version
    )


def test_a_comparison_that_no_pass_can_teach_is_named(
    frame: pl.DataFrame, records_of: Callable[[pl.DataFrame], Records]
) -> None:
    plan = replace(PLAN, passes=(PASSES[1], PASSES[3]))
    with pytest.raises(ValueError, match=r"comparison birth: no precise pass .*add a pass .*or a belief"):
        score_pairs(records_of(frame.head(2000)), plan)


def test_a_pass_that_implies_everything_teaches_nothing(
    frame: pl.DataFrame, records_of: Callable[[pl.DataFrame], Records]
) -> None:
    every = Pass("all", ("birth:whole",), "", precise=True, implies=tuple(FIELDS))
    with pytest.raises(ValueError, match="comparison first"):
        score_pairs(records_of(frame.head(2000)), replace(PLAN, passes=(every,)))


def test_a_belief_without_pairs_stands_as_given(
    frame: pl.DataFrame, records_of: Callable[[pl.DataFrame], Records]
) -> None:
    fixed = replace(COMPARISONS[3], belief=Belief((0.7, 0.3), (0.2, 0.8)))
    others = tuple(replace(c, belief=None) for c in COMPARISONS if c.name != "birth")
    weights = score_pairs(
        records_of(frame),
        replace(PLAN, passes=(PASSES[1], PASSES[2], PASSES[0]), comparisons=(*others, fixed)),
    ).weights
    assert weights.fields["birth"].m == (0.7, 0.3)
    assert weights.fields["birth"].u == (0.2, 0.8)


def test_a_belief_worth_many_pairs_outweighs_the_data_and_one_worth_few_does_not(
    frame: pl.DataFrame, records_of: Callable[[pl.DataFrame], Records], learnt: Weights
) -> None:
    def m_with(pairs: float) -> float:
        held = tuple(
            replace(c, belief=Belief((0.5, 0.5), (0.5, 0.5), pairs)) if c.name == "town" else c
            for c in COMPARISONS
        )
        return score_pairs(records_of(frame), replace(PLAN, comparisons=held)).weights.fields["town"].m[0]

    assert m_with(1e9) == pytest.approx(0.5, abs=1e-4)
    assert m_with(1) == pytest.approx(learnt.fields["town"].m[0], abs=0.01)


def test_passes_whose_pairs_hold_no_value_do_not_dilute_what_others_teach(
    frame: pl.DataFrame, records_of: Callable[[pl.DataFrame], Records], learnt: Weights
) -> None:
    """A second file has phones and no towns: the pairs of its phones say nothing of towns."""
    silent = frame.with_columns(
        pl.lit(None, pl.String).alias("town"),
        pl.col("person").cast(pl.String).alias("phone"),
        *(pl.col(c) + "*" for c in ("first", "last", "han", "birth", "code")),
    )
    both = pl.concat([frame.with_columns(phone=pl.lit(None, pl.String)), silent])
    phone = Pass("phone", ("phone:whole",), "", precise=True)
    weights = score_pairs(records_of(both), replace(PLAN, passes=(*PASSES, phone))).weights
    assert weights.fields["town"].m[0] == pytest.approx(learnt.fields["town"].m[0], abs=0.01)


def test_levels_between_equal_and_different_are_learnt_too(
    frame: pl.DataFrame, records_of: Callable[[pl.DataFrame], Records]
) -> None:
    typed = frame.with_columns(
        pl.when(pl.int_range(pl.len()) % 5 == 0)
        .then(pl.col("last") + "x")
        .otherwise(pl.col("last"))
        .alias("last")
    )
    comparisons = (COMPARISONS[0], Comparison("last", ("last",), Text()), *COMPARISONS[2:])
    weights = score_pairs(records_of(typed), replace(PLAN, comparisons=comparisons)).weights.fields["last"]
    bits = dict(zip(weights.levels, weights.bits, strict=True))
    assert weights.m[1] == pytest.approx(0.9**2 * 2 * 0.2 * 0.8, abs=0.06)
    assert bits["one_edit"] > 2
    assert bits["differs"] < -1


@pytest.mark.parametrize(
    ("size", "settled", "across", "pairs"),
    [
        (4, None, None, 6),
        (4, 2, None, 5),
        (4, 0, None, 1),
        (4, None, 1, 3),
        (4, None, 4, 1),
        (0, None, None, 1),
    ],
    ids=["open", "two settled", "all settled", "one against three", "nothing across", "nothing"],
)
def test_possible_and_random_pairs_are_those_that_may_match(
    size: int, settled: int | None, across: int | None, pairs: int
) -> None:
    frame = pl.DataFrame({"x": ["a"] * size}, schema={"x": pl.String})
    records = Records(columns(frame), size, settled=settled, across=across)
    assert possible_pairs(records) == pairs
    left, right = random_pairs(records, 1, 6000)
    drawn, times = np.unique(
        np.stack([np.minimum(left, right), np.maximum(left, right)]), axis=1, return_counts=True
    )
    none = size < 2 or settled == 0 or across == size
    assert drawn.shape[1] == (0 if none else pairs)
    if not none:
        assert times.min() > 0.8 * times.max()  # each as often
        first_right = across if across is not None else settled
        if first_right is not None:
            assert ((left < first_right) | (right < first_right)).all()


def test_random_pairs_are_the_same_for_the_same_seed() -> None:
    records = Records(columns(pl.DataFrame({"x": ["a"] * 50})), 50)
    assert np.array_equal(random_pairs(records, 1), random_pairs(records, 1))
    assert not np.array_equal(random_pairs(records, 1)[0][:100], random_pairs(records, 2)[0][:100])
