"""What is known of an owner (a person, or a unit of mentions): all values of every field, deduplicated."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pipelines.id_numbers import VALID
from pipelines.identify.normalise import Normalised

KEYS = ("phone", "account", "certificate", "household")


@dataclass(frozen=True)
class Traits:
    """Long tables owner × value, no nulls, no repeats.

    names: owner, name. births: owner, birth_date. ages: owner, age_years, age_on. sexes: owner,
    sex. places: owner, township, village (one of them may be null). keys: owner, kind, value.
    numbers: owner, number, number_kind. certificates: owner, certificate_id. rows: owner, row_at,
    role.
    """

    names: pl.DataFrame
    births: pl.DataFrame
    ages: pl.DataFrame
    sexes: pl.DataFrame
    places: pl.DataFrame
    keys: pl.DataFrame
    numbers: pl.DataFrame
    certificates: pl.DataFrame
    rows: pl.DataFrame


def traits(people: pl.DataFrame, owner: str, values: Normalised, *, beside: Traits | None = None) -> Traits:
    """The traits of every owner among these people. A usable number brings its birth date and sex.

    Args:
        people: rows of ``Normalised.people`` with the owner column; a null owner has no traits.
        beside: the units looked for: then only their rows and keys are kept, for millions of
            other rows and accounts can never meet them.
    """
    owned = people.drop_nulls(owner).with_columns(owner=pl.col(owner).cast(pl.UInt32))
    by_number = owned.select("owner", "known").drop_nulls().unique().join(values.numbers, on="known")

    def distinct(*columns: str) -> pl.DataFrame:
        return owned.select("owner", *columns).drop_nulls().unique()

    return Traits(
        names=pl.concat([distinct("name"), distinct("former").rename({"former": "name"})]).unique(),
        births=pl.concat([distinct("birth_date"), by_number.select("owner", "birth_date")]).unique(),
        ages=distinct("age_years", "age_on"),
        sexes=pl.concat([distinct("sex"), by_number.select("owner", "sex")]).unique(),
        places=owned.select("owner", "township", "village")
        .filter(pl.any_horizontal(pl.col("township", "village").is_not_null()))
        .unique(),
        keys=_keys(owned, beside),
        numbers=pl.concat(
            [
                distinct("number", "number_kind"),
                by_number.select("owner", number="id18", number_kind=pl.lit(VALID)),
            ]
        ).unique(),
        certificates=distinct("certificate_id"),
        rows=_rows(owned, beside),
    )


def _keys(owned: pl.DataFrame, beside: Traits | None) -> pl.DataFrame:
    """owner, kind, value: phones, accounts, certificates and household numbers, distinct.

    A household number of fewer than four signs counts rows of one sheet and means nothing outside.
    """
    long = []
    for kind in KEYS:
        filled = owned.select("owner", kind=pl.lit(kind), value=pl.col(kind)).drop_nulls()
        if beside is not None:
            wanted = beside.keys.filter(pl.col("kind") == kind).select("value").unique()
            filled = filled.join(wanted, on="value", how="semi")
        long.append(filled.unique())
    return pl.concat(long).filter((pl.col("kind") != "household") | (pl.col("value").str.len_chars() >= 4))


def _rows(owned: pl.DataFrame, beside: Traits | None) -> pl.DataFrame:
    rows = owned.filter(pl.col("mention").is_not_null()).select("owner", "row_at", "role", "name")
    if beside is not None:
        rows = rows.join(beside.rows.select("row_at").unique(), on="row_at", how="semi")
    return rows.unique()
