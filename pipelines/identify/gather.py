"""Units that found no person → groups among themselves: a cremation row and a health row of one death.

Stars, not chains: every member agrees with the first row of its group directly. Nobody stands
twice in a group by one row.
"""

from __future__ import annotations

import polars as pl

from pipelines.identify.traits import Traits
from pipelines.identify.weights import GATHER_FLOOR


def gather(scored: pl.DataFrame, units: Traits) -> pl.DataFrame:
    """The members of every group with more than one unit.

    Args:
        scored: pairs of units, left < right, weighed.

    Returns:
        unit, centre (the group's smallest unit), and the scored columns against the centre (null
        for the centre itself).
    """
    edges = scored.filter(
        (pl.col("probability") >= GATHER_FLOOR) & (pl.col("contradicts") == 0) & ~pl.col("is_same_row")
    )
    centres = _centres(edges)
    members = (
        edges.join(centres.rename({"centre": "left"}), on="left", how="semi")
        .join(centres.rename({"centre": "right"}), on="right", how="anti")
        .sort("right", "bits", "left", descending=[False, True, False])
        .unique("right", keep="first", maintain_order=True)
        .rename({"left": "centre", "right": "unit"})
    )
    members = _once_a_row(members, units)
    heads = members.select("centre").unique().sort("centre").with_columns(unit=pl.col("centre"))
    return pl.concat([heads, members], how="diagonal").sort("centre", "unit")


def _centres(edges: pl.DataFrame) -> pl.DataFrame:
    """The units no earlier centre has taken, in row order: each round settles all that can be told."""
    open_edges = edges.select("left", "right")
    centres = pl.DataFrame(schema={"centre": pl.UInt32})
    while not open_edges.is_empty():
        firsts = (
            open_edges.select(centre="left")
            .unique()
            .join(open_edges.select(centre="right"), on="centre", how="anti")
        )
        taken = open_edges.join(firsts.rename({"centre": "left"}), on="left", how="semi")["right"].unique()
        settled = pl.concat([firsts["centre"], taken])
        centres = pl.concat([centres, firsts])
        open_edges = open_edges.filter(
            ~pl.col("left").is_in(settled.implode()) & ~pl.col("right").is_in(settled.implode())
        )
    return centres


def _once_a_row(members: pl.DataFrame, units: Traits) -> pl.DataFrame:
    """Without the members that share a row with a better member of their group, or with its centre."""
    rows = units.rows.select("row_at", unit="owner").unique()
    everyone = pl.concat(
        [
            members.select("unit", "centre", "bits"),
            members.select(unit="centre", centre="centre", bits=pl.lit(1000.0)).unique(),
        ]
    )
    ranked = (
        everyone.join(rows, on="unit")
        .sort("centre", "row_at", "bits", "unit", descending=[False, False, True, False])
        .with_columns(is_best=pl.col("unit") == pl.col("unit").first().over("centre", "row_at"))
    )
    beaten = ranked.filter(~pl.col("is_best")).select("unit").unique()
    return members.join(beaten, on="unit", how="anti")
