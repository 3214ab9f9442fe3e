"""The auditor's clues: the ranked list, the source cells behind each, and what the persons were paid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl

from pipelines.faults import Lang, Text
from reports.results import Results
from reports.wording import (
    CLUE_IS_NOT_A_FINDING,
    EVIDENCE_ROLES,
    LINK_EVIDENCE,
    SEVERITIES,
    STATUSES,
    UNITS,
    word,
)
from reports.workbooks.book import MAX_ROWS, Book, Column

CLUES, EVIDENCE, PAID = Text("疑点清单", "Clues"), Text("证据", "Evidence"), Text("发放明细", "Paid months")
MAX_LINKS = 50_000  # Excel refuses more than 65,530 links a sheet

CLUE_COLUMNS = (
    Column("rank", Text("序号", "No."), 6, "count"),
    Column("grade", Text("等级", "Grade"), 6),
    Column("status_said", Text("状态", "Status"), 12),
    Column("rule_id", Text("规则", "Rule"), 9),
    Column("title", Text("规则名称", "Rule title"), 17, "long"),
    Column("name", Text("姓名", "Name"), 10, "long"),
    Column("id_number", Text("身份证号", "Identity number"), 21, "id"),
    Column("programme_said", Text("项目", "Programme"), 14, "long"),
    Column("township", Text("乡镇", "Township"), 11, "long"),
    Column("village", Text("村（社区）", "Village"), 12, "long"),
    Column("first_month", Text("起始月", "From"), 9, "month"),
    Column("last_month", Text("截止月", "To"), 9, "month"),
    Column("months", Text("月数", "Months"), 6, "count"),
    Column("amount_at_risk_fen", Text("涉及金额（元）", "At risk (yuan)"), 12, "money"),
    Column("reason_said", Text("为什么提示（疑点说明）", "Why it is shown"), 48, "long"),
    Column("counter_said", Text("不利于疑点的情况（反面证据）", "What speaks against it"), 36, "long"),
    Column("severity_said", Text("重要程度", "Severity"), 10),
    Column("overlap_fen", Text("其中与其他疑点重复", "of which also in other clues"), 12, "money"),
    Column("confirmed_said", Text("此前核实情况", "Checked before"), 18, "long"),
    Column("link_said", Text("身份依据", "Identity basis"), 18, "long"),
    Column("link_probability", Text("匹配概率", "Match probability"), 9, "share"),
    Column("unit_said", Text("对象", "Unit"), 8),
    Column("unit_key", Text("对象编号", "Unit key"), 26, "long"),
    Column("first_seen_run", Text("首次出现", "First seen"), 28),
    Column("clue_id", Text("疑点编号", "Clue"), 22, "id"),
)
CLUE_COLUMNS_PRINTED = 16

EVIDENCE_COLUMNS = (
    Column("rank", Text("疑点序号", "Clue no."), 8, "count"),
    Column("rule_id", Text("规则", "Rule"), 9),
    Column("name", Text("姓名", "Name"), 10),
    Column("role_said", Text("证据", "Evidence"), 12),
    Column("register_said", Text("登记册", "Register"), 18),
    Column("file", Text("文件", "File"), 40),
    Column("sheet", Text("工作表", "Sheet"), 14),
    Column("row", Text("行", "Row"), 7, "count"),
    Column("cells", Text("原文", "As written"), 96, "long"),
    Column("clue_id", Text("疑点编号", "Clue"), 22, "id"),
)

PAID_COLUMNS = (
    Column("name", Text("姓名", "Name"), 10),
    Column("id_number", Text("身份证号", "Identity number"), 20, "id"),
    Column("programme_said", Text("项目", "Programme"), 16),
    Column("benefit_month", Text("所属期", "Benefit month"), 9, "month"),
    Column("paid_fen", Text("实发（净额）", "Paid, net"), 12, "money"),
    Column("normal_fen", Text("正常", "Normal"), 11, "money"),
    Column("arrears_fen", Text("补发", "Arrears"), 11, "money"),
    Column("correction_fen", Text("更正发放", "Correction"), 11, "money"),
    Column("price_fen", Text("价格补贴", "Price subsidy"), 11, "money"),
    Column("returned_lines", Text("退回笔数", "Returned lines"), 8, "count"),
    Column("last_paid_on", Text("最后发放日期", "Last pay date"), 12, "date"),
    Column("entitlement_fen", Text("花名册金额", "Roll amount"), 12, "money"),
    Column("household_id", Text("家庭编号", "Household"), 16, "id"),
    Column("township", Text("乡镇", "Township"), 11),
    Column("village", Text("村（社区）", "Village"), 12),
    Column("rules", Text("涉及规则", "Rules with a clue"), 18, "long"),
    Column("person_id", Text("人员编号", "Person"), 20, "id"),
)


def clues_said(results: Results, lang: Lang) -> pl.DataFrame:
    """CASE sorted by rank, with words beside the codes: title, *_said, and counter-evidence as one text."""
    cases = results.cases.sort("rank")
    bullets = (
        pl.col(results.said("counter_evidence", lang)).list.eval(pl.lit("· ") + pl.element()).list.join("\n")
    )
    nothing = "（本次数据中未发现）" if lang == "zh" else "(nothing found in this data)"
    return cases.with_columns(
        worded("rule_id", lambda c: results.rule_title(c).say(lang), cases).alias("title"),
        worded("rule_id", lambda c: results.confirmed_before(c).say(lang), cases).alias("confirmed_said"),
        worded("severity", lambda c: word(SEVERITIES, c, lang), cases).alias("severity_said"),
        worded("status", lambda c: word(STATUSES, c, lang), cases).alias("status_said"),
        worded("unit", lambda c: word(UNITS, c, lang), cases).alias("unit_said"),
        worded("programme", lambda c: results.programme_name(c).say(lang), cases).alias("programme_said"),
        worded("link_evidence", lambda c: word(LINK_EVIDENCE, c, lang), cases).alias("link_said"),
        pl.col(results.said("reason", lang)).alias("reason_said"),
        pl.when(bullets.fill_null("") == "").then(pl.lit(nothing)).otherwise(bullets).alias("counter_said"),
    )


def evidence_said(results: Results, lang: Lang) -> pl.DataFrame:
    """CLUE_EVIDENCE with the clue's rank, rule_id and name, and words for role, register and field."""
    evidence = results.clue_evidence.join(
        results.cases.select("clue_id", "rank", "rule_id", "name"), on="clue_id", validate="m:1"
    ).sort("rank", "role", "register", "file", "sheet", "row", "field", nulls_last=True)
    labels = evidence.select("register", "field").unique().sort("register", "field")
    labels = labels.with_columns(
        pl.Series(
            "field_said",
            [_field_label(results, register, field, lang) for register, field in labels.rows()],
            dtype=pl.String,
        )
    )
    return evidence.with_columns(
        worded("role", lambda c: word(EVIDENCE_ROLES, c, lang), evidence).alias("role_said"),
        worded("register", lambda c: results.register_name(c).say(lang), evidence).alias("register_said"),
    ).join(labels, on=["register", "field"], how="left", validate="m:1", maintain_order="left")


