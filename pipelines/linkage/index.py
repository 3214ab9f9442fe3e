"""Blocking passes → an index of blocks, capped: who meets whom, without making the pairs yet.

Every pass keeps its entries (a record under a key) twice in order: by block, to find partners, and
by record, to cut the work at any record. Blocks over the cap are split by the pass's further keys;
what stays over is dropped and counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from pipelines.linkage.columns import Column, Records
from pipelines.linkage.hashing import NO_KEY, Keys, joined, mixed
from pipelines.linkage.keys import KEYS
from pipelines.linkage.plan import Pass

Ints = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int32]

INDEX_REPORT = {
    "pass": pl.String(), "entries": pl.Int64(), "blocks": pl.Int64(), "largest": pl.Int64(),
    "pairs": pl.Int64(), "split": pl.Int64(), "separated": pl.Int64(), "dropped_blocks": pl.Int64(),
    "dropped_pairs": pl.Int64(),
}  # fmt: skip


@dataclass(frozen=True)
class Entries:
    """record, key of every entry of a pass, in ascending order of records."""

    record: Rows
    key: Keys


@dataclass(frozen=True)
class PassIndex:
    """The blocks of one pass.

    ``members``: records, block after block. ``left``: records with partners, ascending. ``start``,
    ``count``: their partners are members[start : start + count].
    """

    members: Rows
    left: Rows
    start: Rows
    count: Rows
    report: dict[str, int | str]


def index(records: Records, passes: Sequence[Pass], *, cap: int) -> list[PassIndex]:
    """The capped blocks of every pass."""
    made: dict[str, Entries] = {}
    return [_pass_index(records, p, made, cap) for p in passes]


def report_of(indexes: Sequence[PassIndex]) -> pl.DataFrame:
    """INDEX_REPORT: one row per pass.

    entries: records under keys. blocks, largest (records), pairs: of the blocks kept; ``pairs`` counts
    each pass by itself, repeats included. split: blocks over the cap that the further keys split;
    separated: their pairs in no part any more (at least: parts may overlap).
    dropped_blocks, dropped_pairs: what stayed over.
    """
    return pl.DataFrame([i.report for i in indexes], schema=INDEX_REPORT)


def entries(columns: Mapping[str, Column], keys: Sequence[str], made: dict[str, Entries]) -> Entries:
    """The records that have all the keys, under the key of all of them together."""
    parts = [_part(columns, key, made) for key in keys]
    together = parts[0]
    for part in parts[1:]:
        together = _product(together, part)
    return together


def _part(columns: Mapping[str, Column], key: str, made: dict[str, Entries]) -> Entries:
    if key not in made:
        names, function = key.split(":")
        made[key] = _union([_keyed(columns[name], function) for name in names.split("|")])
    return made[key]


def _keyed(column: Column, function: str) -> Entries:
    """The keys of a column's values, brought to the records that hold them."""
    at, keys = KEYS[function](column.distinct)
    holders, codes = column.holders(), column.codes
    if column.starts is None:
        holders, codes = holders[codes >= 0], codes[codes >= 0]
    counts = np.bincount(at, minlength=len(column.distinct))
    if counts.max(initial=0) <= 1 and column.starts is None:
        of_value = np.full(len(column.distinct), NO_KEY)
        of_value[at] = keys
        found = of_value[codes]
        return Entries(holders[found != NO_KEY], found[found != NO_KEY])
    by_value = np.argsort(at, kind="stable")
    firsts = np.concatenate(([0], np.cumsum(counts)))
    many = counts[codes]
    which = by_value[_ramps(firsts[codes], many)]
    return Entries(np.repeat(holders, many), keys[which])


def _union(parts: Sequence[Entries]) -> Entries:
    if len(parts) == 1:
        return parts[0]
    record, key = np.concatenate([p.record for p in parts]), np.concatenate([p.key for p in parts])
    order = np.argsort(record, kind="stable")
    return Entries(record[order], key[order])


def _product(left: Entries, right: Entries) -> Entries:
    """Every key of a record on the left with every key of it on the right."""
    if len(right.record) == 0 or len(left.record) == 0:
        return Entries(left.record[:0], left.key[:0])
    size = int(max(left.record[-1], right.record[-1])) + 1
    counts = np.bincount(right.record, minlength=size)
    firsts = np.concatenate(([0], np.cumsum(counts)))
    many = counts[left.record]
    which = _ramps(firsts[left.record], many)
    return Entries(np.repeat(left.record, many), joined(np.repeat(left.key, many), right.key[which]))


