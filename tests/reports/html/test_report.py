"""The report shows the run, both languages, and nobody's name or number."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from reports.html import report_page, write_report
from reports.html.charts import Bar, Part, share_widths, shares, stacked_bars
from reports.html.figures import gaps, heat, judged_without
from reports.html.masked_cases import cases_by_family
from reports.results import Results

VOID = {"meta", "input", "rect", "br"}


class Balance(HTMLParser):
    """Fails on a tag that is closed out of turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)


@pytest.fixture
def page(results: Results) -> str:
    return report_page(results)


def test_the_page_is_well_formed_and_loads_nothing(page: str) -> None:
    balance = Balance()
    balance.feed(page)
    assert balance.open == []
    assert not balance.tags & {"script", "img", "link", "iframe", "object", "form"}
    assert "default-src 'none'; style-src 'unsafe-inline'" in page
    assert "url(" not in page
    assert "@import" not in page
    assert set(re.findall(r'(?:href|src)="([^"#][^"]*)"', page)) == {
        "auditor.xlsx", "finance.xlsx", "townships/",
    }  # fmt: skip


def test_hostile_names_are_escaped_and_masked(page: str, make_results: Any) -> None:
    assert "<script" not in page
    hostile = '"><script>alert(1)</script><svg onload=x>'
    shown = report_page(
        make_results(
            rules=(),
            registers=(),
            findings=make_results().findings.with_columns(text=pl.lit(hostile), text_en=pl.lit(hostile)),
            cases=make_results().cases.with_columns(township=pl.lit(hostile), reason=pl.lit(hostile)),
        )
    )
    assert "<script" not in shown
    assert "<svg onload" not in shown
    assert "&lt;script&gt;" in shown


def test_nobody_is_named(page: str) -> None:
    for name in ("王秀英", "陈志强", "周小强", "郑小雨"):
        assert name not in page
    for number in ("339901194803120267", "6221809999000000007", "13399010001", "33990119430808019X"):
        assert number not in page
    assert "王*英已于2026-04-10死亡" in page
    assert "339901********0267" in page


def test_children_have_no_name_and_confidential_clues_no_story(results: Results) -> None:
    shown = {c.clue_id: c for family in cases_by_family(results) for c in family.cases}
    child = shown["DUP-01-000000000004"]
    assert (child.who.zh, child.id_shown, child.place) == ("（未成年人，不显示姓名）", "", "东山镇")
    assert child.reason.zh == "某儿童在两户名册上。"
    secret = shown["DUP-01-000000000006"]
    assert (secret.who.zh, secret.id_shown, secret.place) == ("（保密）", "", "")
    assert "艾滋" not in report_page(results)
    account = shown["PAY-02-000000000002"]
    assert account.who.zh == "账户 ****0007"
    assert account.reason.zh == "账户****0007在2026-06为王*英、某儿童等2人收款。"


def test_a_clue_that_names_a_confidential_programme_in_words_is_kept_back(make_results: Any) -> None:
    told = make_results(
        cases=make_results().cases.with_columns(
            reason=pl.when(pl.col("rank") == 3)
            .then(pl.lit("陈志强同时享受艾滋病病毒感染儿童基本生活费。"))
            .otherwise("reason")
        )
    )
    assert "艾滋" not in report_page(told)


def test_every_clue_shows_what_speaks_against_it_and_earlier_checks(make_results: Any) -> None:
    page = report_page(
        make_results(
            confirmed=pl.DataFrame(
                {"rule_id": ["DEC-01"], "checked": [35], "confirmed": [12]},
                schema={"rule_id": pl.String, "checked": pl.Int64, "confirmed": pl.Int64},
            )
        )
    )
    assert page.count('class="against"') == page.count('class="case"')
    assert "此前同类疑点核实 35 条，属实 12 条" in page
    assert "此前同类疑点尚无核实记录" in page
    assert "疑点不是结论" in page
    for word in ("骗取", "违法", "犯罪", "fraud", "guilty"):
        assert word not in page.lower()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_opens_in_the_language_asked_for_and_holds_both(
    results: Results, tmp_path: Path, lang: Any
) -> None:
    write_report(results, tmp_path / "report.html", lang=lang)
    page = (tmp_path / "report.html").read_text("utf-8")
    assert re.findall(r'id="show-(..)"[^>]* checked', page) == [lang]
    assert "救助资金发放核查报告" in page
    assert "Audit of assistance payments" in page


