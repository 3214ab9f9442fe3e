"""What the two people who go and look receive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reports.results import Results
from reports.townships import file_names, write_townships


@pytest.fixture
def packs(results: Results, tmp_path: Path) -> dict[str, Any]:
    return {p.stem: openpyxl.load_workbook(p) for p in write_townships(results, tmp_path / "townships")}


def text_of(workbook: Any) -> str:
    return "\n".join(str(c.value) for sheet in workbook for row in sheet.iter_rows() for c in row if c.value)


def test_one_workbook_a_township_with_open_clues(packs: dict[str, Any]) -> None:
    assert set(packs) == {"东山镇", "西河乡", "未知乡镇"}
    assert packs["东山镇"].sheetnames == ["核查清单", "来源与依据", "填写说明"]


def test_the_visitors_see_who_why_and_what_speaks_against_it(packs: dict[str, Any]) -> None:
    sheet = packs["东山镇"]["核查清单"]
    header = next(r for r in sheet.iter_rows() if r[0].value == "序号")
    row = [c.value for c in sheet[header[0].row + 1]]
    assert row[:5] == [
        1, "E0\n5个工作日", "王秀英\n339901********0267", "桃源村", "农村低保\n2026-05 ~ 2026-06\n840.00 元",
    ]  # fmt: skip
    assert row[5].startswith("王秀英已于2026-04-10死亡")
    assert row[6].splitlines() == [
        "· 死亡日期只有一个来源", "· 殡仪馆登记电话****0001", "· 此前同类疑点尚无核实记录",
    ]  # fmt: skip
    assert row[7:11] == [None] * 4


def test_evidence_is_said_in_words_with_the_law_in_force_then(packs: dict[str, Any]) -> None:
    sheet = packs["东山镇"]["来源与依据"]
    row = [c.value for c in sheet[4]]
    assert row[3].splitlines()[0] == (
        "【死亡】death_cremation/殡仪馆.xls · 登记 · 第3行："
        "死亡日期 2026.4.10，身份证号 339901********0267，姓名 王秀英"
    )
    assert row[3].splitlines()[1].startswith("【发放】pay_batch/一卡通.csv · 第2行：银行账号 ****0007")
    assert "社会救助暂行办法 第六十八条" in row[4]
    assert "第七十三条" not in row[4]  # in force only after the months of the clue


def test_no_full_number_leaves_the_county(packs: dict[str, Any]) -> None:
    for workbook in packs.values():
        text = text_of(workbook)
        for number in ("339901194803120267", "6221809999000000007", "13399010001", "339901199003030282"):
            assert number not in text


def test_confidential_clues_are_counted_not_told(packs: dict[str, Any]) -> None:
    text = text_of(packs["东山镇"])
    assert "另有 1 条涉及须特别保密的人员" in text
    assert "郑小雨" not in text
    assert "艾滋" not in text


def test_the_outcome_is_chosen_from_a_list(packs: dict[str, Any]) -> None:
    rules = packs["东山镇"]["核查清单"].data_validations.dataValidation
    assert [r.formula1 for r in rules] == ['"属实,部分属实,不属实,无法核实"']


def test_suppressed_clues_are_not_visited_again(packs: dict[str, Any]) -> None:
    assert not any("=1+1" in name or "cmd" in text_of(w) for name, w in packs.items())


def test_file_names_are_safe_and_distinct() -> None:
    assert file_names(["东山镇", "a/b", "a\\b", "..", "A_b", "\x00=1"]) == [
        "东山镇", "a_b", "a_b-2", "_", "A_b-3", "_=1",
    ]  # fmt: skip


def test_the_same_results_give_the_same_bytes(results: Results, tmp_path: Path) -> None:
    one = write_townships(results, tmp_path / "one")
    two = write_townships(results, tmp_path / "two")
    assert [p.read_bytes() for p in one] == [p.read_bytes() for p in two]


def test_english_packs(results: Results, tmp_path: Path) -> None:
    packs = write_townships(results, tmp_path, lang="en")
    assert {p.stem for p in packs} == {"东山镇", "西河乡", "unknown-township"}
    assert "died on 2026-04-10" in text_of(
        openpyxl.load_workbook(next(p for p in packs if p.stem == "东山镇"))
    )
