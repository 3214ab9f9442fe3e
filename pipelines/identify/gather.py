"""Units that found no person → groups among themselves: a cremation row and a health row of one death.

Average linkage: a group holds together as a whole, never by a chain. Nobody stands twice in a group by
one row, and nothing in a group contradicts another.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.identify.match import Matched
from pipelines.identify.weights import GATHER_FLOOR
from pipelines.linkage.cluster import FORBIDDEN, clusters, millionths


def gather(matched: Matched, alone: pl.Series, units: int) -> pl.DataFrame:
    """The members of every group with more than one unit.

    Args:
        alone: the records of units without person. units: how many open records there are.

    Returns:
        left (record of a member), centre (the group's smallest record), and the columns of the
        member's best pair inside the group (the centre's are null).
    """
    pairs = matched.pairs.filter(
        pl.col("left").is_in(alone.implode()) & pl.col("right").is_in(alone.implode())
    )
    apart = (pl.col("contradicts") != 0) | pl.col("is_same_row")
    never = pl.concat([matched.vetoed, pairs.filter(apart).select("left", "right")])
    never = never.filter((pl.col("left") < units) & (pl.col("right") < units))
    pairs = pairs.filter(~apart)
    weight = np.concatenate(
        [millionths(pairs["probability"].to_numpy()), np.full(never.height, FORBIDDEN, dtype=np.int64)]
    )
    ends = pl.concat([pairs.select("left", "right"), never])
    of = clusters(ends["left"].to_numpy(), ends["right"].to_numpy(), weight, units, stop=GATHER_FLOOR)
    group = pl.DataFrame({"record": np.arange(units, dtype=np.uint32), "centre": of.astype(np.uint32)})
    group = group.filter(pl.len().over("centre") > 1)
    inside = (
        pairs.join(group.rename({"record": "left"}), on="left")
        .join(group.rename({"record": "right", "centre": "centre_right"}), on="right")
        .filter(pl.col("centre") == pl.col("centre_right"))
        .drop("centre_right")
    )
    both_ends = pl.concat(
        [inside, inside.rename({"left": "right", "right": "left"}).select(inside.columns)]
    ).filter(pl.col("left") != pl.col("centre"))
    best = both_ends.sort("left", "bits", "right", descending=[False, True, False]).unique(
        "left", keep="first", maintain_order=True
    )
    heads = group.filter(pl.col("record") == pl.col("centre")).select(left="record", centre="centre")
    return pl.concat([heads, best.drop("right")], how="diagonal").sort("centre", "left")
