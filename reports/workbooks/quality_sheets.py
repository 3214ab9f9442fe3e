"""Data quality, checks and the manifest, as an auditor files them."""

from __future__ import annotations

from typing import Any

import polars as pl

from pipelines.faults import Lang, Text, sorted_faults
from pipelines.months import say_month
from reports.results import Results
from reports.wording import ROW_STATUSES
from reports.workbooks.book import Book, Column
from reports.workbooks.clue_sheets import worded
from reports.workbooks.rule_sheets import places_said

SHEET_COLUMNS = (
    Column("register_said", Text("登记册", "Register"), 20),
    Column("file", Text("文件", "File"), 40, "long"),
    Column("sheet", Text("工作表", "Sheet"), 16),
    Column("used", ROW_STATUSES["used"], 10, "count"),
    Column("rejected", ROW_STATUSES["rejected"], 10, "count"),
    Column("not_data", ROW_STATUSES["not_data"], 10, "count"),
    Column("total", Text("合计", "Total"), 10, "count"),
    Column("reasons", Text("不采用的原因", "Why rows were rejected"), 50, "long"),
)
FINDING_COLUMNS = (
    Column("register_said", Text("登记册", "Register"), 20),
    Column("text_said", Text("发现", "Finding"), 40, "long"),
    Column("field", Text("字段", "Field"), 16),
    Column("rows_failed", Text("行数", "Rows"), 10, "count"),
    Column("effect", Text("处理", "Effect"), 10),
    Column("sample_said", Text("例（文件 · 表 · 行）", "For example (file · sheet · row)"), 40, "long"),
)
FAULT_COLUMNS = (
    Column("code", Text("代码", "Code"), 10),
    Column("where", Text("位置", "Where"), 40, "long"),
    Column("weight", Text("类别", "Kind"), 16),
    Column("what", Text("情况", "What happened"), 40, "long"),
    Column("do", Text("怎么办", "What to do"), 40, "long"),
)
CHECK_COLUMNS = (
    Column("passed_said", Text("结果", "Result"), 10),
    Column("text_said", Text("校验", "Check"), 48, "long"),
    Column("measured", Text("实测", "Measured"), 48, "long"),
    Column("blocking_said", Text("不通过时", "If it fails"), 16),
    Column("name", Text("名称", "Name"), 26),
)
ITEM_COLUMNS = (
    Column("item", Text("项目", "Item"), 44, "long"),
    Column("value", Text("内容", "Value"), 90, "long"),
)


def add_data_quality(book: Book, results: Results) -> None:
    """数据质量: rows per file and sheet, what became of them, and why rows were rejected."""
    sheet = book.sheet(Text("数据质量", "Data quality"))
    book.table(sheet, 2, SHEET_COLUMNS, rows_by_sheet(results, book.lang), more_in="rows.parquet")


def add_findings(book: Book, results: Results) -> None:
    """字段检查: what the contracts of the registers found, field by field."""
    findings = results.findings.sort("register", "field", "expectation")
    said = findings.with_columns(
        worded("register", lambda c: results.register_name(c).say(book.lang), findings).alias(
            "register_said"
        ),
        pl.col(results.said("text", book.lang)).alias("text_said"),
        worded("severity", lambda c: _effect(c, book.lang), findings).alias("effect"),
        places_said("sample").alias("sample_said"),
    )
    sheet = book.sheet(Text("字段检查", "Contracts"))
    book.table(sheet, 2, FINDING_COLUMNS, said, more_in="rows.parquet")


def add_faults(book: Book, results: Results) -> None:
    """数据问题: what somebody can mend, where, and how."""
    sheet = book.sheet(Text("数据问题", "Faults"))
    book.table(sheet, 2, FAULT_COLUMNS, _faults(results, book.lang), more_in="manifest.json")


