"""Columns as codes, and the keys behind them."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.linkage import Records, column, many_valued
from pipelines.linkage.columns import coded
from pipelines.linkage.hashing import NO_KEY, joined, keys_of, mixed

TEXTS = st.lists(st.none() | st.text(st.sampled_from("ab王小é😀 \u0301"), max_size=3), max_size=30)


def test_codes_follow_the_first_appearance_and_absent_values_have_none() -> None:
    codes, distinct = coded(pl.Series(["王", None, "b", "", "王", "a", "b"]))
    assert codes.tolist() == [0, -1, 1, -1, 0, 2, 1]
    assert distinct.to_list() == ["王", "b", "a"]


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        (pl.Series([0, 7, None, 0]), [0, 1, -1, 0]),
        (pl.Series([None, None], dtype=pl.String), [-1, -1]),
        (pl.Series([None, None]), [-1, -1]),
        (pl.Series([], dtype=pl.String), []),
    ],
    ids=["integers, 0 is a value", "only null texts", "only nulls", "nothing"],
)  # fmt: skip
def test_codes_of_other_columns(values: pl.Series, codes: list[int]) -> None:
    assert coded(values)[0].tolist() == codes


@given(TEXTS)
@settings(max_examples=60, derandomize=True, deadline=None)
def test_two_codes_are_equal_exactly_for_equal_texts(texts: list[str | None]) -> None:
    series = pl.Series(texts, dtype=pl.String)
    codes, distinct = coded(series)
    seen: dict[str, int] = {}
    expected = [seen.setdefault(t, len(seen)) if t else -1 for t in texts]
    assert codes.tolist() == expected
    assert distinct.to_list() == list(seen)
    keys = keys_of(series)
    assert [k == NO_KEY for k in keys] == [not t for t in texts]
    assert len(set(keys[keys != NO_KEY].tolist())) == len(seen)


def test_a_record_holds_any_number_of_values() -> None:
    held = many_valued(pl.Series([0, 0, 2, 2, 3]), pl.Series(["x", "y", "x", "", None]), 5)
    assert held.starts is not None
    assert held.starts.tolist() == [0, 2, 2, 3, 3, 3]
    assert held.codes.tolist() == [0, 1, 0]
    assert held.records == 5
    assert held.holders().tolist() == [0, 0, 2]
    assert held.frequencies.tolist() == [2, 1]


def test_values_of_unordered_holders_are_refused() -> None:
    with pytest.raises(ValueError, match="ascending"):
        many_valued(pl.Series([1, 0]), pl.Series(["x", "y"]), 2)


def test_frequencies_leave_absent_values_out() -> None:
    assert column(pl.Series(["a", None, "b", "a"])).frequencies.tolist() == [2, 1]


def test_a_column_of_another_length_is_named() -> None:
    with pytest.raises(ValueError, match="column town has 1 records, not 2"):
        Records({"town": column(pl.Series(["x"]))}, 2)


def test_mixing_loses_nothing_and_joining_minds_order_and_absence() -> None:
    assert len(np.unique(mixed(np.arange(100_000)))) == 100_000
    a, b = keys_of(pl.Series(["a", None, "a"])), keys_of(pl.Series(["b", "b", ""]))
    assert (joined(a, b) == NO_KEY).tolist() == [False, True, True]
    assert joined(a, b)[0] != joined(b, a)[0]
