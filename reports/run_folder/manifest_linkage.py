"""The manifest's ``linkage``: by which weights people were matched, what blocking made and lost, drift."""

from __future__ import annotations

from typing import Any

import polars as pl

from reports.linkage import Linkage

MOVES = 5
BITS, PAIRS = 3, 1
"""Decimals of bits and of expected pairs: sums of floats are the same for the same inputs."""


def linkage_of(linkage: Linkage) -> dict[str, Any]:
    """Plain values; nobody is named but who approved the weights."""
    return {
        "version": linkage.version,
        "digest": linkage.digest,
        "source": linkage.source,
        "approved_by": linkage.approved_by or None,
        "approved_on": linkage.approved_on.isoformat() if linkage.approved_on else None,
        "pairs": linkage.pairs,
        "drift": {
            "not_trained": linkage.not_trained or None,
            "largest": [] if linkage.drift is None else _largest(linkage.drift),
        },
        "blocking": [
            {
                "pass": row["pass"],
                "pairs": row["pairs"],
                "alone": row["alone"],
                "expected": round(row["expected"], PAIRS),
                "dropped": row["dropped_pairs"],
                "dropped_blocks": row["dropped_blocks"],
            }
            for row in linkage.passes.iter_rows(named=True)
        ],
    }


def _largest(drift: pl.DataFrame) -> list[dict[str, Any]]:
    return [
        {
            "field": row["field"],
            "level": row["level"],
            "bits_before": round(row["approved_bits"], BITS),
            "bits_after": round(row["trained_bits"], BITS),
        }
        for row in drift.head(MOVES).iter_rows(named=True)
    ]
