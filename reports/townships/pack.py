"""One township's workbook: the sheet for the visit, and how to fill it in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from pipelines.faults import Lang, Text
from pipelines.money import say_yuan
from reports.law_in_force import basis_said
from reports.masking import masked_digits, masked_id
from reports.results import Results
from reports.townships.evidence_in_words import evidence_lines
from reports.wording import CLUE_IS_NOT_A_FINDING, DUE_WORKING_DAYS, PROTECTED
from reports.workbooks.book import Book, Column
from reports.workbooks.clue_sheets import clues_said

SHEET = Text("核查清单", "Visits")
SOURCES = Text("来源与依据", "Sources and law")
GUIDE = Text("填写说明", "How to fill in")
HANDWRITING = 64.0  # points of height a row keeps free for what the visitors write
OUTCOMES = {
    "zh": ["属实", "部分属实", "不属实", "无法核实"],
    "en": ["confirmed", "partly confirmed", "not confirmed", "cannot be checked"],
}

VISIT_COLUMNS = (
    Column("rank", Text("序号", "No."), 6, "count"),
    Column("grade_due", Text("等级与期限", "Grade, due"), 9, "long"),
    Column("who", Text("姓名、身份证号（遮盖）", "Name, number (masked)"), 20, "long"),
    Column("village", Text("村（社区）", "Village"), 11, "long"),
    Column("what", Text("项目、月份、金额", "Programme, months, yuan"), 19, "long"),
    Column("reason_shown", Text("为什么提示", "Why it is shown"), 32, "long"),
    Column("counter_shown", Text("不利于疑点的情况", "What speaks against it"), 28, "long"),
    Column("found", Text("入户核查情况", "What was found"), 26, "long"),
    Column("outcome", Text("核查结果", "Outcome"), 10, "long"),
    Column("visited", Text("核查日期", "Date"), 11),
    Column("signed", Text("核查人（两人签字）", "Two signatures"), 12, "long"),
)
SOURCE_COLUMNS = (
    Column("rank", Text("序号", "No."), 6, "count"),
    Column("name", Text("姓名", "Name"), 10, "long"),
    Column("title", Text("规则", "Rule"), 18, "long"),
    Column("evidence", Text("数据来源（文件 · 表 · 行）", "Where the data stands"), 56, "long"),
    Column("law", Text("当时适用的依据", "Law in force then"), 36, "long"),
    Column("follow_up", Text("核查要点", "How to check"), 28, "long"),
    Column("clue_id", Text("疑点编号", "Clue"), 22, "id"),
)

TEXTS = (
    "clue_id", "grade_due", "who", "what", "reason_shown", "counter_shown", "evidence", "law", "follow_up",
)  # fmt: skip

GUIDE_LINES = (
    CLUE_IS_NOT_A_FINDING,
    Text("由两名工作人员入户或走访，出示证件，当面听取本人或监护人说明，并如实记录。",
         "Two people visit, show their credentials, hear the person or guardian, and write it down."),
    Text("先看“不利于疑点的情况”：数据可能过时、重名、登记有误；发现疑点不成立同样重要。",
         "Read first what speaks against the clue: data may be old, a namesake, or wrong. "
         "A clue that falls away is as useful as one that holds."),
    Text("核查结果填：属实、部分属实、不属实、无法核实；不得仅凭本清单停发、追缴或公示。",
         "Outcome: confirmed, partly confirmed, not confirmed, cannot be checked. "
         "Nothing is stopped, reclaimed or made public because of this list alone."),
    Text("变更或停止救助须由有权机关决定，并事先听取本人意见、书面说明理由。",
         "Only the authority in charge changes or stops assistance, after hearing the person, in writing."),
    Text("期限按重要程度：特别重要5个、重要10个、一般20个、较轻30个工作日。",
         "Working days by severity: critical 5, high 10, medium 20, low 30."),
    Text("本清单含个人信息，仅限核查人员使用；核查结束后按规定收回，不得复制、拍照、转发。",
         "This list holds personal data, for the visiting officers only: hand it back, do not copy, "
         "photograph or forward it."),
)  # fmt: skip


def write_pack(
    results: Results, cases: pl.DataFrame, path: Path, *, township: str, kept_back: int, lang: Lang
) -> None:
    """Write one township's workbook.

    Args:
        results: the run.
        cases: CASE of this township, sorted by rank, without confidential ones.
        path: the file.
        township: its name as shown.
        kept_back: how many confidential clues the county checks itself.
        lang: language.
    """
    run = "运行编号" if lang == "zh" else "run"
    book = Book(
        path,
        lang,
        results.county.as_of,
        PROTECTED,
        f"{results.county.name} {township}　{run} {results.run_id}",
    )
    sheet = book.sheet(
        SHEET, Text(f"{township}　救助资金疑点核查清单", f"{township}: clues to check on the spot")
    )
    notes = [CLUE_IS_NOT_A_FINDING.say(lang)]
    if kept_back:
        notes.append(
            Text(
                f"另有 {kept_back} 条涉及须特别保密的人员，由县级专人核查，不在本清单列出。",
                f"{kept_back} more concern persons under special secrecy; the county checks them itself.",
            ).say(lang)
        )
    top = book.notes(sheet, 2, notes, across=11)
    rows = _visits(results, cases, lang)
    book.table(sheet, top, VISIT_COLUMNS, rows, more_in="auditor.xlsx", at_least=HANDWRITING)
    _choices(sheet, top + 1, rows.height, lang)
    book.table(book.sheet(SOURCES), 2, SOURCE_COLUMNS, rows, more_in="auditor.xlsx")
    guide = book.sheet(GUIDE)
    guide.set_column(0, 0, 96)
    for row, line in enumerate(GUIDE_LINES, start=2):
        guide.write_string(row, 0, f"{row - 1}. {line.say(lang)}", book.note)
        guide.set_row(row, 34)
    sheet.activate()
    book.close()


def _visits(results: Results, cases: pl.DataFrame, lang: Lang) -> pl.DataFrame:
    """The rows of the visiting sheet: sentences without full numbers, and empty columns to fill in."""
    said = clues_said(results, lang).join(
        cases.select("clue_id"), on="clue_id", how="semi", maintain_order="left"
    )
    lines = evidence_lines(results, said["clue_id"].to_list(), lang)
    texts = [
        {
            "clue_id": clue["clue_id"],
            "grade_due": _due(clue, lang),
            "who": _who(results, clue, lang),
            "what": _what(clue, lang),
            "reason_shown": _shown(clue["reason_said"], clue),
            "counter_shown": f"{_shown(clue['counter_said'], clue)}\n· {clue['confirmed_said']}",
            "evidence": lines.get(clue["clue_id"], ""),
            "law": _law(results, clue, lang),
            "follow_up": _follow_up(results, clue["rule_id"], lang),
        }
        for clue in said.iter_rows(named=True)
    ]
    schema = dict.fromkeys(TEXTS, pl.String)
    empty = pl.lit(None, dtype=pl.String)
    return said.join(
        pl.DataFrame(texts, schema=schema), on="clue_id", validate="1:1", maintain_order="left"
    ).with_columns(empty.alias(c) for c in ("found", "outcome", "visited", "signed"))


def _who(results: Results, clue: dict[str, Any], lang: Lang) -> str:
    """Name and masked number; of a unit that is no person, what it is and its masked key."""
    if clue["name"]:
        return "\n".join(t for t in (clue["name"], masked_id(clue["id_number"])) if t)
    if clue["unit"] == "record":  # the key is the place, and that stands with the sources
        return str(clue["unit_said"])
    key = _shown(results.unit_key_said(clue["unit_key"] or "").say(lang), clue)
    return f"{clue['unit_said']}\n{key}"


def _due(clue: dict[str, Any], lang: Lang) -> str:
    days = DUE_WORKING_DAYS.get(clue["severity"])
    if days is None:
        return str(clue["grade"])
    return f"{clue['grade']}\n{days}个工作日" if lang == "zh" else f"{clue['grade']}\n{days} days"


def _what(clue: dict[str, Any], lang: Lang) -> str:
    first, last, fen = clue["first_month"], clue["last_month"], clue["amount_at_risk_fen"]
    span = "" if first is None else f"{first:%Y-%m}" if first == last else f"{first:%Y-%m} ~ {last:%Y-%m}"
    money = "" if fen is None else f"{say_yuan(fen)} 元" if lang == "zh" else f"{say_yuan(fen)} yuan"
    return "\n".join(part for part in (clue["programme_said"], span, money) if part)


def _shown(text: str, clue: dict[str, Any]) -> str:
    """A sentence with identity numbers, accounts and phones masked; batch and case numbers stay."""
    return masked_digits(text, keep=(clue["unit_key"],) if clue["unit"] in ("batch", "case") else ())


def _law(results: Results, clue: dict[str, Any], lang: Lang) -> str:
    rule = results.rule(clue["rule_id"])
    return "\n".join(basis_said(rule, clue["first_month"], clue["last_month"], lang)) if rule else ""


def _follow_up(results: Results, rule_id: str, lang: Lang) -> str:
    rule = results.rule(rule_id)
    return rule.follow_up.say(lang) if rule else ""


def _choices(sheet: Any, top: int, rows: int, lang: Lang) -> None:
    at = [c.name for c in VISIT_COLUMNS].index("outcome")
    if rows:
        sheet.data_validation(top, at, top + rows - 1, at, {"validate": "list", "source": OUTCOMES[lang]})
