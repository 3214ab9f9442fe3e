"""Candidate pairs → ordered levels, field by field: the best that any two values reach.

Every level is the name of a weight or of nothing; adding up is done in ``score``.
"""

from __future__ import annotations

import polars as pl

from pipelines.id_numbers import DAMAGED, MASKED, VALID
from pipelines.identify.normalise import Normalised
from pipelines.identify.traits import KEYS, Traits
from pipelines.months import completed_years
from pipelines.names import NEAR, folded_agreement

ON = ["left", "right"]
LUNAR_DAYS = 60
# Levels from best to worst; a field takes the best of its value pairs.
BIRTH = ("birth_exact", "birth_month", "birth_near", "birth_year", "birth_far", "birth_off")
AGE = ("age_within_1", "age_within_2", "age_off")
NUMBER = ("number_near", "number_far", "number_contradicts")


def compare(pairs: pl.DataFrame, left: Traits, right: Traits, values: Normalised) -> pl.DataFrame:
    """The pairs whose names agree, with a level per field.

    Returns:
        left, right, agreement (≥ 0.9), name (the left name that agrees best), birth, age, number
        (a level or null unknown), sex (same | differs), township, village (agrees | differs),
        township_at, village_at (the place that agrees), phone, account, certificate, household
        (agrees | differs), is_id_conflict.
    """
    named = _names(pairs, left, right, values)
    fields = (
        _births(named, left, right),
        _ages(named, left, right),
        _sexes(named, left, right),
        _places(named, left, right),
        _keys(named, left, right),
        _numbers(named, left, right),
        _id_conflicts(named, left, right),
    )
    for field in fields:
        named = named.join(field, on=ON, how="left", validate="1:1")
    return named.with_columns(pl.col("is_id_conflict").fill_null(False))


def _sides(pairs: pl.DataFrame, left: pl.DataFrame, right: pl.DataFrame) -> pl.DataFrame:
    """Every value of the left owner beside every value of the right one."""
    return (
        pairs.select(ON)
        .join(left.rename({"owner": "left"}), on="left")
        .join(right.rename({"owner": "right"}), on="right", suffix="_right")
    )


def _best(levels: pl.DataFrame, column: str, order: tuple[str, ...]) -> pl.DataFrame:
    """left, right, level: the best level of every pair."""
    rank = pl.col(column).replace_strict(list(order), list(range(len(order))), return_dtype=pl.Int8)
    return (
        levels.drop_nulls(column)
        .group_by(ON)
        .agg(rank.min())
        .with_columns(
            pl.col(column).replace_strict(list(range(len(order))), list(order), return_dtype=pl.String)
        )
    )


def _names(pairs: pl.DataFrame, left: Traits, right: Traits, values: Normalised) -> pl.DataFrame:
    text = values.names.select("name", "folded")
    both = _sides(pairs, left.names, right.names)
    distinct = (
        both.select("name", "name_right").unique()
        .join(text, on="name", validate="m:1")
        .join(text, left_on="name_right", right_on="name", suffix="_right", validate="m:1")
    )  # fmt: skip
    levels = folded_agreement(distinct.select(left="folded", right="folded_right"))
    agreeing = distinct.join(
        levels, left_on=["folded", "folded_right"], right_on=["left", "right"], validate="1:1"
    ).filter(pl.col("agreement") >= NEAR)
    return (
        both.join(
            agreeing.select("name", "name_right", "agreement"), on=["name", "name_right"], validate="m:1"
        )
        .sort(*ON, "agreement", "name", "name_right", descending=[False, False, True, False, False])
        .group_by(ON, maintain_order=True)
        .agg(pl.col("agreement").first(), pl.col("name_right").first().alias("name"))
    )


def _births(pairs: pl.DataFrame, left: Traits, right: Traits) -> pl.DataFrame:
    a, b = pl.col("birth_date"), pl.col("birth_date_right")
    same_year = a.dt.year() == b.dt.year()
    same_month, same_day = a.dt.month() == b.dt.month(), a.dt.day() == b.dt.day()
    swapped = same_year & (a.dt.month() == b.dt.day()) & (a.dt.day() == b.dt.month())
    parts = pl.sum_horizontal(same_year, same_month, same_day)
    years_apart = (a.dt.year() - b.dt.year()).abs()
    days_apart = (a - b).dt.total_days().abs()
    month_only = same_year & same_month & ((a.dt.day() == 1) | (b.dt.day() == 1))
    near = swapped | ((parts == 2) & (years_apart <= 1)) | (days_apart <= LUNAR_DAYS)
    level = (
        pl.when(a == b).then(pl.lit("birth_exact"))
        .when(month_only).then(pl.lit("birth_month"))
        .when(near).then(pl.lit("birth_near"))
        .when(years_apart <= 1).then(pl.lit("birth_year"))
        .when(years_apart <= 2).then(pl.lit("birth_far"))
        .otherwise(pl.lit("birth_off"))
    )  # fmt: skip
    return _best(_sides(pairs, left.births, right.births).with_columns(birth=level), "birth", BIRTH)


