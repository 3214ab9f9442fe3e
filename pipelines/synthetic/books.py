"""The books of a payment: batches with numbered lines, the bank's return, the fund ledger.

Planted here, because they need the finished batches: PAY-06 (B) a batch and its bank return, (C) a
batch and the ledger do not agree; and the duplicates' consequence, (A) roll and payments of that
programme and month do not agree.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from pipelines.synthetic.payments import PAY_DAYS
from pipelines.synthetic.plan import CountyPlan, month_at, stream
from pipelines.synthetic.world import World

BATCH_CODES = {
    "dibao_rural": "NCDB", "dibao_urban": "CSDB", "tekun_scattered": "TKFS", "tekun_central": "TKJZ",
    "dis_life": "CJSH", "dis_care": "CJHL", "elderly_age": "GLJT", "orphan": "GEJB",
    "de_facto_orphan": "SWRF", "aids_child": "AZET", "temporary": "LSJZ",
}  # fmt: skip
PART_MARKS = {"normal": "", "second": "P", "price": "J", "correction": "G"}
REASONS = ("户名不符", "账号不存在", "账户状态异常", "长期不动户", "二类户限额")
FAILED_TEXTS = ("已退回", "已退回", "支付失败", "已退款")
MOST_PLANTED_SHARE = 8  # at most one batch in eight is planted wrong


def batched(plan: CountyPlan, lines: pl.DataFrame) -> pl.DataFrame:
    """Lines with batch_no, line_no, filled_on, paid_on, status (text), failure reason.

    Args:
        lines: ``payment_lines`` and temporary relief, sorted.
    """
    rng = stream(plan, "batches")
    code = pl.col("programme").replace_strict(BATCH_CODES, return_dtype=pl.String)
    mark = pl.col("part").replace_strict(PART_MARKS, return_dtype=pl.String)
    day = pl.col("part").replace_strict(PAY_DAYS, return_dtype=pl.Int64)
    month = month_at(plan, pl.col("paid_month"))
    failed = pl.Series(np.array(FAILED_TEXTS, dtype=object)[rng.integers(0, 4, len(lines))], dtype=pl.String)
    reasons = pl.Series(np.array(REASONS, dtype=object)[rng.integers(0, 5, len(lines))], dtype=pl.String)
    numbered = lines.with_columns(
        batch_no=pl.format("{}{}{}", code, month.dt.strftime("%Y%m"), mark),
        paid_on=month + pl.duration(days=day - 1),
        filled_on=month + pl.duration(days=2),
        status=pl.when(pl.col("state") == "paid")
        .then(pl.lit("已支付"))
        .when(pl.col("state") == "stopped")
        .then(pl.lit("已停发"))
        .otherwise(failed),
        reason=pl.when(pl.col("state") == "failed").then(reasons),
    ).sort("paid_month", "batch_no", maintain_order=True)
    return numbered.with_columns(
        line_no=pl.int_range(1, pl.len() + 1).over("batch_no"),
        paid_on=pl.when(pl.col("state") != "stopped").then("paid_on"),
    )


def planted_batches(plan: CountyPlan, lines: pl.DataFrame, world: World) -> pl.DataFrame:
    """Chooses the batches of PAY-06 (B) and (C) and writes every PAY-06 unit into the truth.

    Returns:
        batch_no, programme, month, test (B | C), size, sent_fen.
    """
    rng = stream(plan, "planted batches")
    sent = (
        lines.filter((pl.col("state") != "stopped") & (pl.col("part") == "normal"))
        .group_by("batch_no", "programme", "paid_month")
        .agg(size=pl.len(), failed=(pl.col("state") == "failed").sum(), sent_fen=pl.col("amount_fen").sum())
        .sort("batch_no")
    )
    # a batch of several lines, all for its own month, so that months and money are plain
    plain = sent.filter(pl.col("size") >= 4)
    wanted = min(max(4, plan.planted_per_rule * 2 // 3), max(4, len(plain) // MOST_PLANTED_SHARE))
    order = plain.with_columns(luck=pl.Series(rng.random(len(plain)))).sort("luck", "batch_no")
    chosen = order.head(wanted).with_columns(
        test=pl.when(pl.int_range(pl.len()) % 2 == 0).then(pl.lit("B")).otherwise(pl.lit("C")),
        month=pl.col("paid_month"),
    )
    for test, note in (("B", "银行返盘与批次不平"), ("C", "财政拨款与批次不平")):
        rows = chosen.filter(pl.col("test") == test)
        world.add(
            "cases", rule_id="PAY-06", kind="planted", label=test, programme=rows["programme"],
            batch_no=rows["batch_no"], first=rows["month"], last=rows["month"], basis=f"off {test}",
            note=note,
        )  # fmt: skip
    with_failures = order.slice(wanted).filter(pl.col("failed") > 0).head(plan.near_misses_per_kind)
    world.add(
        "cases", rule_id="PAY-06", kind="near_miss", label="failed lines",
        programme=with_failures["programme"],
        batch_no=with_failures["batch_no"], first=with_failures["paid_month"],
        last=with_failures["paid_month"],
        note="成功与失败合计等于批次",
    )  # fmt: skip
    off = world.table("line_edits").filter(pl.col("edit").is_in(["duplicate", "short"]))
    units = off.select("programme", "month").unique().sort("programme", "month")
    world.add(
        "cases", rule_id="PAY-06", kind="planted", label="A", programme=units["programme"],
        first=units["month"], last=units["month"], basis="off A", note="花名册与发放金额不符",
    )  # fmt: skip
    return chosen.select("batch_no", "programme", "month", "test", "size", "sent_fen")


OFF_B_FEN, OFF_C_FEN = 5_000, 100_000


def pay_return(plan: CountyPlan, lines: pl.DataFrame, planted: pl.DataFrame) -> pl.DataFrame:
    """pay_return: the bank's answer to every sent line; planted (B) batches lack 50.00 yuan in one row."""
    rng = stream(plan, "returns")
    sent = lines.filter(pl.col("state") != "stopped")
    wrong = planted.filter(pl.col("test") == "B").select("batch_no", off_line=pl.lit(1, dtype=pl.Int64))
    # a line that came back must stay recognisable, so a successful one is made short
    success = sent.filter(pl.col("state") == "paid").group_by("batch_no").agg(off_at=pl.col("line_no").min())
    days = pl.Series(rng.integers(0, 2, len(sent)))
    return (
        sent.join(wrong, on="batch_no", how="left", validate="m:1", maintain_order="left")
        .join(success, on="batch_no", how="left", validate="m:1", maintain_order="left")
        .with_columns(is_off=pl.col("off_line").is_not_null() & (pl.col("line_no") == pl.col("off_at")))
        .select(
            "batch_no",
            "line_no",
            "account",
            account_name=pl.coalesce("institution", "payee_name"),
            amount_fen=pl.col("amount_fen") - pl.when("is_off").then(OFF_B_FEN).otherwise(0),
            result=pl.when(pl.col("state") == "paid").then(pl.lit("成功")).otherwise(pl.lit("失败")),
            reason="reason",
            handled_on=pl.col("paid_on") + pl.duration(days=pl.lit(days)),
            truth_subject=pl.when(pl.col("institution").is_null()).then("payee"),
        )
    )


