"""Compared pairs → match weight (log2) and probability, and which points agree or contradict.

All constants are in ``weights``; nothing is chosen here (``settle``, ``gather``).
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pipelines.identify.traits import KEYS, Traits
from pipelines.identify.weights import BIT, UNSEEN, WEIGHTS, probability, share_bits
from pipelines.names import EQUAL, NEAR, SAME_SOUND

# Roles that one person can fill twice in a row; a household lists everybody once.
OWN_ROW_ROLES = ("head", "payee", "beneficiary", "holder", "guardian", "claimant", "subject")


@dataclass(frozen=True)
class Population:
    """The county's own frequencies.

    ``names``: name, bearers (persons). ``townships``: township, share. ``villages``: village, share
    (of the persons whose village is known).
    """

    names: pl.DataFrame
    townships: pl.DataFrame
    villages: pl.DataFrame


def population(people: pl.DataFrame, owner: str) -> Population:
    """Frequencies over the distinct owners of these people."""

    def shares(column: str) -> pl.DataFrame:
        counts = people.select(owner, column).drop_nulls().unique().group_by(column).agg(pl.len())
        return counts.select(column, share=pl.col("len") / pl.col("len").sum())

    bearers = people.select(owner, "name").drop_nulls().unique().group_by("name").agg(bearers=pl.len())
    return Population(bearers, shares("township"), shares("village"))


def score(compared: pl.DataFrame, county: Population, left: Traits, right: Traits) -> pl.DataFrame:
    """Compared pairs that can be one person, weighed.

    Returns:
        left, right, agreement, bits, probability, agrees and contradicts (bit masks of
        ``weights.POINTS``), number (level), is_same_row. Pairs that stand in one row as two people
        are left out.
    """
    weighed = (
        _in_rows(compared, left, right)
        .join(county.names, on="name", how="left", validate="m:1")
        .join(county.townships, left_on="township_at", right_on="township", how="left", validate="m:1")
        .join(
            county.villages, left_on="village_at", right_on="village", how="left", suffix="_village",
            validate="m:1",
        )
        .with_columns(bits=pl.sum_horizontal(_name_bits(), *_field_bits()))
    )  # fmt: skip
    return weighed.select(
        "left",
        "right",
        "agreement",
        "bits",
        probability(pl.col("bits")).alias("probability"),
        agrees=_mask(_agreeing()),
        contradicts=_mask(_contradicting()),
        number="number",
        is_same_row="is_same_row",
    )


def _in_rows(compared: pl.DataFrame, left: Traits, right: Traits) -> pl.DataFrame:
    """Without pairs that share a row as two people; is_same_row where a row names one person twice."""
    shared = (
        compared.select("left", "right", "number")
        .join(left.rows.rename({"owner": "left"}), on="left")
        .join(right.rows.rename({"owner": "right"}), on=["right", "row_at"], suffix="_right")
    )
    may_be_one = (
        pl.col("role").is_in(OWN_ROW_ROLES)
        & pl.col("role_right").is_in((*OWN_ROW_ROLES, "father", "mother"))
        & (pl.col("name") == pl.col("name_right"))
        & (pl.col("number").is_null() | (pl.col("number") == "number_near"))
    )
    rows = shared.group_by("left", "right").agg(is_same_row=may_be_one.fill_null(False).all())
    return (
        compared.join(rows, on=["left", "right"], how="left", validate="1:1")
        .filter(pl.col("is_same_row").fill_null(True))
        .with_columns(pl.col("is_same_row").fill_null(False))
    )


def _name_bits() -> pl.Expr:
    by_level = {
        EQUAL: 0.0,
        SAME_SOUND: WEIGHTS["name_same_sound"],
        NEAR: WEIGHTS["name_near"],
    }
    level = pl.col("agreement").replace_strict(by_level, return_dtype=pl.Float64)
    return level - (pl.col("bearers").fill_null(0) + UNSEEN).log(2)


def _field_bits() -> list[pl.Expr]:
    """The weights of all fields; a birth date and an age are one piece of evidence."""
    levels = pl.coalesce("birth", "age")
    sex = pl.when(pl.col("sex") == "same").then(WEIGHTS["sex_same"])
    village = pl.col("village") == "agrees"
    least, most = WEIGHTS["village_least"], WEIGHTS["village_most"]
    beyond_township = pl.col("share_village") / pl.col("share").fill_null(1.0)
    return [
        levels.replace_strict(WEIGHTS, default=None, return_dtype=pl.Float64),
        sex.when(pl.col("sex") == "differs").then(WEIGHTS["sex_differs"]),
        pl.when(pl.col("township") == "agrees")
        .then(share_bits(pl.col("share"), WEIGHTS["township_least"], WEIGHTS["township_most"]).fill_null(0.0))
        .when(pl.col("township") == "differs")
        .then(WEIGHTS["township_differs"]),
        pl.when(village)
        .then(share_bits(beyond_township, least, most).fill_null(least))
        .when((pl.col("village") == "differs") & pl.col("township").ne_missing("differs"))
        .then(WEIGHTS["village_differs"]),
        *(pl.when(pl.col(key) == "agrees").then(WEIGHTS[key]) for key in KEYS),
        pl.when(pl.col("certificate") == "differs").then(WEIGHTS["certificate_differs"]),
        pl.col("number").replace_strict(WEIGHTS, default=None, return_dtype=pl.Float64),
        pl.when("is_id_conflict").then(WEIGHTS["id_conflict"]),
        pl.when("is_same_row").then(WEIGHTS["same_row"]),
    ]


def _agreeing() -> dict[str, pl.Expr]:
    return {
        "birth": pl.col("birth").is_in(["birth_exact", "birth_month", "birth_near", "birth_year"]),
        "age": pl.col("age") == "age_within_1",
        "sex": pl.col("sex") == "same",
        **{c: pl.col(c) == "agrees" for c in ("village", "township", *KEYS)},
    }


def _contradicting() -> dict[str, pl.Expr]:
    return {
        "birth": pl.col("birth") == "birth_off",
        "age": pl.col("age") == "age_off",
        "sex": pl.col("sex") == "differs",
        **{c: pl.col(c) == "differs" for c in ("village", "township", "certificate")},
    }


def _mask(points: dict[str, pl.Expr]) -> pl.Expr:
    return pl.sum_horizontal(
        holds.fill_null(False).cast(pl.Int32) * BIT[point] for point, holds in points.items()
    )
