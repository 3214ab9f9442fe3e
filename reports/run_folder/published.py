"""The tables as other programs read them: the columns of ``interface: 1``, money in Decimal yuan.

Each function turns the pipeline's table into the published one, sorted by its full key. Writing bytes
stands in ``parquet``; what a column means in ``pipelines.tables``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from pipelines.money import YUAN, yuan_of
from pipelines.tables import CLUE_EVIDENCE, I32, I64, NOT_EVALUABLE, PERSON_CHANGE, ROW, ROW_REF, B, D, S
from reports.link_evidence import doubtful_links
from reports.reconciled import reconciled
from reports.results import Results


@dataclass(frozen=True)
class Published:
    """A Parquet file of the run folder: its columns in order, and its key (also its order)."""

    name: str
    key: tuple[str, ...]
    columns: Mapping[str, pl.DataType]


ROWS = Published("rows", ROW.key, ROW.columns)
LINKS = Published(
    "links",
    (*ROW_REF, "role"),
    {
        **ROW_REF, "role": S, "person_id": S, "evidence": S, "probability": pl.Float64(), "name": S,
        "id_number": S,
    },
)  # fmt: skip
LINK_EVIDENCE = Published(
    "link_evidence",
    (*ROW_REF, "role"),
    {
        **ROW_REF, "role": S, "person_id": S, "evidence": S, "probability": pl.Float64(),
        "name_agreement": pl.Float64(), "agrees": pl.List(S), "contradicts": pl.List(S), "rivals": I32,
        "has_id_conflict": B, "explanation": S, "passes": pl.List(S),
        "waterfall": pl.List(pl.Struct({"field": S, "level": S, "bits": pl.Float64()})),
    },
)  # fmt: skip
PERSON_CHANGES = Published("person_changes", PERSON_CHANGE.key, PERSON_CHANGE.columns)
ENTITLEMENTS = Published(
    "entitlements",
    ("person_id", "programme", "benefit_month", "household_id"),
    {
        "person_id": S, "programme": S, "benefit_month": D, "household_id": S, "role": S, "is_counted": B,
        "amount": YUAN, "months": I64, "account": S, "start_month": D, "approved_on": D, "applied_on": D,
        "care_level": S, "placement": S, "township": S, "village": S, **ROW_REF,
    },
)  # fmt: skip
PAYMENTS = Published(
    "payments",
    ("person_id", "programme", "benefit_month"),
    {
        "person_id": S, "programme": S, "benefit_month": D, "paid": YUAN, "normal": YUAN, "arrears": YUAN,
        "correction": YUAN, "price": YUAN, "normal_lines": I32, "correction_lines": I32,
        "returned_lines": I32, "empty_kind_lines": I32, "batches": I32, "last_paid_on": D,
        "entitlement": YUAN, "household_id": S, "share": YUAN, "township": S, "village": S,
    },
)  # fmt: skip
CLUES = Published(
    "clues",
    ("clue_id",),
    {
        "clue_id": S, "rule_id": S, "rule_version": I32, "grade": S, "severity": S, "unit": S,
        "person_id": S, "unit_key": S, "name": S, "id_number": S, "programme": S, "township": S,
        "village": S, "first_month": D, "last_month": D, "months": I32, "lines": I32,
        "amount_at_risk": YUAN, "link_evidence": S, "link_probability": pl.Float64(), "reason": S,
        "reason_en": S, "counter_evidence": pl.List(S), "first_seen_run": S, "status": S,
    },
)  # fmt: skip
CLUE_MONTHS = Published(
    "clue_months",
    ("clue_id", "benefit_month"),
    {"clue_id": S, "benefit_month": D, "paid": YUAN, "due": YUAN, "amount_at_risk": YUAN},
)
CLUE_EVIDENCES = Published("clue_evidence", CLUE_EVIDENCE.key, CLUE_EVIDENCE.columns)
NOT_EVALUABLES = Published("not_evaluable", NOT_EVALUABLE.key, NOT_EVALUABLE.columns)
RECONCILIATION = Published(
    "reconciliation",
    ("test", "unit_key"),
    {
        "test": S, "unit_key": S, "programme": S, "benefit_month": D, "batch_no": S, "left": YUAN,
        "right": YUAN, "difference": YUAN, "left_count": I64, "right_count": I64, "right_failed": YUAN,
        "last_paid_on": D, "state": S,
    },
)  # fmt: skip

PUBLISHED: tuple[Published, ...] = (
    ROWS, LINKS, LINK_EVIDENCE, PERSON_CHANGES, ENTITLEMENTS, PAYMENTS, CLUES, CLUE_MONTHS, CLUE_EVIDENCES,
    NOT_EVALUABLES, RECONCILIATION,
)  # fmt: skip


def published_tables(results: Results) -> dict[str, pl.DataFrame]:
    """Name → rows of every published table, columns and dtypes as declared, sorted by key."""
    sources = {
        "rows": results.rows,
        "links": results.links,
        "link_evidence": doubtful_links(results.links),
        "person_changes": results.person_changes,
        "entitlements": results.facts["entitlement"],
        "payments": results.facts["paid_month"],
        "clues": results.cases,
        "clue_months": results.clue_months,
        "clue_evidence": results.clue_evidence,
        "not_evaluable": results.not_evaluable,
        "reconciliation": reconciled(results.facts["tie_out"]),
    }
    return {table.name: _as_published(table, sources[table.name]) for table in PUBLISHED}


def _as_published(table: Published, rows: pl.DataFrame) -> pl.DataFrame:
    """The frame with the table's columns: money from its ``*_fen`` column, sorted by key."""
    columns = [
        yuan_of(pl.col(f"{name}_fen")).alias(name) if dtype == YUAN else pl.col(name)
        for name, dtype in table.columns.items()
    ]
    return rows.select(columns).cast(pl.Schema(table.columns)).sort(table.key, nulls_last=True)
