"""status_while_paid: a person (account) is paid while a fact about them says otherwise.

Slots: ``paid`` (the months paid), ``fact`` (rows about the same person, met on ``on``), ``when``
(their relation in the month). A month without a fact row is clean. ``fact.where`` belongs to the
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

SPEC = ShapeSpec(
    name="status_while_paid",
    frames=(
        FrameSlot("paid", doc="the months paid"),
        FrameSlot(
            "fact",
            extra=(Slot("on", "mapping", required=True, left="paid", right="fact"),),
            doc="what is known about the person",
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
    paid = frames.in_scope(frames.rows("paid"))
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
