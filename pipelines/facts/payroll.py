"""PAYROLL_SPELL: persons on the public payroll, from month to month.

Which statuses and kinds matter does not belong here: rule INC-01 says so.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.facts.register_rows import RoleLinks, finished
from pipelines.facts.spells import is_unreadable, spell_rows
from pipelines.tables import I64, PAYROLL_SPELL, D, S

FIELDS: dict[str, pl.DataType] = {
    "status": S, "status_text": S, "kind": S, "kind_text": S, "origin": S, "origin_text": S, "employer": S,
    "from_month": D, "from_month_text": S, "to_month": D, "to_month_text": S, "gross_fen": I64,
}  # fmt: skip


def payroll_spells(accepted: Mapping[str, pl.DataFrame], links: RoleLinks) -> pl.DataFrame:
    """PAYROLL_SPELL: a payroll row of a strongly linked person.

    valid_from is from_month; when empty the month the register was extracted in; else null.
    kind and origin are the code, else the text; kind_text and origin_text always the text as written.

    Source: rule INC-01.
    """
    rows = spell_rows(accepted, links, "payroll", FIELDS, only_strong=True)
    return finished(
        rows.with_columns(
            kind=pl.coalesce("kind", "kind_text"),
            origin=pl.coalesce("origin", "origin_text"),
            from_known=pl.col("from_month").is_not_null(),
            valid_from=pl.coalesce("from_month", pl.col("extracted_on").dt.month_start()),
            valid_to=pl.col("to_month"),
            is_start_unreadable=is_unreadable("from_month"),
            is_end_unreadable=is_unreadable("to_month"),
        ),
        PAYROLL_SPELL,
    )