def fund_ledger(
    plan: CountyPlan, lines: pl.DataFrame, planted: pl.DataFrame, texts: dict[str, str]
) -> pl.DataFrame:
    """fund_ledger: income a month and programme, expense a batch (sometimes in two vouchers), money back.

    Planted (C) batches are booked with 1,000.00 yuan too much.
    """
    wrong = planted.filter(pl.col("test") == "C").select("batch_no", off_fen=pl.lit(OFF_C_FEN))
    batches = (
        lines.filter(pl.col("state") != "stopped")
        .group_by("batch_no", "programme", "paid_month", "paid_on")
        .agg(
            sent_fen=pl.col("amount_fen").sum(),
            back_fen=pl.col("amount_fen").filter(pl.col("state") == "failed").sum(),
        )
        .join(wrong, on="batch_no", how="left", validate="1:1")
        .with_columns(booked_fen=pl.col("sent_fen") + pl.col("off_fen").fill_null(0))
        .sort("paid_on", "batch_no")
        .with_row_index("number")
    )
    in_two = (pl.col("number") % 9 == 4) & (pl.col("booked_fen") > 200_000)
    whole = batches.with_columns(
        part_fen=pl.when(in_two).then(pl.col("booked_fen") // 200 * 100).otherwise("booked_fen")
    )
    rest = whole.filter(in_two).with_columns(part_fen=pl.col("booked_fen") - pl.col("part_fen"))
    expense = pl.concat([whole, rest]).select(
        "programme", "batch_no", direction=pl.lit("支出"), amount_fen="part_fen",
        booked_on=pl.col("paid_on") - timedelta(days=2), turn=pl.lit(1),
    )  # fmt: skip
    back = batches.filter(pl.col("back_fen") > 0).select(
        "programme", "batch_no", direction=pl.lit("退回"), amount_fen="back_fen",
        booked_on=pl.col("paid_on") + timedelta(days=2), turn=pl.lit(2),
    )  # fmt: skip
    income = (
        batches.group_by("programme", "paid_month")
        .agg(amount_fen=((pl.col("booked_fen").sum() // 1_000_000) + 1) * 1_000_000)
        .select(
            "programme", batch_no=pl.lit(None, dtype=pl.String), direction=pl.lit("收入"),
            amount_fen="amount_fen", booked_on=month_at(plan, pl.col("paid_month")), turn=pl.lit(0),
        )
    )  # fmt: skip
    signed = pl.when(pl.col("direction") == "支出").then(-pl.col("amount_fen")).otherwise("amount_fen")
    booked = pl.concat([income, expense, back]).sort(
        "booked_on", "turn", "programme", "batch_no", "amount_fen"
    )
    return booked.select(
        voucher_no=pl.lit("记字") + pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(5),
        programme=pl.col("programme").replace_strict(texts, return_dtype=pl.String),
        batch_no="batch_no",
        direction="direction",
        amount_fen="amount_fen",
        booked_on="booked_on",
        balance_fen=signed.cum_sum(),
    )
