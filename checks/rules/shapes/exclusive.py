"""exclusive: two things that may not stand together in a month.

Slots: ``a`` and ``b`` (the two sides), ``on`` (what they meet on, person and month unless said
otherwise), ``when`` (a further condition), ``transfer`` (the month is a change from one to the other:
a near miss), ``grace_months`` (the first k months of overlap are near misses), ``min_overlap_months``
(fewer are clean). Overlap is counted over all months given, clue months are those of the window.
"""

from __future__ import annotations

import polars as pl

from checks.rules.shape_spec import FrameSlot, ShapeSpec, Slot
from checks.rules.shapes.frames import (
    COMMON,
    NEAR,
    VALUE,
    JudgedRows,
    RuleFrames,
    beside,
    enough_months,
    known,
    never,
    unless,
)

SPEC = ShapeSpec(
    name="exclusive",
    frames=(FrameSlot("a", doc="one side"), FrameSlot("b", doc="the other side"), beside("a"), unless("a")),
    slots=(
        Slot("on", "columns", default=["person_id", "benefit_month"], frames=("a", "b"), shared=True),
        Slot("when", "bool_expr", doc="a further condition on the pair"),
        Slot("transfer", "bool_expr", doc="true = a change from one to the other"),
        Slot("grace_months", "int_expr", doc="first months of overlap that are near misses"),
        Slot("min_overlap_months", "int_expr", doc="fewer months of overlap are clean"),
        *COMMON,
    ),
    doc="two programmes or statuses stand together in a month although they may not",
)


def judged(frames: RuleFrames) -> JudgedRows:
    """Pairs of rows that stand together, true where they may not."""
    a = frames.in_scope(frames.rows("a"))
    scope_alias, scope = frames.scope_of("a", a)
    month = frames.month("a")
    on: tuple[str, ...] = frames.slot("on")
    pairs = frames.with_beside(a).join(
        frames.rows("b"),
        left_on=[f"a.{c}" for c in on],
        right_on=[f"b.{c}" for c in on],
        how="inner",
        coalesce=False,
    )
    when = frames.expression("when", month=month)
    together = pl.col(known("a")) & pl.col(known("b"))
    value = together if when is None else together & when
    transfer = never(frames.expression("transfer", month=month)).fill_null(False)
    unit: tuple[str, ...] = frames.slot("unit_key")
    rows = _after_grace(frames, pairs.with_columns(value.alias(VALUE)), unit, month)
    rows = rows.with_columns(
        (pl.col(VALUE) & ~transfer).alias(VALUE),
        (pl.col(NEAR) | (transfer & pl.col(VALUE).fill_null(False))).alias(NEAR),
    )
    rows = frames.in_window(rows, "a")
    return JudgedRows("a", scope_alias, scope, enough_months(frames, rows, "min_overlap_months", month))


def _after_grace(
    frames: RuleFrames, rows: pl.LazyFrame, unit: tuple[str, ...], month: str | None
) -> pl.LazyFrame:
    """Rows with the first ``grace_months`` months of a unit's overlap turned from clues to near misses."""
    grace = frames.expression("grace_months", month=month)
    if grace is None or month is None:
        return rows.with_columns(pl.lit(False).alias(NEAR))
    stands = pl.col(VALUE).fill_null(True)
    nth = pl.when(stands).then(pl.col(month)).rank("dense").over(unit)
    in_grace = stands & (nth <= grace)
    return rows.with_columns(
        pl.when(in_grace).then(False).otherwise(pl.col(VALUE)).alias(VALUE),
        (in_grace & pl.col(VALUE).fill_null(False)).alias(NEAR),
    )
