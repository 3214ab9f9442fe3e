"""The dibao rolls as households and the persons listed in them, before money and counting.

Rows of one household and month are put together here (a roll may list a household over several
rows). Who is counted stands in ``counted``, what was paid in ``household_pay``.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.facts.codes import DIBAO_ROLLS
from pipelines.facts.register_rows import ROW_KEY, RoleLinks, all_rows, with_person
from pipelines.tables import I64, D, S

HOUSEHOLD = ["programme", "household_id", "benefit_month"]
ROLL_FIELDS: dict[str, pl.DataType] = {
    "benefit_month": D, "programme": S, "household_id": S, "township": S, "village": S, "head_name": S,
    "head_id": S, "headcount": I64, "amount_fen": I64, "other_amount_fen": I64, "account": S,
    "start_month": D, "approved_on": D,
}  # fmt: skip
LINKED = {"person_id": "person_id", "name_agreement": "name_agreement", "is_strong": "is_strong"}


def dibao_rows(accepted: Mapping[str, pl.DataFrame], links: RoleLinks) -> pl.DataFrame:
    """The rows of both rolls with a household and a month, the head's link and ``roll_fen``.

    roll_fen = amount + other_amount of the row. ``repeats``: all rows of the household and month
    have the same head and the same amount, so the amount counts once (a vertical layout).
    """
    rows = all_rows(accepted, sorted(DIBAO_ROLLS), ROLL_FIELDS).drop_nulls(["household_id", "benefit_month"])
    linked = with_person(rows, links, ("head", "beneficiary"), LINKED).with_columns(
        programme=pl.col("register").replace_strict(DIBAO_ROLLS, return_dtype=pl.String),
        roll_fen=pl.col("amount_fen").fill_null(0) + pl.col("other_amount_fen").fill_null(0),
        head_key=pl.coalesce("person_id", "head_id", "head_name"),
    )
    same_head = pl.col("head_key").n_unique().over(HOUSEHOLD) == 1
    same_amount = pl.col("roll_fen").n_unique().over(HOUSEHOLD) == 1
    return linked.with_columns(repeats=same_head & same_amount)


def household_rolls(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per household and month of the roll.

    Args:
        rows: ``dibao_rows``.

    Returns:
        ROW_REF of the household's first row, programme, household_id, benefit_month, head_id
        (person), headcount (largest stated; null when none is positive), roll_fen, account,
        start_month, approved_on, township, village, is_strong (of the head's link).
    """
    amount = pl.col("roll_fen")
    return (
        rows.sort(ROW_KEY)
        .group_by(HOUSEHOLD, maintain_order=True)
        .agg(
            *(pl.col(c).first() for c in (*ROW_KEY, "account", "township", "village", "is_strong")),
            head_id=pl.col("person_id").first(),
            headcount=pl.col("headcount").filter(pl.col("headcount") > 0).max(),
            roll_fen=pl.when(pl.col("repeats").first()).then(amount.first()).otherwise(amount.sum()),
            start_month=pl.col("start_month").min(),
            approved_on=pl.col("approved_on").min(),
        )
    )


def listed_persons(rows: pl.DataFrame, members: pl.DataFrame, links: RoleLinks) -> pl.DataFrame:
    """The head and every member with a name, once per household and month.

    Args:
        rows: ``dibao_rows``.
        members: MEMBER_ROW; a member of a row that was not accepted is not listed.

    Returns:
        ROW_REF, programme, household_id, benefit_month, person_id, role (head | member),
        listed_name, name_agreement, is_strong, township, village. The person who heads the
        household's first row is the head; someone listed twice is listed once, as head first.
    """
    columns = [
        *ROW_KEY, *HOUSEHOLD, "person_id", "role", "place", "listed_name", "name_agreement", "is_strong",
        "township", "village",
    ]  # fmt: skip
    heads = rows.with_columns(
        role=pl.when(pl.col("person_id") == pl.col("person_id").first().over(HOUSEHOLD, order_by=ROW_KEY))
        .then(pl.lit("head"))
        .otherwise(pl.lit("member")),
        place=pl.lit(0, dtype=pl.Int32),
        listed_name="head_name",
    ).select(columns)
    homes = rows.select(*ROW_KEY, *HOUSEHOLD, "township", "village")
    named = members.filter(pl.col("member_name").is_not_null()).select(*ROW_KEY, "member_no", "member_name")
    at_home = named.join(homes, on=ROW_KEY, validate="m:1")
    linked = [
        with_person(part, links, [f"member_{no}"], LINKED)
        for (no,), part in sorted(at_home.partition_by("member_no", as_dict=True).items())
    ]
    others = [
        part.with_columns(role=pl.lit("member"), place="member_no", listed_name="member_name").select(columns)
        for part in linked
    ]
    return (
        pl.concat([heads, *others])
        .drop_nulls("person_id")
        .with_columns(is_head=pl.col("role") == "head")
        .sort("is_head", *ROW_KEY, "place", descending=[True, False, False, False, False, False])
        .unique([*HOUSEHOLD, "person_id"], keep="first", maintain_order=True)
        .drop("place", "is_head")
    )
