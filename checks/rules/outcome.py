"""From judged rows to what becomes of every unit in scope: clue, clean or not evaluable (why).

Belongs here: units, months and reasons. Not here: what makes a row a clue (``shapes``), the clue's
money, grade and sentence (``clues``). The condition decides; the ``not_evaluable`` entries of a rule
name the reason for what the condition could not decide, the first that holds counts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import get_args

import polars as pl

from checks.rules.requirements import PAYMENTS, Presence
from checks.rules.shapes.closed_set import SHAPES
from checks.rules.shapes.frames import NEAR, VALUE, JudgedRows, RuleFrames
from pipelines.definitions import OutcomeReason
from pipelines.faults import Text

UNIT, MONTH, TEST, UNIT_KEY = "?unit", "?month", "?test", "?unit_key"
IDENTIFIED, LAST = "?identified", "?last"
REASON_CODES: tuple[str, ...] = get_args(OutcomeReason)

UNMATCHED = Text(
    "身份证号不可用，且无法与其他登记册可靠对应",
    "no usable identity number and no strong link to other registers",
)
UNDECIDED = Text("判断所需的值缺失或不可读", "a value the condition needs is missing or unreadable")

_DIBAO = frozenset({"roll_dibao_urban", "roll_dibao_rural"})
_ROLLS = _DIBAO | {"roll_tekun", "roll_disability", "roll_elderly", "roll_child"}
SCOPE_FROM: dict[str, frozenset[str]] = {
    "paid_month": frozenset({PAYMENTS}),
    "payment_line": frozenset({PAYMENTS}),
    "account_person": frozenset({PAYMENTS}),
    "received_month": _ROLLS | {PAYMENTS},
    "elderly_month": frozenset({PAYMENTS, "roll_elderly"}),
    "household_member": _DIBAO,
}
"""The registers that tell the units of a table; of a table not named here, every register a rule needs."""


@dataclass(frozen=True, order=True)
class Reason:
    """Why units are not evaluable; ordered as the catalogue orders the codes."""

    order: int
    code: str
    zh: str
    en: str


@dataclass(frozen=True)
class Outcome:
    """One rule's units.

    ``scope``: one row per unit (UNIT, UNIT_KEY, TEST, the unit columns). ``clue_rows``: rows of clue
    months, sorted. ``near_rows``: rows only a grace or transfer keeps clean. ``unknown``: UNIT and
    the number of its reason in ``reasons``, one row per unit that is neither clue nor clean.
    """

    main: str
    scope: pl.DataFrame
    clue_rows: pl.DataFrame
    near_rows: pl.DataFrame
    unknown: pl.DataFrame
    reasons: tuple[Reason, ...]
    scope_alias: str


def outcome(frames: RuleFrames, presence: Presence) -> Outcome:
    """Judge one rule. Two queries run together: the units in scope, and the rows that are not clean."""
    rule = frames.checked.rule
    judged = SHAPES[rule.shape].judged(frames)
    missing = presence.missing(rule)
    if missing:
        reason = _reason("register_missing", presence.say_missing(missing))
        return _all_unknown(frames, judged, _scope_of(frames, judged).collect(), reason, missing)
    rows, scope = pl.collect_all([_interesting(frames, judged), _scope_of(frames, judged)])
    scope = with_unit(frames, scope, judged.scope_alias)
    rows = with_unit(frames, rows, judged.main).join(scope.select(UNIT), on=UNIT, how="semi")
    return _sorted_out(frames, presence, judged, scope, rows)


def _sorted_out(
    frames: RuleFrames, presence: Presence, judged: JudgedRows, scope: pl.DataFrame, rows: pl.DataFrame
) -> Outcome:
    rule = frames.checked.rule
    unmatched = scope.filter(~pl.col(IDENTIFIED)).select(UNIT)
    rows = rows.join(unmatched, on=UNIT, how="anti")
    entries = [_reason(e.reason_code, e.text) for e in rule.not_evaluable]
    undecided, unmatched_reason = (
        _reason("value_unreadable", UNDECIDED),
        _reason("person_unmatched", UNMATCHED),
    )
    found = [
        unmatched.with_columns(pl.lit("").alias("?zh")).select(UNIT).with_columns(_tag(unmatched_reason)),
    ]
    stale = presence.stale_from(rule) if rule.shape == "missing_basis" else None
    if stale is not None:
        day, registers = stale
        names = presence.say(registers)
        text = Text(
            f"{names.zh}的数据截至{day.isoformat()}，早于所审月份",
            f"{names.en} was extracted on {day.isoformat()}, before the month judged",
        )
        found.append(
            scope.filter(pl.col(LAST) > day).select(UNIT).with_columns(_tag(_reason("register_stale", text)))
        )
        rows = rows.filter(pl.col(MONTH).is_null() | (pl.col(MONTH) <= day))
    open_rows = rows.filter(pl.col(VALUE).is_null())
    found += _named_reasons(frames, judged, open_rows, entries, undecided)
    clue_rows = _in_order(rows.filter(pl.col(VALUE).fill_null(False)))
    reasons, unknown = _first_reasons(found, clue_rows)
    near = rows.filter(pl.col(NEAR) & ~pl.col(VALUE).fill_null(False)).join(
        clue_rows.select(UNIT, MONTH), on=[UNIT, MONTH], how="anti", nulls_equal=True
    )
    return Outcome(judged.main, scope, clue_rows, _in_order(near), unknown, reasons, judged.scope_alias)


def _interesting(frames: RuleFrames, judged: JudgedRows) -> pl.LazyFrame:
    """Rows that are a clue, unknown or a near miss, with the columns later steps read."""
    schema = judged.rows.collect_schema().names()
    wanted = {c for c in _columns_read(frames, judged.main) if c in schema}
    month = frames.slot("month")
    return (
        judged.rows.filter(pl.col(VALUE).fill_null(True) | pl.col(NEAR))
        .with_columns((pl.col(month) if month in schema else pl.lit(None, dtype=pl.Date)).alias(MONTH))
        .select(*sorted(wanted), MONTH, VALUE, NEAR)
    )


def _columns_read(frames: RuleFrames, main: str) -> Iterable[str]:
    """Physical columns that sentences, conditions, money, units and evidence of the rule name."""
    checked = frames.checked
    for typed in checked.typed.values():
        parts = typed if isinstance(typed, tuple) else (typed,)
        for part in parts:
            if not isinstance(part, str):
                yield from (column.physical for column in part.columns)
    for slot in ("unit_key", "same", "money_per"):
        yield from frames.slot(slot) or ()
    for slot in ("month", "test", "programme_shown", "name_shown"):
        if frames.slot(slot):
            yield frames.slot(slot)
    for name in ("person_id", "township", "village"):
        yield f"{main}.{name}"
    for spec in checked.rule.evidence:
        for name in spec.match.values():
            for alias in ("paid", "fact", "left", "right", "a", "b", "row", "beside"):
                yield name if "." in name else f"{alias}.{name}"


def _scope_of(frames: RuleFrames, judged: JudgedRows) -> pl.LazyFrame:
    """One row per unit in scope: unit columns, IDENTIFIED, LAST (its last month)."""
    alias = judged.scope_alias
    schema = judged.scope.collect_schema().names()
    identified, month = _identity_column(frames, alias), frames.month(alias)
    is_identified = pl.col(identified).fill_null(True).any() if identified in schema else pl.lit(True)
    last = pl.col(month).max() if month is not None else pl.lit(None, dtype=pl.Date)
    return judged.scope.group_by(_unit_columns(frames, alias)).agg(
        is_identified.alias(IDENTIFIED), last.alias(LAST)
    )


def _identity_column(frames: RuleFrames, alias: str) -> str:
    """The column that is false for units nobody can be linked to; "" where the rule needs no link."""
    named: str | None = frames.slot("identity")
    if named is not None:
        return f"{alias}.{named.split('.', 1)[1]}"
    needs = frames.checked.rule.unit == "person" and frames.slot("needs_identity")
    return f"{alias}.is_identified" if needs else ""


def _unit_columns(frames: RuleFrames, alias: str) -> list[str]:
    """The test column (if any) and the unit columns, in the frame of that alias."""
    named = [c for c in (frames.slot("test"), *frames.slot("unit_key")) if c]
    return list(dict.fromkeys(f"{alias}.{c.split('.', 1)[1]}" for c in named))


def with_unit(frames: RuleFrames, rows: pl.DataFrame, alias: str) -> pl.DataFrame:
    """Rows with UNIT_KEY (unit columns joined by |, null as empty), TEST and UNIT."""
    test = frames.slot("test")
    keys = [f"{alias}.{c.split('.', 1)[1]}" for c in frames.slot("unit_key")]
    parts = [_as_text(pl.col(c)) for c in keys]
    test_column = pl.lit("") if test is None else _as_text(pl.col(f"{alias}.{test.split('.', 1)[1]}"))
    rows = rows.with_columns(pl.concat_str(parts, separator="|").alias(UNIT_KEY), test_column.alias(TEST))
    if test is None:
        return rows.with_columns(pl.col(UNIT_KEY).alias(UNIT))
    return rows.with_columns(pl.concat_str(TEST, UNIT_KEY, separator="|").alias(UNIT))


def _as_text(column: pl.Expr) -> pl.Expr:
    return column.cast(pl.String).fill_null("")


def _reason(code: str, text: Text) -> Reason:
    return Reason(REASON_CODES.index(code), code, text.zh, text.en)


def _tag(reason: Reason) -> list[pl.Expr]:
    return [
        pl.lit(reason.order).alias("?order"), pl.lit(reason.code).alias("?code"),
        pl.lit(reason.zh).alias("?zh"), pl.lit(reason.en).alias("?en"),
    ]  # fmt: skip


def _named_reasons(
    frames: RuleFrames, judged: JudgedRows, rows: pl.DataFrame, entries: list[Reason], undecided: Reason
) -> list[pl.DataFrame]:
    """Units of rows the condition could not decide, by the first entry that holds."""
    order = sorted(range(len(entries)), key=lambda i: (entries[i].order, i))
    month = frames.slot("month")
    month = month if month in rows.columns else None
    left = rows
    found = []
    for i in order:
        holds = frames.expression(f"not_evaluable.{i}", month=month, over=tuple(frames.slot("same") or ()))
        if holds is None or left.is_empty():
            continue
        marked = left.with_columns(holds.fill_null(False).alias("?holds"))
        units = marked.filter(pl.col("?holds")).select(UNIT).unique()
        found.append(units.with_columns(_tag(entries[i])))
        left = marked.filter(~pl.col("?holds")).drop("?holds")
    found.append(left.select(UNIT).unique().with_columns(_tag(undecided)))
    return found


def _first_reasons(
    found: list[pl.DataFrame], clue_rows: pl.DataFrame
) -> tuple[tuple[Reason, ...], pl.DataFrame]:
    """One reason per unit that is no clue: the first in the catalogue's order, then the rule's."""
    table = pl.concat([f.with_columns(pl.lit(i).alias("?nth")) for i, f in enumerate(found)])
    table = table.join(clue_rows.select(UNIT), on=UNIT, how="anti")
    table = table.sort(UNIT, "?order", "?nth").unique(UNIT, keep="first", maintain_order=True)
    distinct = table.select("?order", "?code", "?zh", "?en").unique().rows()
    reasons = tuple(sorted(Reason(*row) for row in distinct))
    numbers = pl.DataFrame(
        {"?zh": [r.zh for r in reasons], "?code": [r.code for r in reasons], "?reason": range(len(reasons))},
        schema={"?zh": pl.String(), "?code": pl.String(), "?reason": pl.Int64()},
    )
    return reasons, table.join(numbers, on=["?zh", "?code"], how="left").select(UNIT, "?reason").sort(UNIT)


def _all_unknown(
    frames: RuleFrames,
    judged: JudgedRows,
    scope: pl.DataFrame,
    reason: Reason,
    missing: tuple[tuple[str, ...], ...],
) -> Outcome:
    """Every unit that can still be counted, not evaluable for one reason.

    One unit where none can because the scope itself comes from an absent register.
    """
    scope = with_unit(frames, scope, judged.scope_alias)
    use = frames.use(judged.scope_alias)
    comes_from = SCOPE_FROM.get(use.table) if use else None
    absent = next((g for g in missing if comes_from is None or comes_from.intersection(g)), None)
    if scope.is_empty() and absent is not None:
        code = "|".join(absent)
        scope = pl.DataFrame({UNIT: [code], UNIT_KEY: [code], TEST: [""]})
    unknown = scope.select(UNIT, pl.lit(0, dtype=pl.Int64).alias("?reason")).sort(UNIT)
    empty = _interesting(frames, judged).clear().collect()
    empty = with_unit(frames, empty, judged.main)
    return Outcome(judged.main, scope, empty, empty, unknown, (reason,), judged.scope_alias)


def _in_order(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows sorted by unit, month and every further column: the first row is the same in every run."""
    others = [c for c, t in rows.schema.items() if c not in (UNIT, MONTH) and not t.is_nested()]
    return rows.sort(UNIT, MONTH, *sorted(others), nulls_last=True)
