"""Vectors of an earlier run: the same answer, only changed records compared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import fields, replace
from typing import ClassVar

import numpy as np
import polars as pl
import pytest

from pipelines.linkage import Column, Comparison, Pass, Plan, Records, Scored, score_pairs
from pipelines.linkage.columns import Codes
from pipelines.linkage.levels import Compare, Levels, Text
from pipelines.linkage.memo import Memo

Make = Callable[[pl.DataFrame], Records]


class Counted(Text):
    """Text that remembers how many pairs it was asked about."""

    asked: ClassVar[list[int]] = []

    def prepare(self, columns: Sequence[Column]) -> Compare:
        compare = super().prepare(columns)

        def counting(left: Codes, right: Codes) -> Levels:
            self.asked.append(len(left))
            return compare(left, right)

        return counting


PLAN = Plan(
    (
        Pass("last", ("last:whole",), "", precise=True, implies=("last",)),
        Pass("han", ("han:whole",), "", precise=True, implies=("han",)),
        Pass("birth", ("birth:whole",), ""),
    ),
    (
        Comparison("last", ("last",), Text()),
        Comparison("han", ("han",), Counted()),
        Comparison("birth", ("birth",), Text(close=0.9)),
    ),
)
ORDER = ("first", "last", "han", "birth", "code", "town", "person")


@pytest.fixture(scope="module")
def before(register: Callable[..., pl.DataFrame]) -> pl.DataFrame:
    return register(400)


@pytest.fixture(scope="module")
def first_run(before: pl.DataFrame, records_of: Make) -> Scored:
    return score_pairs(records_of(before), PLAN)


@pytest.fixture
def asked() -> list[int]:
    Counted.asked.clear()
    return Counted.asked


@pytest.fixture(scope="module")
def after(before: pl.DataFrame) -> pl.DataFrame:
    """Thirty records changed, ten gone, two new ones, other places for all."""
    drawn = np.random.default_rng(3).permutation(before.height)
    changed = (
        pl.when(pl.int_range(pl.len()).is_in(drawn[:30])).then(pl.lit("王小明")).otherwise("han").alias("han")
    )
    kept = before.with_columns(changed).filter(~pl.int_range(pl.len()).is_in(drawn[30:40]))
    new = before.head(2).with_columns(last=pl.lit("aaa"), first=pl.lit("aaa"))
    return pl.concat([kept, new]).sort(*ORDER)


def same(one: Scored, other: Scored) -> bool:
    return all(
        getattr(one.edges, f.name).tobytes() == getattr(other.edges, f.name).tobytes()
        for f in fields(one.edges)
    )


@pytest.mark.parametrize("is_learnt", [False, True], ids=["approved weights", "weights learnt again"])
@pytest.mark.parametrize("chunk", [60, 1_000_000])
def test_a_run_with_the_memo_of_the_last_one_is_a_full_run_to_the_bit(
    after: pl.DataFrame, records_of: Make, first_run: Scored, chunk: int, *, is_learnt: bool
) -> None:
    records, plan = records_of(after), replace(PLAN, chunk=chunk)
    weights = None if is_learnt else first_run.weights
    full = score_pairs(records, plan, weights)
    quick = score_pairs(records, plan, weights, memo=first_run.memo)
    assert same(full, quick)
    assert full.memo is not None
    assert quick.memo is not None
    assert full.memo.keys.tobytes() == quick.memo.keys.tobytes()
    assert full.memo.patterns.tobytes() == quick.memo.patterns.tobytes()
    assert full.weights.version == quick.weights.version


def test_only_pairs_with_a_changed_record_are_compared(
    before: pl.DataFrame, after: pl.DataFrame, records_of: Make, first_run: Scored, asked: list[int]
) -> None:
    records = records_of(after)
    full = score_pairs(records, replace(PLAN, floor=1e-15), first_run.weights)
    assert sum(asked) == full.candidates
    asked.clear()
    assert first_run.memo is not None
    score_pairs(records, PLAN, first_run.weights, memo=first_run.memo)
    digests, old_digests = records.digests, records_of(before).digests
    assert digests is not None
    assert old_digests is not None
    old = set(old_digests.tolist())
    keys = Memo.keys_of(digests, full.edges.left, full.edges.right)
    unknown = ~first_run.memo.look_up(keys)[1]
    has_new = np.array(
        [
            a not in old or b not in old
            for a, b in zip(
                digests[full.edges.left].tolist(), digests[full.edges.right].tolist(), strict=True
            )
        ]
    )
    assert sum(asked) == unknown.sum()
    assert (has_new <= unknown).all()  # every pair with a changed record
    assert 0 < has_new.sum() == unknown.sum() < full.candidates / 3


def test_an_unchanged_register_compares_nothing(
    before: pl.DataFrame, records_of: Make, first_run: Scored, asked: list[int]
) -> None:
    again = score_pairs(records_of(before), PLAN, first_run.weights, memo=first_run.memo)
    assert sum(asked) == 0
    assert same(again, first_run)


@pytest.mark.parametrize(
    "comparison",
    [
        Comparison("given", ("han",), Counted()),
        Comparison("han", ("han",), Counted(close=0.7)),
        Comparison("han", ("first",), Counted()),
    ],
    ids=["another name", "another setting", "another column"],
)
def test_a_memo_of_another_layout_is_not_used(
    before: pl.DataFrame, records_of: Make, first_run: Scored, asked: list[int], comparison: Comparison
) -> None:
    plan = Plan(
        tuple(replace(p, implies=()) for p in PLAN.passes),
        (PLAN.comparisons[0], comparison, PLAN.comparisons[2]),
    )
    assert first_run.memo is not None
    assert not first_run.memo.fits(plan)
    found = score_pairs(records_of(before), plan, memo=first_run.memo)
    assert sum(asked) >= found.candidates
    assert same(found, score_pairs(records_of(before), plan))


def test_a_memo_finds_a_pair_from_either_side_and_knows_what_it_does_not_know() -> None:
    digests = np.array([5, 9, 7], dtype=np.uint64)
    one, two = np.array([0, 0], dtype=np.int32), np.array([1, 2], dtype=np.int32)
    keys = Memo.keys_of(digests, one, two)
    assert keys.tolist() == Memo.keys_of(digests, two, one).tolist()
    memo = Memo.of(PLAN, keys[:1], np.array([42]))
    patterns, is_known = memo.look_up(keys)
    assert is_known.tolist() == [True, False]
    assert patterns[0] == 42
    empty = Memo.of(PLAN, keys[:0], np.zeros(0, dtype=np.int64))
    assert empty.look_up(keys)[1].tolist() == [False, False]
    both = Memo.joined([empty, memo, Memo.of(PLAN, keys[::-1], np.array([7, 42]))])
    assert sorted(zip(both.keys.tolist(), both.patterns.tolist(), strict=True)) == sorted(
        zip(keys.tolist(), [42, 7], strict=True)
    )
    assert (np.diff(both.keys.astype(object)) > 0).all()
