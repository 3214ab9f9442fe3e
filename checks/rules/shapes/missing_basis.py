"""missing_basis: one fact stands without the other that should stand with it.

Slots: ``left`` (what is there), ``right`` (what should be there; ``on`` is a list of alternatives,
the first that finds rows counts), ``valid`` (the right row holds in the month). A left row is a clue
when no right row is valid: any valid one → clean, else any unknown one → not evaluable. That a stale
register proves no absence is decided in ``outcome``, for every rule of this shape.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from checks.rules.shape_spec import FrameSlot, ShapeSpec, Slot
from checks.rules.shapes.frames import (
    COMMON,
    NEAR,
    VALUE,
    JudgedRows,
    RuleFrames,
    beside,
    known,
    never,
    unless,
)

SPEC = ShapeSpec(
    name="missing_basis",
    frames=(
        FrameSlot("left", doc="the months that are there"),
        FrameSlot(
            "right",
            extra=(Slot("on", "mapping_list", required=True, left="left", right="right"),),
            doc="the rows that should be there",
        ),
        beside("left"),
        unless("left"),
    ),
    slots=(Slot("valid", "bool_expr", required=True, doc="the right row holds in the month"), *COMMON),
    doc="one fact stands without the other that should stand with it",
)

ROW = "?left"  # number of the left row


def judged(frames: RuleFrames) -> JudgedRows:
    """Left rows × the right rows found (or none), true where no right row is valid."""
    left = frames.in_scope(frames.rows("left"))
    scope_alias, scope = frames.scope_of("left", left)
    month = frames.month("left")
    numbered = frames.with_beside(frames.in_window(left, "left")).with_row_index(ROW)
    found = _found(frames, numbered)
    valid = never(frames.expression("valid", month=month))
    rows = numbered.join(found, on=ROW, how="left").with_columns(valid.alias("?valid"))
    rows = rows.with_columns(
        pl.when(pl.col("?found").is_null()).then(False).otherwise(pl.col("?valid")).alias("?valid")
    )
    per_left = rows.group_by(ROW).agg(
        pl.when(pl.col("?valid").fill_null(False).any())
        .then(False)
        .when(pl.col("?valid").is_null().any())
        .then(None)
        .otherwise(True)
        .alias(VALUE)
    )
    near = never(frames.expression("near_miss", month=month)).fill_null(False)
    judged_rows = rows.join(per_left, on=ROW, how="left", validate="m:1").with_columns(
        (pl.col(VALUE) & pl.col(known("left"))).alias(VALUE), near.alias(NEAR)
    )
    return JudgedRows("left", scope_alias, scope, judged_rows)


def _found(frames: RuleFrames, numbered: pl.LazyFrame) -> pl.LazyFrame:
    """Right rows by left row number: those of the first alternative that finds any."""
    use = frames.use("right")
    assert use is not None
    alternatives: tuple[Mapping[str, str], ...] = use.extra["on"]
    keys = sorted({column for on in alternatives for column in on})
    where = frames.expression("right.where", month=None)
    taken: pl.LazyFrame | None = None
    for on in alternatives:
        by_person = "right.person_id" in on.values()
        right = frames.linked("right") if by_person else frames.plain("right")
        if where is not None:
            right = right.filter(where)
        met = (
            numbered.select(ROW, *keys)
            .join(right, left_on=list(on), right_on=list(on.values()), how="inner", coalesce=False)
            .drop(keys)
            .with_columns(pl.lit(True).alias("?found"))
        )
        taken = met if taken is None else pl.concat([taken, met.join(taken, on=ROW, how="anti")])
    assert taken is not None
    return taken
