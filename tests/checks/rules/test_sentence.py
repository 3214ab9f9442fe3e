"""Conditions in words."""

from __future__ import annotations

import pytest

from checks.rules.functions import FUNCTIONS
from checks.rules.labels import column_label, table_label
from checks.rules.names import Scope
from checks.rules.phrases import PHRASES
from checks.rules.sentence import sentence
from checks.rules.typecheck import check_text
from checks.rules.types import Type, columns_of
from pipelines.definitions import DatedValue, Parameter
from pipelines.tables import DEATH, FACTS, PAID_MONTH

SCOPE = Scope(
    (*columns_of(PAID_MONTH, "paid"), *columns_of(DEATH, "fact")),
    {"grace": Type.INT, "codes": Type.TEXT_LIST},
    aggregates=True,
)
PARAMETERS = {"grace": Parameter("grace", "int", "month", (DatedValue(1),))}


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        (
            "benefit_month >= add_months(month(death_date), grace) and paid > 0",
            "所属期不早于死亡日期所在月之后1个月，且实发金额大于0.00元",
            "benefit month is not before 1 month(s) after the month of death date, "
            "and paid is more than 0.00 yuan",
        ),
        (
            "programme in ['dibao_rural', 'orphan'] and (paid = 0 or not has_entitlement)",
            "项目是“dibao_rural”、“orphan”之一，且（实发金额为0.00元，或并非在花名册上）",
            "programme is one of “dibao_rural”, “orphan”, and (paid is 0.00 yuan, or not has entitlement)",
        ),
        (
            "paid.person_id = fact.person_id",
            "实发月份的人员为死亡的人员",
            "person id of the paid month is person id of the death",
        ),
        ("coalesce(share, paid) * 2 + 1", "人均份额（未知时取实发金额）×2＋1.00元",
         "share (paid if unknown) × 2 + 1.00 yuan"),
        ("(paid + normal) * 2", "（实发金额＋正常发放金额）×2", "(paid + normal) × 2"),
        ("paid - (normal - price) - 1", "实发金额－（正常发放金额－价格临时补贴）－1.00元",
         "paid - (normal - price) - 1.00 yuan"),
        ("programme not in codes", "项目不是〈codes〉中任何一个", "programme is none of 〈codes〉"),
        ("death_date is null", "死亡日期未知", "death date is unknown"),
        ("sum(paid) >= 100.50", "实发金额合计不小于100.50元", "the sum of paid is at least 100.50 yuan"),
    ],
)  # fmt: skip
def test_a_condition_reads_as_a_sentence(text: str, zh: str, en: str) -> None:
    typed, troubles = check_text(text, SCOPE)
    assert typed is not None, troubles
    assert sentence(typed, "zh", PARAMETERS) == zh
    assert sentence(typed, "en", PARAMETERS) == en


def test_every_function_has_a_phrase() -> None:
    spoken = {name.removesuffix(" many") for name in PHRASES}
    assert set(FUNCTIONS) <= spoken


@pytest.mark.parametrize("table", FACTS.values(), ids=lambda t: t.name)
def test_every_table_and_column_of_facts_has_a_chinese_name(table: object) -> None:
    named = FACTS[getattr(table, "name", "")]
    unnamed = [c.name for c in columns_of(named) if column_label(c).zh == c.name]
    assert unnamed == []
    assert table_label(named.name).zh != named.name
