"""The peer runs on small sets and answers in our terms; skipped where Splink is not installed."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from assets.linkage_bench.splink_county import COLUMNS
from assets.linkage_bench.splink_peer import SETTINGS, STEPS, SplinkMissing, measure_splink, splink_alone

DATA = Path(__file__).parents[2] / "benchmarks" / "data" / "linkage"
with_splink = pytest.mark.skipif(
    find_spec("splink") is None, reason="Splink is not installed: pip install hecha[bench]"
)


def fake_1000(folder: Path) -> Path:
    rows = pl.read_csv(DATA / "fake_1000.csv", infer_schema=False)
    path = folder / "fake_1000.parquet"
    rows.select(
        pl.col("unique_id").alias("record"),
        pl.exclude("unique_id", "cluster"),
        same_email=pl.col("email").rank("dense").cast(pl.Int64),
    ).write_parquet(path)
    return path


@pytest.mark.skipif(find_spec("splink") is not None, reason="Splink is installed")
def test_without_splink_it_says_what_to_install(tmp_path: Path) -> None:
    with pytest.raises(SplinkMissing, match=r"pip install hecha\[bench\]"):
        measure_splink(tmp_path / "none.parquet", tmp_path, set_name="fake_1000")


@pytest.mark.parametrize("name", ["historical_50k", "febrl3", "febrl4", "fake_1000"])
def test_each_public_set_has_both_settings(name: str) -> None:
    assert name in SETTINGS["documented"]
    assert name in SETTINGS["best"]


@with_splink
def test_unknown_settings_are_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="documented/fake_1000"):
        measure_splink(tmp_path / "none.parquet", tmp_path, set_name="fake_1000", settings="no_such")


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("splink")
    return splink_alone(fake_1000(folder), folder / "out", set_name="fake_1000", more_thresholds=(0.5,))


@with_splink
def test_every_step_is_timed_and_every_pair_scored(measured: dict[str, Any]) -> None:
    assert set(measured["seconds"]) == {*STEPS, "total"}
    assert measured["peak_mb"] > measured["base_mb"] > 0
    scored = pl.read_parquet(measured["scored_file"])
    assert measured["pairs"] == scored.height == pl.read_parquet(measured["pairs_file"]).height > 1_000
    assert scored["probability"].is_between(0, 1).all()


@with_splink
def test_every_record_is_in_one_cluster_a_threshold(measured: dict[str, Any]) -> None:
    clusters = pl.read_parquet(measured["clusters_file"])
    assert sorted(clusters["threshold"].unique()) == [0.5, 0.95]
    assert clusters.group_by("threshold").agg(pl.col("record").n_unique())["record"].to_list() == [1_000] * 2


@with_splink
def test_keys_make_the_pairs_and_null_never_agrees(tmp_path: Path) -> None:
    frame = fake_1000(tmp_path)
    by_key = splink_alone(frame, tmp_path / "keys", set_name="fake_1000", keys=("same_email",))
    groups = pl.read_parquet(frame).drop_nulls("same_email").group_by("same_email").len()
    assert by_key["pairs"] == groups.select((pl.col("len") * (pl.col("len") - 1) // 2).sum()).item()

    turned = pl.read_parquet(by_key["pairs_file"]).select(left="right", right="left")
    turned.write_parquet(tmp_path / "turned.parquet")
    given = splink_alone(
        frame, tmp_path / "given", set_name="fake_1000", pairs_parquet=tmp_path / "turned.parquet"
    )
    scores = [
        pl.read_parquet(answer["scored_file"]).sort("left", "right").rows() for answer in (by_key, given)
    ]
    assert scores[0] == scores[1]


@with_splink
def test_link_only_pairs_cross_the_sources(tmp_path: Path) -> None:
    rows = pl.concat(
        pl.read_csv(DATA / f"dataset4{source}.csv", infer_schema=False).with_columns(source=pl.lit(source))
        for source in "ab"
    )
    frame = rows.rename({c: c.strip() for c in rows.columns}).with_columns(
        pl.all().str.strip_chars().replace({"": None})
    )
    path = tmp_path / "febrl4.parquet"
    frame.rename({"rec_id": "record"}).write_parquet(path)
    answer = splink_alone(path, tmp_path / "out", set_name="febrl4")
    pairs = pl.read_parquet(answer["pairs_file"])
    assert answer["pairs"] == 31_956
    assert pairs["left"].str.ends_with("-org").all()
    assert pairs["right"].str.contains("-dup-").all()


@with_splink
@pytest.mark.parametrize("settings", ["best", "without_pinyin"])
def test_a_county_with_empty_columns_is_linked(tmp_path: Path, settings: str) -> None:
    people = pl.DataFrame(
        [
            (f"{n:04d}-{copy}",
             f"{'王李张刘陈'[n % 5]}{'秀芳伟敏静丽强'[n % 7]}{'英军洋'[n % 3]}", f"p{n % 105}",
             f"19{30 + n % 60}-0{1 + n % 9}-1{n % 10}", "男", "镇", f"村{n % 11}", f"339901{n:012d}")
            for n in range(400) for copy in range(2)
        ],
        schema=["record", "name", "name_pinyin", "birth_date", "sex", "township", "village", "id_number"],
        orient="row",
    )  # fmt: skip
    missing = [c for c in COLUMNS if c not in people.columns]
    path = tmp_path / "county.parquet"
    people.with_columns(pl.lit(None, dtype=pl.String).alias(c) for c in missing).write_parquet(path)
    answer = splink_alone(path, tmp_path / "out", set_name="county", settings=settings)
    clusters = pl.read_parquet(answer["clusters_file"]).with_columns(person=pl.col("record").str.head(4))
    assert clusters.group_by("person").agg(pl.col("cluster").n_unique())["cluster"].to_list() == [1] * 400