def _ages(pairs: pl.DataFrame, left: Traits, right: Traits) -> pl.DataFrame:
    """An age against a birth date, or against another age brought to the same day."""
    ages = pl.concat(
        [
            _sides(pairs, left.ages, right.births).select(
                *ON, off=pl.col("age_years") - completed_years(pl.col("birth_date"), pl.col("age_on"))
            ),
            _sides(pairs, left.births, right.ages).select(
                *ON, off=pl.col("age_years") - completed_years(pl.col("birth_date"), pl.col("age_on"))
            ),
            _sides(pairs, left.ages, right.ages).select(
                *ON,
                off=pl.col("age_years") - pl.col("age_years_right")
                - (pl.col("age_on").dt.year() - pl.col("age_on_right").dt.year()),
            ),
        ]
    )  # fmt: skip
    apart = pl.col("off").abs()
    level = (
        pl.when(apart <= 1).then(pl.lit("age_within_1"))
        .when(apart <= 2).then(pl.lit("age_within_2"))
        .otherwise(pl.lit("age_off"))
    )  # fmt: skip
    return _best(ages.with_columns(age=level), "age", AGE)


def _sexes(pairs: pl.DataFrame, left: Traits, right: Traits) -> pl.DataFrame:
    level = pl.when(pl.col("sex") == pl.col("sex_right")).then(pl.lit("same")).otherwise(pl.lit("differs"))
    return _best(_sides(pairs, left.sexes, right.sexes).with_columns(sex=level), "sex", ("same", "differs"))


def _places(pairs: pl.DataFrame, left: Traits, right: Traits) -> pl.DataFrame:
    """Of all places of both, the pair that agrees best: in village and township, then in township."""
    same_township = pl.col("township") == pl.col("township_right")
    same_village = (pl.col("village") == pl.col("village_right")) & same_township.fill_null(True)
    levels = _sides(pairs, left.places, right.places).with_columns(
        same_township=same_township, same_village=same_village
    )
    best = levels.sort(
        *ON,
        pl.col("same_village").fill_null(False),
        pl.col("same_township").fill_null(False),
        "township",
        "village",
        descending=[False, False, True, True, False, False],
    ).group_by(ON, maintain_order=True)

    def of_any(column: str, agree: str) -> pl.Expr:
        any_agrees, any_known = pl.col(agree).fill_null(False).any(), pl.col(agree).is_not_null().any()
        return (
            pl.when(any_agrees).then(pl.lit("agrees")).when(any_known).then(pl.lit("differs")).alias(column)
        )

    return best.agg(
        of_any("township", "same_township"),
        of_any("village", "same_village"),
        pl.when(pl.col("same_township")).then("township").first().alias("township_at"),
        pl.when(pl.col("same_village")).then("village").first().alias("village_at"),
    )


def _keys(pairs: pl.DataFrame, left: Traits, right: Traits) -> pl.DataFrame:
    """A column per key: agrees when one value is shared, differs when both have only others."""
    shared = _sides(pairs, left.keys, right.keys).filter(pl.col("kind") == pl.col("kind_right"))
    return shared.group_by(ON).agg(
        pl.when(((pl.col("kind") == kind) & (pl.col("value") == pl.col("value_right"))).any())
        .then(pl.lit("agrees"))
        .when((pl.col("kind") == kind).any())
        .then(pl.lit("differs"))
        .alias(kind)
        for kind in KEYS
    )


def _numbers(pairs: pl.DataFrame, left: Traits, right: Traits) -> pl.DataFrame:
    """A wrong, masked or damaged number against the other side's number."""
    both = _sides(pairs, left.numbers, right.numbers)
    a, b = pl.col("number"), pl.col("number_right")
    head, tail = a.str.extract(r"^([0-9]*)\*"), a.str.extract(r"\*([0-9X]*)$")
    fits = b.str.starts_with(head) & b.str.ends_with(tail)
    digits = a.str.replace(r"E\+?[0-9]+$", "").str.replace(".", "", literal=True).str.head(15)
    comparable = (a.str.len_chars() == 18) & (b.str.len_chars() == 18)
    apart = pl.sum_horizontal((a.str.slice(i, 1) != b.str.slice(i, 1)).cast(pl.Int32) for i in range(18))
    level = (
        pl.when(a == b).then(pl.lit("number_near"))
        .when(b.str.contains("*", literal=True)).then(None)
        .when(pl.col("number_kind") == MASKED)
        .then(pl.when(fits).then(pl.lit("number_near")).otherwise(pl.lit("number_contradicts")))
        .when(pl.col("number_kind") == DAMAGED)
        .then(
            pl.when(b.str.starts_with(digits)).then(pl.lit("number_near")).otherwise(pl.lit("number_contradicts"))
        )
        .when(comparable & (apart <= 2)).then(pl.lit("number_near"))
        .when(comparable & (apart >= 5)).then(pl.lit("number_far"))
    )  # fmt: skip
    return _best(both.with_columns(number=level), "number", NUMBER)


def _id_conflicts(pairs: pl.DataFrame, left: Traits, right: Traits) -> pl.DataFrame:
    """left, right, is_id_conflict: the number inside a certificate is valid and another person's."""
    usable = right.numbers.filter(pl.col("number_kind") == VALID)
    both = pl.concat(
        [
            _sides(pairs, left.certificates, usable).select(*ON, a="certificate_id", b="number"),
            _sides(pairs, left.certificates, right.certificates).select(
                *ON, a="certificate_id", b="certificate_id_right"
            ),
        ]
    )
    return both.group_by(ON).agg(is_id_conflict=(pl.col("a") != pl.col("b")).all())
