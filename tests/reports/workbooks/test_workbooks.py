"""What auditors and finance open: every cell as it was meant, and never a formula."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pytest

from reports.results import Results
from reports.workbooks import book as books
from reports.workbooks import write_auditor, write_finance
from reports.workbooks.book import lines_of
from reports.workbooks.finance_sheets import months_compared, returns_answered

HEADER = 3


def table(path: Path, sheet: str) -> list[dict[str, Any]]:
    """The sheet's main table as records: the header is the filtered row."""
    rows = openpyxl.load_workbook(path)[sheet]
    first = int("".join(c for c in rows.auto_filter.ref.split(":")[0] if c.isdigit()))
    values = [[c.value for c in row] for row in rows.iter_rows(min_row=first)]
    return [dict(zip(values[0], row, strict=True)) for row in values[1:]]


@pytest.fixture
def auditor(results: Results, tmp_path: Path) -> Path:
    write_auditor(results, tmp_path / "auditor.xlsx")
    return tmp_path / "auditor.xlsx"


@pytest.fixture
def finance(results: Results, tmp_path: Path) -> Path:
    write_finance(results, tmp_path / "finance.xlsx")
    return tmp_path / "finance.xlsx"


def test_the_auditor_finds_every_sheet(auditor: Path) -> None:
    assert openpyxl.load_workbook(auditor).sheetnames == [
        "摘要", "疑点清单", "证据", "发放明细", "规则与依据", "不可评估", "数据质量", "字段检查", "数据问题",
        "校验", "运行清单",
    ]  # fmt: skip


def test_every_sheet_says_it_is_internal_and_prints_landscape(auditor: Path) -> None:
    for sheet in openpyxl.load_workbook(auditor):
        assert str(sheet["A1"].value).startswith("内部资料")
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage


def test_a_clue_reads_as_the_auditor_needs_it(auditor: Path) -> None:
    first = table(auditor, "疑点清单")[0]
    assert first["姓名"] == "王秀英"
    assert first["身份证号"] == "339901194803120267"
    assert first["涉及金额（元）"] == 840
    assert first["起始月"] == datetime(2026, 5, 1)
    assert first["不利于疑点的情况（反面证据）"] == "· 死亡日期只有一个来源\n· 殡仪馆登记电话13399010001"
    assert first["此前核实情况"] == "此前同类疑点尚无核实记录"
    assert [c["序号"] for c in table(auditor, "疑点清单")] == ["1", "2", "3", "4", "5", "6", "7", "8"]


def test_no_text_becomes_a_formula_a_link_or_a_number(auditor: Path, finance: Path) -> None:
    kinds = set()
    for path in (auditor, finance):
        for sheet in openpyxl.load_workbook(path):
            for row in sheet.iter_rows():
                for cell in row:
                    kinds.add(cell.data_type)
                    assert cell.hyperlink is None or cell.hyperlink.location.startswith("'证据'!A")
    assert "f" not in kinds
    clue = table(auditor, "疑点清单")[4]
    assert (clue["姓名"], clue["乡镇"], clue["村（社区）"]) == ("=cmd|'/c calc'!A1", "=1+1", "@SUM(A1)")
    assert any("银行账号：6221809999000000007" in c["原文"] for c in table(auditor, "证据"))


def test_the_number_of_a_clue_leads_to_its_first_source_row(auditor: Path) -> None:
    workbook = openpyxl.load_workbook(auditor)
    evidence = workbook["证据"]
    linked = [row[0] for row in workbook["疑点清单"].iter_rows() if row[0].hyperlink]
    assert len(linked) == 8
    for cell in linked:
        target = cell.hyperlink.location.split("!")[1]
        assert str(evidence[target].value) == cell.value
        above = evidence.cell(evidence[target].row - 1, 1).value
        assert str(above) != cell.value


def test_evidence_names_file_sheet_row_and_columns(auditor: Path) -> None:
    first = table(auditor, "证据")[0]
    assert (first["登记册"], first["文件"], first["工作表"], first["行"]) == (
        "火化登记", "death_cremation/殡仪馆.xls", "登记", 3,
    )  # fmt: skip
    assert "死亡日期：2026.4.10" in first["原文"].split("；")


def test_rules_show_parameters_and_law_by_date(auditor: Path) -> None:
    rule = table(auditor, "规则与依据")[0]
    assert rule["规则"] == "DEC-01"
    assert rule["现行参数"].splitlines() == [
        "stop_offset_months = 1（month；… ~ 2026-05；县实施细则）",
        "stop_offset_months = 0（month；2026-06 ~ …；县实施细则修订）",
    ]
    law = rule["依据（施行期间）"].splitlines()
    assert law[0] == "社会救助暂行办法 第六十八条（2014-05-01 ~ 2026-06-30）"
    assert law[1].endswith("不适用于所审月份")
    assert "待当地确认" in law[2]


