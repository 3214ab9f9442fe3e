"""Levels → match weights and probabilities."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from pipelines.linkage import Comparison, FieldWeights, Plan, Records, Weights, column, columns, many_valued
from pipelines.linkage.columns import Codes
from pipelines.linkage.levels import Equal, Levels
from pipelines.linkage.score import NEVER, Scorer, probability
from pipelines.linkage.vectors import Vectors

EQUAL = ("equal", "differs")
NAME = Comparison("name", ("name",), Equal())
NUMBER = Comparison("number", ("number",), Equal(), frequency=False, vetoes=("differs",))
TOWN = Comparison("town", ("town",), Equal(), frequency=False)
WEIGHTS = Weights(
    0.01,
    {
        "name": FieldWeights(EQUAL, (0.9, 0.1), (0.05, 0.95)),
        "number": FieldWeights(EQUAL, (0.98, 0.02), (0.001, 0.999)),
        "town": FieldWeights(EQUAL, (0.8, 0.2), (0.1, 0.9)),
    },
)
FRAME = pl.DataFrame(
    {
        "name": ["李静"] * 6 + ["司马光", "司马光", "李静", None],
        "number": ["1", "1", "2", None, "3", "4", "5", "5", "6", "7"],
        "town": ["x", "y", "x", "x", None, "y", "y", "x", "x", "x"],
    }
)
RECORDS = Records(columns(FRAME), 10)
PLAN = Plan((), (NAME, NUMBER, TOWN))
LEFT, RIGHT = (
    np.array(c, dtype=np.int32)
    for c in zip(*[(a, b) for a in range(10) for b in range(a + 1, 10)], strict=True)
)


def levels_of(
    records: Records = RECORDS, plan: Plan = PLAN, left: Codes = LEFT, right: Codes = RIGHT
) -> list[Levels]:
    return Vectors(records, plan.comparisons).levels(left, right)


def bits_between(a: int, b: int, plan: Plan = PLAN, records: Records = RECORDS) -> float:
    left, right = np.array([a], dtype=np.int32), np.array([b], dtype=np.int32)
    return float(Scorer(records, plan, WEIGHTS).bits(levels_of(records, plan, left, right), left, right)[0])


def test_the_weights_of_all_comparisons_and_the_prior_add_up_to_the_bits() -> None:
    scorer = Scorer(RECORDS, PLAN, WEIGHTS)
    levels = levels_of()
    parts = scorer.waterfall(levels, LEFT, RIGHT)
    np.testing.assert_allclose(
        sum(parts) + WEIGHTS.prior_bits, scorer.bits(levels, LEFT, RIGHT), rtol=0, atol=1e-9
    )
    assert all((part[level == 0] == 0).all() for part, level in zip(parts, levels, strict=True))


def test_another_prior_moves_every_pair_alike() -> None:
    levels = levels_of()
    plain, raised = (Scorer(RECORDS, PLAN, WEIGHTS, prior=p).bits(levels, LEFT, RIGHT) for p in (None, 0.5))
    np.testing.assert_allclose(raised - plain, -WEIGHTS.prior_bits)


def test_a_veto_is_never_outweighed() -> None:
    many = tuple(Comparison(f"c{k}", ("same",), Equal()) for k in range(25))
    sure = FieldWeights(EQUAL, (1 - 1e-9, 1e-9), (1e-9, 1 - 1e-9))
    weights = Weights(0.5, {c.name: sure for c in many} | {"number": WEIGHTS.fields["number"]})
    plan = Plan((), (*many, NUMBER))
    frame = pl.DataFrame({"same": ["a", "a", "a"], "number": ["1", "2", "1"]})
    records = Records(columns(frame), 3, population=10**9)
    left, right = np.array([0, 0], dtype=np.int32), np.array([1, 2], dtype=np.int32)
    bits = Scorer(records, plan, weights).bits(levels_of(records, plan, left, right), left, right)
    assert bits[0] <= NEVER / 2
    assert probability(bits)[0] < 1e-100
    assert bits[1] > 500


def test_agreement_on_a_rare_value_weighs_more() -> None:
    rare, common = bits_between(6, 7), bits_between(0, 1)
    assert rare - common == pytest.approx(np.log2(7 / 2))


def test_agreement_weighs_log2_of_m_over_the_share_of_the_value() -> None:
    [name, _, _] = Scorer(RECORDS, PLAN, WEIGHTS).waterfall(levels_of(), LEFT, RIGHT)
    at = np.flatnonzero((LEFT == 6) & (RIGHT == 7))
    assert name[at] == pytest.approx(np.log2(0.9 / (2 / 10)))


def test_records_assumed_unseen_dampen_rare_values() -> None:
    damped = Plan((), (replace(NAME, unseen=5.0), NUMBER, TOWN))
    assert bits_between(6, 7) - bits_between(6, 7, damped) == pytest.approx(np.log2(7 / 2))
    assert bits_between(0, 1) - bits_between(0, 1, damped) == pytest.approx(
        np.log2(10 / 7)
    )  # a share is at most 1


def test_a_share_is_taken_to_be_no_rarer_and_no_commoner_than_said() -> None:
    bound = Plan((), (replace(NAME, shares={1: (0.4, 0.5)}), NUMBER, TOWN))
    assert bits_between(6, 7) - bits_between(6, 7, bound) == pytest.approx(np.log2(0.4 / 0.2))
    assert bits_between(0, 1) - bits_between(0, 1, bound) == pytest.approx(np.log2(0.5 / 0.7))


def test_frequencies_of_a_larger_population_count_instead_of_the_records() -> None:
    name = replace(column(FRAME["name"]), counts=np.array([50, 1]))
    records = Records({**RECORDS.columns, "name": name}, 10, population=1000)
    assert bits_between(6, 7, records=records) - bits_between(6, 7) == pytest.approx(np.log2(0.2 / 0.001))


def test_of_several_shared_values_the_rarest_counts() -> None:
    holders = pl.Series([0, 0, 1, 1, 2, 3, 4])
    held = many_valued(
        holders, pl.Series(["common", "rare", "rare", "common", "common", "common", "other"]), 5
    )
    records, plan = Records({"name": held}, 5), Plan((), (NAME,))
    assert bits_between(0, 1, plan, records) - bits_between(2, 3, plan, records) == pytest.approx(
        np.log2(4 / 2)
    )


def test_probability_rises_with_the_bits_and_stays_between_0_and_1() -> None:
    bits = np.array([-1e6, NEVER, -40.0, -1.0, 0.0, 1.0, 40.0, 2000.0])
    found = probability(bits)
    assert (np.diff(found) >= 0).all()
    assert ((found >= 0) & (found <= 1)).all()
    assert found[4] == 0.5
    assert found[5] == pytest.approx(2 / 3)
    assert probability(np.linspace(-30, 30, 500)).tolist() == sorted(
        set(probability(np.linspace(-30, 30, 500)).tolist())
    )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "do not fit comparison name"),
        ({"name": FieldWeights(("equal", "other"), (0.9, 0.1), (0.1, 0.9))}, "do not fit comparison name"),
        ({"name": FieldWeights(EQUAL, (1.0, 0.0), (0.1, 0.9))}, "comparison name needs an m and a u above 0"),
        ({"name": FieldWeights(EQUAL, (0.9, 0.1), (0.1,))}, "comparison name needs an m and a u above 0"),
    ],
    ids=["no weights", "other levels", "an m of 0", "a level without u"],
)
def test_weights_that_do_not_fit_are_refused(fields: dict[str, FieldWeights], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Scorer(RECORDS, Plan((), (NAME,)), Weights(0.1, fields))


def test_the_version_names_the_content() -> None:
    same = Weights(0.01 * (1 + 1e-9), dict(reversed(WEIGHTS.fields.items())))
    assert same.version == WEIGHTS.version
    assert replace(WEIGHTS, prior=0.02).version != WEIGHTS.version
    assert len(WEIGHTS.version) == 12
