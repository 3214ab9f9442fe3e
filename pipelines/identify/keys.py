"""Blocking keys of the county's own fields: characters by sound, readable ends and parts of numbers."""

from __future__ import annotations

import polars as pl

from pipelines.identify.normalise import Normalised

LEAST_READABLE = 8
# region and year of birth; birth date and half of the order number; order number and check digit with
# the day of birth. Two slips leave one of the three untouched, mostly.
SEGMENTS = ((0, 8), (6, 9), (10, 8))


def letters_of(values: Normalised) -> pl.DataFrame:
    """name, letter: every character of a name by place and sound."""
    return (
        values.names.drop_nulls("sound")
        .select("name", letter=pl.col("sound").str.split("|"))
        .explode("letter")
        .with_columns(letter=pl.int_range(pl.len()).over("name").cast(pl.String) + ":" + pl.col("letter"))
    )


def number_parts(numbers: pl.DataFrame, masked: pl.Series) -> pl.DataFrame:
    """record, value: the readable ends of masked numbers, and the same ends of whole ones.

    Args:
        numbers: record, kind, number. masked: the masked numbers looked for: they say which ends count.
    """
    ends = masked.drop_nulls().unique().to_frame("number").select(
        head=pl.col("number").str.extract("^([0-9]*)").str.len_chars(),
        tail=pl.col("number").str.extract("([0-9X]*)$").str.len_chars(),
    )  # fmt: skip
    shapes = ends.filter(pl.col("head") + pl.col("tail") >= LEAST_READABLE).unique().sort("head", "tail")
    long = numbers.filter(pl.col("number").str.len_chars() >= 15)
    parts = [
        long.select(
            "record",
            value=pl.lit(f"{head}-{tail}:") + pl.col("number").str.head(head) + "-"
            + pl.col("number").str.tail(tail),
        ).filter(~pl.col("value").str.contains("*", literal=True))
        for head, tail in shapes.iter_rows()
    ]  # fmt: skip
    empty = pl.DataFrame(schema={"record": numbers.schema["record"], "value": pl.String()})
    return pl.concat([empty, *parts])


def number_segments(numbers: pl.DataFrame) -> pl.DataFrame:
    """record, value: three overlapping parts of every whole number, right or wrong."""
    whole = numbers.filter(pl.col("number").str.contains("^[0-9]{17}[0-9X]$"))
    return pl.concat(
        [
            whole.select("record", value=pl.lit(f"{at}:") + pl.col("number").str.slice(at, length))
            for at, length in SEGMENTS
        ]
    )
