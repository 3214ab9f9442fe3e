"""The numbers of the report: counted, ready to be drawn. Masking stands in ``masked_cases``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from pipelines.faults import Text
from pipelines.money import say_yuan
from pipelines.months import months_in, say_month
from reports.html.charts import Bar, Part
from reports.results import Results
from reports.wording import (
    FAMILIES,
    GRADES,
    REASON_CODES,
    ROW_STATUSES,
    SEVERITIES,
    STATUSES,
    family_of,
    family_order,
)

MONTHS_SHOWN, TOWNSHIPS_SHOWN, FAULTS_SHOWN, FINDINGS_SHOWN = 12, 15, 30, 30
GAPS_SHOWN = 60
HEAT_STEPS = 5
NO_TOWNSHIP = Text("未知乡镇", "unknown township")


@dataclass(frozen=True)
class HeatRow:
    """A township's money at risk by month: (text, heat 0..5) a month, and its total."""

    township: Text
    cells: tuple[tuple[str, int], ...]
    total: str


def money_at_risk(results: Results) -> tuple[int, int]:
    """Fen at risk with overlap, and without."""
    with_overlap = int(results.cases["amount_at_risk_fen"].fill_null(0).sum())
    return with_overlap, with_overlap - int(results.cases["overlap_fen"].fill_null(0).sum())


def stages(results: Results) -> list[Bar]:
    """From rows to clues: rows by what became of them, units by outcome, clues by status."""
    rows = _counts(results.rows, "status")
    units = results.tallies.select(pl.col("clues", "clean", "not_evaluable").sum()).row(0)
    status = _counts(results.cases, "status")
    outcomes = (
        ("clue", Text("疑点", "clues")),
        ("clean", Text("未见疑点", "clean")),
        ("unknown", Text("不可评估", "not evaluable")),
    )
    return [
        Bar(
            Text("读入的行", "Rows read"), tuple(Part(s, t, rows.get(s, 0)) for s, t in ROW_STATUSES.items())
        ),
        Bar(
            Text("按规则判断的对象", "Units judged by rules"),
            tuple(Part(css, t, int(n or 0)) for (css, t), n in zip(outcomes, units, strict=True)),
        ),
        Bar(Text("疑点", "Clues"), tuple(Part(s, t, status.get(s, 0)) for s, t in STATUSES.items())),
    ]


def clues_by_family(results: Results) -> list[Bar]:
    """One bar a family that has clues, split by grade, in catalogue order."""
    counted = results.cases.group_by(pl.col("rule_id").str.split("-").list.first(), "grade").len().rows()
    families = sorted({family for family, _, _ in counted}, key=family_order)
    found = {(family, grade): n for family, grade, n in counted}
    return [
        Bar(
            Text(f"{f} {FAMILIES[f].zh}", f"{f} {FAMILIES[f].en}") if f in FAMILIES else Text(f, f),
            tuple(Part(g.lower(), t, found.get((f, g), 0)) for g, t in GRADES.items()),
        )
        for f in families
    ]


def heat(results: Results) -> tuple[list[str], list[HeatRow]]:
    """Money at risk without overlap by township and month.

    Money of one person, programme and month counts once, at the largest amount a clue names, where the
    best ranked clue places it. The last months and the townships with most money are shown; totals are
    over all months.
    """
    months = list(months_in(results.county.first_month, results.county.last_month))
    cases = results.cases.select("clue_id", "rank", "person_id", "programme", "township")
    once = (
        results.clue_months.filter(pl.col("amount_at_risk_fen") > 0)
        .join(cases, on="clue_id", validate="m:1")
        .with_columns(pl.coalesce("person_id", "clue_id").alias("whose"), pl.col("programme").fill_null(""))
        .sort("rank", "benefit_month")
        .group_by("whose", "programme", "benefit_month", maintain_order=True)
        .agg(pl.col("township").first(), pl.col("amount_at_risk_fen").max().alias("fen"))
    )
    placed = once.group_by("township", "benefit_month").agg(pl.col("fen").sum())
    totals = (
        placed.group_by("township")
        .agg(pl.col("fen").sum())
        .sort("fen", "township", descending=[True, False], nulls_last=True)
    )
    shown = months[-MONTHS_SHOWN:]
    cells = {(t, m): fen for t, m, fen in placed.rows()}
    top = totals.head(TOWNSHIPS_SHOWN)
    most = max((fen for (t, m), fen in cells.items() if m in shown and t in set(top["township"])), default=1)
    rows = [
        _heat_row(Text(t, t) if t else NO_TOWNSHIP, [cells.get((t, m), 0) for m in shown], total, most)
        for t, total in top.rows()
    ]
    rest = totals.slice(TOWNSHIPS_SHOWN)
    if rest.height:
        others = set(rest["township"])
        sums = [sum(fen for (t, m), fen in cells.items() if t in others and m == month) for month in shown]
        name = Text(f"其余 {rest.height} 个乡镇", f"{rest.height} other townships")
        rows.append(_heat_row(name, sums, int(rest["fen"].sum()), most))
    return [say_month(m) for m in shown], rows


