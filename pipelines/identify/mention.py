"""Register rows → MENTION: one row per person a row names, in one role.

Any register takes part that declares the people of its rows (``PersonRole``). Values are taken as
read; folding and matching come later (``normalise``). A text that is neither a name nor a number
makes no mention.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from pipelines.definitions import PersonRole, Register
from pipelines.identify.order import in_mention_order
from pipelines.tables import MENTION, ROW_REF

TEXT_FIELDS = (
    "former_name", "sex", "township", "village", "address", "phone", "account", "certificate", "household",
)  # fmt: skip


def mentions(
    registers: Sequence[Register], accepted: Mapping[str, pl.DataFrame], members: pl.DataFrame
) -> pl.DataFrame:
    """The people mentioned in accepted rows.

    Args:
        registers: definitions; those without rows in ``accepted`` are skipped.
        accepted: register code → its REGISTER_ROW frame.
        members: MEMBER_ROW; members of rows that were not accepted are left out.

    Returns:
        MENTION, sorted by row and role. A household member carries the township and village of
        its row, and the household it is listed in.
    """
    people = [MENTION.empty()]
    for register in registers:
        rows = accepted.get(register.code)
        if rows is None or rows.is_empty():
            continue
        people += [_in_role(rows, role) for role in register.persons]
        if register.repeats:
            people.append(_members(register, rows, members))
    return MENTION.check(in_mention_order(pl.concat(people)))


def _in_role(rows: pl.DataFrame, role: PersonRole) -> pl.DataFrame:
    """The mentions of one role: those with a name or a number."""
    values = {field: getattr(role, field) for field in TEXT_FIELDS}
    ages = [pl.col(day).cast(pl.Date) for day in role.age_on]
    mentioned = rows.select(
        *ROW_REF,
        pl.lit(role.role).alias("role"),
        _text(role.name).alias("name"),
        _text(role.id).alias("id_number"),
        _text(role.id and f"{role.id}_text").alias("id_text"),
        _text(role.id and f"{role.id}_status").alias("id_status"),
        _typed(role.birth_date, pl.Date()).alias("birth_date"),
        _typed(role.age, pl.Int64()).alias("age_years"),
        (pl.coalesce(ages) if ages else pl.lit(None, dtype=pl.Date)).alias("age_on"),
        *(_text(column).alias(field) for field, column in values.items()),
        "benefit_month",
    )
    return _filled(mentioned)


def _members(register: Register, rows: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """The further members of a register's household rows, in roles ``member_1`` ..."""
    township = next((p.township for p in register.persons if p.township), None)
    village = next((p.village for p in register.persons if p.village), None)
    places = rows.select(*ROW_REF, _text(township).alias("township"), _text(village).alias("village"))
    mentioned = (
        members.filter(pl.col("register") == register.code)
        .join(places, on=list(ROW_REF), how="inner", validate="m:1")
        .select(
            *ROW_REF,
            role=pl.format("member_{}", "member_no"),
            name="member_name",
            id_number="member_id",
            id_text="member_id_text",
            id_status="member_id_status",
            township="township",
            village="village",
            household="household_id",
            benefit_month="benefit_month",
        )
    )
    return _filled(mentioned)


def _filled(mentioned: pl.DataFrame) -> pl.DataFrame:
    """Mentions with a name or a number, with every column of MENTION."""
    missing = [
        pl.lit(None, dtype=dtype).alias(column)
        for column, dtype in MENTION.columns.items()
        if column not in mentioned.columns
    ]
    return (
        mentioned.filter(pl.col("name").is_not_null() | pl.col("id_number").is_not_null())
        .with_columns(missing)
        .select(list(MENTION.columns))
    )


def _text(column: str | None) -> pl.Expr:
    return _typed(column, pl.String())


def _typed(column: str | None, dtype: pl.DataType) -> pl.Expr:
    return pl.lit(None, dtype=dtype) if column is None else pl.col(column).cast(dtype)
