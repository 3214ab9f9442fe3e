"""The polars engine against great-expectations' pandas engine, nulls and odd values included."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import great_expectations.expectations as gxe
import polars as pl
import pytest
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.execution_engine.pandas_batch_data import PandasBatchData
from great_expectations.expectations.row_conditions import Column
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.gx_polars.engine import PolarsExecutionEngine
from checks.gx_polars.graph import graph_verdicts, run_graph
from checks.gx_polars.metrics import register
from checks.gx_polars.validate import validate

ROWS = pl.DataFrame(
    {
        "text": ["a", "b", "a", None, "A1", ""],
        "other": ["x", None, "x", None, "y", "y"],
        "number": [3, -1, 3, None, 0, 100],
        "second": [2, None, 4, None, 0, 99],
        "share": [0.5, float("nan"), None, 1.5, -0.5, 0.5],
        "died_on": [date(2026, 5, 3), None, date(2026, 5, 9), date(2026, 5, 9), None, date(2027, 1, 1)],
        "cremated_on": [date(2026, 5, 6), date(2026, 5, 6), date(2026, 5, 1), date(2026, 5, 9), None, None],
        "day": [date(2026, 5, 3), None, date(2026, 6, 30), date(2026, 7, 1), None, date(2027, 1, 1)],
        "seen_at": [datetime(2026, 5, 3, 23, 59), None, datetime(2026, 5, 4), None, None, None],
    }
)  # fmt: skip

EXPECTATIONS: dict[str, Any] = {
    "not null": gxe.ExpectColumnValuesToNotBeNull(column="text"),
    "not null, NaN is missing": gxe.ExpectColumnValuesToNotBeNull(column="share"),
    "mostly not null": gxe.ExpectColumnValuesToNotBeNull(column="other", mostly=0.6),
    "null": gxe.ExpectColumnValuesToBeNull(column="other"),
    "in set": gxe.ExpectColumnValuesToBeInSet(column="text", value_set=["a", "b"]),
    "in set, mostly": gxe.ExpectColumnValuesToBeInSet(column="text", value_set=["a", "b"], mostly=0.6),
    "in an empty set": gxe.ExpectColumnValuesToBeInSet(column="text", value_set=[]),
    "not in set": gxe.ExpectColumnValuesToNotBeInSet(column="number", value_set=[3, 7]),
    "regex": gxe.ExpectColumnValuesToMatchRegex(column="text", regex="^[a-z]$"),
    "not regex": gxe.ExpectColumnValuesToNotMatchRegex(column="text", regex="[0-9]"),
    "between": gxe.ExpectColumnValuesToBeBetween(column="number", min_value=0, max_value=100),
    "strictly between": gxe.ExpectColumnValuesToBeBetween(
        column="number", min_value=0, max_value=100, strict_min=True, strict_max=True
    ),
    "at least, NaN is missing": gxe.ExpectColumnValuesToBeBetween(column="share", min_value=0),
    "date at most": gxe.ExpectColumnValuesToBeBetween(column="day", max_value=date(2026, 6, 30)),
    "unique": gxe.ExpectColumnValuesToBeUnique(column="text"),
    "unique number": gxe.ExpectColumnValuesToBeUnique(column="number"),
    "compound unique": gxe.ExpectCompoundColumnsToBeUnique(column_list=["text", "other"]),
    "compound unique, nulls ignored": gxe.ExpectCompoundColumnsToBeUnique(
        column_list=["number", "other"], ignore_row_if="any_value_is_missing"
    ),
    "compound unique, nulls compared": gxe.ExpectCompoundColumnsToBeUnique(
        column_list=["second", "other"], ignore_row_if="never"
    ),
    "pair greater": gxe.ExpectColumnPairValuesAToBeGreaterThanB(column_A="number", column_B="second"),
    "pair or equal": gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="number", column_B="second", or_equal=True, ignore_row_if="either_value_is_missing"
    ),
    "pair of dates": gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="cremated_on", column_B="died_on", or_equal=True, ignore_row_if="either_value_is_missing"
    ),
    "pair, nulls compared": gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="number", column_B="second", ignore_row_if="neither"
    ),
    "row count": gxe.ExpectTableRowCountToBeBetween(min_value=1, max_value=5),
    "column exists": gxe.ExpectColumnToExist(column="text"),
    "column does not exist": gxe.ExpectColumnToExist(column="nowhere"),
    "where filled": gxe.ExpectColumnValuesToNotBeNull(
        column="other", row_condition=Column("text").is_not_null()
    ),
    "where empty": gxe.ExpectColumnValuesToNotBeNull(
        column="second", row_condition=Column("number").is_null()
    ),
    "where greater": gxe.ExpectColumnValuesToBeUnique(column="text", row_condition=Column("number") > 0),
    "where unequal": gxe.ExpectColumnValuesToNotBeNull(column="text", row_condition=Column("other") != "x"),
    "where in": gxe.ExpectColumnValuesToBeUnique(column="text", row_condition=Column("other").is_in(["x"])),
    "where not in": gxe.ExpectColumnValuesToNotBeNull(
        column="other", row_condition=Column("other").is_not_in(["x"])
    ),
    "where both": gxe.ExpectCompoundColumnsToBeUnique(
        column_list=["number", "other"],
        row_condition=(Column("number") >= 0) & (Column("other") == "x"),
    ),
    "where either": gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A="number", column_B="second", row_condition=(Column("number") < 0) | (Column("second") > 3)
    ),
}  # fmt: skip


def pandas_data(engine: PandasExecutionEngine, rows: pl.DataFrame) -> PandasBatchData:
    frame = rows.to_pandas()
    if "day" in rows.columns:
        # pandas compares a Python date with date objects only, and pairs of columns as datetimes only
        frame["day"] = rows["day"].to_list()
    return PandasBatchData(engine, frame)


def pandas_verdict(rows: pl.DataFrame, expectation: Any) -> tuple[bool, int, list[int]]:
    engine = PandasExecutionEngine()
    data = pandas_data(engine, rows)
    (result,) = run_graph(engine, data, [expectation], result_format={"result_format": "COMPLETE"})
    failing = result.result.get("unexpected_index_list") or []
    return bool(result.success), result.result.get("unexpected_count", 0), list(failing)


@pytest.mark.parametrize("expectation", EXPECTATIONS.values(), ids=EXPECTATIONS.keys())
def test_polars_says_what_pandas_says(expectation: Any) -> None:
    (verdict,) = validate(ROWS, [expectation])
    failing = [] if verdict.failing is None else verdict.failing.arg_true().to_list()
    assert (verdict.success, verdict.unexpected_count, failing) == pandas_verdict(ROWS, expectation)


def test_all_at_once_and_through_the_graph_is_the_same_in_the_order_asked() -> None:
    asked = list(EXPECTATIONS.values())
    for verdict, by_graph, expectation in zip(
        validate(ROWS, asked), graph_verdicts(ROWS, asked), asked, strict=True
    ):
        assert verdict.expectation == by_graph.expectation == expectation.expectation_type
        assert (verdict.success, verdict.unexpected_count) == (by_graph.success, by_graph.unexpected_count)
        assert verdict.kwargs == by_graph.kwargs
        if verdict.failing is not None and by_graph.failing is not None:
            assert verdict.failing.to_list() == by_graph.failing.to_list()


@pytest.mark.parametrize("result_format", ["BOOLEAN_ONLY", "BASIC", "SUMMARY", "COMPLETE"])
def test_the_framework_can_ask_for_every_result_format(result_format: str) -> None:
    register()
    asked = list(EXPECTATIONS.values())
    pandas = PandasExecutionEngine()
    theirs = run_graph(
        pandas, pandas_data(pandas, ROWS), asked, result_format={"result_format": result_format}
    )
    ours = run_graph(PolarsExecutionEngine(), ROWS, asked, result_format={"result_format": result_format})
    counts = ["element_count", "unexpected_count", "missing_count", "unexpected_index_list"]
    for mine, pandas_result in zip(ours, theirs, strict=True):
        assert mine.success == pandas_result.success
        for count in counts:
            assert mine.result.get(count) == pandas_result.result.get(count), (mine, count)


def test_a_time_is_compared_with_a_day() -> None:
    expectation = gxe.ExpectColumnValuesToBeBetween(
        column="seen_at", max_value=date(2026, 5, 4), strict_max=True
    )
    (verdict,) = validate(ROWS, [expectation])
    assert verdict.failing is not None
    assert verdict.failing.arg_true().to_list() == [2]


def test_failing_rows_can_be_named_by_columns_and_shown_whole() -> None:
    register()
    expectation = EXPECTATIONS["pair of dates"]
    wanted = {
        "result_format": "COMPLETE",
        "unexpected_index_column_names": ["number"],
        "include_unexpected_rows": True,
    }
    (result,) = run_graph(PolarsExecutionEngine(), ROWS, [expectation], result_format=wanted)
    assert result.result["unexpected_index_list"] == [
        {"cremated_on": date(2026, 5, 1), "died_on": date(2026, 5, 9), "number": 3}
    ]
    assert [row["text"] for row in result.result["unexpected_rows"]] == ["a"]


values = st.lists(
    st.tuples(
        st.one_of(st.none(), st.sampled_from(["a", "b", "x1", ""])),
        st.one_of(st.none(), st.integers(-3, 3)),
        st.one_of(st.none(), st.integers(-3, 3)),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25, deadline=None)
@given(values)
def test_any_small_frame_gets_the_verdicts_of_pandas(records: list[tuple[Any, Any, Any]]) -> None:
    schema = {"text": pl.String, "number": pl.Int64, "second": pl.Int64}
    rows = pl.DataFrame(records, schema=schema, orient="row")
    names = ["not null", "in set", "regex", "unique", "where greater", "pair greater"]
    asked = [
        *(EXPECTATIONS[name] for name in names),
        gxe.ExpectColumnValuesToBeBetween(column="number", min_value=0, strict_min=True),
        gxe.ExpectCompoundColumnsToBeUnique(column_list=["text", "number"]),
    ]
    for verdict, expectation in zip(validate(rows, asked), asked, strict=True):
        assert verdict.failing is not None
        ours = (verdict.success, verdict.unexpected_count, verdict.failing.arg_true().to_list())
        assert ours == pandas_verdict(rows, expectation)
