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
    is_near = np.zeros(values.numbers.height + 1, dtype=bool)
    is_near[near.to_numpy()] = True
    known = people["known"].fill_null(values.numbers.height).to_numpy()
    settled = people.filter(pl.Series(is_near[known])).join(
        _numbered(near, "known", units.len()), on="known", validate="m:1"
    )
    open_ = unknown.join(_numbered(units, "unit"), on="unit", validate="m:1")
    by_number = near.to_frame("known").join(values.numbers, on="known", how="left", maintain_order="left")
    by_number = by_number.select(
        record=pl.int_range(pl.len(), dtype=pl.UInt32) + units.len(),
        id18="id18", birth_date="birth_date", sex="sex",
    )  # fmt: skip
    size = units.len() + near.len()
    rows = pl.concat([_held(open_), _held(settled)])
    columns = columns_of(rows, by_number, values, county, size, units.len())
    digests = digests_of(rows, by_number, values, units=units.len(), size=size)
    records = Records(columns, size, settled=units.len(), population=max(county.persons, 1), digests=digests)
    return Owners(records, units.to_numpy().astype(np.int64), near.to_numpy().astype(np.int64))


def _numbered(owner: pl.Series, name: str, first: int = 0) -> pl.DataFrame:
    return pl.DataFrame({name: owner, "record": pl.int_range(first, first + owner.len(), eager=True)}).cast(
        {"record": pl.UInt32}
    )


HELD = (
    "record", "mention", "role", "name", "former", "number", "number_kind", "birth_date", "age_years",
    "age_on", "sex", "township", "village", "certificate_id", "row_at", *KEYS,
)  # fmt: skip


def _held(people: pl.DataFrame) -> pl.DataFrame:
    return people.select(HELD)


def columns_of(
    rows: pl.DataFrame, by_number: pl.DataFrame, values: Normalised, county: Population, size: int, units: int
) -> dict[str, Column]:
    """Every column of the plan. A usable number brings its birth date and sex."""
    is_open = rows["number"].is_not_null()
    named = (
        pl.concat([rows.select("record", "name"), rows.select("record", name="former")]).drop_nulls().unique()
    )
    births = pl.concat([rows.select("record", "birth_date"), by_number.select("record", "birth_date")])
    sexes = pl.concat([rows.select("record", "sex"), by_number.select("record", "sex")])
    texts = pl.concat(
        [
            rows.filter(is_open).select("record", "number", kind="number_kind"),
            by_number.select("record", number="id18", kind=pl.lit(VALID)),
        ]
    )
    numbers = texts.select("record", value=pl.col("kind") + "|" + pl.col("number"))
    masked = texts.filter(pl.col("kind") == MASKED)["number"]
    readable = texts.filter(pl.col("kind").is_in([MASKED, VALID]))
    valid = pl.concat(
        [rows.select("record", value="certificate_id"), by_number.select("record", value="id18")]
    )
    in_rows = rows.filter(pl.col("mention").is_not_null())
    years = _birth_years(rows, births, units)
    places = rows.select("record", value=packed_place(pl.col("township"), pl.col("village")))
    return {
        "name": _by_code(named, "name", values.names["folded"], size, county.names),
        "sound": _of(_sounds(named, values, units), size),
        "letter": _of(named.join(letters_of(values), on="name").select("record", value="letter"), size),
        "birth": _of(births.select("record", value=pl.col("birth_date").cast(pl.Int32)), size),
        "age": _of(
            rows.drop_nulls(["age_years", "age_on"]).select(
                "record", value=packed_age(pl.col("age_years"), pl.col("age_on"))
            ),
            size,
        ),
        "birth_year": _of(years, size),
        "sex": _of(sexes.select("record", value="sex"), size),
        "place": _of(places, size),
        "village": _by_code(rows, "village", values.places.villages["bare"], size, county.villages),
        "township": _by_code(rows, "township", values.places.townships["bare"], size, county.townships),
        **{key: _of(_keys(rows, key), size) for key in KEYS},
        "number": _of(numbers, size),
        "number_part": _of(number_parts(readable, masked), size),
        "number_segment": _of(number_segments(texts), size),
        "valid_number": _of(valid, size),
        "row": _of(_row_entries(in_rows), size),
        "row_at": _of(in_rows.select("record", value="row_at"), size),
    }


def _sounds(named: pl.DataFrame, values: Normalised, units: int) -> pl.DataFrame:
    """record, value: units are met on every reading of their names, persons on the usual one."""
    open_ = named.filter(pl.col("record") < units)
    usual = named.filter(pl.col("record") >= units).join(values.names.drop_nulls("sound"), on="name")
    every = open_.join(values.sounds_of(open_["name"]), on="name")
    return pl.concat([every.select("record", value="sound"), usual.select("record", value="sound")])


def _keys(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    held = rows.select("record", value=key).drop_nulls()
    return held.filter(pl.col("value").str.len_chars() >= LEAST_HOUSEHOLD) if key == "household" else held


def _row_entries(rows: pl.DataFrame) -> pl.DataFrame:
    repeats = (
        pl.when(pl.col("role").is_in(OWN_ROW_ROLES)).then(2).when(pl.col("role").is_in(RELATIVES)).then(1)
    ).otherwise(0)
    return rows.select("record", value=row_entry(pl.col("row_at"), repeats, pl.col("name")))


def _birth_years(rows: pl.DataFrame, births: pl.DataFrame, units: int) -> pl.DataFrame:
    """record, value: the year of birth by date or by age (an age fits two years); of units the years beside
    it too, so that a typing error of one year still meets.
    """
    by_age = pl.col("age_on").dt.year() - pl.col("age_years").cast(pl.Int32)
    ages = rows.drop_nulls(["age_years", "age_on"])
    years = pl.concat(
        [
            births.select("record", value=pl.col("birth_date").dt.year()),
            ages.select("record", value=by_age),
            ages.select("record", value=by_age - 1),
        ]
    ).drop_nulls()
    beside = years.filter(pl.col("record") < units)
    return pl.concat([years, *(beside.with_columns(pl.col("value") + k) for k in (-1, 1))])


def _of(held: pl.DataFrame, size: int) -> Column:
    """A column of any number of values a record. Args: record, value (null left out)."""
    held = held.drop_nulls("value")
    codes, distinct = coded(held["value"])
    return _column(held["record"], codes, distinct, size)


def _by_code(held: pl.DataFrame, name: str, distinct: pl.Series, size: int, counts: Ints) -> Column:
    """A column whose values are coded already, with the county's frequencies."""
    held = held.drop_nulls(name)
    made = _column(held["record"], held[name].to_numpy().astype(np.int32), distinct, size)
    return replace(made, counts=counts)


def _column(record: pl.Series, codes: Codes, distinct: pl.Series, size: int) -> Column:
    packed = (record.to_numpy().astype(np.uint64) << np.uint64(32)) | codes.astype(np.uint64)
    ordered = pl.Series(packed).unique().sort().to_numpy()
    holders = (ordered >> np.uint64(32)).astype(np.int64)
    starts = np.concatenate(([0], np.cumsum(np.bincount(holders, minlength=size)))).astype(np.int64)
    return Column((ordered & np.uint64(0xFFFFFFFF)).astype(np.int32), distinct, starts)
