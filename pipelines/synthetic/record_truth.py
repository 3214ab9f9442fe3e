"""The truth about records and sheets: IDQ-01 wrong numbers, IDQ-05 footers that do not add up."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from pipelines.synthetic.damage import ODD, WRONG
from pipelines.synthetic.plan import CountyPlan, stream
from pipelines.synthetic.truth import TRUTH_CASES

FOOTED = ("roll_dibao_rural", "roll_dibao_urban", "roll_tekun", "roll_elderly")
FOOTERS = {
    "register": pl.String(), "benefit_month": pl.Date(), "off_fen": pl.Int64(),
    "has_hidden_rows": pl.Boolean(),
}  # fmt: skip
OFF_FEN = (5_000, -10_000, 100, 120_000)
LEAST_ROWS = 3


def number_cases(
    people: pl.DataFrame, registers: Mapping[str, pl.DataFrame], dirt: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """IDQ-01: one case a damaged cell; written is what the file says, cells how many carry it."""
    parts = []
    for code in sorted(dirt):
        edits = dirt[code].filter(pl.col("error").is_in([*WRONG, *ODD]))
        months = registers[code]["benefit_month"] if "benefit_month" in registers[code].columns else None
        month = (
            months.gather(edits["row"])
            if months is not None
            else pl.Series([None] * len(edits), dtype=pl.Date)
        )
        parts.append(edits.with_columns(register=pl.lit(code), month=month))
    cells = pl.concat(parts).join(
        people.select("truth_person", "name", "id_number"),
        on="truth_person",
        validate="m:1",
        maintain_order="left",
    )
    return _cases(
        cells,
        rule_id=pl.lit("IDQ-01"),
        kind=pl.when(pl.col("error").is_in(list(WRONG)))
        .then(pl.lit("planted"))
        .otherwise(pl.lit("near_miss")),
        label="error",
        truth_person="truth_person",
        name="name",
        id_number="id_number",
        first_month="month",
        last_month="month",
        months=pl.when(pl.col("month").is_not_null()).then(pl.concat_list("month")),
        register="register",
        register_row="row",
        field="field",
        written="written",
        cells=pl.lit(1, dtype=pl.Int64),
        note=pl.when(pl.col("error").is_in(list(WRONG)))
        .then(pl.lit("号码有误"))
        .otherwise(pl.lit("号码可还原")),
    )


def footers(plan: CountyPlan, registers: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The footers to write wrong (off_fen ≠ 0) and the right ones over hidden rows (FOOTERS)."""
    rng = stream(plan, "footers")
    sheets = (
        pl.concat(
            registers[code]
            .group_by("benefit_month")
            .len()
            .select(register=pl.lit(code), benefit_month="benefit_month", len="len")
            for code in FOOTED
        )
        .filter(pl.col("len") >= LEAST_ROWS)
        .sort("register", "benefit_month")
    )
    mixed = sheets[rng.permutation(len(sheets))]
    wrong = min(plan.planted_per_rule, len(sheets) // 3)
    hidden = min(plan.near_misses_per_kind, len(sheets) // 3)
    return (
        mixed.head(wrong + hidden)
        .with_columns(turn=pl.int_range(pl.len()), has_hidden_rows=pl.int_range(pl.len()) >= wrong)
        .with_columns(
            off_fen=pl.when("has_hidden_rows")
            .then(0)
            .otherwise(
                (pl.col("turn") % len(OFF_FEN)).replace_strict(list(range(len(OFF_FEN))), list(OFF_FEN))
            )
            .cast(pl.Int64)
        )
        .select(list(FOOTERS))
        .sort("register", "benefit_month")
    )


def footer_cases(sheets: pl.DataFrame) -> pl.DataFrame:
    """IDQ-05: the sheets of ``footers``."""
    return _cases(
        sheets,
        rule_id=pl.lit("IDQ-05"),
        kind=pl.when(pl.col("off_fen") != 0).then(pl.lit("planted")).otherwise(pl.lit("near_miss")),
        label=pl.when(pl.col("off_fen") != 0).then(pl.lit("footer off")).otherwise(pl.lit("hidden rows")),
        first_month="benefit_month",
        last_month="benefit_month",
        months=pl.concat_list("benefit_month"),
        register="register",
        note=pl.when(pl.col("off_fen") != 0)
        .then(pl.format("合计与明细相差{}分", "off_fen"))
        .otherwise(pl.lit("合计含隐藏行，相符")),
    )


def _cases(rows: pl.DataFrame, **columns: pl.Expr | str) -> pl.DataFrame:
    named = rows.select(**{name: pl.col(e) if isinstance(e, str) else e for name, e in columns.items()})
    missing = [
        pl.lit(None, dtype=dtype).alias(name) for name, dtype in TRUTH_CASES.items() if name not in columns
    ]
    return named.with_columns(missing).select(list(TRUTH_CASES)).cast(pl.Schema(TRUTH_CASES))
