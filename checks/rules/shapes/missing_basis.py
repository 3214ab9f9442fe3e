"""missing_basis: one fact stands without the other that should stand with it.

Slots: ``left`` (what is there), ``right`` (what should be there; ``on`` is a list of alternatives,
the first that finds rows counts), ``valid`` (the right row holds in the month). A left row is a clue
when no right row is valid: any valid one → clean, else any unknown one → not evaluable. That a stale
register proves no absence is decided in ``outcome``, for every rule of this shape.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
    """Left rows × the right rows found (or none), true where no right row is valid.

    Left rows with a valid right row are clean and leave early: they are nearly all of them.
    """
    left = frames.in_scope(frames.rows("left"))
    scope_alias, scope = frames.scope_of("left", left)
    month = frames.month("left")
    # collected once: a plan evaluated twice may number its rows in two orders
    rest = frames.with_beside(frames.in_window(left, "left")).collect().with_row_index(ROW).lazy()
    valid = never(frames.expression("valid", month=month))
    near = never(frames.expression("near_miss", month=month)).fill_null(False)
    parts = []
    for right, on in _alternatives(frames):
        met = rest.join(
            right, left_on=list(on), right_on=list(on.values()), how="inner", coalesce=False
        ).with_columns(valid.alias("?valid"), near.alias(NEAR))
        is_valid, is_near = pl.col("?valid").fill_null(False), pl.col(NEAR)
        open_rows = met.join(met.filter(is_valid).select(ROW), on=ROW, how="anti")
        near_rows = met.filter(is_valid & is_near)
        parts += [open_rows, near_rows.join(met.filter(is_valid & ~is_near).select(ROW), on=ROW, how="anti")]
        rest = rest.join(met.select(ROW), on=ROW, how="anti")
    found = pl.concat(parts)
    is_open = pl.col("?valid").is_null().any().over(ROW)
    is_valid = pl.col("?valid").fill_null(False).any().over(ROW)
    value = pl.when(is_valid).then(False).when(is_open).then(None).otherwise(True)
    rows = pl.concat(
        [found.with_columns(value.alias(VALUE)), rest.with_columns(pl.lit(True).alias(VALUE))], how="diagonal"
    )
    return JudgedRows(
        "left",
        scope_alias,
        scope,
        rows.with_columns(
            (pl.col(VALUE) & pl.col(known("left"))).alias(VALUE), pl.col(NEAR).fill_null(False)
        ),
    )


def _alternatives(frames: RuleFrames) -> Iterator[tuple[pl.LazyFrame, Mapping[str, str]]]:
    """The right rows of each alternative with its keys; met by person, only strongly linked rows."""
    use = frames.use("right")
    assert use is not None
    where = frames.expression("right.where", month=None)
    for on in use.extra["on"]:
        right = frames.linked("right") if "right.person_id" in on.values() else frames.plain("right")
        yield (right if where is None else right.filter(where)), on
