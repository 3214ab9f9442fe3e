"""Law and parameters are shown by the months they hold for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from pipelines.definitions import DatedValue
from reports.law_in_force import basis_said, parameters_said

OLD, NEW, UNREAD = (
    "社会救助暂行办法 第六十八条",
    "《中华人民共和国社会救助法》 第七十三条",
    "财办〔2020〕37号",
)


def cited(results: Any, first: date | None, last: date | None) -> list[str]:
    return [text.partition("（")[0] for text in basis_said(results.rules[0], first, last, "zh")]


def test_the_law_of_july_2026_does_not_judge_may(results: Any) -> None:
    assert cited(results, date(2026, 5, 1), date(2026, 5, 1)) == [OLD, UNREAD.partition("（")[0]]


def test_months_on_both_sides_of_the_change_show_both(results: Any) -> None:
    assert cited(results, date(2026, 6, 1), date(2026, 7, 1)) == [OLD, NEW, UNREAD]


def test_a_clue_without_month_shows_every_citation(results: Any) -> None:
    assert cited(results, None, None) == [OLD, NEW, UNREAD]


def test_the_county_overrides_a_parameter_with_its_citation(results: Any) -> None:
    override = {"DEC-01": {"stop_offset_months": (DatedValue(2, None, None, "县办〔2026〕1号"),)}}
    county = replace(results.county, parameters=override)
    assert parameters_said(results.rules[0], county, "en") == [
        "stop_offset_months = 2 (month; 县办〔2026〕1号)"
    ]


def test_money_lists_and_tables_are_written_for_people(results: Any) -> None:
    def said(type_: str, value: Any) -> str:
        parameter = replace(results.rules[0].parameters[0], type=type_, unit="", values=(DatedValue(value),))
        return parameters_said(replace(results.rules[0], parameters=(parameter,)), results.county, "zh")[0]

    assert said("money", 123450) == "stop_offset_months = 1,234.50"
    assert said("text_list", ("注销", "冻结")) == "stop_offset_months = [注销, 冻结]"
    assert said("level_table", {"default": (1, 2)}) == "stop_offset_months = default: [1, 2]"
    assert said("bool", True) == "stop_offset_months = 是 / yes"


def test_an_english_note_is_left_out_of_chinese_texts(results: Any) -> None:
    noted = tuple(replace(b, note="read as quoted") for b in results.rules[0].legal_basis)
    rule = replace(results.rules[0], legal_basis=noted)
    assert "read as quoted" not in "".join(basis_said(rule, None, None, "zh"))
    assert "read as quoted" in "".join(basis_said(rule, None, None, "en"))
