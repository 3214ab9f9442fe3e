"""HOUSEHOLD_MONTH and HOUSEHOLD_MEMBER: dibao households by month, their money and their people.

Reading the roll rows stands in ``dibao_rows``, the payment lines in ``household_pay``, the
headcount in ``counted``.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.facts.codes import ARREARS, CORRECTION, NORMAL
from pipelines.facts.counted import with_counted
from pipelines.facts.dibao_rows import HOUSEHOLD
from pipelines.facts.month_runs import with_run
from pipelines.facts.register_rows import RoleLinks, finished, register_rows, with_person
from pipelines.months import completed_years
from pipelines.tables import HOUSEHOLD_MEMBER, HOUSEHOLD_MONTH


def household_months(
    households: pl.DataFrame, listed: pl.DataFrame, home_lines: pl.DataFrame, coverage: pl.DataFrame
) -> pl.DataFrame:
    """HOUSEHOLD_MONTH: what a household was to get by the roll and got by the lines.

    paid_fen is the successful lines of the household; where pay_batch does not cover programme and
    month, the roll's amount stands in (all of it base). share_fen is rounded down to the fen.

    Args:
        households: ``household_rolls``.
        listed: ``listed_persons``.
        home_lines: ``lines_of_households``.
        coverage: COVERAGE.

    Source: definitions.paid_household, definitions.share.
    """
    amount, kind = pl.col("amount_fen"), pl.col("line_kind")
    paid = (
        home_lines.filter("is_successful")
        .group_by(HOUSEHOLD)
        .agg(
            paid_fen=amount.sum(),
            base_fen=amount.filter(kind.is_in([NORMAL, CORRECTION])).sum(),
            arrears_fen=amount.filter(kind == ARREARS).sum(),
        )
    )
    sizes = listed.group_by(HOUSEHOLD).agg(listed=pl.len().cast(pl.Int32))
    months = (
        households.join(sizes, on=HOUSEHOLD, how="left", validate="1:1")
        .join(paid, on=HOUSEHOLD, how="left", validate="1:1")
        .join(
            coverage.with_columns(is_covered=pl.lit(True)),
            on=["programme", "benefit_month"], how="left", validate="m:1",
        )
        .with_columns(pl.col("listed").fill_null(0), pl.col("is_covered").fill_null(False))
    )  # fmt: skip
    covered = pl.col("is_covered")
    filled = months.with_columns(
        paid_fen=pl.when(covered).then(pl.col("paid_fen").fill_null(0)).otherwise("roll_fen"),
        base_fen=pl.when(covered).then(pl.col("base_fen").fill_null(0)).otherwise("roll_fen"),
        arrears_fen=pl.col("arrears_fen").fill_null(0),
    )
    heads = pl.coalesce("headcount", pl.max_horizontal(pl.col("listed").cast(pl.Int64), 1))
    return finished(filled.with_columns(share_fen=pl.col("paid_fen") // heads), HOUSEHOLD_MONTH)


def household_members(
    listed: pl.DataFrame,
    households: pl.DataFrame,
    state_raised: pl.DataFrame,
    custody: pl.DataFrame,
    deaths: pl.DataFrame,
    persons: pl.DataFrame,
    parents: pl.DataFrame,
) -> pl.DataFrame:
    """HOUSEHOLD_MEMBER: every person listed in a household in a month.

    first_month and last_month bound the consecutive months in which the person stands in this
    household with the same standing (counted or not known, against known as not counted).

    Args:
        listed: ``listed_persons``.
        households: HOUSEHOLD_MONTH.
        state_raised, custody, deaths: see ``with_counted``.
        persons: PERSON.
        parents: person_id, parent_id (``hukou_parents``).
    """
    home = households.select(*HOUSEHOLD, "headcount", "listed", "paid_fen", "share_fen", "head_id")
    rows = with_counted(listed.join(home, on=HOUSEHOLD, validate="m:1"), state_raised, custody, deaths).join(
        persons.select("person_id", "is_identified", "birth_date"), on="person_id", how="left", validate="m:1"
    )
    headed = parents.select("person_id", head_id="parent_id", is_head_parent=pl.lit(True)).unique()
    age = completed_years(pl.col("birth_date"), pl.col("benefit_month").dt.month_end())
    complete = rows.join(headed, on=["person_id", "head_id"], how="left", validate="m:1").with_columns(
        is_minor=age < 18,
        is_head_parent=pl.col("is_head_parent").fill_null(False),
        is_identified=pl.col("is_identified").fill_null(False),
        is_strong=pl.col("is_strong").fill_null(False),
        is_out=(~pl.col("is_counted")).fill_null(False),
    )
    bounded = with_run(complete, ["person_id", "programme", "household_id", "is_out"])
    return finished(bounded, HOUSEHOLD_MEMBER)


def hukou_parents(accepted: Mapping[str, pl.DataFrame], links: RoleLinks) -> pl.DataFrame:
    """person_id and parent_id by the hukou register, strong links of the child only."""
    rows = register_rows(accepted, "hukou", {})
    child = with_person(rows, links, ["subject"], {"person_id": "person_id", "is_strong": "is_strong"})
    strong = child.filter("is_strong")
    parents = [
        with_person(strong, links, [role], {"person_id": "parent_id"}).select("person_id", "parent_id")
        for role in ("father", "mother")
    ]
    return pl.concat(parents).drop_nulls().unique().sort("person_id", "parent_id")
