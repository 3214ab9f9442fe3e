"""Mentions with a usable number of their own: the number says who it is, whatever the name says.

An old 15-digit number stands for its 18-digit form. (People aged 100 and more when it was given,
sequences 996-999, and numbers given twice before 1999 are the known exceptions: confirm locally.)
"""

from __future__ import annotations

import polars as pl

from pipelines.identify.explain import KIND, NUMBER_LEVEL, SLIP
from pipelines.identify.normalise import Normalised
from pipelines.identify.order import placed
from pipelines.identify.weights import BIT, EXACT, UPGRADED

DECIDED: dict[str, pl.DataType] = {
    "person": pl.UInt32(), "kind": KIND, "probability": pl.Float64(), "is_strong": pl.Boolean(),
    "agrees": pl.Int16(), "contradicts": pl.Int16(), "slip": SLIP, "place": pl.Int8(),
    "number": NUMBER_LEVEL, "is_same_row": pl.Boolean(), "rivals": pl.Int32(),
    "has_id_conflict": pl.Boolean(),
}  # fmt: skip


def with_own_numbers(others: pl.DataFrame, values: Normalised) -> pl.DataFrame:
    """DECIDED of all mentions in mention order: by their own number, else as the other stages decided.

    Args:
        others: decide.DECISION of the mentions without a usable number.

    Column by column, and few at a time: this is the longest table of the station.
    """
    own = by_own_number(values)
    nothing = {"slip": None, "place": None, "number": None, "is_same_row": False, "rivals": 0}
    place = placed(others["mention"], own.height)
    columns = []
    for name, dtype in DECIDED.items():
        decided = others[name].cast(dtype).gather(place)
        mine = own[name] if name in own.columns else pl.lit(nothing[name], dtype=dtype)
        columns.append(
            pl.select(pl.when(place.is_null()).then(mine).otherwise(decided).alias(name)).to_series()
        )
    return pl.DataFrame(columns)


def by_own_number(values: Normalised) -> pl.DataFrame:
    """What the own number decides, one row per mention in mention order.

    Returns:
        person (= known; null without usable number, the other columns mean nothing there), kind (exact |
        upgraded), probability, is_strong, agrees and contradicts (masks: birth date and sex columns
        against the number), has_id_conflict (the valid number inside the certificate is another one).
    """
    told = values.people.head(values.mentions.height).select(
        "known", "is_15", "birth_date", "sex", "certificate_id"
    )
    birth, sex = (values.numbers[c].gather(told["known"]) for c in ("birth_date", "sex"))
    agrees = told.select(birth=pl.col("birth_date") == birth, sex=pl.col("sex") == sex)
    certified = told.select(at=pl.int_range(pl.len()), id="certificate_id", known="known").drop_nulls()
    conflict = certified["at"].filter(certified["id"] != values.numbers["id18"].gather(certified["known"]))
    return told.select(
        person="known",
        kind=pl.when("is_15").then(pl.lit("upgraded", dtype=KIND)).otherwise(pl.lit("exact", dtype=KIND)),
        probability=pl.when("is_15").then(UPGRADED).otherwise(EXACT),
        is_strong=pl.lit(True),
        agrees=_bits(agrees["birth"], agrees["sex"]),
        contradicts=_bits(~agrees["birth"], ~agrees["sex"]),
        has_id_conflict=placed(conflict, told.height).is_not_null(),
    )


def _bits(birth: pl.Series, sex: pl.Series) -> pl.Expr:
    holds = {"birth": birth, "sex": sex}
    return pl.sum_horizontal(
        pl.lit(h.fill_null(False).cast(pl.Int16)) * pl.lit(BIT[p], dtype=pl.Int16) for p, h in holds.items()
    )