def evidence_rows_said(results: Results, lang: Lang) -> pl.DataFrame:
    """evidence_said with one row a source row: ``cells`` holds column：as written, one after another."""
    place = ["rank", "clue_id", "rule_id", "name", "role_said", "register_said", "file", "sheet", "row"]
    cell = pl.concat_str("field_said", pl.lit("："), pl.col("value").fill_null(""))
    return (
        evidence_said(results, lang)
        .group_by(place, maintain_order=True)
        .agg(cell.str.join("；").alias("cells"))
    )


def add_clues(book: Book, results: Results) -> None:
    """疑点清单: one row a clue, best ranked first; the number leads to its evidence."""
    sheet = book.sheet(CLUES, paper="A3")
    top = book.notes(sheet, 2, [CLUE_IS_NOT_A_FINDING.say(book.lang)], across=10)
    rows = clues_said(results, book.lang)
    book.table(sheet, top, CLUE_COLUMNS, rows, more_in="clues.parquet", printed=CLUE_COLUMNS_PRINTED)
    for grade in ("E0", "E1"):
        sheet.conditional_format(
            top + 1,
            1,
            top + max(rows.height, 1),
            1,
            {"type": "cell", "criteria": "==", "value": f'"{grade}"', "format": book.shade},
        )
    _link_to_evidence(book, sheet, top + 1, rows, results)


