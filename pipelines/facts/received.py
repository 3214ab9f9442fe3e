"""RECEIVED_MONTH: the months in which a person receives a programme, paid or by the roll.

Payment sums stand in ``paid_months``, households in ``households``. Here the two meet: where no
batch covers programme and month, the roll's amount stands in.
"""

from __future__ import annotations

import polars as pl

from pipelines.facts.codes import DIBAO
from pipelines.facts.dibao_rows import HOUSEHOLD
from pipelines.facts.month_runs import with_nearest_month, with_run
from pipelines.facts.register_rows import finished
from pipelines.tables import RECEIVED_MONTH

MONTH = ["person_id", "programme", "benefit_month"]


def received_months(
    paid: pl.DataFrame,
    entitlements: pl.DataFrame,
    members: pl.DataFrame,
    households: pl.DataFrame,
    coverage: pl.DataFrame,
    persons: pl.DataFrame,
) -> pl.DataFrame:
    """RECEIVED_MONTH.

    dibao: every listed person of a household with paid_household > 0, counted or not (is_counted
    says which). Where the roll has no household at all in a paid month, the beneficiary of the
    line is here with is_counted null: whether the person is counted cannot be told.
    first_month and last_month bound the consecutive months with the same standing.

    Args:
        paid: PAID_MONTH.
        entitlements: ENTITLEMENT.
        members: HOUSEHOLD_MEMBER.
        households: HOUSEHOLD_MONTH.
        coverage: COVERAGE.
        persons: PERSON.

    Nulls: start_month, approved_on and certificate are those of the roll row of the nearest month;
    months only of the month's own row.
    Source: definitions.receives.
    """
    rows = pl.concat(
        [
            _paid_persons(paid),
            _roll_persons(entitlements, coverage),
            _listed(members, households),
            _without_roll(paid, households),
        ],
        how="diagonal",
    )
    bounded = with_run(
        rows.with_columns(is_out=(~pl.col("is_counted")).fill_null(False)),
        ["person_id", "programme", "is_out"],
    )
    known = persons.select("person_id", "is_identified", person_township="township", person_village="village")
    complete = _with_roll_facts(bounded, entitlements).join(known, on="person_id", how="left", validate="m:1")
    return finished(
        complete.with_columns(
            is_identified=pl.col("is_identified").fill_null(False),
            township=pl.coalesce("township", "person_township"),
            village=pl.coalesce("village", "person_village"),
            certificate20=pl.col("certificate").str.to_uppercase().str.slice(0, 20),
        ),
        RECEIVED_MONTH,
    )


def _paid_persons(paid: pl.DataFrame) -> pl.DataFrame:
    return paid.filter((pl.col("paid_fen") > 0) & ~pl.col("programme").is_in(DIBAO)).select(
        *MONTH,
        "township",
        "village",
        basis=pl.lit("paid"),
        role=pl.lit("beneficiary"),
        is_counted=pl.lit(True),
        received_fen="paid_fen",
        base_fen=pl.col("normal_fen") + pl.col("correction_fen"),
        arrears_only=_arrears_only("paid_fen", "arrears_fen")
        & (pl.col("normal_lines") == 0)
        & (pl.col("correction_lines") == 0),
        share_fen="paid_fen",
        household_id=pl.lit(None, dtype=pl.String),
        is_sole=pl.lit(True),
    )


def _roll_persons(entitlements: pl.DataFrame, coverage: pl.DataFrame) -> pl.DataFrame:
    due = entitlements.filter((pl.col("amount_fen") > 0) & ~pl.col("programme").is_in(DIBAO))
    return due.join(coverage, on=["programme", "benefit_month"], how="anti").select(
        *MONTH,
        "township",
        "village",
        basis=pl.lit("roll"),
        role=pl.lit("beneficiary"),
        is_counted=pl.lit(True),
        received_fen="amount_fen",
        base_fen="amount_fen",
        arrears_only=pl.lit(False),
        share_fen="amount_fen",
        household_id=pl.lit(None, dtype=pl.String),
        is_sole=pl.lit(True),
    )


def _listed(members: pl.DataFrame, households: pl.DataFrame) -> pl.DataFrame:
    """Listed persons of paid households, one household each: counted, then headed, then the smaller share."""
    home = households.select(*HOUSEHOLD, "is_covered", "base_fen", "arrears_fen")
    counted_first = pl.col("is_counted").cast(pl.Int8) * 2
    return (
        members.filter(pl.col("paid_fen") > 0)
        .join(home, on=HOUSEHOLD, validate="m:1")
        .with_columns(doubt=2 - counted_first.fill_null(1), is_member=pl.col("role") != "head")
        .sort(*MONTH, "doubt", "is_member", "share_fen", "household_id")
        .unique(MONTH, keep="first", maintain_order=True)
        .select(
            *MONTH,
            "township",
            "village",
            "role",
            "is_counted",
            "base_fen",
            "share_fen",
            "household_id",
            basis=pl.when("is_covered").then(pl.lit("paid")).otherwise(pl.lit("roll")),
            received_fen="paid_fen",
            arrears_only=_arrears_only("paid_fen", "arrears_fen") & (pl.col("base_fen") == 0),
            is_sole=(pl.col("role") == "head")
            | (pl.col("listed") == 1)
            | (pl.col("headcount") == 1).fill_null(False),
        )
    )


def _without_roll(paid: pl.DataFrame, households: pl.DataFrame) -> pl.DataFrame:
    rolls = households.select("programme", "benefit_month").unique()
    return (
        paid.filter((pl.col("paid_fen") > 0) & pl.col("programme").is_in(DIBAO))
        .join(rolls, on=["programme", "benefit_month"], how="anti")
        .select(
            *MONTH,
            "township",
            "village",
            basis=pl.lit("paid"),
            role=pl.lit("beneficiary"),
            is_counted=pl.lit(None, dtype=pl.Boolean),
            received_fen="paid_fen",
            base_fen=pl.col("normal_fen") + pl.col("correction_fen"),
            arrears_only=_arrears_only("paid_fen", "arrears_fen") & (pl.col("normal_lines") == 0),
            share_fen="paid_fen",
            household_id=pl.lit(None, dtype=pl.String),
            is_sole=pl.lit(True),
        )
    )


def _arrears_only(paid: str, arrears: str) -> pl.Expr:
    return pl.col(paid) == pl.col(arrears)


def _with_roll_facts(rows: pl.DataFrame, entitlements: pl.DataFrame) -> pl.DataFrame:
    facts = (
        entitlements.sort(*MONTH, "role", "household_id")  # head before member
        .unique(MONTH, keep="first", maintain_order=True)
        .select(*MONTH, "months", "start_month", "approved_on", "certificate")
    )
    take = {c: c for c in ("start_month", "approved_on", "certificate")}
    near = with_nearest_month(rows, facts, ["person_id", "programme"], take)
    return near.join(facts.select(*MONTH, "months"), on=MONTH, how="left", validate="m:1")
