"""The hand-made county, from its files to its clues: exactly what expected.yaml says."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from assets.run import run_audit
from assets.settings import Settings
from reports.run_folder import verify_run

HERE = Path(__file__).parent
EXPECTED = yaml.safe_load((HERE / "expected.yaml").read_text("utf-8"))
JUDGED = EXPECTED["judged_rules"]
pytestmark = pytest.mark.xdist_group("county")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    report = run_audit(Settings(data=str(HERE / "data"), out=str(out)))
    assert report.state == "published", [f.say("en") for f in report.faults]
    return out / "current"


@pytest.fixture(scope="module")
def clues(run: Path) -> pl.DataFrame:
    months = (
        pl.read_parquet(run / "clue_months.parquet")
        .sort("benefit_month")
        .group_by("clue_id")
        .agg(pl.col("benefit_month").dt.strftime("%Y-%m").alias("month_texts"))
    )
    return pl.read_parquet(run / "clues.parquet").join(months, on="clue_id", how="left")


def found(clues: pl.DataFrame, expected: dict[str, Any]) -> pl.DataFrame:
    """The clues that an entry of expected.yaml speaks of."""
    rows = clues.filter(pl.col("rule_id") == expected["rule"])
    if "account" in expected:
        return rows.filter(pl.col("unit_key") == expected["account"])
    if "sheet" in expected:
        return rows.filter(pl.col("unit_key").str.contains(f"{expected['register']}|", literal=True)).filter(
            pl.col("unit_key").str.contains(expected["sheet"], literal=True)
        )
    if "id" in expected:
        return rows.filter(pl.col("id_number") == expected["id"])
    return rows.filter(pl.col("name") == expected["who"]).filter(
        pl.col("unit_key").str.starts_with(expected["register"])
    )


@pytest.mark.parametrize("expected", EXPECTED["clues"], ids=lambda e: f"{e['rule']} {e.get('who', '')}")
def test_every_expected_clue_is_given(clues: pl.DataFrame, expected: dict[str, Any]) -> None:
    rows = found(clues, expected)
    # the wrong number stands in the sheets of both months: one record each
    assert rows.height == (2 if expected["rule"] == "IDQ-01" else 1)
    if "months" in expected:
        assert rows["month_texts"].to_list() == [expected["months"]]
    if "amount" in expected:
        assert rows["amount_at_risk"].to_list() == [Decimal(expected["amount"])]
    if "programme" in expected:
        assert rows["programme"].to_list() == [expected["programme"]]
    if "grade_at_most" in expected:
        assert rows["grade"].item() >= expected["grade_at_most"]
    if "account" in expected:
        assert all(who in rows["reason"].item() for who in expected["who"])


def test_the_footer_clue_says_the_difference(clues: pl.DataFrame) -> None:
    assert "50.00" in clues.filter(pl.col("rule_id") == "IDQ-05")["reason"].item()


def test_there_is_no_other_clue_of_the_judged_rules(clues: pl.DataFrame) -> None:
    judged = clues.filter(pl.col("rule_id").is_in(JUDGED))
    wanted = pl.concat([found(clues, e) for e in EXPECTED["clues"]])
    extra = judged.join(wanted, on="clue_id", how="anti")
    assert extra.select("rule_id", "name", "reason").rows() == []


def test_the_run_folder_verifies(run: Path) -> None:
    assert verify_run(run.resolve()) == []


def test_every_row_is_accounted_for(run: Path) -> None:
    rows = pl.read_parquet(run / "rows.parquet")
    statuses = rows["status"].value_counts().sort("status").rows()
    assert statuses == [("not_data", 24), ("used", 84)]
