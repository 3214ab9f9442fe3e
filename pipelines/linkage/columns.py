"""Columns of records as integer codes: what everything behind works on instead of texts.

A record can hold any number of values of a column (a person has two phones). The distinct values
stand beside the codes, so that folding, keys and comparisons are worked out once per value.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import polars as pl

from pipelines.linkage.hashing import NO_KEY, Keys, keys_of

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
NO_CODE = -1


@dataclass(frozen=True)
class Column:
    """The values of one column of all records.

    ``codes``: a code per value held (Int32; with one value a record, −1 stands for none).
    ``distinct``: the text or number behind every code. ``starts``: record r holds
    codes[starts[r]:starts[r + 1]]; None when every record holds exactly one code (or −1).
    ``counts``: how many of a larger population hold each distinct value; None counts the records.
    """

    codes: Codes
    distinct: pl.Series
    starts: Ints | None = None
    counts: Ints | None = None

    @property
    def records(self) -> int:
        """How many records the column describes."""
        return len(self.codes) if self.starts is None else len(self.starts) - 1

    @cached_property
    def frequencies(self) -> Ints:
        """How many records (or members of the larger population) hold each distinct value."""
        if self.counts is not None:
            return self.counts
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.distinct))

    def holders(self) -> Codes:
        """The record of every position of ``codes``."""
        if self.starts is None:
            return np.arange(len(self.codes), dtype=np.int32)
        return np.repeat(np.arange(self.records, dtype=np.int32), np.diff(self.starts))


@dataclass(frozen=True)
class Records:
    """Records in canonical order, column by column.

    ``settled``: records from this one on are known to be different from each other (persons with a
    valid number): never paired among themselves. ``across``: two registers are linked only across:
    records before this one with records from it on. Both None: every record with every other.
    ``population``: how many records the frequencies count; None these records.
    ``entity``: what is known to be the same already: pairs of one entity are no strangers to learn u from.
    ``digests``: a key of the content of every record, the same in every run (for ``memo``).
    """

    columns: dict[str, Column]
    size: int
    settled: int | None = None
    across: int | None = None
    digests: Keys | None = None
    population: int | None = None
    entity: Codes | None = None

    def __post_init__(self) -> None:
        for name, column in self.columns.items():
            if column.records != self.size:
                raise ValueError(f"column {name} has {column.records} records, not {self.size}")


def column(values: pl.Series) -> Column:
    """One value a record; null and the empty text are no value."""
    codes, distinct = coded(values)
    return Column(codes, distinct)


def columns(frame: pl.DataFrame) -> dict[str, Column]:
    """Every column of the frame by its name: one row a record, in canonical order."""
    return {name: column(frame[name]) for name in frame.columns}


def many_valued(holders: pl.Series, values: pl.Series, records: int) -> Column:
    """Any number of values a record.

    Args:
        holders: the record of every value, in ascending order. values: null and the empty text are
            no value.

    Raises:
        ValueError: holders are not in ascending order.
    """
    if not holders.is_sorted():
        raise ValueError("the holders of values must be in ascending order")
    codes, distinct = coded(values)
    counts = np.bincount(holders.to_numpy()[codes >= 0], minlength=records)
    codes = codes[codes >= 0]
    return Column(codes, distinct, np.concatenate(([0], np.cumsum(counts))).astype(np.int64))


def coded(values: pl.Series) -> tuple[Codes, pl.Series]:
    """The code of every value (−1 none) and the distinct values, in order of first appearance."""
    return _coded(values, keys_of(values))


def _coded(values: pl.Series, keys: Keys) -> tuple[Codes, pl.Series]:
    order = pl.Series(keys).arg_sort().to_numpy()
    ordered = keys[order]
    is_first = np.ones(len(keys), dtype=bool)
    is_first[1:] = ordered[1:] != ordered[:-1]
    group = np.cumsum(is_first) - 1
    heads = np.minimum.reduceat(order, np.flatnonzero(is_first)) if len(keys) else order
    appearance = np.empty(len(heads), dtype=np.int32)
    by_head = np.argsort(heads, kind="stable")
    has_none = len(keys) > 0 and ordered[0] == NO_KEY  # NO_KEY is the smallest key
    if has_none:
        by_head = by_head[by_head != 0]
    appearance[by_head] = np.arange(len(by_head), dtype=np.int32)
    if has_none:
        appearance[0] = NO_CODE
    codes = np.empty(len(keys), dtype=np.int32)
    codes[order] = appearance[group]
    return codes, values.gather(heads[by_head])
