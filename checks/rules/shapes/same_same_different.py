"""same_same_different: equal in these keys, different (or repeated) in those.

Slots: ``row``, ``same`` (the keys of a group), ``when`` (over the group, with aggregates),
``transfer`` (over the group: a change in this month, a near miss), ``min_months`` (fewer clue months
of a unit are clean). Rows whose ``where`` cannot be told are put to the test twice: left out and
counted in. Where the two answers differ the group cannot be judged. Money is an aggregate over the
certain rows of a group in a month.
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
    name="same_same_different",
    frames=(FrameSlot("row", doc="the rows compared"), beside("row"), unless("row")),
    slots=(
        Slot("same", "columns", required=True, doc="columns that are equal in a group"),
        Slot("when", "agg_bool", required=True, doc="true = the group is a clue"),
        Slot("transfer", "agg_bool", doc="true = a change in this month"),
        Slot("min_months", "int_expr", doc="fewer months are clean"),
        Slot("money", "agg_money", doc="amount at risk of a group in a month"),
        Slot("paid_shown", "agg_money", doc="amount paid, shown by month"),
        Slot("due", "agg_money", doc="amount due, shown by month"),
        *COMMON,
    ),
    aggregates=True,
    doc="equal in these keys, different or repeated in those",
)


def judged(frames: RuleFrames) -> JudgedRows:
    """Rows of the groups that are, or may be, a clue. Join: row 1:n beside."""
    row = frames.in_scope(frames.rows("row"))
    scope_alias, scope = frames.scope_of("row", row)
    month = frames.month("row")
    rows = frames.with_beside(frames.in_window(row, "row"))
    answers = _answers(frames, rows, month)
    same: tuple[str, ...] = frames.slot("same")
    met = rows.join(answers, on=list(same), how="inner", nulls_equal=True, validate="m:1")
    met = met.filter(pl.col(known("row")) | pl.col(VALUE).is_null())
    return JudgedRows("row", scope_alias, scope, enough_months(frames, met, "min_months", month))


def _answers(frames: RuleFrames, rows: pl.LazyFrame, month: str | None) -> pl.LazyFrame:
    """Groups that may be a clue or near miss: the ``same`` columns, VALUE, NEAR.

    Only groups with an uncertain row are tested a second time, without it.
    """
    same: tuple[str, ...] = frames.slot("same")
    when = never(frames.expression("when", month=month, aggregate=True))
    transfer = never(frames.expression("transfer", month=month, aggregate=True)).fill_null(False)
    certain = pl.col(known("row"))
    counted_in = rows.group_by(same).agg(
        when.alias("?in"), transfer.alias("?in_transfer"), certain.is_null().any().alias("?open")
    )
    open_groups = counted_in.filter("?open").select(same)
    left_out = (
        rows.filter(certain)
        .join(open_groups, on=list(same), how="semi", nulls_equal=True)
        .group_by(same)
        .agg(when.alias("?out"), transfer.alias("?out_transfer"), pl.lit(True).alias("?has"))
    )
    answers = counted_in.join(left_out, on=list(same), how="left", nulls_equal=True, validate="1:1")
    out = (
        pl.when(~pl.col("?open"))
        .then(pl.col("?in"))
        .when(pl.col("?has").is_null())
        .then(False)
        .otherwise(pl.col("?out"))
    )
    moves = pl.when(pl.col("?open")).then(pl.col("?out_transfer")).otherwise(pl.col("?in_transfer"))
    changes = moves.fill_null(False) & out.fill_null(False)
    value = pl.when(changes).then(False).when(pl.col("?in").eq_missing(out)).then(out)
    return answers.select(*same, value.alias(VALUE), changes.alias(NEAR)).filter(
        pl.col(VALUE).fill_null(True) | pl.col(NEAR)
    )
