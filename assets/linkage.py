"""Beside station 3: by which weights people were matched, and how far the county has moved from them.

The assets themselves stand in ``identify``.

Learning from the run's own data decides nothing here: only approved weights are matched by.
"""

from datetime import date

import dagster as dg
import polars as pl

from pipelines.definitions import LinkageWeights
from pipelines.identify import Identified
from pipelines.identify.approved import told, weights_in_force
from pipelines.identify.train import drift, train_weights
from reports.linkage import Linkage

MOST_MOVED = 3.0
"""Bits that a level of approved weights may move before somebody should look."""
SHOWN = 20


def linkage_of(
    identified: Identified, people: pl.DataFrame, definition: LinkageWeights | None, *, as_of: date
) -> Linkage:
    """How the mentions were matched. Args: people: MENTION, which the drift is learnt from."""
    approved = definition if definition is not None and definition.is_approved else None
    weights = weights_in_force(approved)
    moves, reason = drift_of(people, definition, as_of=as_of)
    return Linkage(
        version=approved.version if approved else weights.version,
        digest=weights.version,
        source="approved" if approved else "beliefs",
        passes=identified.passes,
        pairs=int(identified.report.filter(pl.col("stage") == "probable")["pairs"].sum()),
        approved_by=approved.approved_by if approved else "",
        approved_on=approved.approved_on if approved else None,
        drift=moves,
        not_trained=reason,
    )


def drift_of(
    people: pl.DataFrame, definition: LinkageWeights | None, *, as_of: date
) -> tuple[pl.DataFrame | None, str]:
    """How far weights learnt from these mentions lie from those in force, or why none could be learnt.

    Levels that forbid a pair are left out: their weights decide nothing.
    """
    try:
        trained = train_weights(people, as_of=as_of)
    except ValueError as too_little:
        return None, str(too_little)
    vetoes = told(trained).filter("is_veto")
    moves = drift(weights_in_force(definition), trained)
    return moves.join(vetoes, on=["field", "level"], how="anti", maintain_order="left"), ""


def weights_drift(linkage: Linkage) -> dg.AssetCheckResult:
    """Warns when the county's data would teach other weights than those approved."""
    moves = linkage.drift
    return dg.AssetCheckResult(
        check_name="weights_drift",
        asset_key="persons",
        passed=linkage.source == "beliefs" or moves is None or not moves["moved"].gt(MOST_MOVED).any(),
        severity=dg.AssetCheckSeverity.WARN,
        metadata={
            "source": linkage.source,
            "version": linkage.version,
            "not trained": linkage.not_trained,
            "moves": dg.MetadataValue.md("" if moves is None else _as_markdown(moves.head(SHOWN))),
        },
    )


def _as_markdown(moves: pl.DataFrame) -> str:
    rows = [
        f"| {field} | {level} | {before:+.1f} | {after:+.1f} | {moved:.1f} |"
        for field, level, before, after, moved in moves.rows()
    ]
    return "\n".join(["| field | level | in force | learnt | moved |", "|---|---|--:|--:|--:|", *rows])
