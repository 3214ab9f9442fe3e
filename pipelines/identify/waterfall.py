"""Linked pairs → their evidence, field by field: the level, and what it added in bits.

The bits add up to the match weight: start from the prior, end at the probability. Told for readers who
need to doubt a link; words for it are in ``explain``.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.identify.plan import COMPARISONS, PASSES
from pipelines.linkage.link import Scored

POINT = pl.Struct({"field": pl.String(), "level": pl.String(), "bits": pl.Float64()})
PRIOR = "prior"
DECIMALS = 3


def evidence_of(chosen: pl.DataFrame, scored: Scored) -> pl.DataFrame:
    """The evidence of every chosen pair.

    Args:
        chosen: left (distinct), edge (place among the scored edges; null for a pair of none).

    Returns:
        left, waterfall (list of field, level, bits; the prior first, fields that say nothing left
        out), passes (names of the blocking passes that made the pair). No row where edge is null.
    """
    chosen = chosen.select("left", "edge").drop_nulls()
    at = chosen["edge"].to_numpy().astype(np.int64)
    prior = float(np.log2(scored.scorer.prior / (1 - scored.scorer.prior)))
    parts = [chosen.select("left", step=pl.lit(0), field=pl.lit(PRIOR), level=pl.lit(""), bits=pl.lit(prior))]
    for step, (comparison, (levels, bits)) in enumerate(
        zip(COMPARISONS, scored.waterfall(at), strict=True), start=1
    ):
        names = pl.Series([None, *comparison.comparator.levels], dtype=pl.String)
        part = chosen.select(
            "left", step=pl.lit(step), field=pl.lit(comparison.name),
            level=names.gather(levels), bits=pl.Series(bits),
        )  # fmt: skip
        parts.append(part.drop_nulls("level"))
    points = (
        pl.concat(parts)
        .sort("left", "step")
        .group_by("left", maintain_order=True)
        .agg(waterfall=pl.struct("field", "level", pl.col("bits").round(DECIMALS)))
    )
    return chosen.select("left", passes=_passes(scored.edges.passes[at])).join(
        points, on="left", how="left", maintain_order="left", validate="1:1"
    )


def _passes(bitmaps: np.ndarray) -> pl.Series:
    """The names of the passes of every bitmap, worked out once per distinct one."""
    distinct, inverse = np.unique(bitmaps, return_inverse=True)
    names = [[p.name for k, p in enumerate(PASSES) if int(bitmap) >> k & 1] for bitmap in distinct]
    return pl.Series(names, dtype=pl.List(pl.String)).gather(inverse)