def _ramps(starts: npt.NDArray[np.integer], counts: npt.NDArray[np.integer]) -> Ints:
    """start, start + 1, ... for every start, as often as its count."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - (ends - counts), counts) + np.arange(total)


def _pass_index(records: Records, pass_: Pass, made: dict[str, Entries], cap: int) -> PassIndex:
    found = entries(records.columns, pass_.keys, made)
    record, key = _sorted(found.record, found.key)
    start, count = _partners(record, key, records)
    total, split, separated = len(record), 0, 0
    over = _over(key, count, cap)
    if over.any() and pass_.then:
        split, before = _blocks(key[over]), int(count[over].sum())
        parts = _split(Entries(record[over], key[over]), entries(records.columns, pass_.then, made))
        kept = int(count[~over].sum())
        record, key = _sorted(
            np.concatenate((record[~over], parts.record)), np.concatenate((key[~over], parts.key))
        )
        start, count = _partners(record, key, records)
        separated = max(before + kept - int(count.sum()), 0)
        over = _over(key, count, cap)
    dropped_blocks, dropped_pairs = _blocks(key[over]), int(count[over].sum())
    if dropped_blocks:
        record, key = record[~over], key[~over]
        start, count = _partners(record, key, records)
    has = count > 0
    by_record = np.argsort(record[has], kind="stable")
    sizes = np.diff(np.flatnonzero(np.concatenate((_heads(key), [True])))) if len(key) else np.zeros(1)
    return PassIndex(
        record,
        record[has][by_record],
        start[has][by_record].astype(np.int32),
        count[has][by_record].astype(np.int32),
        {
            "pass": pass_.name, "entries": total, "blocks": _blocks(key),
            "largest": int(sizes.max(initial=0)), "pairs": int(count.sum()), "split": split,
            "separated": separated, "dropped_blocks": dropped_blocks, "dropped_pairs": dropped_pairs,
        },
    )  # fmt: skip


def _sorted(record: Rows, key: Keys) -> tuple[Rows, Keys]:
    """By key, then record, each once, sorted as one integer: the key keeps the bits the record leaves free.

    With a million records 44 bits are left: two keys in eighteen million million fall together, which
    makes a candidate pair too many.
    """
    low = np.uint64((1 << int(record.max(initial=0)).bit_length()) - 1)
    packed = pl.Series((key & ~low) | record.astype(np.uint64)).sort().to_numpy()
    if len(packed):
        packed = packed[np.concatenate(([True], packed[1:] != packed[:-1]))]
    return (packed & low).astype(np.int32), packed & ~low


def _split(over: Entries, then: Entries) -> Entries:
    """Entries under a further key; a record that has none meets only others without it."""
    order = np.argsort(over.record, kind="stable")
    ordered = Entries(over.record[order], over.key[order])
    found = _product(ordered, then)
    without = ~np.isin(ordered.record, then.record)
    return Entries(
        np.concatenate((found.record, ordered.record[without])),
        np.concatenate((found.key, mixed(ordered.key[without]))),
    )


def _heads(key: Keys) -> npt.NDArray[np.bool_]:
    """True where a block begins."""
    heads = np.ones(len(key), dtype=bool)
    heads[1:] = key[1:] != key[:-1]
    return heads


def _blocks(key: Keys) -> int:
    return int(_heads(key).sum()) if len(key) else 0


def _partners(record: Rows, key: Keys, records: Records) -> tuple[Ints, Ints]:
    """Where the partners of every entry stand, and how many: those behind it in its block."""
    heads = np.flatnonzero(_heads(key))
    lengths = np.diff(np.append(heads, len(key)))
    ends = np.repeat(heads + lengths, lengths)
    at = np.arange(len(key))
    if records.across is not None:
        is_right = record >= records.across
        lefts = np.add.reduceat(~is_right, heads) if len(heads) else heads
        start = np.repeat(heads + lefts, lengths)
        return start, np.where(is_right, 0, ends - start)
    start = at + 1
    count = ends - start
    if records.settled is not None:
        count = np.where(record >= records.settled, 0, count)
    return start, count


def _over(key: Keys, count: Ints, cap: int) -> npt.NDArray[np.bool_]:
    """The entries of blocks with more pairs than the cap."""
    heads = np.flatnonzero(_heads(key)) if len(key) else np.zeros(0, dtype=np.int64)
    if not len(heads):
        return np.zeros(0, dtype=bool)
    totals = np.add.reduceat(count, heads)
    return np.repeat(totals > cap, np.diff(np.append(heads, len(key))))