def _link_to_evidence(book: Book, sheet: Any, top: int, rows: pl.DataFrame, results: Results) -> None:
    """The clue's number becomes a link to its first row on the evidence sheet (header in row 3 there)."""
    first = dict(
        evidence_rows_said(results, book.lang)
        .with_row_index("at")
        .group_by("clue_id")
        .agg(pl.col("at").min())
        .rows()
    )
    name = EVIDENCE.say(book.lang)
    numbers = rows.select("rank", "clue_id").head(min(MAX_ROWS, MAX_LINKS)).rows()
    for row, (rank, clue_id) in enumerate(numbers, start=top):
        at = first.get(clue_id)
        if at is not None and at < MAX_ROWS:
            sheet.write_url(row, 0, f"internal:'{name}'!A{at + 4}", book.link, str(rank))


def add_evidence(book: Book, results: Results) -> None:
    """证据: one row a source row: file, sheet, row, and what is written in its columns."""
    rows = evidence_rows_said(results, book.lang)
    book.table(book.sheet(EVIDENCE), 2, EVIDENCE_COLUMNS, rows, more_in="clue_evidence.parquet")


def add_paid_months(book: Book, results: Results) -> None:
    """发放明细: every paid month of the persons with a clue, with the rules that name the month."""
    sheet = book.sheet(PAID)
    book.table(sheet, 2, PAID_COLUMNS, paid_months_of_clues(results, book.lang), more_in="payments.parquet")


def paid_months_of_clues(results: Results, lang: Lang) -> pl.DataFrame:
    """PAID_MONTH of persons with a clue, with name, id_number, programme_said and ``rules`` of the month."""
    people = results.cases.filter(pl.col("person_id").is_not_null()).select("person_id").unique()
    named = (
        results.clue_months.join(
            results.cases.select("clue_id", "rule_id", "person_id"), on="clue_id", validate="m:1"
        )
        .group_by("person_id", "benefit_month")
        .agg(pl.col("rule_id").unique().sort().str.join("、").alias("rules"))
    )
    months = (
        results.facts["paid_month"]
        .join(people, on="person_id", how="semi")
        .join(
            results.persons.select("person_id", "name", "id_number"),
            on="person_id",
            how="left",
            validate="m:1",
        )
        .join(named, on=["person_id", "benefit_month"], how="left", validate="m:1", nulls_equal=True)
        .sort("person_id", "programme", "benefit_month")
    )
    return months.with_columns(
        worded("programme", lambda c: results.programme_name(c).say(lang), months).alias("programme_said")
    )


def worded(column: str, said: Callable[[str], str], rows: pl.DataFrame) -> pl.Expr:
    """The words for a code column, looked up once per distinct code; null stays null."""
    codes = rows[column].drop_nulls().unique().sort().to_list()
    return pl.col(column).replace_strict(
        codes, [said(c) for c in codes], return_dtype=pl.String, default=None
    )


def _field_label(results: Results, register: str, field: str, lang: Lang) -> str:
    """The header people know the field by; in English its canonical name."""
    known = next((r for r in results.registers if r.code == register), None)
    found = known.field(field) if known else None
    return found.aliases[0] if lang == "zh" and found and found.aliases else field
