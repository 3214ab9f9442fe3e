"""The books of a judged rule: not evaluable units by reason, the tally, near misses; and what must hold.

Belongs here: counts and the checks that nothing was lost (clue + clean + not evaluable = scope). Not
here: how a unit came to its outcome (``outcome``).
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from checks.rules.evidence import REF, evidence_rows
from checks.rules.outcome import MONTH, UNIT, UNIT_KEY, Outcome, with_unit
from checks.rules.requirements import Presence
from checks.rules.shapes.closed_set import SHAPES
from checks.rules.shapes.frames import RuleFrames
from pipelines.definitions import Register
from pipelines.faults import Text
from pipelines.tables import NEAR_MISS, NOT_EVALUABLE, ROW_REF, RULE_TALLY

SAMPLE = 5
"""Source rows shown for a reason."""


def not_evaluable_rows(
    frames: RuleFrames, outcome: Outcome, presence: Presence, registers: Sequence[Register]
) -> pl.DataFrame:
    """NOT_EVALUABLE of one rule.

    One row per reason of units that could not be judged; a row with units 0 for each absent register
    that others stand in for, or without which there is no unit to count; for a rule that reads any
    register, one unit per absent register.
    """
    rule = frames.checked.rule
    counted = outcome.unknown.group_by("?reason").agg(
        pl.len().alias("units"), pl.col(UNIT).sort().head(SAMPLE)
    )
    refs = _sample_rows(frames, outcome, counted[UNIT].explode().drop_nulls())
    records: list[dict[str, object]] = []
    for number, units, sample in counted.sort("?reason").iter_rows():
        rows = (
            refs.filter(pl.col(UNIT).is_in(sample))
            .select(REF)
            .drop_nulls("file")
            .unique()
            .sort(REF)
            .head(SAMPLE)
        )
        records.append(
            _record(outcome.reasons[number].code, outcome.reasons[number].zh, units, rows.to_dicts())
        )
    missing = presence.missing(rule)
    for code in () if missing else presence.absent_alternatives(rule):
        said = presence.say_absent(code)
        records.append(_record("register_missing", f"{said.zh}，只依据已有的登记册判断", 0, []))
    if missing and counted.is_empty():
        records.append(_record("register_missing", presence.say_missing(missing).zh, 0, []))
    absent = presence.absent_of_any(rule, registers)
    if absent:
        records.append(_record("register_missing", f"缺少{presence.say(absent).zh}", len(absent), []))
    named = [{"rule_id": rule.id, **record} for record in records]
    return NOT_EVALUABLE.rows(*named).sort(NOT_EVALUABLE.key)


def _record(code: str, reason: str, units: int, sample: list[dict[str, object]]) -> dict[str, object]:
    return {"reason_code": code, "reason": reason, "units": units, "sample": sample}


def _sample_rows(frames: RuleFrames, outcome: Outcome, units: pl.Series) -> pl.DataFrame:
    """Source rows of some units in scope: UNIT and ROW_REF. Fact rows' own place, else their evidence."""
    empty = pl.DataFrame(schema={UNIT: pl.String(), **ROW_REF})
    few = outcome.scope.filter(pl.col(UNIT).is_in(units.implode()))
    alias = outcome.scope_alias
    keys = [c for c in few.columns if c.startswith(f"{alias}.")]
    if few.is_empty() or not keys:
        return empty
    scope = SHAPES[frames.checked.rule.shape].judged(frames).scope
    rows = scope.join(few.select(keys).lazy(), on=keys, how="semi", nulls_equal=True).collect()
    rows = with_unit(frames, rows, alias)
    if f"{alias}.file" in rows.columns:
        return rows.select(UNIT, *(pl.col(f"{alias}.{c}").alias(c) for c in REF))
    month = frames.month(alias)
    rows = rows.with_columns((pl.col(month) if month else pl.lit(None, dtype=pl.Date)).alias(MONTH))
    return evidence_rows(frames, rows).rows.select(UNIT, *REF)


def tally(
    outcome: Outcome, not_evaluable: pl.DataFrame, clues: pl.DataFrame, near: pl.DataFrame, rule_id: str
) -> pl.DataFrame:
    """RULE_TALLY of one rule. Absent registers of a rule that reads any are units of its scope."""
    unknown = int(not_evaluable["units"].sum())
    extra = unknown - outcome.unknown.height
    scope = outcome.scope.height + extra
    money = clues["amount_at_risk_fen"]
    record = {
        "rule_id": rule_id, "scope": scope, "clues": clues.height,
        "clean": scope - clues.height - unknown, "not_evaluable": unknown, "near_misses": near.height,
        "amount_at_risk_fen": int(money.sum()) if money.count() else None,
    }  # fmt: skip
    return RULE_TALLY.rows(record)


def near_miss_rows(frames: RuleFrames, outcome: Outcome) -> pl.DataFrame:
    """NEAR_MISS of one rule: unit months that only a grace or a transfer keeps clean."""
    rule, rows, person = frames.checked.rule, outcome.near_rows, f"{outcome.main}.person_id"
    why = WHY_NEAR.get(rule.shape, Text("在宽限期内", "within the grace period"))
    near = rows.select(
        pl.lit(rule.id).alias("rule_id"),
        pl.col(UNIT_KEY).alias("unit_key"),
        (
            pl.col(person)
            if person in rows.columns and rule.unit == "person"
            else pl.lit(None, dtype=pl.String)
        ).alias("person_id"),
        pl.col(MONTH).alias("benefit_month"),
        pl.lit(why.zh).alias("why"),
    )
    return NEAR_MISS.check(near.unique(NEAR_MISS.key).sort(NEAR_MISS.key))


WHY_NEAR = {
    shape: Text("项目转换月份或宽限期内", "month of transfer or within the grace period")
    for shape in ("exclusive", "same_same_different")
}


def violations(clues: pl.DataFrame, months: pl.DataFrame, tallies: pl.DataFrame) -> tuple[str, ...]:
    """What does not add up, in words; empty when all does.

    Units: clue + clean + not evaluable = scope and none negative. Money: the months of a clue sum to
    its amount. Both are invariants of every run.
    """
    found = []
    wrong = tallies.filter(
        (pl.col("clues") + pl.col("clean") + pl.col("not_evaluable") != pl.col("scope"))
        | (pl.col("clean") < 0)
    )
    found += [f"{rule}: units do not add up to the scope" for rule in wrong["rule_id"]]
    counted = clues.group_by("rule_id").len().join(tallies, on="rule_id", how="full", coalesce=True)
    off = counted.filter(pl.col("len").fill_null(0) != pl.col("clues").fill_null(0)).sort("rule_id")
    found += [f"{rule}: the tally counts other clues than there are" for rule in off["rule_id"]]
    by_clue = months.group_by("clue_id").agg(pl.col("amount_at_risk_fen").sum().alias("?months"))
    money = clues.join(by_clue, on="clue_id").filter(
        pl.col("amount_at_risk_fen").is_not_null() & (pl.col("amount_at_risk_fen") != pl.col("?months"))
    )
    found += [f"{clue}: its months do not sum to its amount" for clue in money["clue_id"].sort()]
    return tuple(found)
