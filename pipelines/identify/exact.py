"""Mentions with a usable number of their own: the number says who it is, whatever the name says.

An old 15-digit number stands for its 18-digit form. (People aged 100 and more when it was given,
sequences 996-999, and numbers given twice before 1999 are the known exceptions: confirm locally.)
"""

from __future__ import annotations

import polars as pl

from pipelines.identify.normalise import Normalised
from pipelines.identify.weights import BIT, EXACT, UPGRADED


def by_own_number(values: Normalised) -> pl.DataFrame:
    """Every mention with a usable number.

    Returns:
        mention, person (= known), kind (exact | upgraded), probability, agrees and contradicts
        (masks: birth date and sex columns against the number), has_id_conflict (the valid number
        inside the certificate is another one).
    """
    own = values.people.filter(pl.col("mention").is_not_null() & pl.col("known").is_not_null())
    told = own.select("mention", "known", "is_15", "birth_date", "sex", "certificate_id").join(
        values.numbers, on="known", how="left", suffix="_by_id", validate="m:1"
    )
    same_birth = pl.col("birth_date") == pl.col("birth_date_by_id")
    same_sex = pl.col("sex") == pl.col("sex_by_id")
    return told.select(
        "mention",
        person="known",
        kind=pl.when("is_15").then(pl.lit("upgraded")).otherwise(pl.lit("exact")),
        probability=pl.when("is_15").then(UPGRADED).otherwise(EXACT),
        agrees=_bits(same_birth, same_sex),
        contradicts=_bits(~same_birth, ~same_sex),
        has_id_conflict=(pl.col("certificate_id") != pl.col("id18")).fill_null(False),
    )


def _bits(birth: pl.Expr, sex: pl.Expr) -> pl.Expr:
    holds = {"birth": birth, "sex": sex}
    return pl.sum_horizontal(h.fill_null(False).cast(pl.Int32) * BIT[p] for p, h in holds.items())
