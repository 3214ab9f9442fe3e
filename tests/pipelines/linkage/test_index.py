"""Candidate pairs: all that share a key, each once, whatever the chunk; caps counted exactly."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import combinations, product
from time import perf_counter

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.linkage import Pass, Records, column, columns, many_valued
from pipelines.linkage.index import index, report_of
from pipelines.linkage.pairs import every_chunk, ranges

Held = dict[str, list[list[str]]]  # column → the values of every record
Found = dict[tuple[int, int], int]  # pair → bitmap
NO_CAP = 10**9


def without_one(text: str) -> set[str]:
    return {text} | ({text[:k] + text[k + 1 :] for k in range(len(text))} if len(text) >= 4 else set())


PLAIN = {
    "whole": lambda text: {text},
    "first1": lambda text: {text[:1]},
    "tokens": lambda text: set(re.findall(r"[^\W_]{2,}", text)),
    "deletions": without_one,
}
PASSES = (
    Pass("both", ("name:whole", "town:whole"), ""),
    Pass("words", ("name:tokens",), "", then=("town:whole",)),
    Pass("phone", ("phone:whole",), ""),
    Pass("either", ("name|town:whole",), "", then=("phone:whole", "town:first1")),
    Pass("typed", ("name:deletions", "town:first1"), "", then=("phone:whole",)),
)


def keys_held(held: Held, names: tuple[str, ...], record: int) -> set[tuple[str, ...]]:
    parts = []
    for name in names:
        of, function = name.split(":")
        values = [v for c in of.split("|") for v in held[c][record] if v]
        parts.append({key for value in values for key in PLAIN[function](value)})
    return set(product(*parts))


def expected(held: Held, records: Records, cap: int) -> tuple[Found, list[tuple[int, ...]]]:
    """Pair by pair, block by block: the pairs, and what the report says of each pass."""

    def pairs_of(block: list[int]) -> list[tuple[int, int]]:
        return [
            (a, b)
            for a, b in combinations(block, 2)
            if (records.settled is None or a < records.settled)
            and (records.across is None or a < records.across <= b)
        ]

    found: Found = defaultdict(int)
    counts = []
    for at, each in enumerate(PASSES):
        blocks: dict[object, list[int]] = defaultdict(list)
        for record in range(records.size):
            for key in keys_held(held, each.keys, record):
                blocks[key].append(record)
        kept = [b for b in blocks.values() if len(pairs_of(b)) <= cap]
        over = {k: b for k, b in blocks.items() if len(pairs_of(b)) > cap}
        split = separated = 0
        if each.then:
            split = len(over)
            parts: dict[object, list[int]] = defaultdict(list)
            for key, block in over.items():
                for record in block:
                    for further in keys_held(held, each.then, record) or {None}:
                        parts[key, further].append(record)
            before, after = (sum(len(pairs_of(b)) for b in of.values()) for of in (over, parts))
            separated = max(before - after, 0)
            kept += [b for b in parts.values() if len(pairs_of(b)) <= cap]
            over = {k: b for k, b in parts.items() if len(pairs_of(b)) > cap}
        for block in kept:
            for pair in pairs_of(block):
                found[pair] |= 1 << at
        counts.append(
            (
                sum(len(pairs_of(b)) for b in kept), len(kept), max(map(len, kept), default=0), split,
                separated, len(over), sum(len(pairs_of(b)) for b in over.values()),
            )
        )  # fmt: skip
    return dict(found), counts


NAMES = st.sampled_from(
    ["", "mary ann", "ann lee", "lee", "leeds", "leads", "王芳", "王小明", "王小敏", "ab cd"]
)
TOWNS = st.sampled_from(["", "lee", "ludlow", "王芳", "王村"])
PHONES = st.lists(st.sampled_from(["1", "2", "3", "4"]), max_size=3, unique=True)
ROWS = st.lists(st.tuples(NAMES, TOWNS, PHONES), max_size=18)


def records_of(rows: list[tuple[str, str, list[str]]], **more: int | None) -> tuple[Held, Records]:
    held = {"name": [[r[0]] for r in rows], "town": [[r[1]] for r in rows], "phone": [r[2] for r in rows]}
    holders = pl.Series([k for k, r in enumerate(rows) for _ in r[2]], dtype=pl.Int64)
    made = {
        "name": column(pl.Series([r[0] for r in rows], dtype=pl.String)),
        "town": column(pl.Series([r[1] for r in rows], dtype=pl.String)),
        "phone": many_valued(holders, pl.Series([p for r in rows for p in r[2]], dtype=pl.String), len(rows)),
    }
    return held, Records(made, len(rows), **more)


@given(ROWS, st.data(), st.sampled_from([1, 3, 8, NO_CAP]), st.sampled_from([1, 4, 1000]))
@settings(max_examples=120, derandomize=True, deadline=None)
def test_pairs_are_all_that_share_a_key_each_once_in_order(
    rows: list[tuple[str, str, list[str]]], data: st.DataObject, cap: int, budget: int
) -> None:
    kind = data.draw(st.sampled_from([None, "settled", "across"]))
    more = {kind: data.draw(st.integers(0, len(rows)))} if kind else {}
    held, records = records_of(rows, **more)
    indexes = index(records, PASSES, cap=cap)
    chunks = list(every_chunk(indexes, records.size, budget))
    listed = [
        (int(a), int(b), int(p)) for c in chunks for a, b, p in zip(c.left, c.right, c.passes, strict=True)
    ]
    found, counts = expected(held, records, cap)
    assert listed == [(*pair, found[pair]) for pair in sorted(found)]
    report = report_of(indexes).select(
        "pairs", "blocks", "largest", "split", "separated", "dropped_blocks", "dropped_pairs"
    )
    assert report.rows() == counts


def test_chunks_follow_the_budget_and_cover_every_record() -> None:
    records = Records(columns(pl.DataFrame({"name": ["a"] * 10 + ["b"] * 10})), 20)
    indexes = index(records, (Pass("name", ("name:whole",), ""),), cap=NO_CAP)
    assert ranges(indexes, 20, 10**6) == [(0, 20)]
    cut = ranges(indexes, 20, 20)
    assert [begin for begin, _ in cut[1:]] == [end for _, end in cut[:-1]]
    assert (cut[0][0], cut[-1][1]) == (0, 20)
    assert all(len(c.left) <= 20 for c in every_chunk(indexes, 20, 20))
    assert len(ranges(indexes, 20, 1)) >= 18


def test_two_hundred_thousand_equal_names_are_dropped_at_once_and_reported() -> None:
    size = 200_000
    records = Records({"name": column(pl.repeat("李静", size, eager=True))}, size)
    began = perf_counter()
    indexes = index(records, (Pass("name", ("name:whole",), ""),), cap=80_000)
    assert perf_counter() - began < 5
    assert report_of(indexes).row(0, named=True) == {
        "pass": "name", "entries": size, "blocks": 0, "largest": 0, "pairs": 0, "split": 0, "separated": 0,
        "dropped_blocks": 1, "dropped_pairs": size * (size - 1) // 2,
    }  # fmt: skip
    assert sum(len(c.left) for c in every_chunk(indexes, size, 1_000_000)) == 0


def test_twenty_thousand_equal_names_are_split_by_their_birth_years() -> None:
    size, years = 20_000, 100
    born = pl.Series([f"{1900 + k % years}-05-03" for k in range(size)])
    born = born.set(pl.Series(np.arange(size) < 1000), "1999-07-01")  # one year stays too large
    made = {"name": column(pl.repeat("李静", size, eager=True)), "birth": column(born)}
    named = Pass("name", ("name:whole",), "", then=("birth:year",))
    indexes = index(Records(made, size), (named,), cap=20_000)
    in_year = (size - 1000) // years
    report = report_of(indexes).row(0, named=True)
    assert report["split"] == 1
    assert report["dropped_blocks"] == 1
    assert report["dropped_pairs"] == (1000 + in_year) * (999 + in_year) // 2
    assert report["blocks"] == years - 1
    assert report["largest"] == in_year
    assert report["separated"] + report["pairs"] + report["dropped_pairs"] == size * (size - 1) // 2
    assert report["pairs"] == (years - 1) * in_year * (in_year - 1) // 2
    assert sum(len(c.left) for c in every_chunk(indexes, size, 500_000)) == report["pairs"]


def test_records_without_the_further_key_meet_each_other_only() -> None:
    frame = pl.DataFrame({"name": ["a"] * 4, "town": ["x", "x", None, None]})
    named = Pass("name", ("name:whole",), "", then=("town:whole",))
    indexes = index(Records(columns(frame), 4), (named,), cap=3)
    [chunk] = every_chunk(indexes, 4, 100)
    assert (chunk.left.tolist(), chunk.right.tolist()) == ([0, 2], [1, 3])
    assert report_of(indexes)["separated"].to_list() == [4]


@pytest.mark.parametrize("size", [0, 1])
def test_no_records_and_one_record_make_no_pairs(size: int) -> None:
    frame = pl.DataFrame(
        {"name": ["a"] * size, "town": ["b"] * size}, schema={"name": pl.String, "town": pl.String}
    )
    indexes = index(Records(columns(frame), size), (PASSES[0], PASSES[1]), cap=10)
    assert [len(c.left) for c in every_chunk(indexes, size, 10)] == [0]
    assert report_of(indexes)["pairs"].to_list() == [0, 0]
