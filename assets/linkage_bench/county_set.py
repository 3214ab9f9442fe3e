"""A synthetic county as a linkage set: its mentions, what our station makes of them, and the truth.

The whole station is measured, from MENTION to LINK. The peer links the profiles of the same mentions
(``profiles.py``); its clusters are brought back to mentions, so that both answer one question.
"""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from assets.linkage_bench.engine import written
from assets.linkage_bench.judged import best_threshold, cluster_figures
from assets.linkage_bench.measures import Measure, bcubed, pairwise
from assets.own_process import peak_mb, timed
from pipelines.identify import identify

PLACE = ("register", "file", "sheet", "row", "role")


def measure_identify(mentions_parquet: Path, folder: Path, *, as_of: date) -> dict[str, Any]:
    """``pipelines.identify`` on MENTION, read column by column; call it in a fresh process.

    Returns:
        ``seconds`` (identify, total), ``pairs`` looked at, ``peak_mb``, ``base_mb``, ``links_file``
        (LINK).
    """
    base_mb = peak_mb()
    seconds: dict[str, float] = {}
    with timed(seconds, "identify"):
        identified = identify(pl.scan_parquet(mentions_parquet), as_of=as_of, threads=pl.thread_pool_size())
    seconds["total"] = sum(seconds.values())
    peak = peak_mb()
    folder.mkdir(parents=True, exist_ok=True)
    looked_at = identified.report.filter(pl.col("stage").is_in(["repair", "probable"]))["pairs"].sum()
    return {
        "seconds": {step: round(spent, 3) for step, spent in seconds.items()},
        "pairs": int(looked_at),
        "peak_mb": round(peak),
        "base_mb": round(base_mb),
        "links_file": written(identified.links, folder / "links.parquet"),
    }


def with_truth(mentions: pl.DataFrame, truth_folder: Path) -> pl.DataFrame:
    """MENTION's places with ``mention`` (String, by place), ``entity`` (null: the truth names nobody) and
    ``errors``, the classes of damage to a cell of this mention (a list, mostly empty).

    Args:
        mentions: MENTION, in any order.
        truth_folder: links.csv and cells.csv as ``reports.county_files`` writes them.
    """
    kinds = {"row": pl.Int32, "sheet": pl.String}
    true = pl.read_csv(truth_folder / "links.csv", schema_overrides={**kinds, "truth_person": pl.String})
    cells = pl.read_csv(truth_folder / "cells.csv", infer_schema=False).cast({"row": pl.Int32})
    damaged = (
        cells.with_columns(
            role=pl.col("truth").str.strip_prefix("truth_"), sheet=pl.col("sheet").fill_null("")
        )
        .group_by(PLACE)
        .agg(errors=pl.col("error").unique().sort())
    )
    people = true.select(*PLACE[:2], pl.col("sheet").fill_null(""), "row", "role", entity="truth_person")
    return (
        placed(mentions)
        .select("mention", *PLACE)
        .join(people, on=PLACE, how="left", validate="1:1")
        .join(damaged, on=PLACE, how="left", validate="1:1")
        .sort("mention")
    )


def placed(rows: pl.DataFrame) -> pl.DataFrame:
    """MENTION or LINK with its place filled in and ``mention``, a name made of it."""
    filled = rows.with_columns(pl.col("sheet").fill_null(""))
    return filled.with_columns(mention=pl.concat_str(PLACE, separator="|"))


def station_figures(run: dict[str, Any], truth: pl.DataFrame) -> dict[str, Any]:
    """Our station's run: ``clusters``, ``classes`` and ``strong`` links (those that can carry E0, E1 clues).

    A strong link is right when its mention is about the person most mentions of this person are about.
    """
    links = placed(pl.read_parquet(run["links_file"]))
    told = truth.join(links.select("mention", "person_id", "is_strong"), on="mention", validate="1:1")
    partition = told.select("mention", "entity", "errors", "is_strong", cluster="person_id").drop_nulls(
        "entity"
    )
    owners = (
        partition.group_by("cluster", "entity").len()
        .sort("len", "entity", descending=[True, False])
        .unique("cluster", keep="first", maintain_order=True)
        .select("cluster", owner="entity")
    )  # fmt: skip
    strong = partition.filter("is_strong").join(owners, on="cluster", validate="m:1")
    wrong = strong.filter(pl.col("owner") != pl.col("entity")).height
    return {
        **partition_figures(partition),
        "strong": {
            "mentions": strong.height,
            "share": strong.height / max(partition.height, 1),
            "wrong": wrong,
            "precision": 1 - wrong / max(strong.height, 1),
        },
    }


def splink_county_figures(
    run: dict[str, Any], truth: pl.DataFrame, profile_of: pl.DataFrame
) -> dict[str, Any]:
    """The peer's run over profiles, brought back to mentions: ``clusters`` at 0.95, ``clusters_best`` at the
    threshold that labels chose, ``classes`` of either.

    Args:
        profile_of: mention, record.
    """
    known = truth.drop_nulls("entity").join(profile_of, on="mention", validate="1:1")
    clusters = pl.read_parquet(run["clusters_file"])
    of_mentions = clusters.join(known.select("record", "mention"), on="record").select(
        "threshold", "cluster", record="mention"
    )
    labels = known.select("entity", "errors", "mention", record="mention")
    best = best_threshold(of_mentions, labels)
    figures: dict[str, Any] = {"best_threshold": best}
    for name, threshold in (("", 0.95), ("_best", best)):
        at = of_mentions.filter(pl.col("threshold") == threshold)
        found = partition_figures(labels.join(at, on="record", validate="1:1"))
        figures |= {f"{part}{name}": value for part, value in found.items()}
    return figures


def partition_figures(partition: pl.DataFrame) -> dict[str, Any]:
    """``clusters`` over all mentions and ``classes``: per class of damage the mentions that carry it, the
    measure over pairs that touch one of them, and B-cubed recall over them.

    Args:
        partition: mention, entity, cluster, errors (list; null or empty: none).
    """
    plain = partition.select("entity", "cluster", record="mention")
    damaged = partition.select("mention", "errors").explode("errors").drop_nulls()
    classes = {}
    for (error,), rows in sorted(damaged.partition_by("errors", as_dict=True).items()):
        touching = rows["mention"].to_list()
        of_pairs: Measure = pairwise(plain, touching)
        classes[str(error)] = {
            "mentions": rows.height,
            "precision": of_pairs.precision,
            "recall": of_pairs.recall,
            "f1": of_pairs.f1,
            "bcubed_f1": bcubed(plain, touching).f1,
        }
    return {"clusters": cluster_figures(plain), "classes": classes}