def _heat_row(township: Text, months: Sequence[int], total: int, most: int) -> HeatRow:
    cells = tuple(
        (say_yuan(fen) if fen else "", 0 if fen <= 0 else min(HEAT_STEPS, 1 + fen * HEAT_STEPS // (most + 1)))
        for fen in months
    )
    return HeatRow(township, cells, say_yuan(total))


def registers_read(results: Results) -> list[dict[str, Any]]:
    """Per register: files, rows, the bar of what became of them, newest extract, why rows were rejected."""
    rows = results.rows.group_by("register").agg(
        *((pl.col("status") == s).sum().alias(s) for s in ROW_STATUSES),
        pl.col("file").n_unique().alias("files"),
        pl.len().alias("rows"),
    )
    extracted = results.source_files.group_by("register").agg(pl.col("extracted_on").max())
    reasons = (
        results.rows.filter(pl.col("status") == "rejected")
        .group_by("register", "reason")
        .len()
        .sort("register", "len", "reason", descending=[False, True, False])
        .group_by("register", maintain_order=True)
        .agg(pl.format("{} {}", "reason", "len").head(3).str.join("；").alias("reasons"))
    )
    found = rows.join(extracted, on="register", how="left").join(reasons, on="register", how="left")
    return [
        row
        | {
            "name": results.register_name(row["register"]),
            "bar": Bar(
                results.register_name(row["register"]),
                tuple(Part(s, t, row[s]) for s, t in ROW_STATUSES.items()),
            ),
        }
        for row in found.sort("register").iter_rows(named=True)
    ]


def rules_judged(results: Results) -> list[dict[str, Any]]:
    """Every rule in catalogue order with its tally; ``is_conserved`` is None where it was not judged."""
    tallies = {t["rule_id"]: t for t in results.tallies.iter_rows(named=True)}
    checked = {r: f"{confirmed} / {n}" for r, n, confirmed in results.confirmed.rows()}
    found = []
    for rule in sorted(results.rules, key=lambda r: (family_order(family_of(r.id)), r.id)):
        tally = tallies.get(rule.id)
        parts = None if tally is None else tally["clues"] + tally["clean"] + tally["not_evaluable"]
        found.append(
            {
                "rule": rule,
                "severity": SEVERITIES[rule.severity],
                "tally": tally,
                "amount": say_yuan(tally["amount_at_risk_fen"]) if tally and tally["clues"] else "",
                "is_conserved": None if tally is None else parts == tally["scope"],
                "confirmed": checked.get(rule.id),
            }
        )
    return found


def gaps(results: Results) -> list[dict[str, Any]]:
    """What could not be judged, most units first."""
    rows = results.not_evaluable.filter(pl.col("units") > 0).sort(
        "units", "rule_id", "reason_code", "reason", descending=[True, False, False, False]
    )
    return [
        row | {"title": results.rule_title(row["rule_id"]), "code": REASON_CODES.get(row["reason_code"])}
        for row in rows.iter_rows(named=True)
    ]


def judged_without(results: Results) -> list[tuple[str, str]]:
    """Reasons that left no unit unjudged but narrowed what the rules could see, with those rules."""
    notes = results.not_evaluable.filter(pl.col("units") == 0)
    return (
        notes.sort("reason", "rule_id")
        .group_by("reason", maintain_order=True)
        .agg(pl.col("rule_id").unique(maintain_order=True).str.join("、"))
        .rows()
    )


def ties(states: pl.DataFrame) -> dict[str, dict[str, int]]:
    """Test → state → how many pairs of books; from RECONCILIATION with ``state``."""
    found: dict[str, dict[str, int]] = {}
    for test, state, count in states.group_by("test", "state").len().sort("test", "state").rows():
        found.setdefault(test, {})[state] = count
    return found


def _counts(rows: pl.DataFrame, column: str) -> dict[str, int]:
    return {str(k): int(n) for k, n in rows[column].value_counts().rows()}


def said_day(day: date | None) -> str:
    """A day as ISO, or a dash."""
    return day.isoformat() if day else "—"
