"""Which persons any unit could meet at all: those that share a blocking key with one.

Only they become records of the linkage: of a million persons mostly a few ten thousand. Worked out on
distinct pairs of person and value, as integers; the passes of ``plan`` decide again, so a person too many
does no harm, but a person too few would be a pair lost.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from pipelines.id_numbers import MASKED, VALID
from pipelines.identify.keys import letters_of, number_parts, number_segments
from pipelines.identify.normalise import Normalised

KEYS = ("phone", "account", "certificate", "household")
DAY_ZERO = 1_000_000  # day numbers before 1970 are negative

Packed = npt.NDArray[np.uint64]


def near_persons(unknown: pl.DataFrame, people: pl.DataFrame, values: Normalised) -> pl.Series:
    """The codes of the numbers of persons within reach, ascending.

    Args:
        unknown: rows without usable number. people: all rows of ``Normalised.people``; those with known
            can be found.
    """
    named = pl.concat(
        [
            _distinct(people["known"], people["name"]),
            _distinct(people["known"], people["former"]),
        ]
    ).rename({"value": "name"})  # fmt: skip
    births = _births(people, values)
    found = [
        *(_by_key(unknown, people, column) for column in ("row_at", *KEYS)),
        _by_sound(unknown, people, named, births, values),
        _by_letter(unknown, named, births, values),
        _by_masked_number(unknown, values),
        _by_segment(unknown, births, values),
    ]
    return pl.concat([f.cast(pl.UInt32) for f in found]).unique().sort()


def _distinct(known: pl.Series, value: pl.Series) -> pl.DataFrame:
    """known, value: every pair once, without nulls; the value a code."""
    both = known.is_not_null() & value.is_not_null()
    packed = _packed(known.filter(both), value.filter(both))
    pairs = pl.Series(packed).unique().to_numpy()
    return pl.DataFrame({"known": (pairs >> np.uint64(32)).astype(np.uint32), "value": _low(pairs)})


def _packed(high: pl.Series, low: pl.Series) -> Packed:
    packed: Packed = (high.to_numpy().astype(np.uint64) << np.uint64(32)) | low.to_numpy().astype(np.uint64)
    return packed


def _low(packed: Packed) -> npt.NDArray[np.uint32]:
    return (packed & np.uint64(0xFFFFFFFF)).astype(np.uint32)


def _among(pairs: Packed, wanted: Packed) -> pl.Series:
    return pl.Series(pairs).is_in(pl.Series(wanted, dtype=pl.UInt64).implode())


def _births(people: pl.DataFrame, values: Normalised) -> pl.DataFrame:
    """known, value: the birth dates of every person as day numbers, by number and by register."""
    days = people["birth_date"].cast(pl.Int32) + DAY_ZERO
    by_number = values.numbers.select("known", value=pl.col("birth_date").cast(pl.Int32) + DAY_ZERO)
    both = [_distinct(people["known"], days), by_number.drop_nulls().cast(pl.UInt32)]
    return pl.concat(both).unique()


def _by_key(unknown: pl.DataFrame, people: pl.DataFrame, column: str) -> pl.Series:
    wanted = unknown[column].drop_nulls().unique()
    return people["known"].filter(people[column].is_in(wanted.implode()).fill_null(False)).drop_nulls()


def _by_sound(
    unknown: pl.DataFrame,
    people: pl.DataFrame,
    named: pl.DataFrame,
    births: pl.DataFrame,
    values: Normalised,
) -> pl.Series:
    """The same sound, and the village, a near year of birth, or a part of the number."""
    called = pl.concat([unknown["name"], unknown["former"]])
    every = values.sounds_of(called)
    wanted = every.join(values.names.select("sound").drop_nulls().unique(), on="sound", how="semi")
    codes = wanted.select("sound").unique().sort("sound").with_row_index("code")
    usual = values.names.join(codes, on="sound").select("name", "code")
    alike = named.join(usual, on="name").select("known", "code").unique()
    units = _sounding(unknown, wanted.join(codes, on="sound").select("name", "code"))
    villages = _distinct(people["known"], people["village"]).join(alike, on="known")
    years = births.with_columns(value=(pl.col("value").cast(pl.Int32) - DAY_ZERO).cast(pl.Date).dt.year())
    born = years.cast({"value": pl.UInt32}).unique().join(alike, on="known")
    found = [
        _matching(villages, units.select("code", value="village").drop_nulls()),
        _matching(born, _years(units)),
    ]
    numbered = units.select("number", "code", record="unit").drop_nulls()
    segments = number_segments(numbered)
    if segments.height:
        wanted_parts = segments.join(numbered.select("record", "code"), on="record").select("value", "code")
        persons = alike.join(values.numbers, on="known").select("code", record="known", number="id18")
        parts = number_segments(persons).filter(pl.col("value").is_in(segments["value"].unique().implode()))
        met = parts.join(persons.select("record", "code"), on="record")
        found.append(met.join(wanted_parts.unique(), on=["value", "code"], how="semi")["record"])
    return pl.concat([f.cast(pl.UInt32) for f in found])


def _sounding(unknown: pl.DataFrame, sounds: pl.DataFrame) -> pl.DataFrame:
    """The rows of units under every sound of their names."""
    by_name = unknown.join(sounds, on="name")
    return pl.concat([by_name, unknown.drop_nulls("former").join(sounds, left_on="former", right_on="name")])


def _years(units: pl.DataFrame) -> pl.DataFrame:
    """code, value: the years a unit can be born in, and the years beside them."""
    by_age = pl.col("age_on").dt.year() - pl.col("age_years").cast(pl.Int32)
    years = pl.concat(
        [
            units.select("code", value=pl.col("birth_date").dt.year()),
            *(units.select("code", value=by_age - k) for k in (0, 1)),
        ]
    ).drop_nulls()
    beside = pl.concat([years.with_columns(pl.col("value") + k) for k in (-1, 0, 1)])
    return beside.filter(pl.col("value") > 0).cast({"value": pl.UInt32}).unique()


def _matching(persons: pl.DataFrame, wanted: pl.DataFrame) -> pl.Series:
    """The persons with a pair of code and value that is wanted."""
    pairs = _packed(persons["code"], persons["value"])
    return persons["known"].filter(_among(pairs, _packed(wanted["code"], wanted["value"])))


def _by_letter(
    unknown: pl.DataFrame, named: pl.DataFrame, births: pl.DataFrame, values: Normalised
) -> pl.Series:
    """The same birth date and one character by place and sound."""
    day = pl.col("birth_date").cast(pl.Int32) + DAY_ZERO
    units = (
        pl.concat([unknown.select("name", value=day), unknown.select(name="former", value=day)])
        .drop_nulls()
        .unique()
    )
    if units.is_empty():
        return pl.Series(dtype=pl.UInt32)
    same_day = births.join(units.select(pl.col("value").cast(pl.UInt32)).unique(), on="value", how="semi")
    letters = letters_of(values)
    codes = letters.select("letter").unique().sort("letter").with_row_index("code")
    letters = letters.join(codes, on="letter").select("name", "code")
    persons = same_day.join(named, on="known").join(letters, on="name")
    return _matching(persons, units.join(letters, on="name").cast({"value": pl.UInt32}))


def _by_segment(unknown: pl.DataFrame, births: pl.DataFrame, values: Normalised) -> pl.Series:
    """The same birth date and a part of the number."""
    day = (pl.col("birth_date").cast(pl.Int32) + DAY_ZERO).cast(pl.UInt32)
    units = unknown.drop_nulls(["birth_date", "number"]).select("number", record="unit", day=day)
    segments = number_segments(units)
    if segments.is_empty():
        return pl.Series(dtype=pl.UInt32)
    wanted = segments.join(units.select("record", "day"), on="record").select("value", "day").unique()
    same_day = births.join(wanted.select(value="day").unique(), on="value", how="semi")
    persons = same_day.join(values.numbers, on="known").select(record="known", number="id18", day="value")
    parts = number_segments(persons).join(persons.select("record", "day"), on="record")
    return parts.join(wanted, on=["value", "day"], how="semi")["record"]


def _by_masked_number(unknown: pl.DataFrame, values: Normalised) -> pl.Series:
    is_masked = pl.col("number_kind") == MASKED
    masked = unknown.filter(is_masked).select("number", record="unit", kind="number_kind")
    if masked.is_empty():
        return pl.Series(dtype=pl.UInt32)
    wanted = number_parts(masked, masked["number"])["value"].unique()
    whole = values.numbers.select(record="known", kind=pl.lit(VALID), number="id18")
    parts = number_parts(whole, masked["number"])
    return parts["record"].filter(parts["value"].is_in(wanted.implode()))