def test_the_numbers_are_those_of_the_tables(page: str) -> None:
    assert "1,527.00" in page
    assert "含重复 1,572.00 元" in page
    assert "共 8 条，涉及 6 人" in page
    assert page.count('class="yes">✓</span>') == 6


def test_a_rule_that_does_not_add_up_gets_a_cross(make_results: Any) -> None:
    tallies = make_results().tallies.with_columns(pl.col("clean") + 1)
    assert report_page(make_results(tallies=tallies)).count('class="no">✗') == 6


def test_money_of_one_month_counts_once_in_the_heat_table(make_results: Any) -> None:
    first = make_results()
    same_money = first.cases.with_columns(
        person_id=pl.lit("P1"), programme=pl.lit("dibao_rural"), township=pl.lit("东山镇")
    )
    months, rows = heat(make_results(cases=same_money))
    assert months == ["2026-05", "2026-06"]
    assert [(r.township.zh, [t for t, _ in r.cells], r.total) for r in rows] == [
        ("东山镇", ["420.00", "420.00"], "840.00")
    ]


def test_an_empty_run_says_so(make_results: Any) -> None:
    first = make_results()
    empty = make_results(
        cases=first.cases.clear(), clue_months=first.clue_months.clear(),
        clue_evidence=first.clue_evidence.clear(), tallies=first.tallies.clear(),
        rows=first.rows.clear(), not_evaluable=first.not_evaluable.clear(),
        findings=first.findings.clear(), faults=(),
        facts={name: rows.clear() for name, rows in first.facts.items()},
    )  # fmt: skip
    page = report_page(empty)
    assert "本次没有疑点" in page
    assert page.count("本次未判断") == 6


def test_a_missing_register_that_hid_nobody_is_told_apart(make_results: Any) -> None:
    notes = pl.DataFrame(
        [
            {"rule_id": rule, "reason_code": "register_missing", "reason": "未提供城市低保花名册", "units": 0,
             "sample": []}
            for rule in ("EXC-01", "DUP-03")
        ],
        schema=make_results().not_evaluable.schema,
    )  # fmt: skip
    told = make_results(not_evaluable=pl.concat([make_results().not_evaluable, notes]))
    assert [g["units"] for g in gaps(told)] == [30, 2]
    assert judged_without(told) == [("未提供城市低保花名册", "DUP-03、EXC-01")]


def test_shares_fill_the_room_and_nothing_disappears() -> None:
    widths = share_widths([1_000_000, 1, 0], 960)
    assert sum(widths) == pytest.approx(960)
    assert widths[1] == 3
    assert widths[2] == 0
    assert share_widths([0, 0], 960) == [0, 0]


def test_charts_escape_their_labels() -> None:
    from pipelines.faults import Text

    bar = Bar(Text("<b>", "&"), (Part("e0", Text('"', "'"), 3),))
    for drawn in (stacked_bars([bar], title=Text("<", ">")), shares([bar], title=Text("<", ">"))):
        assert "<b>" not in drawn
        assert "&lt;b&gt;" in drawn


def test_age_is_reckoned_on_the_day_of_the_audit(make_results: Any) -> None:
    from reports.confidential import minors

    born = make_results().persons.with_columns(
        birth_date=pl.when(pl.col("person_id") == "P2").then(date(2008, 11, 5)).otherwise(date(2008, 11, 6))
    )
    young = minors(make_results(persons=born))
    assert "P2" not in young
    assert "P3" in young
