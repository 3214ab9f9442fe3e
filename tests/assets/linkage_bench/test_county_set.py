"""A small synthetic county: our station's links against its truth."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from assets.linkage_bench.county_files import CountyOnDisk, county_on_disk
from assets.linkage_bench.county_set import (
    measure_identify,
    partition_figures,
    placed,
    splink_county_figures,
    station_figures,
    with_truth,
)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> CountyOnDisk:
    return county_on_disk(tmp_path_factory.mktemp("county"), people=2_000, seed=3, dirty_share=0.12)


@pytest.fixture(scope="module")
def truth(county: CountyOnDisk) -> pl.DataFrame:
    return with_truth(county.mentions, county.truth)


def test_the_truth_names_a_person_for_nearly_every_mention(county: CountyOnDisk, truth: pl.DataFrame) -> None:
    assert truth["mention"].to_list() == sorted(placed(county.mentions)["mention"].to_list())
    assert truth["entity"].null_count() < 0.02 * truth.height
    damaged = truth.explode("errors").drop_nulls("errors")
    assert {"id_typo", "name_homophone", "id_space"} <= set(damaged["errors"])


def test_links_are_right_where_clues_rest_on_them(
    county: CountyOnDisk, truth: pl.DataFrame, tmp_path: Path
) -> None:
    county.mentions.write_parquet(tmp_path / "mentions.parquet")
    run = measure_identify(tmp_path / "mentions.parquet", tmp_path, as_of=county.as_of)
    figures = station_figures(run, truth)
    assert figures["strong"]["precision"] > 0.999
    assert figures["clusters"]["f1"] > 0.99
    assert figures["classes"]["id_space"]["recall"] > 0.99
    assert run["seconds"]["total"] > 0


def test_a_wrong_link_costs_only_the_class_it_touches() -> None:
    figures = partition_figures(
        pl.DataFrame(
            {
                "mention": ["a", "b", "c", "d"],
                "entity": ["1", "1", "2", "2"],
                "cluster": ["x", "y", "z", "z"],
                "errors": [["id_typo"], None, ["id_space"], []],
            },
            schema_overrides={"errors": pl.List(pl.String)},
        )
    )
    assert figures["classes"]["id_typo"]["recall"] == 0
    assert figures["classes"]["id_space"]["f1"] == 1
    assert figures["clusters"]["recall"] == 0.5


def test_clusters_of_profiles_come_back_to_mentions(tmp_path: Path) -> None:
    truth = pl.DataFrame(
        {
            "mention": ["a", "b", "c", "d"],
            "entity": ["1", "1", "1", None],
            "errors": [None, None, ["id_typo"], None],
        },
        schema_overrides={"errors": pl.List(pl.String)},
    )
    profile_of = pl.DataFrame({"mention": ["a", "b", "c", "d"], "record": ["p", "p", "q", "q"]})
    pl.DataFrame(
        {"threshold": [0.5, 0.5, 0.95, 0.95], "record": ["p", "q", "p", "q"], "cluster": ["p", "p", "p", "q"]}
    ).write_parquet(tmp_path / "clusters.parquet")
    figures = splink_county_figures({"clusters_file": str(tmp_path / "clusters.parquet")}, truth, profile_of)
    assert figures["clusters"]["recall"] == pytest.approx(1 / 3)
    assert figures["best_threshold"] == 0.5
    assert figures["classes"]["id_typo"]["recall"] == 0
    assert figures["classes_best"]["id_typo"]["recall"] == 1
