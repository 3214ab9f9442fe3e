"""What finance compares: rolls with payments, batches with bank and ledger, returns with re-issues."""

from __future__ import annotations

import polars as pl

from pipelines.faults import Lang, Text
from reports.masking import masked_tail
from reports.reconciled import reconciled
from reports.results import Results
from reports.wording import TIE_STATES, TIE_TESTS, word
from reports.workbooks.book import Book, Column
from reports.workbooks.clue_sheets import worded

STOPPED = "stopped"  # the pay_batch status of a line that was never sent
MONTH = ["programme", "benefit_month"]
PERSON_MONTH = ["beneficiary_id", *MONTH]

MONTH_COLUMNS = (
    Column("programme_said", Text("项目", "Programme"), 22),
    Column("benefit_month", Text("所属期", "Benefit month"), 10, "month"),
    Column("roll_fen", Text("花名册", "Roll"), 15, "money"),
    Column("normal_fen", Text("报送：正常发放", "Sent: normal"), 15, "money"),
    Column("difference_fen", Text("册单差额", "Roll − sent normal"), 14, "money"),
    Column("state_said", Text("册单结果", "Roll ↔ sent"), 13),
    Column("sent_fen", Text("报送：全部", "Sent: all"), 15, "money"),
    Column("returned_fen", Text("退回或失败", "Returned or failed"), 14, "money"),
    Column("paid_fen", Text("实际支付", "Paid"), 15, "money"),
    Column("open_fen", Text("未到账（报送−退回−支付）", "Open (sent − returned − paid)"), 15, "money"),
    Column("lines", Text("笔数", "Lines"), 9, "count"),
    Column("returned_lines", Text("退回笔数", "Returned lines"), 9, "count"),
)
BATCH_COLUMNS = (
    Column("test_said", Text("核对", "Compared"), 18),
    Column("batch_no", Text("批次号", "Batch"), 22, "id"),
    Column("programme_said", Text("项目", "Programme"), 18),
    Column("benefit_month", Text("所属期", "Benefit month"), 10, "month"),
    Column("left_fen", Text("批次金额", "Batch amount"), 15, "money"),
    Column("left_count", Text("批次笔数", "Batch lines"), 9, "count"),
    Column("right_fen", Text("对方金额", "Other book"), 15, "money"),
    Column("right_count", Text("对方笔数", "Other lines"), 9, "count"),
    Column("right_failed_fen", Text("其中失败", "of which failed"), 13, "money"),
    Column("difference_fen", Text("差额", "Difference"), 14, "money"),
    Column("state_said", Text("结果", "Result"), 13),
    Column("last_paid_on", Text("最后发放日期", "Last pay date"), 12, "date"),
)
RETURN_COLUMNS = (
    Column("batch_no", Text("批次号", "Batch"), 20, "id"),
    Column("line_no", Text("序号", "Line"), 8, "count"),
    Column("programme_said", Text("项目", "Programme"), 18),
    Column("benefit_month", Text("所属期", "Benefit month"), 10, "month"),
    Column("beneficiary_name", Text("享受人", "Beneficiary"), 10),
    Column("id_tail", Text("身份证后四位", "Id, last four"), 12, "id"),
    Column("account_tail", Text("账号后四位", "Account, last four"), 12, "id"),
    Column("amount_fen", Text("退回金额", "Returned"), 13, "money"),
    Column("handled_on", Text("退回日期", "Returned on"), 12, "date"),
    Column("reissued_fen", Text("更正发放金额", "Re-issued"), 13, "money"),
    Column("reissued_on", Text("更正发放日期", "Re-issued on"), 12, "date"),
    Column("outcome", Text("结果", "Outcome"), 13),
    Column("place", Text("来源（文件 · 表 · 行）", "Source (file · sheet · row)"), 44, "long"),
)
TOTAL_COLUMNS = (
    Column("register_said", Text("登记册", "Register"), 30),
    Column("field", Text("金额字段", "Amount field"), 20),
    Column("read_fen", Text("读入", "Read"), 18, "money"),
    Column("accepted_fen", Text("采用", "Accepted"), 18, "money"),
    Column("rejected_fen", Text("不采用", "Rejected"), 18, "money"),
    Column("difference_fen", Text("差额（应为零）", "Difference (must be 0)"), 16, "money"),
)


def add_months(book: Book, results: Results) -> None:
    """对账: per programme and month the roll, what was sent, what came back, what was paid."""
    sheet = book.sheet(Text("对账", "Months"), Text("花名册与发放对账（元）", "Rolls and payments (yuan)"))
    note = Text(
        "花名册只与正常发放比较；补发、更正发放和价格补贴不在册上，另计入“报送：全部”。",
        "A roll is compared with normal lines only; all other kinds of lines count in “Sent: all”.",
    )
    top = book.notes(sheet, 2, [note.say(book.lang)], across=8)
    book.table(
        sheet, top, MONTH_COLUMNS, months_compared(results, book.lang), more_in="reconciliation.parquet"
    )


