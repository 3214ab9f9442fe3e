"""pay_batch: payment lines with head, payee and beneficiary, as a one-card platform exports them."""

from __future__ import annotations

import polars as pl

from pipelines.months import completed_years
from pipelines.synthetic.plan import CountyPlan, month_at
from pipelines.synthetic.registers.particulars import BANK, programme_text, with_particulars


def named_lines(people: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Lines with the names of head, payee (a person or an institution) and beneficiary."""
    rows = with_particulars(lines, people, "head", head_name="name", head_id="id_number")
    rows = with_particulars(rows, people, "payee", payee_name="name", payee_id="id_number", phone="phone")
    return with_particulars(
        rows, people, "person", beneficiary_name="name", beneficiary_id="id_number", village="village",
        group="group", residence="address", born="birth_date", township="township",
    )  # fmt: skip


def pay_batch(plan: CountyPlan, lines: pl.DataFrame) -> pl.DataFrame:
    """The register, from ``named_lines`` that went through ``books.batched``."""
    return lines.select(
        "batch_no",
        programme=programme_text(pl.col("programme")),
        benefit_month=month_at(plan, pl.col("month")),
        line_no="line_no",
        status="status",
        line_kind="kind",
        head_name="head_name",
        head_id="head_id",
        payee_name=pl.coalesce("institution", "payee_name"),
        payee_id="payee_id",
        account="account",
        bank=pl.lit(BANK),
        village="village",
        group=pl.format("{}组", "group"),
        beneficiary_name="beneficiary_name",
        beneficiary_id="beneficiary_id",
        phone="phone",
        residence="residence",
        age=completed_years(pl.col("born"), pl.col("filled_on")).cast(pl.Int64),
        amount_fen="amount_fen",
        filled_on="filled_on",
        paid_on="paid_on",
        channel=pl.lit("一卡通"),
        truth_head="head",
        truth_payee="payee",
        truth_beneficiary="person",
    )
