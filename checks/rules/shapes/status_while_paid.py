"""status_while_paid: a person (account) is paid while a fact about them says otherwise.

Slots: ``paid`` (the months paid), ``fact`` (rows about the same person, met on ``on``), ``when``
(their relation in the month). A month without a fact row is clean. ``status`` adds the months in which a
spell of a status without cash is active, without programme and money. ``fact.where`` belongs to the
condition: where it cannot be told, the month cannot be judged.
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
    join_keys,
    known,
    never,
    unless,
)
from pipelines.months import months_in

SPEC = ShapeSpec(
    name="status_while_paid",
    frames=(
        FrameSlot("paid", doc="the months paid"),
        FrameSlot(
            "fact",
            extra=(Slot("on", "mapping", required=True, left="paid", right="fact"),),
            doc="what is known about the person",
        ),
        FrameSlot(
            "status", required=False, doc="spells of a status without cash: their months count as paid"
        ),
        beside("paid"),
        unless("paid"),
    ),
    slots=(
        Slot("when", "bool_expr", required=True, doc="true = the paid month contradicts the fact"),
        *COMMON,
    ),
    doc="paid while a fact about the person says otherwise",
)


def judged(frames: RuleFrames) -> JudgedRows:
    """Paid months × the fact rows met, true where filter and relation hold.

    Joins: paid month 1:n fact, m:1 beside.
    """
    paid = frames.in_scope(_with_status(frames, frames.rows("paid")))
    scope_alias, scope = frames.scope_of("paid", paid)
    use = frames.use("fact")
    assert use is not None
    left_on, right_on = join_keys(use)
    month = frames.month("paid")
    rows = frames.with_beside(frames.in_window(paid, "paid")).join(
        frames.linked("fact"), left_on=left_on, right_on=right_on, how="inner", coalesce=False
    )
    fits = never(frames.expression("when", month=month))
    where = frames.expression("fact.where", month=month)
    meant = fits if where is None else where & fits
    near = never(frames.expression("near_miss", month=month))
    return JudgedRows(
        "paid",
        scope_alias,
        scope,
        rows.with_columns(
            (pl.col(known("paid")) & meant).alias(VALUE),
            (near if where is None else near & where).fill_null(False).alias(NEAR),
        ),
    )


def _with_status(frames: RuleFrames, paid: pl.LazyFrame) -> pl.LazyFrame:
    """Paid months plus one row per person and window month in which a ``status`` spell is active.

    Only person, month and whether the person can be linked are filled. A spell whose first day is
    unknown leaves open whether the month counts.
    """
    if frames.use("status") is None:
        return paid
    months = pl.LazyFrame({"paid.benefit_month": months_in(*frames.context.window)})
    month, first, last = pl.col("paid.benefit_month"), pl.col("status.valid_from"), pl.col("status.valid_to")
    is_active = (first <= month.dt.month_end()) & (last.is_null() | (last >= month))
    spells = frames.rows("status").filter(pl.col("status.person_id").is_not_null())
    active = (
        spells.join(months, how="cross")
        .select(
            pl.col("status.person_id").alias("paid.person_id"),
            month,
            pl.col("status.is_strong").alias("paid.is_identified"),
            (is_active & pl.col(known("status"))).alias(known("paid")),
        )
        .filter(pl.col(known("paid")).fill_null(True))
        .group_by("paid.person_id", "paid.benefit_month")
        .agg(pl.col("paid.is_identified").any(), pl.col(known("paid")).any(ignore_nulls=False))
    )
    return pl.concat([paid, active], how="diagonal")
