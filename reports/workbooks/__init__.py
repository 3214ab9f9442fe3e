"""Workbooks: what auditors and finance open. Personal data is full here; the files are protected.

``book`` is how a workbook looks, ``clue_sheets``, ``rule_sheets``, ``quality_sheets`` and
``summary_sheet`` are the auditor's, ``finance_sheets`` those of finance. The packs for field checks stand in
``reports/townships``, the masked overview in ``reports/html``.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.faults import Lang
from reports.results import Results
from reports.wording import PROTECTED
from reports.workbooks.book import Book
from reports.workbooks.clue_sheets import add_clues, add_evidence, add_paid_months
from reports.workbooks.finance_sheets import add_batches, add_money_totals, add_months, add_returns
from reports.workbooks.quality_sheets import (
    add_checks,
    add_data_quality,
    add_faults,
    add_findings,
    add_manifest,
)
from reports.workbooks.rule_sheets import add_not_evaluable, add_rules
from reports.workbooks.summary_sheet import add_summary

__all__ = ["place_of", "write_auditor", "write_finance"]


def write_auditor(results: Results, path: Path, *, lang: Lang = "zh") -> None:
    """auditor.xlsx: every clue with its evidence, payments, rules, what could not be judged, and checks."""
    book = Book(path, lang, results.county.as_of, PROTECTED, place_of(results, lang))
    for add in (
        add_summary,
        add_clues,
        add_evidence,
        add_paid_months,
        add_rules,
        add_not_evaluable,
        add_data_quality,
        add_findings,
        add_faults,
        add_checks,
        add_manifest,
    ):
        add(book, results)
    book.close()


def write_finance(results: Results, path: Path, *, lang: Lang = "zh") -> None:
    """finance.xlsx: rolls, batches, bank returns and ledger side by side; returned lines; money totals.

    Persons appear with their name, the last four of their number and of their account.
    """
    book = Book(path, lang, results.county.as_of, PROTECTED, place_of(results, lang))
    for add in (add_months, add_batches, add_returns, add_money_totals):
        add(book, results)
    book.close()


def place_of(results: Results, lang: Lang) -> str:
    """County and run, as the banner of every sheet says them."""
    run = "运行编号" if lang == "zh" else "run"
    return f"{results.county.name}　{run} {results.run_id}" if results.run_id else results.county.name
