"""PAID_MONTH and PERSON_GAP: what each person was paid, by programme and benefit month.

Single lines stand in ``payments``; whether somebody *receives* (with the roll standing in where no
batch covers the month) in ``received``.
"""

from __future__ import annotations

import polars as pl

from pipelines.facts.codes import ARREARS, CORRECTION, DIBAO, NORMAL, PRICE
from pipelines.facts.dibao_rows import HOUSEHOLD
from pipelines.facts.register_rows import ROW_KEY, finished
from pipelines.tables import PAID_MONTH, PERSON_GAP

MONTH = ["person_id", "programme", "benefit_month"]


def paid_months(
    lines: pl.DataFrame,
    entitlements: pl.DataFrame,
    members: pl.DataFrame,
    households: pl.DataFrame,
    deaths: pl.DataFrame,
    persons: pl.DataFrame,
    home_lines: pl.DataFrame,
) -> pl.DataFrame:
    """PAID_MONTH: net of returns, parts apart, with what the roll gives for the month.

    A month whose lines all came back is here with 0. A normal line that an equal negative line
    takes back counts neither among the lines nor for the largest one; the money is net anyway.

    Args:
        lines: PAYMENT_LINE; a line without beneficiary, programme or month is not here.
        entitlements: ENTITLEMENT.
        members: HOUSEHOLD_MEMBER.
        households: HOUSEHOLD_MONTH.
        deaths: DEATH.
        persons: PERSON.
        home_lines: ``lines_of_households``: the household of a beneficiary no household lists.

    Source: definitions.paid.
    """
    placed = lines.rename({"beneficiary_id": "person_id"}).drop_nulls(MONTH).sort(ROW_KEY)
    sums = _sums(_with_taken_back(placed.select(*MONTH, *LINE_COLUMNS).with_row_index("line")))
    home = _home_of_month(members, households, deaths, home_lines)
    known = persons.select("person_id", "is_identified", person_township="township", person_village="village")
    complete = (
        sums.join(_due(entitlements, home), on=MONTH, how="left", validate="1:1")
        .join(home.drop("roll_fen"), on=MONTH, how="left", validate="1:1")
        .join(known, on="person_id", how="left", validate="m:1")
    )
    return finished(
        complete.with_columns(
            has_entitlement=pl.col("entitlement_fen").is_not_null(),
            has_other_living_members=pl.col("has_other_living_members").fill_null(False),
            is_identified=pl.col("is_identified").fill_null(False),
            township=pl.coalesce("township", "person_township"),
            village=pl.coalesce("village", "person_village", "line_village"),
        ),
        PAID_MONTH,
    )


def person_gaps(lines: pl.DataFrame) -> pl.DataFrame:
    """PERSON_GAP: persons with a successful line that names no benefit month.

    Args:
        lines: PAYMENT_LINE.
    """
    gaps = lines.filter(pl.col("is_successful") & pl.col("benefit_month").is_null())
    counted = (
        gaps.rename({"beneficiary_id": "person_id"})
        .drop_nulls(["person_id", "programme"])
        .group_by("person_id", "programme")
        .agg(lines=pl.len().cast(pl.Int32))
    )
    return finished(counted, PERSON_GAP)


def _sums(placed: pl.DataFrame) -> pl.DataFrame:
    amount, kind, arrived = pl.col("amount_fen"), pl.col("line_kind"), pl.col("is_successful")
    stands = arrived & (amount > 0) & ~pl.col("is_taken_back")
    normal = arrived & (kind == NORMAL)
    flags = placed.with_columns(
        paid=pl.when(arrived).then(amount).otherwise(0),
        **{part: pl.when(arrived & (kind == part)).then(amount).otherwise(0) for part in PARTS},
        is_normal_line=(normal & stands).fill_null(False),
        is_correction_line=(stands & (kind == CORRECTION)).fill_null(False),
        is_unknown_line=pl.col("is_status_unknown").fill_null(False),
        is_unknown_kind_line=arrived & kind.is_null(),
        is_empty_line=(normal & stands & pl.col("is_kind_empty")).fill_null(False),
    )
    counted = pl.col("is_normal_line") | pl.col("is_correction_line")
    compared = flags.with_columns(
        counted_amount=pl.when(counted).then(amount),
        counted_batch=pl.when(counted).then("batch_no"),
        day=pl.when(arrived).then(pl.coalesce("paid_on", "handled_on")),
    )
    return compared.group_by(MONTH).agg(
        paid_fen=pl.col("paid").sum(),
        **{f"{part}_fen": pl.col(part).sum() for part in PARTS},
        normal_lines=pl.col("is_normal_line").sum().cast(pl.Int32),
        correction_lines=pl.col("is_correction_line").sum().cast(pl.Int32),
        returned_lines=pl.col("is_returned").sum().cast(pl.Int32),
        empty_kind_lines=pl.col("is_empty_line").sum().cast(pl.Int32),
        unknown_lines=pl.col("is_unknown_line").sum().cast(pl.Int32),
        unknown_kind_lines=pl.col("is_unknown_kind_line").sum().cast(pl.Int32),
        unknown_kinds=pl.col("line_kind_text")
        .filter("is_unknown_kind_line")
        .drop_nulls()
        .unique()
        .sort()
        .str.join("、"),
        counted_fen=(pl.col(NORMAL) + pl.col(CORRECTION)).sum(),
        largest_line_fen=pl.col("counted_amount").max(),
        batches=pl.col("counted_batch").drop_nulls().n_unique().cast(pl.Int32),
        distinct_amounts=pl.col("counted_amount").drop_nulls().n_unique().cast(pl.Int32),
        last_paid_on=pl.col("day").max(),
        line_village=pl.col("village").min(),
    )


