"""Blocking: which persons a unit without usable number is compared with at all.

Every pass is an equi-join on one key. A key that would make too many pairs is dropped and counted:
the report says how many pairs a cap cost. Comparing and weighing come after.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pipelines.id_numbers import MASKED
from pipelines.identify.normalise import Normalised
from pipelines.identify.traits import Traits

MOST_PAIRS_OF_A_KEY = 20_000
PASS_REPORT = {"stage": pl.String(), "pairs": pl.Int64(), "links": pl.Int64(), "dropped": pl.Int64()}


@dataclass(frozen=True)
class Blocked:
    """Candidate pairs ``left``, ``right`` (UInt32, distinct, sorted) and a report row per pass."""

    pairs: pl.DataFrame
    report: pl.DataFrame


def block(left: Traits, right: Traits, values: Normalised, *, among_themselves: bool = False) -> Blocked:
    """Candidate pairs of left owners (units) and right owners (persons, or the units again).

    Args:
        among_themselves: left and right are the same owners: each pair once, left < right.

    A pass without any point besides the name is not worth its pairs: such a pair cannot reach the
    link floor.
    """
    made = []
    report = []
    for name, left_keys, right_keys in _passes(left, right, values):
        pairs, dropped = _joined(left_keys, right_keys, among_themselves=among_themselves)
        made.append(pairs)
        report.append({"stage": f"block:{name}", "pairs": pairs.height, "links": None, "dropped": dropped})
    packed = pl.concat(made).select(pair=pl.col("left").cast(pl.UInt64) * 2**32 + pl.col("right"))
    distinct = packed["pair"].unique().sort()
    pairs = pl.DataFrame({"pair": distinct}).select(
        left=(pl.col("pair") // 2**32).cast(pl.UInt32), right=(pl.col("pair") % 2**32).cast(pl.UInt32)
    )
    return Blocked(pairs, pl.DataFrame(report, schema=PASS_REPORT))


def _joined(left: pl.DataFrame, right: pl.DataFrame, *, among_themselves: bool) -> tuple[pl.DataFrame, int]:
    """Pairs of owners with a key in common, without the keys over the cap; and the pairs they cost."""
    on = [c for c in left.columns if c != "owner"]
    left, right = left.drop_nulls().unique(), right.drop_nulls().unique()
    sizes = (
        left.group_by(on)
        .agg(lefts=pl.len().cast(pl.Int64))
        .join(right.group_by(on).agg(rights=pl.len().cast(pl.Int64)), on=on, validate="1:1")
        .with_columns(size=pl.col("lefts") * pl.col("rights"))
    )
    kept = sizes.filter(pl.col("size") <= MOST_PAIRS_OF_A_KEY).select(on)
    pairs = (
        left.join(kept, on=on, how="semi")
        .join(right, on=on, suffix="_right")
        .select(left="owner", right="owner_right")
    )
    if among_themselves:
        pairs = pairs.filter(pl.col("left") < pl.col("right"))
    dropped = sizes.filter(pl.col("size") > MOST_PAIRS_OF_A_KEY)["size"].sum()
    return pairs, int(dropped)


def _passes(left: Traits, right: Traits, values: Normalised) -> list[tuple[str, pl.DataFrame, pl.DataFrame]]:
    """name, left keys and right keys (owner + key columns) of every pass."""
    sides = []
    for side in (left, right):
        sound = side.names.join(values.names.select("name", "sound"), on="name").select("owner", "sound")
        sides.append(
            {
                "sound_village": sound.join(side.places.select("owner", "village"), on="owner"),
                "sound_birth_year": sound.join(_birth_years(side), on="owner"),
                "birth_date": side.births,
                "key": side.keys,
                "number_parts": _number_parts(side, left),
                "same_row": side.rows.select("owner", "row_at").join(
                    left.rows.select("row_at"), on="row_at", how="semi"
                ),
            }
        )
    around = [
        sides[0]["sound_birth_year"].with_columns(year=(pl.col("year") + k).cast(pl.Int32))
        for k in (-1, 0, 1)
    ]
    sides[0]["sound_birth_year"] = pl.concat(around)
    return [(name, sides[0][name], sides[1][name]) for name in sides[0]]


def _birth_years(side: Traits) -> pl.DataFrame:
    """owner, year: of birth, by date or by age (an age fits two years)."""
    by_age = pl.col("age_on").dt.year() - pl.col("age_years").cast(pl.Int32)
    return pl.concat(
        [
            side.births.select("owner", year=pl.col("birth_date").dt.year()),
            side.ages.select("owner", year=by_age),
            side.ages.select("owner", year=by_age - 1),
        ]
    ).unique()


def _number_parts(side: Traits, masked: Traits) -> pl.DataFrame:
    """owner, shape, part: the readable ends of masked numbers, and the same ends of whole ones."""
    ends = masked.numbers.filter(pl.col("number_kind") == MASKED).select(
        head=pl.col("number").str.extract("^([0-9]*)").str.len_chars(),
        tail=pl.col("number").str.extract("([0-9X]*)$").str.len_chars(),
    )
    shapes = ends.filter(pl.col("head") + pl.col("tail") >= 8).unique().sort("head", "tail")
    parts = [
        side.numbers.filter(pl.col("number").str.len_chars() >= 15)
        .select(
            "owner",
            shape=pl.lit(f"{head}-{tail}"),
            part=pl.col("number").str.head(head) + "-" + pl.col("number").str.tail(tail),
        )
        .filter(~pl.col("part").str.contains("*", literal=True))
        for head, tail in shapes.iter_rows()
    ]
    empty = pl.DataFrame(schema={"owner": pl.UInt32(), "shape": pl.String(), "part": pl.String()})
    return pl.concat([empty, *parts])
