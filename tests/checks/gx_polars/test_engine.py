"""The engine as great-expectations calls it: batches and domains."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from great_expectations.expectations.row_conditions import Column

from checks.gx_polars.engine import PolarsExecutionEngine

ROWS = pl.DataFrame({"a": [1, None, 3, None], "b": [1, 2, None, None]})


@pytest.fixture
def engine() -> PolarsExecutionEngine:
    loaded = PolarsExecutionEngine()
    loaded.load_batch_data("one", ROWS)
    return loaded


@pytest.mark.parametrize(
    ("domain", "kept"),
    [
        ({}, [0, 1, 2, 3]),
        ({"column": "a"}, [0, 1, 2, 3]),
        ({"column": "a", "row_condition": Column("b").is_not_null()}, [0, 1]),
        ({"column_A": "a", "column_B": "b", "ignore_row_if": "both_values_are_missing"}, [0, 1, 2]),
        ({"column_A": "a", "column_B": "b", "ignore_row_if": "either_value_is_missing"}, [0]),
        ({"column_A": "a", "column_B": "b", "ignore_row_if": "neither"}, [0, 1, 2, 3]),
        ({"column_list": ["a", "b"], "ignore_row_if": "all_values_are_missing"}, [0, 1, 2]),
        ({"column_list": ["a", "b"], "ignore_row_if": "any_value_is_missing"}, [0]),
        ({"column_list": ["a", "b"], "ignore_row_if": "never"}, [0, 1, 2, 3]),
    ],
)  # fmt: skip
def test_a_domain_holds_the_rows_it_names(
    engine: PolarsExecutionEngine, domain: dict[str, Any], kept: list[int]
) -> None:
    assert engine.get_domain_records(domain).equals(ROWS[kept])


def test_the_arguments_of_a_domain_are_split_for_the_framework(engine: PolarsExecutionEngine) -> None:
    rows, compute, accessor = engine.get_compute_domain({"batch_id": "one", "column": "a"}, "column")
    assert (rows.height, compute, accessor) == (4, {"batch_id": "one"}, {"column": "a"})


@pytest.mark.parametrize("domain", [{"batch_id": "two"}, {"table": "t"}])
def test_a_batch_that_was_not_loaded_is_an_error(
    engine: PolarsExecutionEngine, domain: dict[str, Any]
) -> None:
    with pytest.raises(ValueError, match="batch"):
        engine.get_domain_records(domain)


def test_an_unknown_ignore_row_if_is_an_error(engine: PolarsExecutionEngine) -> None:
    with pytest.raises(ValueError, match="sometimes"):
        engine.get_domain_records({"column_list": ["a", "b"], "ignore_row_if": "sometimes"})


def test_a_runtime_batch_wraps_its_frame(engine: PolarsExecutionEngine) -> None:
    data, _ = engine.get_batch_data_and_markers({"batch_data": ROWS})
    assert data.rows.equals(ROWS)
