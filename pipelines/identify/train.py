"""Learning the county's weights from its own registers, and how far they have moved from approved ones.

Rows that carry the same valid number are the same person, whatever else stands in them: they teach how
often true pairs agree on a name, a village, an account. Other persons teach how often strangers do.
Weights of damaged numbers and shared rows cannot be learnt so; their beliefs stand.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl

from pipelines.identify.normalise import Normalised, normalise
from pipelines.identify.plan import COMPARISONS
from pipelines.identify.records import Held, columns_of, population
from pipelines.linkage.columns import Records, many_valued
from pipelines.linkage.hashing import drawn
from pipelines.linkage.index import index
from pipelines.linkage.link import train_on
from pipelines.linkage.plan import Pass, Plan
from pipelines.linkage.vectors import Vectors
from pipelines.linkage.weights import Weights

MOST_PERSONS = 30_000
"""Persons to learn from; of more, those drawn by the rank of their number as written."""
LEAST_PERSONS = 200
"""Persons in two registers; of fewer, chance meetings look like habits."""
SAME_NUMBER = Pass(
    "same_number", ("known:whole",), "one valid number: one person", precise=True,
    implies=("number", "valid_number", "same_row"),
)  # fmt: skip
DRIFT = {
    "field": pl.String(), "level": pl.String(), "approved_bits": pl.Float64(), "trained_bits": pl.Float64(),
    "moved": pl.Float64(),
}  # fmt: skip


def train_weights(mentions: pl.DataFrame, *, as_of: date) -> Weights:
    """Weights learnt from MENTION: one profile per person, register and role, paired by number.

    Raises:
        ValueError: too few persons stand in two registers.
    """
    values = normalise(_sampled(mentions), None, as_of=as_of)
    profiles = _profiles(values)
    if (persons := profiles["known"].n_unique()) < LEAST_PERSONS:
        raise ValueError(f"{persons} persons stand in two registers, {LEAST_PERSONS} are needed")
    records = _records(profiles, values)
    plan = Plan((SAME_NUMBER,), COMPARISONS, cap=200)
    vectors = Vectors(records, plan.comparisons)
    trained = train_on(records, plan, index(records, plan.passes, cap=plan.cap), vectors)
    return replace(trained, prior=1 / max(profiles["known"].n_unique(), 2))


def drift(approved: Weights, trained: Weights) -> pl.DataFrame:
    """DRIFT: how far every level has moved, in bits, the farthest first.

    Levels that weigh by the frequency of the value are compared by m alone.
    """
    rows = []
    for comparison in COMPARISONS:
        old, new = approved.fields[comparison.name], trained.fields[comparison.name]
        for at, level in enumerate(old.levels):
            by_value = comparison.frequency and at + 1 in comparison.comparator.by_value
            before, after = (float(np.log2(f.m[at])) if by_value else f.bits[at] for f in (old, new))
            rows.append((comparison.name, level, before, after))
    told = pl.DataFrame(rows, schema=list(DRIFT)[:4], orient="row")
    return told.with_columns(moved=(pl.col("trained_bits") - pl.col("approved_bits")).abs()).sort(
        "moved", "field", "level", descending=[True, False, False]
    )


def _sampled(mentions: pl.DataFrame) -> pl.DataFrame:
    """The mentions of a sample of numbers as written; all of them where they are few."""
    numbers = mentions["id_number"].drop_nulls().unique().sort()
    chosen = numbers.filter(pl.Series(drawn(numbers.len(), MOST_PERSONS / max(numbers.len(), 1))))
    return mentions.filter(pl.col("id_number").is_in(chosen.implode()))


def _profiles(values: Normalised) -> pl.DataFrame:
    """One row per person, register and role: its first mention. Only persons with two and more."""
    rows = values.people.filter(pl.col("mention").is_not_null() & pl.col("known").is_not_null())
    registers = values.mentions.columns("register").with_row_index("mention")
    first = (
        rows.join(registers, on="mention", how="left", maintain_order="left")
        .sort("known", "register", "role", "mention")
        .unique(["known", "register", "role"], keep="first", maintain_order=True)
    )
    return first.filter(pl.len().over("known") > 1).with_columns(
        record=pl.int_range(pl.len(), dtype=pl.UInt32)
    )


def _records(profiles: pl.DataFrame, values: Normalised) -> Records:
    bare = profiles.with_columns(
        number=pl.lit(None, dtype=pl.String), certificate_id=pl.lit(None, dtype=pl.String),
        mention=pl.lit(None, dtype=pl.UInt32),
    )  # fmt: skip
    nobody = pl.DataFrame(
        schema={"record": pl.UInt32(), "id18": pl.String(), "birth_date": pl.Date(), "sex": pl.String()}
    )
    size = profiles.height
    held = Held(bare, profiles["record"])
    columns = columns_of(held, nobody, values, population(profiles, values), size, size)
    columns["known"] = many_valued(profiles["record"], profiles["known"].cast(pl.Int64), size)
    return Records(columns, size, entity=profiles["known"].to_numpy().astype(np.int32))