def rows_by_sheet(results: Results, lang: Lang) -> pl.DataFrame:
    """Used, rejected and not-data rows of every file and sheet, with the reasons for rejecting."""
    key = ["register", "file", "sheet"]
    counted = results.rows.group_by(key).agg(
        *((pl.col("status") == s).sum().alias(s) for s in ROW_STATUSES), pl.len().alias("total")
    )
    reasons = (
        results.rows.filter(pl.col("status") == "rejected")
        .group_by(*key, "reason")
        .len()
        .sort(*key, "len", "reason", descending=[False, False, False, True, False])
        .group_by(key, maintain_order=True)
        .agg(pl.format("{} {}", "reason", "len").str.join("；").alias("reasons"))
    )
    rows = counted.join(reasons, on=key, how="left", validate="1:1").sort(key)
    return rows.with_columns(
        worded("register", lambda c: results.register_name(c).say(lang), rows).alias("register_said")
    )


def _effect(severity: str, lang: Lang) -> str:
    words = {"reject": Text("该行不采用", "row rejected"), "warn": Text("提示", "warning")}
    return words[severity].say(lang) if severity in words else severity


def _faults(results: Results, lang: Lang) -> pl.DataFrame:
    weight = {True: Text("须先解决", "must be mended"), False: Text("提示", "notice")}
    return pl.DataFrame(
        [
            (f.code, f.where.say(lang), weight[f.stops].say(lang), f.what.say(lang), f.do.say(lang))
            for f in sorted_faults(results.faults)
        ],
        schema=[c.name for c in FAULT_COLUMNS],
        orient="row",
    )


def add_checks(book: Book, results: Results) -> None:
    """校验: the invariants of the run, whether each held, and what was measured."""
    sheet = book.sheet(Text("校验", "Checks"))
    held, broken = ("通过", "未通过") if book.lang == "zh" else ("held", "BROKEN")
    stop, show = ("不发布", "仅提示") if book.lang == "zh" else ("not published", "shown only")
    said = results.checks.with_columns(
        pl.when("passed").then(pl.lit(held)).otherwise(pl.lit(broken)).alias("passed_said"),
        pl.when("blocking").then(pl.lit(stop)).otherwise(pl.lit(show)).alias("blocking_said"),
        pl.col(results.said("text", book.lang)).alias("text_said"),
    )
    book.table(sheet, 2, CHECK_COLUMNS, said, more_in="manifest.json")


def add_manifest(book: Book, results: Results) -> None:
    """运行清单: what went in, by which versions and rules, when and how long."""
    sheet = book.sheet(Text("运行清单", "Manifest"))
    items = pl.DataFrame(_items(results, book.lang), schema=["item", "value"], orient="row")
    book.table(sheet, 2, ITEM_COLUMNS, items, more_in="manifest.json")


def _items(results: Results, lang: Lang) -> list[tuple[str, str]]:
    county = results.county

    def named(zh: str, en: str, value: Any) -> tuple[str, str]:
        return (zh if lang == "zh" else en, "—" if value is None else str(value))

    files = results.source_files.select("file", "sha256", "bytes").unique().sort("file")
    memory = None if results.peak_memory_mb is None else f"{results.peak_memory_mb:,.0f} MB"
    return [
        named("运行编号", "Run", results.run_id or None),
        named("开始时间（UTC）", "Started (UTC)", results.started_at or None),
        named("县（区）", "County", f"{county.name} {county.region}"),
        named("所审月份", "Months", f"{say_month(county.first_month)} ~ {say_month(county.last_month)}"),
        named("审计基准日", "As of", county.as_of.isoformat()),
        named("规则摘要（SHA-256）", "Rules (SHA-256)", results.rules_sha256),
        *(named(f"版本 {k}", f"Version of {k}", v) for k, v in sorted(results.versions.items())),
        *(named(f"用时 {k}", f"Seconds, {k}", f"{v:.2f} s") for k, v in results.station_seconds.items()),
        named("内存峰值", "Peak memory", memory),
        *(
            named(f"文件 {file}", f"File {file}", f"SHA-256 {sha256}　{size:,} B")
            for file, sha256, size in files.rows()
        ),
    ]
