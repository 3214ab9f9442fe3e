"""Key columns handed to the peer say the same pairs as our passes; without the peer."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from assets.linkage_bench.engine import candidate_pairs
from assets.linkage_bench.plans import PLANS
from assets.linkage_bench.same_pairs import (
    PASSES,
    SET_PLANS,
    key_columns,
    measure_same_pairs,
    overlap,
    same_plan,
    with_key_columns,
)
from assets.linkage_bench.sets import benchmark_set
from pipelines.linkage import Pass


def joined_on(frame: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Pairs that agree on one of the columns, as a peer would join them; only across two sources."""
    rows = frame.select(
        "record", pl.col("source") if "source" in frame.columns else pl.lit("").alias("source")
    )
    found = []
    for key in keys:
        held = rows.with_columns(frame[key].alias("key")).drop_nulls("key")
        found.append(held.join(held, on="key", suffix="_right"))
    pairs = pl.concat(found).filter(pl.col("record") < pl.col("record_right"))
    if "source" in frame.columns:
        pairs = pairs.filter(pl.col("source") != pl.col("source_right"))
    return pairs.select(left="record", right="record_right").unique()


@pytest.mark.parametrize("which", ["dense", "lean"])
@pytest.mark.parametrize("name", ["fake_1000", "febrl4"])
def test_key_columns_make_the_pairs_of_the_passes(name: str, which: str) -> None:
    chosen = benchmark_set(name)
    frame = chosen.frame.sort("source", "record") if chosen.link_only else chosen.frame
    keyed, keys = with_key_columns(frame, name, which)
    ours = candidate_pairs(PLANS[name].records(frame), same_plan(name, which, 1), frame["record"])
    assert len(keys) == len(PASSES[name][which])
    assert keyed.select(keys).dtypes == [pl.Int64] * len(keys)
    shared = overlap(ours, joined_on(keyed, keys))
    assert shared.is_same
    assert shared.both > 1_000


def test_every_pair_is_kept_after_scoring(tmp_path: Path) -> None:
    benchmark_set("fake_1000").frame.write_parquet(tmp_path / "records.parquet")
    run = measure_same_pairs(tmp_path / "records.parquet", tmp_path, set_name="fake_1000", which="dense")
    pairs = pl.read_parquet(run["pairs_file"])
    assert pairs.height == run["pairs"] > 3_000
    assert set(run["seconds"]) == {"load", "encode", "train", "score"}


def test_a_pass_with_two_keys_a_record_fits_no_column() -> None:
    frame = benchmark_set("fake_1000").frame
    with pytest.raises(ValueError, match="more than one key"):
        key_columns(PLANS["fake_1000"].records(frame), [Pass("words", ("words:tokens",), "any word")])


def test_the_documented_rules_make_the_documented_number_of_pairs() -> None:
    frame = benchmark_set("historical_50k").frame
    records = SET_PLANS["historical_50k"].records(frame)
    pairs = candidate_pairs(records, same_plan("historical_50k", "dense", 1), frame["record"])
    assert pairs.height == 450_741


def test_overlap_sees_turned_and_foreign_pairs() -> None:
    ours = pl.DataFrame({"left": ["a", "b"], "right": ["b", "c"]})
    turned = pl.DataFrame({"left": ["b", "c"], "right": ["a", "b"]})
    other = pl.DataFrame({"left": ["a", "a"], "right": ["b", "c"]})
    assert overlap(ours, turned).is_same
    assert not overlap(ours, other).is_same
    assert overlap(ours, other).both == 1
