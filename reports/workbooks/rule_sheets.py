"""The rules in force, and what they could not judge."""

from __future__ import annotations

import polars as pl

from pipelines.faults import Lang, Text
from reports.law_in_force import basis_table, parameters_said
from reports.results import Results
from reports.wording import FAMILIES, REASON_CODES, SEVERITIES, UNITS, family_of, family_order, word
from reports.workbooks.book import Book, Column
from reports.workbooks.clue_sheets import worded

RULE_COLUMNS = (
    Column("id", Text("规则", "Rule"), 9),
    Column("version", Text("版本", "Version"), 6, "count"),
    Column("family", Text("类别", "Family"), 12),
    Column("title", Text("名称", "Title"), 20, "long"),
    Column("scope_said", Text("判断什么", "What it judges"), 34, "long"),
    Column("unit", Text("对象", "Unit"), 8),
    Column("grade", Text("最高等级", "Best grade"), 8),
    Column("severity", Text("重要程度", "Severity"), 9),
    Column("scope", Text("范围内", "In scope"), 9, "count"),
    Column("clues", Text("疑点", "Clues"), 8, "count"),
    Column("clean", Text("未见疑点", "Clean"), 9, "count"),
    Column("not_evaluable", Text("不可评估", "Not evaluable"), 9, "count"),
    Column("near_misses", Text("宽限内未提示", "Kept clean by grace"), 9, "count"),
    Column("amount_at_risk_fen", Text("涉及金额（元）", "At risk (yuan)"), 13, "money"),
    Column("confirmed", Text("此前核实属实", "Confirmed before"), 10),
    Column("parameters", Text("现行参数", "Parameters in force"), 40, "long"),
    Column("basis", Text("依据（施行期间）", "Legal basis (dates)"), 46, "long"),
    Column("notes", Text("常见误会", "Common misreadings"), 34, "long"),
    Column("follow_up", Text("核查要点", "How to check"), 34, "long"),
)

GAP_COLUMNS = (
    Column("rule_id", Text("规则", "Rule"), 9),
    Column("title", Text("规则名称", "Rule title"), 24, "long"),
    Column("code_said", Text("原因类别", "Kind of reason"), 16),
    Column("reason", Text("原因", "Reason"), 46, "long"),
    Column("units", Text("对象数", "Units"), 9, "count"),
    Column("sample_said", Text("例（文件 · 表 · 行）", "For example (file · sheet · row)"), 60, "long"),
)


def add_rules(book: Book, results: Results) -> None:
    """规则与依据: every rule with its sentence, parameters in force, law and tallies."""
    sheet = book.sheet(Text("规则与依据", "Rules and law"), paper="A3")
    book.table(sheet, 2, RULE_COLUMNS, rules_said(results, book.lang), more_in="manifest.json")


def rules_said(results: Results, lang: Lang) -> pl.DataFrame:
    """One row a rule in catalogue order, in words, with its tally (null where it was not judged)."""
    rules = sorted(results.rules, key=lambda r: (family_order(family_of(r.id)), r.id))
    said = pl.DataFrame(
        [
            {
                "id": r.id,
                "version": r.version,
                "family": word(FAMILIES, family_of(r.id), lang),
                "title": r.title.say(lang),
                "scope_said": r.scope.say(lang),
                "unit": word(UNITS, r.unit, lang),
                "grade": r.grade,
                "severity": word(SEVERITIES, r.severity, lang),
                "parameters": "\n".join(parameters_said(r, results.county, lang)),
                "basis": "\n".join(basis_table(r, results.county, lang)),
                "notes": r.notes.say(lang),
                "follow_up": r.follow_up.say(lang),
            }
            for r in rules
        ],
        schema={
            c.name: pl.Int64 if c.kind == "count" else pl.String for c in RULE_COLUMNS if c.name in _TEXTS
        },
    )
    earlier = results.confirmed.select(
        pl.col("rule_id").alias("id"), pl.format("{} / {}", "confirmed", "checked").alias("confirmed")
    )
    return said.join(
        results.tallies.rename({"rule_id": "id"}), on="id", how="left", validate="1:1", maintain_order="left"
    ).join(earlier, on="id", how="left", validate="1:1", maintain_order="left")


_TEXTS = (
    "id", "version", "family", "title", "scope_said", "unit", "grade", "severity", "parameters", "basis",
    "notes", "follow_up",
)  # fmt: skip


def add_not_evaluable(book: Book, results: Results) -> None:
    """不可评估: what no rule could judge, and why: it is neither clue nor clean."""
    sheet = book.sheet(Text("不可评估", "Not evaluable"))
    note = Text(
        "下列对象既不是疑点，也不是“没有问题”：缺少数据，本次无法判断。",
        "These units are neither clues nor clean: data is missing, and this run could not judge them.",
    )
    top = book.notes(sheet, 2, [note.say(book.lang)], across=5)
    book.table(sheet, top, GAP_COLUMNS, gaps_said(results, book.lang), more_in="not_evaluable.parquet")


def gaps_said(results: Results, lang: Lang) -> pl.DataFrame:
    """NOT_EVALUABLE with the rule's title, words for the code, and the sample as places."""
    gaps = results.not_evaluable.sort("rule_id", "reason_code", "reason")
    return gaps.with_columns(
        worded("rule_id", lambda c: results.rule_title(c).say(lang), gaps).alias("title"),
        worded("reason_code", lambda c: word(REASON_CODES, c, lang), gaps).alias("code_said"),
        places_said("sample").alias("sample_said"),
    )


def places_said(column: str) -> pl.Expr:
    """A list of row references as lines ``file · sheet · row``."""
    place = pl.concat_str(
        pl.element().struct.field("file"),
        pl.when(pl.element().struct.field("sheet") != "")
        .then(pl.lit(" · ") + pl.element().struct.field("sheet"))
        .otherwise(pl.lit("")),
        pl.lit(" · "),
        pl.element().struct.field("row").cast(pl.String),
    )
    return pl.col(column).list.eval(place).list.join("\n")
