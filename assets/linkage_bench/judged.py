"""A run's files against the truth → figures: the same ones for our engine and for the peer.

A run is what ``measure_engine`` or ``measure_splink`` returned. The measures are ``measures.py``. A figure
that was chosen by looking at labels (the peer's best threshold) says so by its name.
"""

from typing import Any

import polars as pl

from assets.linkage_bench.measures import (
    Measure,
    bcubed,
    blocking_recall,
    by_threshold,
    pair_level,
    pairwise,
    true_pairs,
)

BANDS = ((0.02, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 0.95), (0.95, 1.0))
LINK_THRESHOLDS = (0.5, 0.95)


def engine_figures(run: dict[str, Any], truth: pl.DataFrame) -> dict[str, Any]:
    """Figures of our run: ``clusters`` at the plan's stop, and those of ``_of_pairs``."""
    clusters = pl.read_parquet(run["clusters_file"])
    return {
        "clusters": cluster_figures(truth.join(clusters, on="record", validate="1:1")),
        **_of_pairs(run, truth),
    }


def splink_figures(run: dict[str, Any], truth: pl.DataFrame) -> dict[str, Any]:
    """Figures of the peer's run: ``clusters`` at 0.95 as in its example, ``clusters_best`` at the
    threshold with the best pairwise F1, chosen by the labels, and those of ``_of_pairs``.
    """
    clusters = pl.read_parquet(run["clusters_file"])
    best = best_threshold(clusters, truth)
    at = {
        name: truth.join(clusters.filter(pl.col("threshold") == value), on="record", validate="1:1")
        for name, value in (("clusters", 0.95), ("clusters_best", best))
    }
    return {
        **{name: cluster_figures(partition) for name, partition in at.items()},
        "best_threshold": best,
        **_of_pairs(run, truth),
    }


def best_threshold(clusters: pl.DataFrame, truth: pl.DataFrame) -> float:
    """The threshold of the best pairwise F1, the lowest of equals; clusters as for ``by_threshold``."""
    table = by_threshold(clusters, truth.select("record", "entity"))
    return float(table.sort("f1", "threshold", descending=[True, False])["threshold"][0])


def cluster_figures(partition: pl.DataFrame) -> dict[str, float]:
    """precision, recall, f1 (pairwise) and bcubed_… of record, entity, cluster."""
    plain, records = pairwise(partition), bcubed(partition)
    return _said(plain) | {f"bcubed_{name}": value for name, value in _said(records).items()}


def _said(measure: Measure) -> dict[str, float]:
    return {"precision": measure.precision, "recall": measure.recall, "f1": measure.f1}


def _of_pairs(run: dict[str, Any], truth: pl.DataFrame) -> dict[str, Any]:
    """links at two thresholds (link-only sets), blocking_recall, the prior beside the true one, expected
    against true matches among the scored pairs, and their reliability.
    """
    candidates, scored = pl.read_parquet(run["pairs_file"]), pl.read_parquet(run["scored_file"])
    links = {
        f"{threshold:g}": _said(pair_level(scored.filter(pl.col("probability") >= threshold), truth))
        for threshold in LINK_THRESHOLDS
        if "source" in truth.columns
    }
    labelled = _labelled(scored, truth)
    recall = blocking_recall(candidates, truth)
    return {
        "links": links,
        "blocking_recall": recall,
        "prior": run["prior"],
        "true_prior": true_pairs(truth) / comparable_pairs(truth),
        "expected": float(labelled.sort("left", "right")["probability"].sum()),
        "true_among_candidates": round(recall * true_pairs(truth)),
        "reliability": reliability(labelled),
    }


def comparable_pairs(truth: pl.DataFrame) -> int:
    """All pairs of records, or all across two sources."""
    if "source" not in truth.columns:
        return truth.height * (truth.height - 1) // 2
    one, other = truth["source"].value_counts()["count"].to_list()
    return int(one) * int(other)


def reliability(labelled: pl.DataFrame) -> list[dict[str, float]]:
    """Per band of probability: from, to, pairs, mean probability said, share that is true.

    Args:
        labelled: probability, same (Boolean).
    """
    rows = []
    for low, high in BANDS:
        upper = pl.col("probability") < high if high < 1 else pl.lit(True)
        band = labelled.filter((pl.col("probability") >= low) & upper)
        said, true = (
            band.sort("probability").select(pl.col("probability").mean(), pl.col("same").mean()).row(0)
        )
        rows.append({"from": low, "to": high, "pairs": band.height, "said": said, "true": true})
    return rows


def _labelled(scored: pl.DataFrame, truth: pl.DataFrame) -> pl.DataFrame:
    """left, right, probability, same."""
    entity = truth.select("record", "entity")
    return (
        scored.join(entity, left_on="left", right_on="record", how="inner", validate="m:1")
        .join(entity, left_on="right", right_on="record", how="inner", validate="m:1", suffix="_right")
        .select("left", "right", "probability", same=pl.col("entity") == pl.col("entity_right"))
    )
