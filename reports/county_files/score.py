"""A run's clues against the truth of the synthetic county: found, tripped, unplanted.

Rules meet the truth by what they speak of: a cell by file, sheet and row; a sheet by file and sheet;
an account, a batch or a programme month by itself; a person by identity number. Months must overlap.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

KEYS = ("rule_id", "key")
NO_MONTHS = pl.lit(pl.Series([[]], dtype=pl.List(pl.String)))


def score(run: Path, truth: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """How well a run found what was planted.

    Args:
        run: a run folder.
        truth: the ``truth`` folder of the same county.

    Returns:
        Per rule: rule_id, planted, found, near_misses, tripped, clues, unplanted, unplanted_e0 (counts);
        and every case with ``met`` (a clue of its rule and key in one of its months, Boolean).
    """
    clues, cases = _clues(run), _cases(truth)
    met = cases.join(clues.select(*KEYS, "months"), on=list(KEYS), how="left", suffix="_found").filter(
        pl.col("months_found").is_null()
        | (pl.col("months").list.len() == 0)
        | (pl.col("months_found").list.len() == 0)
        | (pl.col("months").list.set_intersection("months_found").list.len() > 0)
    )
    judged = cases.join(
        met.group_by("case").agg(met=pl.col("months_found").is_not_null().any()), on="case", how="left"
    ).with_columns(pl.col("met").fill_null(False))
    planted, near = pl.col("kind") == "planted", pl.col("kind") == "near_miss"
    per_rule = judged.group_by("rule_id").agg(
        planted=planted.sum(),
        found=(planted & pl.col("met")).sum(),
        near_misses=near.sum(),
        tripped=(near & pl.col("met")).sum(),
    )
    stray = clues.join(judged.filter(planted), on=list(KEYS), how="anti")
    strays = stray.group_by("rule_id").agg(unplanted=pl.len(), unplanted_e0=(pl.col("grade") == "E0").sum())
    counts = clues.group_by("rule_id").agg(clues=pl.len())
    table = (
        per_rule.join(counts, on="rule_id", how="full", coalesce=True)
        .join(strays, on="rule_id", how="left")
        .fill_null(0)
        .sort("rule_id")
    )
    return table, judged.sort("rule_id", "case")


def unplanted(run: Path, truth: Path) -> pl.DataFrame:
    """The clues (rule_id, key, grade, reason) that no planted case stands behind, sorted."""
    planted = _cases(truth).filter(pl.col("kind") == "planted")
    return _clues(run).join(planted, on=list(KEYS), how="anti").sort("rule_id", "key")


def _clues(run: Path) -> pl.DataFrame:
    months = (
        pl.read_parquet(run / "clue_months.parquet")
        .group_by("clue_id")
        .agg(months=pl.col("benefit_month").dt.strftime("%Y-%m").sort())
    )
    parts = pl.col("unit_key").str.split("|")
    in_words = pl.concat_str(
        pl.col("programme"), pl.col("first_month").dt.strftime("%Y-%m"), separator="|", ignore_nulls=True
    )
    return (
        pl.read_parquet(run / "clues.parquet")
        .drop("months")
        .join(months, on="clue_id", how="left", validate="1:1")
        .with_columns(
            months=pl.coalesce("months", NO_MONTHS),
            key=pl.when(pl.col("rule_id") == "IDQ-01")
            .then(parts.list.slice(1, 3).list.join("|"))
            .when(pl.col("rule_id") == "IDQ-05")
            .then(parts.list.slice(1, 2).list.join("|"))
            .when(pl.col("rule_id") == "PAY-06")
            .then(
                pl.when(pl.col("unit_key").str.contains("|", literal=True))
                .then(in_words)
                .otherwise("unit_key")
            )
            .when(pl.col("rule_id").is_in(["PAY-02", "DEC-04"]))
            .then(parts.list.first())
            .otherwise("id_number"),
        )
        .select(*KEYS, "months", "grade", "reason")
    )


def _cases(truth: Path) -> pl.DataFrame:
    cases = pl.read_csv(truth / "cases.csv", infer_schema=False).with_row_index("case")
    place = pl.concat_str(pl.col("file"), pl.col("sheet").fill_null(""), separator="|")
    months = pl.coalesce(pl.col("months").str.split(";"), NO_MONTHS)
    return cases.with_columns(
        months=months,
        key=pl.when(pl.col("rule_id") == "IDQ-01")
        .then(pl.concat_str(place, pl.col("row"), separator="|"))
        .when(pl.col("rule_id") == "IDQ-05")
        .then(place)
        .when(pl.col("rule_id") == "PAY-06")
        .then(
            pl.coalesce(
                "batch_no", pl.concat_str("programme", pl.col("first_month").str.slice(0, 7), separator="|")
            )
        )
        .when(pl.col("rule_id").is_in(["PAY-02", "DEC-04"]))
        .then("account")
        .otherwise("id_number"),
    ).select("case", *KEYS, "kind", "label", "months", "note")
