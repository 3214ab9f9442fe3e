"""Types: what fits, what does not, and how it is said."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.rules.names import Scope
from checks.rules.typecheck import check_text
from checks.rules.types import Column, Type, columns_of
from pipelines.tables import CERTIFICATE_MONTH, DEATH, PAID_MONTH, SUSPECTED_DEATH

SCOPE = Scope(
    columns=(*columns_of(PAID_MONTH, "paid"), *columns_of(DEATH, "fact")),
    parameters={"grace": Type.INT, "limit": Type.MONEY, "factor": Type.NUMBER, "codes": Type.TEXT_LIST,
                "bands": Type.BANDS, "levels": Type.LEVEL_TABLE},
    aggregates=True,
)  # fmt: skip


def type_of(text: str) -> Type | None:
    typed, troubles = check_text(text, SCOPE)
    assert not troubles, troubles
    return typed.type if typed else None


def test_columns_have_the_types_of_their_table() -> None:
    types = {c.full: (c.type, c.physical) for c in columns_of(PAID_MONTH, "p")}
    assert types["p.paid"] == (Type.MONEY, "p.paid_fen")
    assert types["p.benefit_month"] == (Type.MONTH, "p.benefit_month")
    assert types["p.last_paid_on"] == (Type.DATE, "p.last_paid_on")
    assert types["p.batches"][0] is Type.INT
    assert types["p.has_entitlement"][0] is Type.BOOL
    assert {c.name: c.type for c in columns_of(SUSPECTED_DEATH)}["link_probability"] is Type.NUMBER
    assert Column("", "roll_level", "roll_level", Type.INT, "certificate_month") in columns_of(
        CERTIFICATE_MONTH
    )


@pytest.mark.parametrize(
    ("text", "type_"),
    [
        ("paid + normal", Type.MONEY),
        ("paid - 10.50", Type.MONEY),
        ("paid * batches", Type.MONEY),
        ("factor * paid", Type.MONEY),
        ("paid / 3", Type.MONEY),
        ("paid / normal", Type.NUMBER),
        ("batches / 2", Type.NUMBER),
        ("batches + 0.5", Type.NUMBER),
        ("batches * 2 - 1", Type.INT),
        ("max_of(0, paid - limit)", Type.MONEY),
        ("coalesce(null, paid, 0)", Type.MONEY),
        ("if(paid > 0, death_date, benefit_month)", Type.DATE),
        ("add_months(benefit_month, grace)", Type.MONTH),
        ("add_months(death_date, grace)", Type.DATE),
        ("age_band(age_at(death_date, as_of), bands)", Type.TEXT),
        ("standard(programme, 'standard', null, benefit_month)", Type.MONEY),
        ("level_in(levels, programme, 1)", Type.BOOL),
        ("programme in codes and batches in [1, 2] and paid in [0, 1.50]", Type.BOOL),
        ("benefit_month >= month(death_date)", Type.BOOL),
        ("first(programme)", Type.TEXT),
        ("window_first", Type.MONTH),
    ],
)
def test_expressions_that_fit(text: str, type_: Type) -> None:
    assert type_of(text) is type_


@pytest.mark.parametrize(
    ("text", "start", "zh"),
    [
        ("paid + batches", 0, "金额（money）与整数（int）"),
        ("paid > 1.005", 0, "金额（money）与小数（number）"),
        ("programme > 'a'", 0, "不能用“>”比较"),
        ("programme = 1", 0, "文字（text）与整数（int）"),
        ("benefit_month + 1", 0, "日期不能直接加减"),
        ("paid = null", 0, "空值"),
        ("death_dat is null", 0, "没有列或参数“death_dat”"),
        ("person_id = 'x'", 0, "有歧义"),
        ("agee(death_date)", 0, "没有函数"),
        ("month(paid)", 6, "month(d) 的 d"),
        ("month()", 0, "参数个数"),
        ("contains_any(programme, [programme])", 24, "列表中只能有"),
        ("programme in programme", 13, "应为列表"),
        ("sum(sum(paid))", 4, "嵌套"),
        ("not paid", 4, "应为是否"),
        ("-programme", 0, "取负"),
        ("paid * paid", 0, "不能一起使用"),
        ("[1, 'a']", 0, "不能一起使用"),
        ("[1] = [1]", 0, "不能用"),
        ("codes = codes", 0, "不能用"),
        ("grace in ['a']", 0, "不能一起使用"),
        ("add_months(benefit_month, 0.5)", 26, "add_months"),
        ("age_band(3, programme)", 12, "年龄段"),
    ],
)
def test_expressions_that_do_not_fit_say_why_and_where(text: str, start: int, zh: str) -> None:
    typed, troubles = check_text(text, SCOPE)
    assert typed is None
    assert (troubles[0].start, zh in troubles[0].what.zh) == (start, True), troubles[0]
    assert troubles[0].what.en
    assert troubles[0].do.en


def test_all_troubles_of_an_expression_are_found_at_once() -> None:
    _, troubles = check_text("paid + programme > 0 and deathdate is null or foo(1)", SCOPE)
    assert len(troubles) == 3


def test_an_unknown_name_offers_the_near_one() -> None:
    _, troubles = check_text("fact.deathdate is null", SCOPE)
    assert "是否指“fact.death_date”" in troubles[0].do.zh
    assert "did you mean “fact.death_date”" in troubles[0].do.en


def test_a_wanted_type_turns_written_numbers_into_yuan() -> None:
    typed, _ = check_text("0.50", Scope(), Type.MONEY)
    assert typed is not None
    assert typed.value == 50
    _, troubles = check_text("paid", SCOPE, Type.BOOL)
    assert "应为是否（bool），得到金额（money）" in troubles[0].what.zh


def test_aggregates_are_refused_where_rows_are_judged_one_by_one() -> None:
    _, troubles = check_text("sum(paid) > 0", Scope(SCOPE.columns))
    assert "sum()" in troubles[0].what.zh


def test_a_typed_tree_lists_what_it_reads() -> None:
    typed, _ = check_text("benefit_month >= add_months(month(death_date), grace) or any(paid > limit)", SCOPE)
    assert typed is not None
    assert [c.physical for c in typed.columns] == ["paid.benefit_month", "fact.death_date", "paid.paid_fen"]
    assert typed.parameters == ("grace", "limit")
    assert typed.has_aggregate


@settings(deadline=None)
@given(st.text(alphabet="paidgrce (),'+-*/=<>[]0.5notmuaxyn", max_size=40))
def test_any_text_is_checked_without_an_exception(text: str) -> None:
    typed, troubles = check_text(text, SCOPE)
    assert (typed is None) == bool(troubles)
