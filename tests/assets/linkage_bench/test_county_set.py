"""Our station's links and a peer's clusters against the truth of a county."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from assets.linkage_bench.county_files import county_on_disk
from assets.linkage_bench.county_set import (
    measure_identify,
    partition_figures,
    splink_county_figures,
    station_figures,
    with_truth,
)
from pipelines.tables import MENTION

GOLDEN = Path(__file__).parents[2] / "county" / "data"
WANG, LI = "339901193106256324", "339901193305056317"
PLACES = "register,file,sheet,row,role,truth_person\n"
CELLS = "register,register_row,truth,field,error,clean,written,truth_person,file,sheet,row\n"


@pytest.fixture
def mentions() -> pl.DataFrame:
    """Wang twice (once with a blank in the number), Li once, and a row the truth does not know."""
    rows = [("王秀", WANG), ("王秀", WANG), ("李志成", LI), ("赵一", None)]
    frame = pl.DataFrame(
        {
            "register": ["tax"] * 4, "file": ["a.csv"] * 4, "row": [2, 3, 4, 5], "role": ["subject"] * 4,
            "name": [name for name, _ in rows], "id_number": [number for _, number in rows],
            "id_status": ["valid", "valid", "valid", None],
        }
    )  # fmt: skip
    return frame.select(
        (pl.col(c) if c in frame.columns else pl.lit(None)).cast(dtype).alias(c)
        for c, dtype in MENTION.columns.items()
    )


@pytest.fixture
def truth(mentions: pl.DataFrame, tmp_path: Path) -> pl.DataFrame:
    people = ((2, 11), (3, 11), (4, 12))
    links = "".join(f"tax,a.csv,,{row},subject,{person}\n" for row, person in people)
    (tmp_path / "links.csv").write_text(PLACES + links, encoding="utf-8")
    cell = f"tax,1,truth_subject,id_number,id_space,{WANG},{WANG[:6]} {WANG[6:]},11,a.csv,,3\n"
    (tmp_path / "cells.csv").write_text(CELLS + cell, encoding="utf-8")
    return with_truth(mentions, tmp_path)


def test_the_truth_and_the_damage_find_their_mentions(truth: pl.DataFrame) -> None:
    assert truth["entity"].to_list() == ["11", "11", "12", None]
    assert truth["errors"].to_list() == [None, ["id_space"], None, None]
    assert truth["mention"][0] == "tax|a.csv||2|subject"


def test_the_station_is_timed_and_judged(mentions: pl.DataFrame, truth: pl.DataFrame, tmp_path: Path) -> None:
    mentions.write_parquet(tmp_path / "mentions.parquet")
    run = measure_identify(tmp_path / "mentions.parquet", tmp_path, as_of=date(2026, 11, 5))
    figures = station_figures(run, truth)
    assert figures["strong"] == {"mentions": 3, "share": 1.0, "wrong": 0, "precision": 1.0}
    assert figures["clusters"]["f1"] == 1
    assert figures["classes"]["id_space"]["mentions"] == 1
    assert run["seconds"]["total"] > 0


def test_a_strong_link_to_a_stranger_is_counted(
    mentions: pl.DataFrame, truth: pl.DataFrame, tmp_path: Path
) -> None:
    mentions.with_columns(id_number=pl.lit(WANG)).write_parquet(tmp_path / "mentions.parquet")
    run = measure_identify(tmp_path / "mentions.parquet", tmp_path, as_of=date(2026, 11, 5))
    assert station_figures(run, truth)["strong"]["wrong"] == 1


def test_a_county_that_lies_there_is_read_not_made(tmp_path: Path) -> None:
    home = tmp_path / "county-2000-3-dirty-12"
    shutil.copytree(GOLDEN, home / "data")
    (home / "truth").mkdir()
    (home / "truth" / "links.csv").write_text(PLACES, encoding="utf-8")
    county = county_on_disk(tmp_path, people=2_000, seed=3, dirty_share=0.12)
    assert county.mentions.columns == list(MENTION.columns)
    assert county.mentions.height > 50
    assert county.truth == home / "truth"


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
