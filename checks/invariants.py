"""The invariants of the design, each as one function from tables to an outcome.

Rows, money, units and evidence are conserved; keys are unique; no output says
guilty. What only a published folder can show (hashes, privacy of the HTML, the atomic move) is
tested in ``reports.run_folder``. A check that cannot measure fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from pipelines.faults import Text
from pipelines.money import say_yuan
from pipelines.tables import ROW_REF, TABLES_OUT

FORBIDDEN_WORDS = ("骗保", "骗取", "违法", "犯罪", "有罪", "冒领者", "guilty", "fraud", "crime")


@dataclass(frozen=True)
class Outcome:
    """Whether an invariant held, in words, with what was measured (no personal data)."""

    name: str
    passed: bool
    text: Text
    measured: str


def rows_conserved(violations: pl.DataFrame, rows: pl.DataFrame) -> Outcome:
    """Used + rejected + not data = the rows of the file, for every file and sheet."""
    return Outcome(
        "rows_conserved",
        violations.is_empty() and not rows.is_empty(),
        Text("每个文件：采用+不采用+非数据=总行数", "Every file: used + rejected + not data = its rows"),
        f"{rows.height} rows, {violations.height} sheets off",
    )


def money_conserved(totals: pl.DataFrame) -> Outcome:
    """Fen read = fen accepted + fen rejected, for every register with amounts."""
    off = totals.filter(pl.col("difference_fen") != 0)
    return Outcome(
        "money_conserved",
        off.is_empty(),
        Text("读入金额=采用金额+不采用金额", "Money read = money accepted + money rejected"),
        f"{say_yuan(int(totals['read_fen'].sum()))} yuan read, {off.height} fields off",
    )


def money_in_facts(totals: pl.DataFrame) -> Outcome:
    """Fen accepted = fen in facts, for every register whose amounts become facts."""
    off = totals.filter(pl.col("difference_fen") != 0)
    return Outcome(
        "money_in_facts",
        off.is_empty(),
        Text("采用金额全部进入事实表", "All accepted money is in the facts"),
        f"{totals.height} registers, {off.height} off",
    )


def units_conserved(tallies: pl.DataFrame) -> Outcome:
    """Clue + clean + not evaluable = scope, for every rule."""
    off = tallies.filter(pl.col("clues") + pl.col("clean") + pl.col("not_evaluable") != pl.col("scope"))
    return Outcome(
        "units_conserved",
        off.is_empty() and not tallies.is_empty(),
        Text("每条规则：疑点+无疑点+不可评估=范围", "Every rule: clue + clean + not evaluable = scope"),
        f"{tallies.height} rules, {int(tallies['scope'].sum())} units, {off.height} rules off",
    )


def every_clue_has_evidence(clues: pl.DataFrame, evidence: pl.DataFrame, rows: pl.DataFrame) -> Outcome:
    """Every clue leads to at least one source row, and every source row exists in the files."""
    bare = clues.join(evidence, on="clue_id", how="anti")
    lost = evidence.join(rows, on=list(ROW_REF), how="anti")
    return Outcome(
        "every_clue_has_evidence",
        bare.is_empty() and lost.is_empty(),
        Text("每个疑点都能追到文件、表和行", "Every clue leads to file, sheet and row"),
        f"{clues.height} clues, {bare.height} without evidence, {lost.height} rows not found",
    )


def money_at_risk_adds_up(clues: pl.DataFrame, clue_months: pl.DataFrame) -> Outcome:
    """The months of a clue add up to its amount at risk."""
    summed = clue_months.group_by("clue_id").agg(pl.col("amount_at_risk_fen").sum().alias("of_months"))
    off = (
        clues.filter(pl.col("amount_at_risk_fen").is_not_null() & pl.col("first_month").is_not_null())
        .join(summed, on="clue_id", how="left", validate="1:1")
        .filter(pl.col("of_months").fill_null(0) != pl.col("amount_at_risk_fen"))
    )
    return Outcome(
        "money_at_risk_adds_up",
        off.is_empty(),
        Text("疑点金额=各月金额之和", "A clue's money = the sum of its months"),
        f"{clues.height} clues, {off.height} off",
    )


def keys_unique(tables: Mapping[str, pl.DataFrame]) -> Outcome:
    """Published tables have unique keys: they are written in key order, so the bytes are fixed."""
    off = [
        name
        for name, rows in tables.items()
        if rows.select(pl.struct(TABLES_OUT[name].key).is_duplicated().any()).item()
    ]
    return Outcome(
        "keys_unique",
        not off,
        Text("结果表主键唯一，按主键次序写出", "Result tables have unique keys, written in their order"),
        f"{len(tables)} tables" + (f"; off: {', '.join(off)}" if off else ""),
    )


def no_verdict(clues: pl.DataFrame) -> Outcome:
    """No sentence about a person says guilty; every clue has a place for counter-evidence."""
    said = clues.filter(
        pl.col("reason").str.contains_any(list(FORBIDDEN_WORDS))
        | pl.col("reason_en").str.to_lowercase().str.contains_any(list(FORBIDDEN_WORDS))
        | pl.col("counter_evidence").is_null()
    )
    return Outcome(
        "no_verdict",
        said.is_empty(),
        Text("疑点只提问，不定性", "A clue asks; it does not judge"),
        f"{clues.height} clues, {said.height} off",
    )
