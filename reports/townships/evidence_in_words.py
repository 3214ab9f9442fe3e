"""Evidence as lines people read: ``死亡：殡仪馆2026.xlsx · 第5行：死亡日期 2026-04-10``, numbers masked."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from pipelines.faults import Lang
from reports.masking import masked_digits, masked_id, masked_tail
from reports.results import Results
from reports.workbooks.clue_sheets import evidence_said

PLACE = ["clue_id", "role_said", "register", "file", "sheet", "row"]
ROWS_SHOWN = 8
"""Source rows a clue shows in a township pack; the rest are counted and stand in auditor.xlsx."""


def evidence_lines(results: Results, clue_ids: Sequence[str], lang: Lang) -> dict[str, str]:
    """Clue id → its source rows as lines, without full identity numbers, accounts, phones, certificates."""
    cells = evidence_said(results, lang).filter(pl.col("clue_id").is_in(clue_ids))
    kinds = {(r.code, f.name): f.type for r in results.registers for f in r.fields}
    shown = [
        _shown(kinds.get((register, field), "text"), value)
        for register, field, value in cells.select("register", "field", "value").rows()
    ]
    rows = (
        cells.with_columns(pl.Series("shown", shown, dtype=pl.String))
        .filter(pl.col("shown") != "")
        .group_by(PLACE, maintain_order=True)
        .agg(
            pl.concat_str("field_said", pl.lit(" "), "shown")
            .str.join("，" if lang == "zh" else ", ")
            .alias("cells")
        )
    )
    row = ("第", "行") if lang == "zh" else ("row ", "")
    sheet = pl.when(pl.col("sheet") != "").then(pl.lit(" · ") + pl.col("sheet")).otherwise(pl.lit(""))
    lines = rows.with_columns(
        pl.concat_str(
            pl.lit("【"), "role_said", pl.lit("】"), "file", sheet, pl.lit(f" · {row[0]}"), "row",
            pl.lit(f"{row[1]}：" if lang == "zh" else ": "), "cells",
        ).alias("line")
    )  # fmt: skip
    rest = pl.len().cast(pl.Int64) - ROWS_SHOWN
    more = "另有 {} 行，见 auditor.xlsx" if lang == "zh" else "{} more rows: see auditor.xlsx"
    joined = lines.group_by("clue_id", maintain_order=True).agg(
        pl.col("line").head(ROWS_SHOWN).str.join("\n").alias("text"), rest.alias("rest")
    )
    return {
        clue_id: text + ("\n" + more.format(left) if left > 0 else "")
        for clue_id, text, left in joined.rows()
    }


def _shown(kind: str, value: str | None) -> str:
    if not value:
        return ""
    if kind in ("id", "cert"):
        return masked_id(value)
    if kind in ("account", "phone"):
        return masked_tail(value)
    return masked_digits(value)
