"""What the judged rules must find and must leave alone, with months and money.

Amounts are reckoned from the facts (roll, lines), by the basis each case names; the wording of the bases
follows amount_at_risk of the rules catalogue.
"""

from __future__ import annotations

import polars as pl

from pipelines.synthetic.books import OFF_B_FEN, OFF_C_FEN
from pipelines.synthetic.plan import CountyPlan, month_at
from pipelines.synthetic.registers.particulars import household_ids
from pipelines.synthetic.standards import ELDERLY_BANDS_FEN, band_at
from pipelines.synthetic.world import World

TRUTH_CASES = {
    "rule_id": pl.String(), "case_no": pl.Int64(), "kind": pl.String(), "label": pl.String(),
    "truth_person": pl.Int64(), "name": pl.String(), "id_number": pl.String(), "other_person": pl.Int64(),
    "programme": pl.String(), "household_id": pl.String(), "other_household_id": pl.String(),
    "account": pl.String(), "batch_no": pl.String(), "first_month": pl.Date(), "last_month": pl.Date(),
    "months": pl.List(pl.Date()), "amount_fen": pl.Int64(), "register": pl.String(),
    "register_row": pl.Int64(),
    "field": pl.String(), "written": pl.String(), "cells": pl.Int64(), "note": pl.String(),
}  # fmt: skip


def truth_cases(
    plan: CountyPlan,
    people: pl.DataFrame,
    world: World,
    lines: pl.DataFrame,
    persons: pl.DataFrame,
    households: pl.DataFrame,
) -> pl.DataFrame:
    """The cases on persons, households, accounts and batches (TRUTH_CASES without the record cases).

    Args:
        lines: batched payment lines; persons, households: the rolls.
    """
    cases = world.table("cases").with_row_index("case").with_columns(pl.col("first").clip(lower_bound=0))
    months = cases.with_columns(month=pl.int_ranges("first", pl.col("last") + 1)).explode("month")
    amounts = _amounts(months, lines, persons, households)
    due = amounts.group_by("case").agg(amount_fen=pl.col("risk_fen").sum())
    who = people.select(person="truth_person", name="name", id_number="id_number")
    accounts = people.select(account_of="truth_person", account="account")
    programmes = world.table("dibao").select("household", household_programme="programme")
    named = (
        cases.join(due, on="case", how="left", validate="1:1", maintain_order="left")
        .join(who, on="person", how="left", validate="m:1", maintain_order="left")
        .join(accounts, on="account_of", how="left", validate="m:1", maintain_order="left")
        .join(programmes, on="household", how="left", validate="m:1", maintain_order="left")
        .join(
            programmes.rename({"household": "other_household", "household_programme": "other_programme"}),
            on="other_household", how="left", validate="m:1", maintain_order="left",
        )
    )  # fmt: skip
    return named.select(
        rule_id="rule_id",
        case_no=pl.col("case").cast(pl.Int64),
        kind="kind",
        label="label",
        truth_person="person",
        name="name",
        id_number="id_number",
        other_person="other_person",
        programme="programme",
        household_id=household_ids(pl.col("household"), pl.col("household_programme")),
        other_household_id=household_ids(pl.col("other_household"), pl.col("other_programme")),
        account="account",
        batch_no="batch_no",
        first_month=month_at(plan, pl.col("first")),
        last_month=month_at(plan, pl.col("last")),
        months=pl.date_ranges(month_at(plan, pl.col("first")), month_at(plan, pl.col("last")), "1mo"),
        amount_fen=pl.when(pl.col("basis").is_not_null()).then("amount_fen"),
        register=pl.lit(None, dtype=pl.String),
        register_row=pl.lit(None, dtype=pl.Int64),
        field=pl.lit(None, dtype=pl.String),
        written=pl.lit(None, dtype=pl.String),
        cells=pl.lit(None, dtype=pl.Int64),
        note="note",
    )


def _amounts(
    months: pl.DataFrame, lines: pl.DataFrame, persons: pl.DataFrame, households: pl.DataFrame
) -> pl.DataFrame:
    """case, month, risk_fen."""
    keys = ["person", "programme", "month"]
    good = lines.filter(pl.col("state") == "paid")
    paid = good.group_by(keys).agg(
        paid_fen=pl.col("amount_fen").sum(),
        normal_fen=pl.col("amount_fen").filter(pl.col("kind").is_in(["正常", "更正发放"])).sum(),
    )
    entitled = pl.concat(
        [
            persons.select(*keys, "amount_fen"),
            households.select("programme", "month", "amount_fen", person="head"),
        ],
        how="diagonal",
    ).rename({"amount_fen": "entitled_fen"})
    standard = persons.filter(pl.col("programme") == "elderly_age").select(*keys, due_fen=_due_by_age())
    home_paid = (
        good.filter(pl.col("household").is_not_null())
        .group_by("household", "month")
        .agg(home_fen=pl.col("amount_fen").sum())
    )
    shares = households.join(home_paid, on=["household", "month"], validate="1:1").select(
        "household", "month", share_fen=pl.col("home_fen") // pl.col("headcount")
    )
    table = months
    for other, on in ((paid, keys), (entitled, keys), (standard, keys), (shares, ["household", "month"])):
        table = table.join(other, on=on, how="left", validate="m:1", maintain_order="left")
    table = table.join(
        shares.rename({"household": "other_household", "share_fen": "other_share_fen"}),
        on=["other_household", "month"], how="left", validate="m:1", maintain_order="left",
    ).join(
        paid.select(other_person="person", programme="programme", month="month", other_paid_fen="paid_fen"),
        on=["other_person", "programme", "month"], how="left", validate="m:1", maintain_order="left",
    )  # fmt: skip
    off = _roll_less_lines(entitled, lines)
    table = table.join(off, on=["programme", "month"], how="left", validate="m:1", maintain_order="left")
    basis = pl.col("basis")
    risk = (
        pl.when(basis == "paid")
        .then("paid_fen")
        .when(basis == "share")
        .then("share_fen")
        .when(basis == "smaller share")
        .then(pl.min_horizontal("share_fen", "other_share_fen"))
        .when(basis == "tekun or share")
        .then(pl.min_horizontal("paid_fen", "share_fen"))
        .when(basis == "excess")
        .then(pl.col("normal_fen") - pl.col("entitled_fen"))
        .when(basis == "over")
        .then((pl.col("normal_fen") - pl.col("due_fen")).clip(lower_bound=0))
        .when(basis == "paid to the other")
        .then("other_paid_fen")
        .when(basis == "off A")
        .then("off_fen")
        .when(basis == "off B")
        .then(OFF_B_FEN)
        .when(basis == "off C")
        .then(OFF_C_FEN)
    )
    return table.select("case", "month", risk_fen=risk)


def _due_by_age() -> pl.Expr:
    """The elderly standard of the row's true age (the roll may say otherwise)."""
    return band_at(pl.col("age")).replace_strict(ELDERLY_BANDS_FEN, return_dtype=pl.Int64, default=None)


def _roll_less_lines(entitled: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    roll = entitled.group_by("programme", "month").agg(roll_fen=pl.col("entitled_fen").sum())
    normal = (
        lines.filter((pl.col("kind") == "正常") & (pl.col("state") != "stopped"))
        .group_by("programme", "month")
        .agg(line_fen=pl.col("amount_fen").sum())
    )
    return roll.join(normal, on=["programme", "month"], validate="1:1").select(
        "programme", "month", off_fen=(pl.col("roll_fen") - pl.col("line_fen")).abs()
    )
