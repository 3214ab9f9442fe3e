"""The facts of one rule as frames with aliases: what every shape starts from.

Belongs here: ``alias.column`` names, the restriction to the rule's programmes, filters that may be
unknown, and the joins every shape may use (``beside``, ``unless``). Not here: when a row is a clue
(the shapes), what becomes of it (``outcome``), what an expression means (``compile``).

Three values run through every shape: true, false, and null for "cannot be told". A filter that is
null keeps its row with a null in the frame's ``known`` column, so that it can make its unit not
evaluable but never a clue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from checks.rules.checked import CheckedRule
from checks.rules.compile import Context, to_polars
from checks.rules.shape_spec import FrameSlot, FrameUse, Slot
from checks.rules.typed import Typed
from pipelines.tables import FACTS

VALUE = "?value"  # Boolean: the row is a clue, is not, cannot be told
NEAR = "?near"  # Boolean: only a grace or a transfer keeps the row clean

COMMON = (
    Slot("unit_key", "columns", required=True, doc="columns that form the unit; text = values joined by |"),
    Slot("programme_shown", "column", doc="the programme a clue shows, where the unit has none"),
    Slot("name_shown", "column", doc="the name a clue shows, where the unit is no person"),
    Slot("money_per", "columns", default=[], doc="what counts apart in a month; money counts once for each"),
    Slot("test", "column", doc="the part of the rule a row belongs to: units of different tests differ"),
    Slot("needs_identity", "flag", default=True, doc="a person without a usable number is not evaluable"),
    Slot("identity", "column", doc="false = cannot be linked; is_identified where the unit is a person"),
    Slot("money_by", "choice", choices=("max", "min"), default="max", doc="of several rows about one month"),
)  # fmt: skip
"""Slots of every shape beside ``COMMON_SLOTS`` of ``shape_spec``."""


def beside(left: str) -> FrameSlot:
    """An optional further frame, left-joined: its columns serve every expression of the rule."""
    on = Slot("on", "mapping", required=True, left=left, right="beside")
    return FrameSlot("beside", required=False, extra=(on,), doc="a further table, joined where it has a row")


def unless(left: str) -> FrameSlot:
    """An optional frame whose rows take what they meet out of the scope."""
    on = Slot("on", "mapping", required=True, left=left, right="unless")
    return FrameSlot("unless", required=False, extra=(on,), doc="rows that meet it leave the scope")


@dataclass(frozen=True)
class JudgedRows:
    """What a shape hands over, lazily.

    ``scope``: rows of the frame ``scope_alias`` that count as scope. ``rows``: every row that may
    be a clue, a near miss or unknown (rows left out are clean), with ``alias.column`` columns, VALUE
    and NEAR. ``main``: the alias that names the units.
    """

    main: str
    scope_alias: str
    scope: pl.LazyFrame
    rows: pl.LazyFrame


@dataclass(frozen=True)
class RuleFrames:
    """One rule with the facts it may look at.

    ``programmes``: codes every frame with a ``programme`` is restricted to; None = all.
    """

    checked: CheckedRule
    facts: Mapping[str, pl.LazyFrame]
    context: Context
    programmes: tuple[str, ...] | None

    def slot(self, name: str) -> Any:
        """The value of a slot as read from the rule; None when it is left out."""
        return self.checked.rule.slots.get(name)

    def use(self, alias: str) -> FrameUse | None:
        """The frame of that alias, None when the rule does not use it."""
        found = self.slot(alias)
        return found if isinstance(found, FrameUse) else None

    def month(self, alias: str) -> str | None:
        """The judged month's column in a frame; None for rules or tables without months."""
        named: str | None = self.slot("month")
        use = self.use(alias)
        if named is None or use is None:
            return None
        if named.startswith(f"{alias}."):
            return named
        bare = named.split(".", 1)[-1]
        return f"{alias}.{bare}" if bare in FACTS[use.table].columns else None

    def expression(
        self, path: str, *, month: str | None, aggregate: bool = False, over: tuple[str, ...] = ()
    ) -> pl.Expr | None:
        """The compiled expression of a slot; None when the rule leaves the slot out.

        Args:
            path: slot path, e.g. ``when`` or ``fact.where``.
            month: column whose month resolves dated parameters; None = undated ones only.
            aggregate: True compiles for a group: aggregates count, bare columns are the first known.
            over: instead, row by row with aggregates over these columns.
        """
        typed = self.checked.typed.get(path)
        if not isinstance(typed, Typed):
            return None
        context = self.in_group(month) if aggregate else self.context
        return to_polars(
            typed, context=replace(context, month=pl.col(month) if month is not None else None, over=over)
        )

    def in_group(self, month: str | None) -> Context:
        """The context of expressions that have one value per group."""
        return replace(self.context, month=pl.col(month) if month is not None else None, aggregate=True)

    def plain(self, alias: str) -> pl.LazyFrame:
        """All rows of the alias's table in the rule's programmes, columns as ``alias.column``."""
        use = self.use(alias)
        assert use is not None, alias
        table = FACTS[use.table]
        frame = self.facts[use.table] if use.table in self.facts else table.empty().lazy()
        if self.programmes is not None and "programme" in table.columns:
            frame = frame.filter(pl.col("programme").is_in(self.programmes))
        return frame.select(pl.col(c).alias(f"{alias}.{c}") for c in table.columns)

    def rows(self, alias: str) -> pl.LazyFrame:
        """``plain`` rows whose ``where`` is not false, with ``known(alias)``: true, or null if it is null."""
        where = self.expression(f"{alias}.where", month=self.month(alias))
        if where is None:
            return self.plain(alias).with_columns(pl.lit(True).alias(known(alias)))
        return (
            self.plain(alias)
            .with_columns(where.alias(known(alias)))
            .filter(pl.col(known(alias)).fill_null(True))
        )

    def linked(self, alias: str) -> pl.LazyFrame:
        """``plain`` rows that may be joined to a person: those the table marks as not strong are out."""
        use = self.use(alias)
        assert use is not None, alias
        rows = self.plain(alias)
        if "is_strong" in FACTS[use.table].columns:
            rows = rows.filter(pl.col(f"{alias}.is_strong").fill_null(True))
        return rows

    def in_window(self, rows: pl.LazyFrame, alias: str) -> pl.LazyFrame:
        """Rows whose month lies in the window; all rows where the rule has no window or month."""
        month = self.month(alias)
        if month is None or not self.slot("window"):
            return rows
        first, last = self.context.window
        return rows.filter(pl.col(month).is_between(first, last))

    def in_scope(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """Rows that no ``unless`` row meets. An unknown ``unless`` filter takes the row out."""
        use = self.use("unless")
        if use is None:
            return rows
        left_on, right_on = join_keys(use)
        return rows.join(self.rows("unless"), left_on=left_on, right_on=right_on, how="anti")

    def with_beside(self, rows: pl.LazyFrame) -> pl.LazyFrame:
        """Rows plus the ``beside`` columns, null where it has no row."""
        use = self.use("beside")
        if use is None:
            return rows
        left_on, right_on = join_keys(use)
        beside_rows = self.rows("beside").filter(pl.col(known("beside")))
        return rows.join(beside_rows, left_on=left_on, right_on=right_on, how="left", coalesce=False)

    def scope_of(self, main: str, rows: pl.LazyFrame) -> tuple[str, pl.LazyFrame]:
        """Alias and rows of the scope: ``scope_by`` where the rule names it, else the main rows."""
        if self.use("scope_by") is None:
            return main, self.in_window(rows, main)
        return "scope_by", self.in_window(self.rows("scope_by"), "scope_by")


def known(alias: str) -> str:
    """The column that is true where the frame's ``where`` is, null where it cannot be told."""
    return f"{alias}?"


def join_keys(use: FrameUse) -> tuple[list[str], list[str]]:
    """Left and right physical key columns of a frame's ``on``."""
    on: Mapping[str, str] = use.extra["on"]
    return list(on), list(on.values())


def never(expression: pl.Expr | None) -> pl.Expr:
    """The expression, or false where a rule leaves the slot out."""
    return pl.lit(False) if expression is None else expression


def row_by_row(frames: RuleFrames) -> JudgedRows:
    """Rows of the frame ``row`` with the answer of ``when``: shapes that compare within one row."""
    row = frames.in_scope(frames.rows("row"))
    scope_alias, scope = frames.scope_of("row", row)
    month = frames.month("row")
    rows = frames.with_beside(frames.in_window(row, "row"))
    when = never(frames.expression("when", month=month))
    near = never(frames.expression("near_miss", month=month)).fill_null(False)
    return JudgedRows(
        "row",
        scope_alias,
        scope,
        rows.with_columns((pl.col(known("row")) & when).alias(VALUE), near.alias(NEAR)),
    )


def enough_months(frames: RuleFrames, rows: pl.LazyFrame, slot: str, month: str | None) -> pl.LazyFrame:
    """Rows made clean where their unit has fewer clue months than the slot asks for.

    Where only unknown months could reach the number, the clue months become unknown.
    """
    least = frames.expression(slot, month=month)
    if least is None or month is None:
        return rows
    unit: tuple[str, ...] = frames.slot("unit_key")
    certain = pl.when(pl.col(VALUE).fill_null(False)).then(pl.col(month)).drop_nulls().n_unique().over(unit)
    possible = pl.when(pl.col(VALUE).fill_null(True)).then(pl.col(month)).drop_nulls().n_unique().over(unit)
    return rows.with_columns(
        pl.when(possible < least)
        .then(False)
        .when(pl.col(VALUE) & (certain < least))
        .then(None)
        .otherwise(pl.col(VALUE))
        .alias(VALUE)
    )
