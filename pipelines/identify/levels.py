"""Comparators of the county's own fields, for the linkage engine: names, birth and age, places,
damaged numbers, people of one row. Plain equality and the engine's protocol are ``pipelines.linkage``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import polars as pl

from pipelines.id_numbers import DAMAGED, MASKED
from pipelines.linkage.columns import Codes, Column
from pipelines.linkage.levels import Compare, Levels, best_of, of_values, per_distinct, value_pairs
from pipelines.names import NAME_LEVELS, name_levels

Ints = npt.NDArray[np.int64]
LUNAR_DAYS = 60


class HanName:
    """Folded names by ``pipelines.names``; of several names (a former one) the best pair counts."""

    levels: tuple[str, ...] = NAME_LEVELS
    by_value: ClassVar[dict[int, int]] = dict.fromkeys(range(1, 7), 0)

    def prepare(self, columns: Sequence[Column]) -> Compare:
        names = columns[0].distinct

        def judge(a: Codes, b: Codes) -> Levels:
            found: Levels = name_levels(names.gather(a), names.gather(b)).to_numpy()
            return found

        return of_values(columns[0], lambda a, b: per_distinct(a, b, judge))


class Birth:
    """Birth dates, and ages where a side has no date. A date on either side decides before any age.

    Columns: birth (day numbers since 1970), age (``packed_age``). The first of a month can stand for
    the month alone; a lunar date lies within 60 days; nominal ages (虚岁) run up to two years ahead.
    """

    levels: tuple[str, ...] = (
        "same_day", "same_month", "near", "year", "far", "off", "age_1", "age_2", "age_off",
    )  # fmt: skip
    by_value: ClassVar[dict[int, int]] = {}

    def prepare(self, columns: Sequence[Column]) -> Compare:
        births, ages = columns
        day = births.distinct.cast(pl.Int64).to_numpy()
        born = births.distinct.cast(pl.Int32).cast(pl.Date)
        year, month, of_month = (part.to_numpy().astype(np.int64) for part in (
            born.dt.year(), born.dt.month(), born.dt.day()
        ))  # fmt: skip
        on, years = np.divmod(ages.distinct.cast(pl.Int64).to_numpy(), AGE_RADIX)
        on_date = pl.Series(on).cast(pl.Int32).cast(pl.Date)
        on_year = on_date.dt.year().to_numpy().astype(np.int64)
        on_day = on_date.dt.month().to_numpy().astype(np.int64) * 100 + on_date.dt.day().to_numpy()
        birth_day = month * 100 + of_month

        def dates(a: Codes, b: Codes) -> Levels:
            same_year, same_month = year[a] == year[b], month[a] == month[b]
            same_day = of_month[a] == of_month[b]
            swapped = same_year & (month[a] == of_month[b]) & (of_month[a] == month[b])
            parts = same_year.astype(np.int8) + same_month + same_day
            apart = np.abs(year[a] - year[b])
            month_only = same_year & same_month & ((of_month[a] == 1) | (of_month[b] == 1))
            near = swapped | ((parts == 2) & (apart <= 1)) | (np.abs(day[a] - day[b]) <= LUNAR_DAYS)
            return np.select(
                [day[a] == day[b], month_only, near, apart <= 1, apart <= 2],
                [np.uint8(level) for level in (1, 2, 3, 4, 5)],
                np.uint8(6),
            )

        def age_level(off: Ints) -> Levels:
            apart = np.abs(off)
            return np.select([apart <= 1, apart <= 2], [np.uint8(7), np.uint8(8)], np.uint8(9))

        def dated(age: Codes, birth: Codes) -> Levels:
            completed = on_year[age] - year[birth] - (on_day[age] < birth_day[birth])
            return age_level(years[age] - completed)

        def aged(a: Codes, b: Codes) -> Levels:
            return age_level(years[a] - years[b] - (on_year[a] - on_year[b]))

        def compare(left: Codes, right: Codes) -> Levels:
            found = _best(births, births, left, right, dates)
            for one, other, judge, turned in (
                (ages, births, dated, False), (births, ages, dated, True), (ages, ages, aged, False),
            ):  # fmt: skip
                open_ = np.flatnonzero((found == 0) | (found > 6))
                if len(open_):
                    level = _best(one, other, left[open_], right[open_], judge, turned=turned)
                    found[open_] = _better(found[open_], level)
            return found

        return compare


AGE_RADIX = 1000


def packed_age(years: pl.Expr, on: pl.Expr) -> pl.Expr:
    """An age in completed years and the day it was true, as one integer."""
    return on.cast(pl.Int32).cast(pl.Int64) * AGE_RADIX + years.clip(0, AGE_RADIX - 1)


class Place:
    """Village and township, registered or lived in.

    Columns: place (``township * 2³² + village``, −1 unknown each), village and township (for their
    frequencies). Two people of one village agree in both; living in one township but registered in
    another is common, so a differing township is weaker evidence than a differing birth date.
    """

    levels: tuple[str, ...] = ("village", "township", "village_differs", "township_differs")
    by_value: ClassVar[dict[int, int]] = {1: 1, 2: 2}

    def prepare(self, columns: Sequence[Column]) -> Compare:
        township, village = unpacked_place(columns[0].distinct.to_numpy())

        def judge(a: Codes, b: Codes) -> Levels:
            known_t = (township[a] >= 0) & (township[b] >= 0)
            known_v = (village[a] >= 0) & (village[b] >= 0)
            same_t, same_v = known_t & (township[a] == township[b]), village[a] == village[b]
            return np.select(
                [known_t & ~same_t, known_v & same_v, known_v, same_t],
                [np.uint8(4), np.uint8(1), np.uint8(3), np.uint8(2)],
                np.uint8(0),
            )

        def compare(left: Codes, right: Codes) -> Levels:
            return _best(columns[0], columns[0], left, right, judge)

        return compare


def packed_place(township: pl.Expr, village: pl.Expr) -> pl.Expr:
    """A place as one integer; null when neither is known."""
    known = township.is_not_null() | village.is_not_null()
    packed = (township.cast(pl.Int64).fill_null(-1) + 1) * 2**32 + village.cast(pl.Int64).fill_null(-1) + 1
    return pl.when(known).then(packed)


def unpacked_place(packed: npt.NDArray[np.int64]) -> tuple[Ints, Ints]:
    """township, village codes of packed places; −1 unknown."""
    return packed // 2**32 - 1, packed % 2**32 - 1


class DamagedNumber:
    """A wrong, masked or cut number against another number, as ``status|text``.

    near: at most two of 18 places differ, or all that can be read agrees; far: five and more differ;
    contradicts: the readable part is another number's. Everything between says nothing.
    """

    levels: tuple[str, ...] = ("near", "far", "contradicts")
    by_value: ClassVar[dict[int, int]] = {}

    def prepare(self, columns: Sequence[Column]) -> Compare:
        parts = columns[0].distinct.str.split_exact("|", 1)
        kind, text = parts.struct.field("field_0"), parts.struct.field("field_1")

        def judge(a: Codes, b: Codes) -> Levels:
            both = pl.DataFrame(
                {"a": text.gather(a), "kind_a": kind.gather(a), "b": text.gather(b), "kind_b": kind.gather(b)}
            )
            found = both.select(
                pl.coalesce(_number_level("a", "kind_a", "b"), _number_level("b", "kind_b", "a"), pl.lit(0))
            )
            levels: Levels = found.to_series().cast(pl.UInt8).to_numpy()
            return levels

        return of_values(columns[0], lambda a, b: per_distinct(a, b, judge))


def _number_level(number: str, kind: str, other: str) -> pl.Expr:
    """What one number, by its damage, says of the other; null nothing."""
    a, b = pl.col(number), pl.col(other)
    head, tail = a.str.extract(r"^([0-9]*)\*"), a.str.extract(r"\*([0-9X]*)$")
    fits = b.str.starts_with(head) & b.str.ends_with(tail)
    digits = a.str.replace(r"E\+?[0-9]+$", "").str.replace(".", "", literal=True).str.head(15)
    whole = (a.str.len_chars() == 18) & (b.str.len_chars() == 18)
    apart = pl.sum_horizontal((a.str.slice(i, 1) != b.str.slice(i, 1)).cast(pl.Int32) for i in range(18))
    is_masked, is_damaged = pl.col(kind) == MASKED, pl.col(kind) == DAMAGED
    readable = pl.when(is_masked).then(fits).when(is_damaged).then(b.str.starts_with(digits))
    return (
        pl.when(b.str.contains("*", literal=True)).then(None)
        .when(is_masked | is_damaged).then(pl.when(readable).then(1).otherwise(3))
        .when(whole & (apart <= 2)).then(1)
        .when(whole & (apart >= 5)).then(2)
    )  # fmt: skip


class SameRow:
    """Two mentions of one row: one person in two roles (payee and beneficiary of the same name), or
    two people. Columns: row (``row|role may repeat|name``, see ``row_entry``).
    """

    levels: tuple[str, ...] = ("one_person", "two_people")
    by_value: ClassVar[dict[int, int]] = {}

    def prepare(self, columns: Sequence[Column]) -> Compare:
        column = columns[0]
        row, may_repeat, name = unpacked_row_entry(column.distinct.to_numpy())

        def compare(left: Codes, right: Codes) -> Levels:
            assert column.starts is not None
            x, y, pair = value_pairs(column.starts, column.starts, left, right)
            a, b = column.codes[x], column.codes[y]
            shared = row[a] == row[b]
            a, b, pair = a[shared], b[shared], pair[shared]
            able = (may_repeat[a] > 0) & (may_repeat[b] > 0) & (may_repeat[a] + may_repeat[b] > 2)
            one = able & (name[a] == name[b]) & (name[a] >= 0)
            found = np.zeros(len(left), dtype=np.uint8)
            np.maximum.at(found, pair, np.where(one, np.uint8(1), np.uint8(2)))
            return found

        return compare


def row_entry(row: pl.Expr, repeats: pl.Expr, name: pl.Expr) -> pl.Expr:
    """A mention's place in its row as one integer: row, whether its role can repeat a person (0 no,
    1 only the other one, 2 yes), name code + 1 (0 none).
    """
    return row.cast(pl.Int64) * 2**34 + repeats.cast(pl.Int64) * 2**32 + name.cast(pl.Int64).fill_null(-1) + 1


def unpacked_row_entry(packed: npt.NDArray[np.int64]) -> tuple[Ints, Ints, Ints]:
    """Row, whether the role can repeat a person, name code (−1 none) of packed entries."""
    row, rest = np.divmod(packed, 2**34)
    repeats, name = np.divmod(rest, 2**32)
    return row, repeats, name - 1


def _best(
    one: Column, other: Column, left: Codes, right: Codes, judge: Compare, *, turned: bool = False
) -> Levels:
    """The best level of the left's values of one column beside the right's of the other."""
    assert one.starts is not None
    assert other.starts is not None
    x, y, pair = value_pairs(one.starts, other.starts, left, right)
    a, b = one.codes[x], other.codes[y]
    return best_of(judge(b, a) if turned else judge(a, b), pair, len(left))


def _better(one: Levels, other: Levels) -> Levels:
    """The smaller level above 0, pair by pair."""
    both: Levels = np.where(one == 0, other, np.where(other == 0, one, np.minimum(one, other)))
    return both
