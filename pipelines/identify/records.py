"""What is known of owners (units looked for, persons they could be) → records of the linkage engine.

Units come first, in the order of their first mention; persons follow in the order of their number and
are settled: never paired among themselves. Only persons who share a blocking key with some unit become
records; frequencies count the whole county all the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from pipelines.id_numbers import MASKED, VALID
from pipelines.identify.digests import digests_of
from pipelines.identify.keys import letters_of, number_parts, number_segments
from pipelines.identify.levels import packed_age, packed_place, row_entry
from pipelines.identify.normalise import Normalised
from pipelines.identify.reach import KEYS, near_persons
from pipelines.linkage.columns import Codes, Column, Ints, Records, coded

LEAST_HOUSEHOLD = 4
"""A household number of fewer signs counts rows of one sheet and means nothing outside."""
# Roles that one person can fill twice in a row; father and mother only beside one of these. A household
# lists everybody once.
OWN_ROW_ROLES = ("head", "payee", "beneficiary", "holder", "guardian", "claimant", "subject")
RELATIVES = ("father", "mother")


@dataclass(frozen=True)
class Owners:
    """``records`` for the engine; ``units``: the unit (first mention) of every open record;
    ``persons``: the code of the number of every settled record, behind the units.
    """

    records: Records
    units: Ints
    persons: Ints

    def person_codes(self, records: pl.Series) -> pl.Series:
        """The person codes of settled records."""
        return pl.Series(self.persons[records.to_numpy() - len(self.units)], dtype=pl.UInt32)

    def with_units(self, frame: pl.DataFrame, *more: str) -> pl.DataFrame:
        """The frame with the unit (its first mention) instead of the record in left and ``more``."""
        units = pl.Series(self.units, dtype=pl.UInt32)
        return frame.with_columns(units.gather(frame[name]).alias(name) for name in ("left", *more))

    def numbered_units(self) -> pl.DataFrame:
        """unit, left (its record)."""
        return pl.DataFrame({"unit": self.units}, schema={"unit": pl.UInt32}).with_row_index("left")


@dataclass(frozen=True)
class Population:
    """The county's own frequencies: persons, and how many of them hold each code of name, township and
    village.
    """

    persons: int
    names: Ints
    townships: Ints
    villages: Ints


def population(people: pl.DataFrame, values: Normalised) -> Population:
    """Frequencies over persons with a number (mentions known from earlier runs included).

    Args:
        people: known (null: nobody's), name, township, village: codes.
    """

    def counted(column: str, size: int) -> Ints:
        both = people["known"].is_not_null() & people[column].is_not_null()
        packed = people[column].filter(both).cast(pl.UInt64) * 2**32 + people["known"].filter(both)
        codes = (packed.unique().to_numpy() >> np.uint64(32)).astype(np.int64)
        return np.bincount(codes, minlength=size)

    return Population(
        people["known"].drop_nulls().n_unique(),
        counted("name", values.names.height),
        counted("township", values.places.townships.height),
        counted("village", values.places.villages.height),
    )


def owners(unknown: pl.DataFrame, people: pl.DataFrame, values: Normalised) -> Owners:
    """Records of all units and of the persons within reach.

    Args:
        unknown: rows of ``Normalised.people`` without usable number, with unit. people: all rows; those
            with known are persons.
    """
    county = population(people, values)
    units = unknown["unit"].unique().sort()
    near = near_persons(unknown, people, values)
    held = Held(people, _records_of_rows(unknown, units, people, near, values))
    by_number = near.to_frame("known").join(values.numbers, on="known", how="left", maintain_order="left")
    by_number = by_number.select(
        record=pl.int_range(pl.len(), dtype=pl.UInt32) + units.len(),
        id18="id18", birth_date="birth_date", sex="sex",
    )  # fmt: skip
    size = units.len() + near.len()
    columns = columns_of(held, by_number, values, county, size, units.len())
    digests = digests_of(columns, values, size)
    records = Records(columns, size, settled=units.len(), population=max(county.persons, 1), digests=digests)
    return Owners(records, units.to_numpy().astype(np.int64), near.to_numpy().astype(np.int64))


@dataclass(frozen=True)
class Held:
    """Rows of ``Normalised.people`` and whose they are: ``record`` (UInt32, null nobody's), aligned."""

    people: pl.DataFrame
    record: pl.Series

    def values(self, column: str) -> pl.DataFrame:
        """record, value: what records hold in a column, repeats included, nulls left out."""
        return self.rows(pl.col(column).is_not_null(), column).rename({column: "value"})

    def rows(self, where: pl.Expr, *columns: str) -> pl.DataFrame:
        """record and these columns of the rows that belong to a record and meet a condition."""
        kept = self.people.select(where.fill_null(False)).to_series() & self.record.is_not_null()
        taken = self.people.select(columns).filter(kept)
        return taken.insert_column(0, self.record.filter(kept).alias("record"))


def _records_of_rows(
    unknown: pl.DataFrame, units: pl.Series, people: pl.DataFrame, near: pl.Series, values: Normalised
) -> pl.Series:
    """The record of every row of people: its unit's, its person's, or null."""
    of_person = np.full(values.numbers.height + 1, -1, dtype=np.int64)
    of_person[near.to_numpy()] = np.arange(near.len()) + units.len()
    record = of_person[people["known"].fill_null(values.numbers.height).to_numpy()]
    record[unknown["mention"].to_numpy()] = units.search_sorted(unknown["unit"]).to_numpy()
    found = pl.Series("record", record)
    return found.set(found < 0, None).cast(pl.UInt32)


def columns_of(
    held: Held, by_number: pl.DataFrame, values: Normalised, county: Population, size: int, units: int
) -> dict[str, Column]:
    """Every column of the plan. A usable number brings its birth date and sex.

    Args:
        by_number: record, id18, birth_date, sex of records with a usable number.
    """
    named = pl.concat([held.values("name"), held.values("former")]).unique().rename({"value": "name"})
    births = pl.concat(
        [held.values("birth_date"), by_number.select("record", value="birth_date").drop_nulls()]
    ).unique()
    sexes = pl.concat([held.values("sex"), by_number.select("record", value="sex").drop_nulls()])
    texts = pl.concat(
        [
            held.rows(pl.col("number").is_not_null(), "number", "number_kind").rename(
                {"number_kind": "kind"}
            ),
            by_number.select("record", number="id18", kind=pl.lit(VALID)),
        ]
    ).unique()  # fmt: skip
    masked = texts.filter(pl.col("kind") == MASKED)["number"]
    readable = texts.filter(pl.col("kind").is_in([MASKED, VALID]))
    ages = held.rows(
        pl.col("age_years").is_not_null() & pl.col("age_on").is_not_null(), "age_years", "age_on"
    )
    shared = _shared_rows(held, units)
    return {
        "name": _by_code(named.rename({"name": "value"}), values.names["folded"], size, county.names),
        "sound": _of(_sounds(named, values, units), size),
        "letter": _of(named.join(letters_of(values), on="name").select("record", value="letter"), size),
        "birth": _of(births.with_columns(pl.col("value").cast(pl.Int32)), size),
        "age": _of(ages.select("record", value=packed_age(pl.col("age_years"), pl.col("age_on"))), size),
        "birth_year": _of(_birth_years(births, ages, units), size),
        "sex": _of(sexes, size),
        "place": _of(_places(held), size),
        "village": _by_code(held.values("village"), values.places.villages["bare"], size, county.villages),
        "township": _by_code(
            held.values("township"), values.places.townships["bare"], size, county.townships
        ),
        **{key: _of(_keys(held, key), size) for key in KEYS},
        "number": _of(texts.select("record", value=pl.col("kind") + "|" + pl.col("number")), size),
        "number_part": _of(number_parts(readable, masked), size),
        "number_segment": _of(number_segments(texts), size),
        "valid_number": _of(
            pl.concat([held.values("certificate_id"), by_number.select("record", value="id18")]), size
        ),
        "row": _of(_row_entries(shared), size),
        "row_at": _of(shared.select("record", value="row_at"), size),
    }


def _shared_rows(held: Held, units: int) -> pl.DataFrame:
    """record, row_at, role, name of the mentions in rows where a unit stands beside somebody else."""
    standing = held.rows(pl.col("mention").is_not_null(), "row_at")
    pairs = (standing["row_at"].cast(pl.UInt64) * 2**32 + standing["record"]).unique().to_numpy()
    row_at = (pairs >> np.uint64(32)).astype(np.int64)
    last = int(row_at.max(initial=0)) + 1
    has_unit = np.zeros(last, dtype=bool)
    has_unit[row_at[(pairs & np.uint64(0xFFFFFFFF)) < units]] = True
    is_shared = (np.bincount(row_at, minlength=last) > 1) & has_unit
    shared = pl.Series(np.flatnonzero(is_shared), dtype=pl.UInt32)
    inside = pl.col("row_at").is_in(shared.implode()) & pl.col("mention").is_not_null()
    return held.rows(inside, "row_at", "role", "name")


def _places(held: Held) -> pl.DataFrame:
    """record, value: packed places."""
    known = pl.col("township").is_not_null() | pl.col("village").is_not_null()
    rows = held.rows(known, "township", "village")
    return rows.select("record", value=packed_place(pl.col("township"), pl.col("village")))


def _sounds(named: pl.DataFrame, values: Normalised, units: int) -> pl.DataFrame:
    """record, value: units are met on every reading of their names, persons on the usual one."""
    open_ = named.filter(pl.col("record") < units)
    usual = named.filter(pl.col("record") >= units).join(values.names.drop_nulls("sound"), on="name")
    every = open_.join(values.sounds_of(open_["name"]), on="name")
    return pl.concat([every.select("record", value="sound"), usual.select("record", value="sound")])


def _keys(held: Held, key: str) -> pl.DataFrame:
    found = held.values(key)
    return found.filter(pl.col("value").str.len_chars() >= LEAST_HOUSEHOLD) if key == "household" else found


def _row_entries(rows: pl.DataFrame) -> pl.DataFrame:
    repeats = (
        pl.when(pl.col("role").is_in(OWN_ROW_ROLES)).then(2).when(pl.col("role").is_in(RELATIVES)).then(1)
    ).otherwise(0)
    return rows.select("record", value=row_entry(pl.col("row_at"), repeats, pl.col("name")))


def _birth_years(births: pl.DataFrame, ages: pl.DataFrame, units: int) -> pl.DataFrame:
    """record, value: the year of birth by date or by age (an age fits two years); of units the years beside
    it too, so that a typing error of one year still meets.
    """
    by_age = pl.col("age_on").dt.year() - pl.col("age_years").cast(pl.Int32)
    years = pl.concat(
        [
            births.select("record", pl.col("value").dt.year()),
            ages.select("record", value=by_age),
            ages.select("record", value=by_age - 1),
        ]
    )
    beside = years.filter(pl.col("record") < units)
    return pl.concat([years, *(beside.with_columns(pl.col("value") + k) for k in (-1, 1))])


def _of(held: pl.DataFrame, size: int) -> Column:
    """A column of any number of values a record. Args: record, value (never null)."""
    codes, distinct = coded(held["value"])
    return _column(held["record"], codes, distinct, size)


def _by_code(held: pl.DataFrame, distinct: pl.Series, size: int, counts: Ints) -> Column:
    """A column whose values are coded already, with the county's frequencies."""
    made = _column(held["record"], held["value"].to_numpy().astype(np.int32), distinct, size)
    return replace(made, counts=counts)


def _column(record: pl.Series, codes: Codes, distinct: pl.Series, size: int) -> Column:
    packed = (record.to_numpy().astype(np.uint64) << np.uint64(32)) | codes.astype(np.uint64)
    ordered = pl.Series(packed).unique().sort().to_numpy()
    holders = (ordered >> np.uint64(32)).astype(np.int64)
    starts = np.concatenate(([0], np.cumsum(np.bincount(holders, minlength=size)))).astype(np.int64)
    return Column((ordered & np.uint64(0xFFFFFFFF)).astype(np.int32), distinct, starts)