PARTS = (NORMAL, ARREARS, CORRECTION, PRICE)
LINE_COLUMNS = (
    "amount_fen", "line_kind", "is_kind_empty", "is_successful", "is_returned", "batch_no", "paid_on",
    "handled_on", "village", "is_status_unknown", "line_kind_text",
)  # fmt: skip


def _with_taken_back(placed: pl.DataFrame) -> pl.DataFrame:
    """Lines with is_taken_back: a normal line that an equal negative one of the same month reverses."""
    normal = placed.filter(pl.col("is_successful") & (pl.col("line_kind") == NORMAL))
    reversals = (
        normal.filter(pl.col("amount_fen") < 0)
        .group_by(*MONTH, amount_fen=-pl.col("amount_fen"))
        .agg(reversals=pl.len())
    )
    met = normal.join(reversals, on=[*MONTH, "amount_fen"], validate="m:1").sort("line")
    place = pl.int_range(pl.len()).over([*MONTH, "amount_fen"])
    reversed_lines = met.filter(place < pl.col("reversals"))["line"]
    return placed.with_columns(is_taken_back=pl.col("line").is_in(reversed_lines.implode()))


def _home_of_month(
    members: pl.DataFrame, households: pl.DataFrame, deaths: pl.DataFrame, home_lines: pl.DataFrame
) -> pl.DataFrame:
    """The dibao household of a person in a month: the one the person heads, else one that counts them.

    A beneficiary no household lists has the household the line falls to by its head.

    has_other_living_members: somebody else listed, not known as uncounted, and not dead before the month.
    """
    needed = members.select(*MONTH, "household_id", "role", "is_counted", "share_fen", "township", "village")
    living = needed.join(
        deaths.select("person_id", "death_date"), on="person_id", how="left", validate="m:1"
    ).with_columns(
        is_living=(
            pl.col("is_counted").fill_null(True)
            & (pl.col("death_date").dt.month_start() >= pl.col("benefit_month")).fill_null(True)
        ).cast(pl.Int32)
    )
    others = pl.col("is_living").sum().over(HOUSEHOLD) - pl.col("is_living")
    homes = living.with_columns(has_other_living_members=others > 0).join(
        households.select(*HOUSEHOLD, "roll_fen"), on=HOUSEHOLD, validate="m:1"
    )
    listed = (
        homes.with_columns(
            is_member=pl.col("role") != "head", doubt=(~pl.col("is_counted")).cast(pl.Int8).fill_null(1)
        )
        .sort(*MONTH, "is_member", "doubt", "household_id")
        .unique(MONTH, keep="first", maintain_order=True)
        .select(
            *MONTH, "household_id", "share_fen", "roll_fen", "has_other_living_members", "township", "village"
        )
    )
    guests = home_lines.select(MONTH_OF_LINE).unique().join(listed, on=MONTH, how="anti")
    lived_in = living.group_by(HOUSEHOLD).agg(
        (pl.col("is_living").sum() > 0).alias("has_other_living_members"),
        pl.col("share_fen", "township", "village").first(),
    )
    received = (
        guests.join(lived_in, on=HOUSEHOLD, validate="m:1")
        .join(households.select(*HOUSEHOLD, "roll_fen"), on=HOUSEHOLD, validate="m:1")
        .sort(*MONTH, "household_id")
        .unique(MONTH, keep="first", maintain_order=True)
    )
    return pl.concat([listed, received.select(listed.columns)])


MONTH_OF_LINE = (
    pl.col("beneficiary_id").alias("person_id"), pl.col("programme"), pl.col("benefit_month"),
    pl.col("household_id"),
)  # fmt: skip


def _due(entitlements: pl.DataFrame, home: pl.DataFrame) -> pl.DataFrame:
    """The roll's amount of the month. dibao: of the households the person heads, else of the listed one."""
    is_dibao = pl.col("programme").is_in(DIBAO)
    own = (
        entitlements.filter(~is_dibao | (pl.col("role") == "head"))
        .group_by(MONTH)
        .agg(entitlement_fen=pl.col("amount_fen").sum())
    )
    listed = home.join(own, on=MONTH, how="anti").select(*MONTH, entitlement_fen="roll_fen")
    return pl.concat([own, listed])
