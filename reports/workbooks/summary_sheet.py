"""The auditor's first sheet: what was read, what was found, by family, grade and township."""

from __future__ import annotations

import polars as pl

from pipelines.faults import Lang, Text
from pipelines.money import say_yuan
from pipelines.months import say_month
from reports.results import Results
from reports.wording import (
    CLUE_IS_NOT_A_FINDING,
    FAMILIES,
    GRADES,
    STATUSES,
    family_order,
    word,
)
from reports.workbooks.book import Book, Column

FAMILY_COLUMNS = (
    Column("family", Text("类别", "Family"), 26),
    *(Column(g, Text(f"{g} {t.zh}", f"{g} {t.en}"), 14, "count") for g, t in GRADES.items()),
    Column("clues", Text("疑点合计", "Clues"), 12, "count"),
    Column("amount_fen", Text("涉及金额（元）", "At risk (yuan)"), 16, "money"),
    Column("net_fen", Text("去除重复后（元）", "without overlap (yuan)"), 16, "money"),
)
TOWNSHIP_COLUMNS = (Column("township", Text("乡镇", "Township"), 26), *FAMILY_COLUMNS[1:])


def add_summary(book: Book, results: Results) -> None:
    """摘要: key figures, then clues by family and by township."""
    zh = book.lang == "zh"
    sheet = book.sheet(
        Text("摘要", "Summary"), Text("救助资金发放核查：摘要", "Assistance payments: summary")
    )
    top = book.notes(sheet, 2, [CLUE_IS_NOT_A_FINDING.say(book.lang)], across=8)
    for label, value in key_figures(results, book.lang):
        sheet.write_string(top, 0, label, book.kinds["text"])
        sheet.merge_range(top, 1, top, 7, "", book.kinds["long"])
        sheet.write_string(top, 1, value, book.kinds["long"])
        top += 1
    sheet.write_string(top + 1, 0, "按类别和等级" if zh else "By family and grade", book.heading)
    families = _grouped(results.cases, pl.col("rule_id").str.split("-").list.first().alias("family"))
    order = sorted(families["family"], key=family_order)
    rank = {f: i for i, f in enumerate(order)}
    families = families.sort(pl.col("family").replace_strict(rank, return_dtype=pl.Int64)).with_columns(
        pl.Series("family", [f"{f} {word(FAMILIES, f, book.lang)}" for f in order], dtype=pl.String)
    )
    top = book.table(sheet, top + 2, FAMILY_COLUMNS, families, more_in="clues.parquet", main=False)
    sheet.write_string(top + 1, 0, "按乡镇" if zh else "By township", book.heading)
    unknown = "未知乡镇" if zh else "unknown township"
    townships = _grouped(results.cases, pl.col("township").fill_null(unknown).alias("township"))
    book.table(
        sheet,
        top + 2,
        TOWNSHIP_COLUMNS,
        townships.sort("net_fen", "clues", "township", descending=[True, True, False]),
        more_in="clues.parquet",
        main=False,
    )
    for at, column in enumerate(FAMILY_COLUMNS):
        sheet.set_column(at, at, column.width)
    sheet.activate()


def key_figures(results: Results, lang: Lang) -> list[tuple[str, str]]:
    """Label and value of the figures a reader wants first."""
    cases, tallies, county = results.cases, results.tallies, results.county
    at_risk = int(cases["amount_at_risk_fen"].fill_null(0).sum())
    overlap = int(cases["overlap_fen"].fill_null(0).sum())
    rows = dict(results.rows["status"].value_counts().rows())
    status = dict(cases["status"].value_counts().rows())
    new = "，".join(f"{word(STATUSES, s, lang)} {status.get(s, 0):,}" for s in STATUSES)
    figures = [
        (
            Text("所审月份", "Months audited"),
            f"{say_month(county.first_month)} ~ {say_month(county.last_month)}",
        ),
        (Text("审计基准日", "As of"), county.as_of.isoformat()),
        (Text("读取行数", "Rows read"), f"{results.rows.height:,}"),
        (Text("其中采用", "of which used"), f"{rows.get('used', 0):,}"),
        (Text("其中不采用", "of which rejected"), f"{rows.get('rejected', 0):,}"),
        (Text("判断对象", "Units judged"), f"{int(tallies['scope'].sum()):,}"),
        (Text("疑点", "Clues"), f"{cases.height:,}" + (f"（{new}）" if lang == "zh" else f" ({new})")),
        (Text("不可评估", "Not evaluable"), f"{int(tallies['not_evaluable'].sum()):,}"),
        (Text("涉及金额（含重复）", "At risk, with overlap"), f"{say_yuan(at_risk)}"),
        (Text("涉及金额（去除重复）", "At risk, without overlap"), f"{say_yuan(at_risk - overlap)}"),
    ]
    return [(label.say(lang), value) for label, value in figures]


def _grouped(cases: pl.DataFrame, by: pl.Expr) -> pl.DataFrame:
    """Clues by grade, their number and money, per value of ``by``, sorted by it."""
    money = pl.col("amount_at_risk_fen").fill_null(0)
    name = by.meta.output_name()
    return (
        cases.group_by(by)
        .agg(
            *((pl.col("grade") == g).sum().alias(g) for g in GRADES),
            pl.len().alias("clues"),
            money.sum().alias("amount_fen"),
            (money - pl.col("overlap_fen").fill_null(0)).sum().alias("net_fen"),
        )
        .sort(name)
    )
