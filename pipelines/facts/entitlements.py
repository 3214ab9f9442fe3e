"""ENTITLEMENT: what the rolls say a person is due, by programme and benefit month.

What was paid stands in ``paid_months``. temp_ledger and funeral_roll hold single payments, not
months, and are not here.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.facts.dibao_rows import HOUSEHOLD
from pipelines.facts.register_rows import ROW_KEY, RoleLinks, finished, register_rows, with_person
from pipelines.tables import ENTITLEMENT, I64, D, S

ROLL_AMOUNTS: dict[str, tuple[str, ...]] = {
    "roll_child": ("amount",),
    "roll_disability": ("amount",),
    "roll_elderly": ("amount",),
    "roll_tekun": ("living_amount", "care_amount"),
}
"""The money columns of a person roll that add up to the month's amount."""

PERSON_FIELDS: dict[str, pl.DataType] = {
    "benefit_month": D, "programme": S, "months": I64, "account": S, "start_month": D, "approved_on": D,
    "applied_on": D, "care_level": S, "placement": S, "township": S, "village": S, "certificate": S,
}  # fmt: skip


def entitlements(
    accepted: Mapping[str, pl.DataFrame],
    links: RoleLinks,
    households: pl.DataFrame,
    members: pl.DataFrame,
    persons: pl.DataFrame,
) -> pl.DataFrame:
    """ENTITLEMENT: person × programme × benefit month × household.

    Several rows of one person, programme and month are one row with the sum; ROW_REF and the other
    columns are those of the first. A dibao head carries the household's amount, a member 0.

    Args:
        accepted: the person rolls.
        households: ``household_rolls``.
        members: HOUSEHOLD_MEMBER.
        persons: PERSON.

    Nulls: household_id is null outside dibao; a row without person, programme or month is not here.
    """
    rows = pl.concat([_person_rows(accepted, links, code) for code in sorted(ROLL_AMOUNTS)])
    key = ["person_id", "programme", "benefit_month"]
    single = (
        rows.drop_nulls(key)
        .sort(*key, *ROW_KEY)
        .group_by(key, maintain_order=True)
        .agg(pl.all().exclude("amount_fen").first(), pl.col("amount_fen").sum())
    )
    everyone = pl.concat([single, _dibao(households, members)], how="diagonal").join(
        persons.select("person_id", "is_identified"), on="person_id", how="left", validate="m:1"
    )
    told = everyone.with_columns(
        pl.col("is_identified").fill_null(False), pl.col("is_strong").fill_null(False)
    )
    return finished(told, ENTITLEMENT)


def _person_rows(accepted: Mapping[str, pl.DataFrame], links: RoleLinks, code: str) -> pl.DataFrame:
    amounts = {f"{name}_fen": I64 for name in ROLL_AMOUNTS[code]}
    rows = register_rows(accepted, code, {**PERSON_FIELDS, **amounts})
    take = {"person_id": "person_id", "is_strong": "is_strong"}
    return with_person(rows, links, ("beneficiary", "subject"), take).select(
        *ROW_KEY, *PERSON_FIELDS, *take,
        amount_fen=pl.sum_horizontal(pl.col(name).fill_null(0) for name in amounts),
        role=pl.lit("beneficiary"),
        is_counted=pl.lit(True),
        household_id=pl.lit(None, dtype=pl.String),
    )  # fmt: skip


def _dibao(households: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    home = households.select(*HOUSEHOLD, "roll_fen", "account", "start_month", "approved_on")
    return members.join(home, on=HOUSEHOLD, validate="m:1").select(
        *ROW_KEY, *HOUSEHOLD, "person_id", "role", "is_counted", "is_strong", "account", "start_month",
        "approved_on", "township", "village",
        amount_fen=pl.when(pl.col("role") == "head").then("roll_fen").otherwise(0),
    )  # fmt: skip
