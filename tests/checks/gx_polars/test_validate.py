"""What ``validate`` promises besides the verdicts: faults are raised, nothing is written or shown."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import great_expectations.expectations as gxe
import polars as pl
import pytest
from great_expectations.exceptions import GreatExpectationsError
from great_expectations.expectations.row_conditions import Column

from checks.gx_polars.validate import validate

ROWS = pl.DataFrame({"text": ["a", None], "number": [1, 2]})


def test_a_misspelt_column_is_an_error_and_not_a_finding() -> None:
    with pytest.raises(pl.exceptions.ColumnNotFoundError):
        validate(ROWS, [gxe.ExpectColumnValuesToNotBeNull(column="txet")])


def test_a_pattern_the_engine_cannot_run_is_an_error() -> None:
    with pytest.raises(pl.exceptions.ComputeError):
        validate(ROWS, [gxe.ExpectColumnValuesToMatchRegex(column="text", regex="(?=a)")])


def test_an_expectation_without_a_polars_metric_is_an_error() -> None:
    with pytest.raises(GreatExpectationsError):
        validate(ROWS, [gxe.ExpectColumnMeanToBeBetween(column="number", min_value=5)])


def test_a_row_condition_as_raw_text_is_refused() -> None:
    asked = gxe.ExpectColumnValuesToNotBeNull(
        column="text", row_condition="number > 1", condition_parser="pandas"
    )
    with pytest.raises(ValueError, match="row_condition"):
        validate(ROWS, [asked])


def test_a_frame_without_rows_meets_every_map_expectation() -> None:
    verdicts = validate(
        ROWS.clear(),
        [
            gxe.ExpectColumnValuesToNotBeNull(column="text", row_condition=Column("number") > 1),
            gxe.ExpectCompoundColumnsToBeUnique(column_list=["text", "number"]),
            gxe.ExpectTableRowCountToBeBetween(min_value=1),
        ],
    )
    assert [v.success for v in verdicts] == [True, True, False]


def test_nothing_asked_is_nothing_answered() -> None:
    assert validate(ROWS, []) == []


def test_verdicts_do_not_depend_on_the_order_of_the_rows() -> None:
    asked = [gxe.ExpectColumnValuesToBeUnique(column="text")]
    rows = pl.DataFrame({"text": ["a", "b", "a", "c"]})
    (forth,), (back,) = validate(rows, asked), validate(rows.reverse(), asked)
    assert forth.failing is not None
    assert back.failing is not None
    assert forth.failing.to_list() == back.failing.reverse().to_list()


def test_importing_validate_does_not_import_great_expectations() -> None:
    code = "import sys, checks.gx_polars.validate; assert 'great_expectations' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_nothing_is_written_and_nothing_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    validate(ROWS, [gxe.ExpectColumnToExist(column="text"), gxe.ExpectColumnValuesToNotBeNull(column="text")])
    assert list(tmp_path.rglob("*")) == []
    assert capfd.readouterr() == ("", "")