def months_compared(results: Results, lang: Lang) -> pl.DataFrame:
    """One row per programme and month that a roll or a payment line names; sums in fen, 0 where none."""
    lines = results.facts["payment_line"].filter(pl.col("status").ne_missing(STOPPED))
    amount = pl.col("amount_fen").fill_null(0)
    sums = (
        lines.drop_nulls(MONTH)
        .group_by(MONTH)
        .agg(
            sent_fen=amount.sum(),
            returned_fen=amount.filter(pl.col("is_returned")).sum(),
            paid_fen=amount.filter(pl.col("is_successful")).sum(),
            lines=pl.len().cast(pl.Int64),
            returned_lines=pl.col("is_returned").sum().cast(pl.Int64),
        )
    )
    rolls = _tied(results, lang).filter(pl.col("test") == "A")
    months = (
        rolls.select(*MONTH, "difference_fen", "state_said", roll_fen="left_fen", normal_fen="right_fen")
        .join(sums, on=MONTH, how="full", coalesce=True, validate="1:1")
        .with_columns(pl.col("sent_fen", "returned_fen", "paid_fen", "lines", "returned_lines").fill_null(0))
        .with_columns(open_fen=pl.col("sent_fen") - pl.col("returned_fen") - pl.col("paid_fen"))
        .sort(MONTH)
    )
    return months.with_columns(_programme(results, months, lang))


def add_batches(book: Book, results: Results) -> None:
    """批次核对: each batch against the bank's return and the fund ledger; what does not agree first."""
    sheet = book.sheet(Text("批次核对", "Batches"), Text("批次与银行回盘、资金台账（元）", "Batches (yuan)"))
    ties = _tied(results, book.lang).filter(pl.col("test") != "A")
    order = pl.col("state").replace_strict({"different": 0, "equal": 2}, default=1, return_dtype=pl.Int8)
    absent = ("right_fen", "right_count", "right_failed_fen")
    rows = ties.sort(order, "test", "batch_no").with_columns(
        _programme(results, ties, book.lang), *(pl.when("has_right").then(c).alias(c) for c in absent)
    )
    book.table(sheet, 2, BATCH_COLUMNS, rows, more_in="reconciliation.parquet")


def add_returns(book: Book, results: Results) -> None:
    """退汇与更正发放: every returned line, and the re-issue for the same person, programme and month."""
    sheet = book.sheet(Text("退汇与更正发放", "Returns"))
    book.table(sheet, 2, RETURN_COLUMNS, returns_answered(results, book.lang), more_in="payments.parquet")


def returns_answered(results: Results, lang: Lang) -> pl.DataFrame:
    """Returned payment lines with the sum and last day of later corrections of the same benefit month."""
    lines = results.facts["payment_line"]
    again = (
        lines.filter(pl.col("is_successful") & (pl.col("line_kind") == "correction"))
        .drop_nulls(PERSON_MONTH)
        .group_by(PERSON_MONTH)
        .agg(reissued_fen=pl.col("amount_fen").sum(), reissued_on=pl.col("paid_on").max())
    )
    numbers = results.persons.select(beneficiary_id="person_id", id_number="id_number")
    returned = (
        lines.filter(pl.col("is_returned"))
        .join(again, on=PERSON_MONTH, how="left", validate="m:1")
        .join(numbers, on="beneficiary_id", how="left", validate="m:1")
        .sort("batch_no", "line_no", "register", "file", "sheet", "row", nulls_last=True)
    )
    done, wait = ("已更正发放", "尚未重发") if lang == "zh" else ("re-issued", "not re-issued yet")
    is_done = pl.col("reissued_fen").fill_null(0) != 0
    return returned.with_columns(
        _programme(results, returned, lang),
        worded("account", masked_tail, returned).alias("account_tail"),
        worded("id_number", masked_tail, returned).alias("id_tail"),
        pl.when(is_done).then(pl.lit(done)).otherwise(pl.lit(wait)).alias("outcome"),
        pl.concat_str(
            "file",
            pl.when(pl.col("sheet") != "").then(pl.lit(" · ") + pl.col("sheet")).otherwise(pl.lit("")),
            pl.lit(" · "),
            pl.col("row"),
        ).alias("place"),
    )


def add_money_totals(book: Book, results: Results) -> None:
    """金额守恒: money read = money accepted + money rejected, for every register with amounts."""
    sheet = book.sheet(
        Text("金额守恒", "Money totals"), Text("读入金额的去向（元）", "Where the money read went")
    )
    totals = results.money_totals.sort("register", "field").with_columns(
        difference_fen=pl.col("read_fen") - pl.col("accepted_fen") - pl.col("rejected_fen")
    )
    said = totals.with_columns(
        worded("register", lambda c: results.register_name(c).say(book.lang), totals).alias("register_said")
    )
    book.table(sheet, 2, TOTAL_COLUMNS, said, more_in="manifest.json")


def _tied(results: Results, lang: Lang) -> pl.DataFrame:
    ties = reconciled(results.facts["tie_out"])
    return ties.with_columns(
        worded("state", lambda c: word(TIE_STATES, c, lang), ties).alias("state_said"),
        worded("test", lambda c: word(TIE_TESTS, c, lang), ties).alias("test_said"),
    )


def _programme(results: Results, rows: pl.DataFrame, lang: Lang) -> pl.Expr:
    return worded("programme", lambda c: results.programme_name(c).say(lang), rows).alias("programme_said")
