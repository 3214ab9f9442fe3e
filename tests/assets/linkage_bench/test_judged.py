"""Figures of a run against the truth, on five records."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from assets.linkage_bench.judged import comparable_pairs, engine_figures, reliability, splink_figures

TRUTH = pl.DataFrame({"record": list("abcde"), "entity": ["1", "1", "2", "2", "3"]})
SCORED = pl.DataFrame({"left": ["a", "a", "d"], "right": ["b", "c", "c"], "probability": [0.99, 0.6, 0.3]})


@pytest.fixture
def run(tmp_path: Path) -> dict[str, object]:
    SCORED.write_parquet(tmp_path / "scored.parquet")
    SCORED.select("left", "right").head(2).write_parquet(tmp_path / "pairs.parquet")
    clusters = {0.5: ["a", "a", "a", "d", "e"], 0.95: ["a", "a", "c", "d", "e"]}
    pl.concat(
        pl.DataFrame({"record": list("abcde"), "cluster": of}).select(
            pl.lit(threshold).alias("threshold"), "record", "cluster"
        )
        for threshold, of in clusters.items()
    ).write_parquet(tmp_path / "clusters.parquet")
    return {
        "prior": 0.1,
        **{f"{n}_file": str(tmp_path / f"{n}.parquet") for n in ("scored", "pairs", "clusters")},
    }


def test_the_peer_is_judged_at_its_own_and_at_its_best_threshold(run: dict[str, object]) -> None:
    figures = splink_figures(run, TRUTH)
    assert figures["clusters"] == {
        "precision": 1.0, "recall": 0.5, "f1": pytest.approx(2 / 3),
        "bcubed_precision": 1.0, "bcubed_recall": 0.8, "bcubed_f1": pytest.approx(16 / 18),
    }  # fmt: skip
    assert figures["best_threshold"] == 0.95
    assert figures["clusters_best"] == figures["clusters"]


def test_pairs_give_recall_expected_matches_and_reliability(run: dict[str, object], tmp_path: Path) -> None:
    one = pl.read_parquet(str(run["clusters_file"])).filter(pl.col("threshold") == 0.95).drop("threshold")
    one.write_parquet(tmp_path / "one.parquet")
    figures = engine_figures(run | {"clusters_file": str(tmp_path / "one.parquet")}, TRUTH)
    assert figures["links"] == {}
    assert figures["blocking_recall"] == 0.5
    assert figures["true_among_candidates"] == 1
    assert figures["expected"] == pytest.approx(1.89)
    assert figures["true_prior"] == 2 / 10
    bands = {(b["from"], b["pairs"], b["true"]) for b in figures["reliability"]}
    assert bands == {(0.02, 0, None), (0.2, 1, 1.0), (0.5, 1, 0.0), (0.8, 0, None), (0.95, 1, 1.0)}


def test_across_two_sources_only_pairs_across_count(run: dict[str, object], tmp_path: Path) -> None:
    two = TRUTH.with_columns(source=pl.Series(["x", "y", "x", "y", "y"]))
    pl.DataFrame({"record": list("abcde"), "cluster": list("aacde")}).write_parquet(tmp_path / "one.parquet")
    figures = engine_figures(run | {"clusters_file": str(tmp_path / "one.parquet")}, two)
    assert comparable_pairs(two) == 6
    assert figures["links"]["0.95"] == {"precision": 1.0, "recall": 0.5, "f1": pytest.approx(2 / 3)}


def test_certainty_belongs_to_the_last_band() -> None:
    bands = reliability(pl.DataFrame({"probability": [1.0, 0.95], "same": [True, False]}))
    assert bands[-1] == {"from": 0.95, "to": 1.0, "pairs": 2, "said": pytest.approx(0.975), "true": 0.5}