def test_paid_months_name_the_rules_that_ask(auditor: Path) -> None:
    asked = {(r["姓名"], str(r["所属期"])[:7]): r["涉及规则"] for r in table(auditor, "发放明细")}
    assert asked[("王秀英", "2026-05")] == "DEC-01"
    assert asked[("陈志强", "2026-05")] is None
    assert asked[("陈志强", "2026-06")] == "DUP-01"


def test_data_quality_adds_up(auditor: Path) -> None:
    rows = table(auditor, "数据质量")
    assert [(r["采用"], r["不采用"], r["非数据行"], r["合计"]) for r in rows] == [
        (2, 1, 1, 4),
        (9, 0, 1, 10),
        (7, 0, 2, 9),
    ]
    assert rows[0]["不采用的原因"] == "缺少姓名 1"


def test_finance_sees_roll_sent_returned_and_paid(results: Results) -> None:
    month = months_compared(results, "zh").row(0, named=True)
    amounts = {
        k: month[k] for k in ("roll_fen", "normal_fen", "sent_fen", "returned_fen", "paid_fen", "open_fen")
    }
    assert amounts == {
        "roll_fen": 126000, "normal_fen": 126000, "sent_fen": 168000, "returned_fen": 84000,
        "paid_fen": 84000, "open_fen": 0,
    }  # fmt: skip


def test_a_return_is_answered_by_its_reissue(results: Results) -> None:
    answered = (
        returns_answered(results, "zh")
        .select("beneficiary_name", "outcome", "reissued_fen", "id_tail")
        .rows()
    )
    assert answered == [
        ("陈志强", "已更正发放", 42000, "****0513"),
        ("=cmd|'/c calc'!A1", "尚未重发", None, "****019X"),
    ]


def test_finance_sees_tails_only(finance: Path) -> None:
    texts = [
        str(c.value)
        for sheet in openpyxl.load_workbook(finance)
        for row in sheet.iter_rows()
        for c in row
        if c.value
    ]
    assert "****0007" in texts
    assert not any("6221809999000000007" in t or "339901197001150513" in t for t in texts)


def test_batches_that_differ_come_first(finance: Path) -> None:
    assert [(r["核对"], r["差额"], r["结果"]) for r in table(finance, "批次核对")] == [
        ("批次 ↔ 银行回盘", 50, "不一致"),
        ("批次 ↔ 资金台账", None, "缺对方账"),
    ]


def test_the_same_results_give_the_same_bytes(results: Results, tmp_path: Path) -> None:
    for write in (write_auditor, write_finance):
        write(results, tmp_path / "a.xlsx")
        write(results, tmp_path / "b.xlsx")
        assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_english_says_it_in_english(results: Results, tmp_path: Path) -> None:
    write_auditor(results, tmp_path / "a.xlsx", lang="en")
    clue = table(tmp_path / "a.xlsx", "Clues")[0]
    assert clue["Why it is shown"].startswith("王秀英 died on 2026-04-10")
    assert clue["What speaks against it"].startswith("· one source")
    assert clue["Programme"] == "rural dibao"


def test_a_table_too_long_for_a_sheet_says_where_the_rest_is(
    results: Results, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(books, "MAX_ROWS", 3)
    write_auditor(results, tmp_path / "a.xlsx")
    column = [c.value for c in openpyxl.load_workbook(tmp_path / "a.xlsx")["证据"]["A"]]
    assert column[-1] == "另有 7 行未列出，见 clue_evidence.parquet"


def test_an_empty_run_writes_empty_tables(make_results: Any, tmp_path: Path) -> None:
    first = make_results()
    empty = make_results(
        cases=first.cases.clear(), clue_months=first.clue_months.clear(),
        clue_evidence=first.clue_evidence.clear(), not_evaluable=first.not_evaluable.clear(),
        tallies=first.tallies.clear(), findings=first.findings.clear(), faults=(), rules=(),
        facts={name: rows.clear() for name, rows in first.facts.items()},
    )  # fmt: skip
    write_auditor(empty, tmp_path / "a.xlsx")
    write_finance(empty, tmp_path / "f.xlsx")
    for path, sheet in (("a.xlsx", "疑点清单"), ("a.xlsx", "证据"), ("f.xlsx", "对账")):
        assert {v for row in table(tmp_path / path, sheet) for v in row.values()} <= {None}


@pytest.mark.parametrize(
    ("text", "width", "lines"), [("abc", 10, 1), ("中文中文中文", 10, 2), ("a\nb", 10, 2), ("", 10, 1)]
)
def test_lines_a_text_takes(text: str, width: float, lines: int) -> None:
    assert lines_of(text, width) == lines


def test_a_confirmed_share_is_shown(make_results: Any, tmp_path: Path) -> None:
    confirmed = pl.DataFrame({"rule_id": ["DEC-01"], "checked": [4], "confirmed": [3]})
    write_auditor(make_results(confirmed=confirmed), tmp_path / "a.xlsx")
    assert table(tmp_path / "a.xlsx", "规则与依据")[0]["此前核实属实"] == "3 / 4"
