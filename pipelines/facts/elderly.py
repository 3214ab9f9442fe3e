"""ELDERLY_MONTH: a received month of the old-age allowance, with the birth date that decides.

Bands and standards do not belong here: rule AGE-01 compares them.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.facts.month_runs import with_nearest_month
from pipelines.facts.register_rows import ROW_KEY, RoleLinks, finished, register_rows, with_person
from pipelines.tables import ELDERLY_MONTH, D, S

MONTH = ["person_id", "programme", "benefit_month"]


def elderly_months(
    received: pl.DataFrame,
    paid: pl.DataFrame,
    persons: pl.DataFrame,
    accepted: Mapping[str, pl.DataFrame],
    links: RoleLinks,
) -> pl.DataFrame:
    """ELDERLY_MONTH.

    The birth date is that of the identity number with a right check digit, else of hukou, else of
    the roll. other_birth_date is one of hukou (else of the roll) that differs from it. monthly_fen
    is the normal and correction part, arrears_fen the arrears of the benefit month, both divided by
    the roll's months (empty = 1), down to the fen.

    Args:
        received: RECEIVED_MONTH.
        paid: PAID_MONTH, for the arrears.
        persons: PERSON.
        accepted: hukou and roll_elderly are used.

    Source: rule AGE-01.
    """
    months = received.filter(pl.col("programme") == "elderly_age").drop("is_identified")
    births = _register_births(accepted, links)
    by_id = pl.when(pl.col("birth_basis") == "id").then("birth_date")
    known = persons.select("person_id", "is_identified", id_birth=by_id)
    read = (
        with_nearest_month(months, _bands(accepted, links), ["person_id"], {"band": "band"})
        .join(known, on="person_id", how="left", validate="m:1")
        .join(births, on="person_id", how="left", validate="m:1")
        .join(paid.select(*MONTH, arrears="arrears_fen"), on=MONTH, how="left", validate="1:1")
        .with_columns(
            birth_date=pl.coalesce("id_birth", "hukou_birth", "roll_birth"),
            birth_basis=pl.coalesce(
                pl.when(pl.col(f"{source}_birth").is_not_null()).then(pl.lit(source))
                for source in ("id", "hukou", "roll")
            ),
            months=pl.when(pl.col("months") > 0).then("months"),
            is_identified=pl.col("is_identified").fill_null(False),
        )
    )

    def if_other(birth: str) -> pl.Expr:
        return pl.when(pl.col(birth) != pl.col("birth_date")).then(birth)

    return finished(
        read.with_columns(
            other_birth_date=pl.coalesce(if_other("hukou_birth"), if_other("roll_birth")),
            monthly_fen=pl.col("base_fen") // pl.col("months").fill_null(1),
            arrears_fen=pl.col("arrears").fill_null(0) // pl.col("months").fill_null(1),
        ),
        ELDERLY_MONTH,
    )


def _register_births(accepted: Mapping[str, pl.DataFrame], links: RoleLinks) -> pl.DataFrame:
    """person_id, hukou_birth, roll_birth: the first readable date of each register, strong links only."""
    take = {"person_id": "person_id", "is_strong": "is_strong"}
    frames = []
    for register, name in (("hukou", "hukou_birth"), ("roll_elderly", "roll_birth")):
        rows = register_rows(accepted, register, {"birth_date": D}).drop_nulls("birth_date")
        linked = with_person(rows, links, ("subject", "beneficiary"), take).drop_nulls("person_id")
        own = linked.filter("is_strong") if register == "hukou" else linked
        firsts = own.sort(ROW_KEY).unique("person_id", keep="first", maintain_order=True)
        frames.append(firsts.select("person_id", pl.col("birth_date").alias(name)))
    return frames[0].join(frames[1], on="person_id", how="full", coalesce=True, validate="1:1")


def _bands(accepted: Mapping[str, pl.DataFrame], links: RoleLinks) -> pl.DataFrame:
    rows = register_rows(accepted, "roll_elderly", {"benefit_month": D, "band": S, "band_text": S})
    return (
        with_person(rows, links, ("beneficiary", "subject"), {"person_id": "person_id"})
        .drop_nulls(["person_id", "benefit_month"])
        .sort("person_id", "benefit_month", *ROW_KEY)
        .unique(["person_id", "benefit_month"], keep="first", maintain_order=True)
        .select("person_id", "benefit_month", band=pl.coalesce("band", "band_text"))
    )
