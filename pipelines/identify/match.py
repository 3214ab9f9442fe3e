"""Units and persons → weighed pairs, by the linkage engine: one row per pair that can be one person.

Which points agree and contradict is read off the levels; what they are worth is the weights' matter,
what is made of a pair is decided in ``settle`` and ``gather``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.identify.reach import KEYS
from pipelines.identify.records import Owners
from pipelines.identify.weights import BIT
from pipelines.linkage.link import Scored, score_pairs
from pipelines.linkage.memo import Memo
from pipelines.linkage.plan import Plan
from pipelines.linkage.score import NEVER
from pipelines.linkage.vectors import levels_of
from pipelines.linkage.weights import Weights
from pipelines.names import AGREEMENTS, NAME_LEVELS

AGREES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "birth": {"birth": ("same_day", "same_month", "near", "year")},
    "age": {"birth": ("age_1",)},
    "village": {"place": ("village",)},
    "township": {"place": ("village", "township", "village_differs")},
    "sex": {"sex": ("equal",)},
    **{key: {key: ("equal",)} for key in KEYS},
}
CONTRADICTS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "birth": {"birth": ("off",)},
    "age": {"birth": ("age_off",)},
    "village": {"place": ("village_differs", "township_differs")},
    "township": {"place": ("township_differs",)},
    "sex": {"sex": ("differs",)},
    "certificate": {"certificate": ("differs",)},
}


@dataclass(frozen=True)
class Matched:
    """``pairs``: edge (place among the scored edges), left, right (records), bits, probability,
    agreement (of the names), agrees and contradicts (masks of ``weights.POINTS``), number (level),
    is_same_row. ``vetoed``: left, right: candidate pairs that are never one person. ``scored``: as the
    engine left them.
    """

    pairs: pl.DataFrame
    vetoed: pl.DataFrame
    scored: Scored


def match(found: Owners, plan: Plan, weights: Weights, memo: Memo | None) -> Matched:
    """Compare every unit with the units and persons that share a blocking key with it.

    The prior is one in the number of persons: together with a name's frequency it leaves one in the
    bearers of the name, so strangers who move in change no link.
    """
    people = max(found.records.population or found.records.size, 2)
    scored = score_pairs(found.records, plan, weights, prior=1 / people, memo=memo)
    edges = scored.edges
    everything = pl.DataFrame(
        {
            "left": edges.left, "right": edges.right, "bits": edges.bits, "probability": edges.probability,
            **_told(scored, plan),
        }
    ).with_row_index("edge").with_columns(pl.col("left", "right").cast(pl.UInt32))  # fmt: skip
    other_number = pl.col("number").is_in(["number_far", "number_contradicts"]).fill_null(False)
    never = (pl.col("bits") <= NEVER / 2) | (pl.col("is_same_row") & other_number)
    return Matched(everything.filter(~never), everything.filter(never).select("left", "right"), scored)


def _told(scored: Scored, plan: Plan) -> dict[str, pl.Series]:
    """What the levels of every pair say, looked up once per distinct pattern."""
    patterns, inverse = np.unique(scored.edges.pattern, return_inverse=True)
    sizes = [len(c.comparator.levels) + 1 for c in plan.comparisons]
    names = {
        c.name: np.array(["", *c.comparator.levels], dtype=object)[level]
        for c, level in zip(plan.comparisons, levels_of(patterns, sizes), strict=True)
    }
    table = pl.DataFrame(
        {name: list(levels) for name, levels in names.items()}, schema=dict.fromkeys(names, pl.String)
    )
    agreement = dict(zip(NAME_LEVELS, AGREEMENTS, strict=True))
    told = table.select(
        agreement=pl.col("name").replace_strict(agreement, default=None, return_dtype=pl.Float64),
        agrees=_mask(AGREES),
        contradicts=_mask(CONTRADICTS),
        number=pl.when(pl.col("number") != "").then("number_" + pl.col("number")),
        is_same_row=pl.col("same_row") == "one_person",
    )
    return {name: told[name].gather(inverse) for name in told.columns}


def _mask(points: Mapping[str, Mapping[str, tuple[str, ...]]]) -> pl.Expr:
    return pl.sum_horizontal(
        pl.any_horizontal(pl.col(field).is_in(levels) for field, levels in where.items()).cast(pl.Int32)
        * BIT[point]
        for point, where in points.items()
    )
