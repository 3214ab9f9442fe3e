"""Mentions of a county as records for engines that know no county."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl

from assets.linkage_bench.profiles import PROFILES, county_profiles
from assets.linkage_bench.same_pairs import EVERY_PAIR
from assets.linkage_bench.splink_county import COLUMNS
from pipelines.linkage import FieldWeights, Weights, score_pairs
from pipelines.tables import MENTION

TODAY = date(2026, 11, 5)
NUMBER = "339901193106256324"


def mentions(*rows: dict[str, object]) -> pl.DataFrame:
    frame = pl.DataFrame(list(rows), infer_schema_length=None)
    missing = [pl.lit(None, dtype=d).alias(c) for c, d in MENTION.columns.items() if c not in frame.columns]
    named = [pl.format("m{}", pl.int_range(pl.len())).alias("mention")]
    return frame.with_columns(missing).cast(dict(MENTION.columns)).with_columns(named)


def test_alike_mentions_are_one_profile_when_they_say_enough() -> None:
    profiles, of = county_profiles(
        mentions(
            {"name": "王秀", "id_number": NUMBER},
            {"name": "王秀", "id_number": NUMBER},
            {"name": "王秀"},
            {"name": "王秀"},
            {"name": "王秀", "birth_date": date(1931, 6, 25), "village": "东村"},
            {"name": "王秀", "birth_date": date(1931, 6, 25), "village": "东村"},
        ),
        as_of=TODAY,
    )
    record = dict(of.select("mention", "record").iter_rows())
    assert record["m0"] == record["m1"]
    assert record["m2"] != record["m3"]
    assert record["m4"] == record["m5"]
    assert profiles.height == 4
    assert profiles.columns == ["record", *COLUMNS]
    assert profiles["record"].is_sorted()


def test_names_are_folded_and_short_numbers_written_long() -> None:
    profiles, _ = county_profiles(
        mentions({"name": "趙桂芝", "id_number": "339901310625632"}, {"name": "赵桂芝"}), as_of=TODAY
    )
    assert profiles["name"].to_list() == ["赵桂芝", "赵桂芝"]
    assert profiles["name_pinyin"].n_unique() == 1
    assert profiles["id_number"].drop_nulls().str.len_chars().to_list() == [18]


def test_profiles_can_be_scored() -> None:
    born, village = date(1931, 6, 25), {"village": "东村", "township": "城关镇", "sex": "女"}
    profiles, _ = county_profiles(
        mentions(
            {"name": "王秀", "birth_date": born, **village},
            {"name": "李芳", "birth_date": born, **village},
            {"name": "王秀", "birth_date": born},
        ),
        as_of=TODAY,
    )
    weights = Weights(
        0.1,
        {
            c.name: FieldWeights(levels, *[(1 / len(levels),) * len(levels)] * 2)
            for c in PROFILES.plan.comparisons
            for levels in [c.comparator.levels]
        },
    )
    plan = replace(PROFILES.plan, floor=EVERY_PAIR)
    scored = score_pairs(PROFILES.records(profiles), plan, weights)
    assert scored.candidates == 1
    names = profiles["name"]
    assert [names[int(end[0])] for end in (scored.edges.left, scored.edges.right)] == ["王秀", "王秀"]
