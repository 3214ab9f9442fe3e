"""Judges register rows by their clauses: accepted, rejected with a reason, findings.

What the clauses are: ``clauses``. Great-expectations is imported inside ``contract`` only (3 s).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import polars as pl

from checks.contracts.clauses import Clause, clauses_of
from checks.gx_polars.validate import Verdict, validate
from pipelines.definitions import Register
from pipelines.tables import FINDING, MEMBER_ROW, ROW, ROW_REF, register_row

if TYPE_CHECKING:
    from great_expectations.expectations.expectation import Expectation

SAMPLE = 5


@dataclass(frozen=True)
class ContractOutput:
    """One register judged. Accepted and rejected rows together are the rows given, in their order."""

    accepted: pl.DataFrame  # register_row
    rejected: pl.DataFrame  # register_row + reason (String): Chinese phrases joined by 、
    findings: pl.DataFrame  # FINDING


@dataclass(frozen=True)
class Contracted:
    """All registers judged, keyed by register code where there is a frame per register."""

    accepted: dict[str, pl.DataFrame]  # register_row
    rejected: dict[str, pl.DataFrame]  # register_row + reason
    members: pl.DataFrame  # MEMBER_ROW of accepted rows
    rows: pl.DataFrame  # ROW
    findings: pl.DataFrame  # FINDING


def contract_registers(
    registers: Sequence[Register],
    frames: Mapping[str, pl.DataFrame],
    members: pl.DataFrame,
    rows: pl.DataFrame,
    *,
    as_of: date,
) -> Contracted:
    """Every register's rows, judged; a rejected row is out of everything that follows.

    Args:
        registers: the definitions; one without a frame is passed over.
        frames: register_row by register code.
        members: MEMBER_ROW of all registers; those of a rejected row leave with it.
        rows: ROW of all files; a ``used`` row the contract rejects becomes ``rejected`` with its reason.
        as_of: the day of the audit; a date after it is a finding.
    """
    judged = {r.code: contract(r, frames[r.code], as_of=as_of) for r in registers if r.code in frames}
    accepted = {code: output.accepted for code, output in judged.items()}
    rejected = {code: output.rejected for code, output in judged.items()}
    findings = [FINDING.empty(), *(output.findings for output in judged.values())]
    return Contracted(
        accepted,
        rejected,
        _members_of(accepted, registers, members),
        _rows_with_rejections(rows, rejected),
        pl.concat(findings).sort("register", "severity", "field", "expectation"),
    )


def contract(register: Register, rows: pl.DataFrame, *, as_of: date) -> ContractOutput:
    """The rows of one register, judged.

    Args:
        register: its definition; the clauses follow from it.
        rows: register_row; row order does not matter and is kept.
        as_of: the day of the audit.
    """
    rows = register_row(register).check(rows)
    clauses = clauses_of(register, as_of=as_of)
    verdicts = validate(rows, [_expectation(clause) for clause in clauses])
    broken = [(c, v) for c, v in zip(clauses, verdicts, strict=True) if v.unexpected_count]
    findings = FINDING.rows(*(_finding(register, rows, clause, verdict) for clause, verdict in broken))
    return ContractOutput(*_split(rows, broken), findings)


def _expectation(clause: Clause) -> Expectation:
    import great_expectations.expectations as gxe
    from great_expectations.expectations.row_conditions import Column

    arguments = dict(clause.arguments)
    if clause.only_where is not None:
        column, is_empty = clause.only_where
        arguments["row_condition"] = Column(column).is_null() if is_empty else Column(column).is_not_null()
    expectation: Expectation = getattr(gxe, clause.expectation)(**arguments)
    return expectation


def _split(rows: pl.DataFrame, broken: Sequence[tuple[Clause, Verdict]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    failing = [(c.reason, v.failing) for c, v in broken if c.reason and v.failing is not None]
    if not failing:
        return rows, rows.clear().with_columns(pl.lit(None, pl.String).alias("reason"))
    masks = pl.DataFrame({str(k): mask for k, (_, mask) in enumerate(failing)})
    is_rejected = masks.select(pl.any_horizontal(pl.all())).to_series()
    phrases = [pl.when(pl.col(str(k))).then(pl.lit(reason)) for k, (reason, _) in enumerate(failing)]
    reasons = masks.filter(is_rejected).select(
        pl.concat_list(phrases)
        .list.drop_nulls()
        .list.unique(maintain_order=True)
        .list.join("、")
        .alias("reason")
    )
    return rows.filter(~is_rejected), rows.filter(is_rejected).with_columns(reasons["reason"])


def _finding(register: Register, rows: pl.DataFrame, clause: Clause, verdict: Verdict) -> dict[str, Any]:
    assert verdict.failing is not None
    failing = rows.lazy().select(list(ROW_REF)).filter(verdict.failing)
    first = failing.sort("file", "sheet", "row").head(SAMPLE).collect()
    count = verdict.unexpected_count
    outcome, outcome_en = (
        ("；未采用。", "; not used.") if clause.reason else ("；仍采用。", "; used all the same.")
    )
    return {
        "register": register.code,
        "field": clause.field,
        "expectation": clause.code,
        "rows_failed": count,
        "severity": clause.severity,
        "text": f"{register.zh}：{count}行{clause.text.zh}{outcome}",
        "text_en": f"{register.en}: {count} row(s) {clause.text.en}{outcome_en}",
        "sample": first.to_dicts(),
    }


def _members_of(
    accepted: Mapping[str, pl.DataFrame], registers: Sequence[Register], members: pl.DataFrame
) -> pl.DataFrame:
    with_members = [r.code for r in registers if r.repeats and r.code in accepted]
    kept = [pl.DataFrame(schema=ROW_REF), *(accepted[code].select(list(ROW_REF)) for code in with_members)]
    keys = list(ROW_REF)
    return MEMBER_ROW.check(members).join(pl.concat(kept), on=keys, how="semi", maintain_order="left")


def _rows_with_rejections(rows: pl.DataFrame, rejected: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    rows, keys = ROW.check(rows), list(ROW_REF)
    out = [
        pl.DataFrame(schema={**ROW_REF, "reason": pl.String}),
        *(r.select(*keys, "reason") for r in rejected.values()),
    ]
    reasons = pl.concat(out).rename({"reason": "rejection"})
    is_out = pl.col("rejection").is_not_null() & (pl.col("status") == "used")
    return rows.join(reasons, on=keys, how="left", validate="m:1", maintain_order="left").select(
        *keys,
        pl.when(is_out).then(pl.lit("rejected")).otherwise("status").alias("status"),
        pl.when(is_out).then("rejection").otherwise("reason").alias("reason"),
    )
