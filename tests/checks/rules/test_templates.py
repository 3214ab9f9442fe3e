"""Sentences with expressions: splitting, checking, writing values as people read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.rules.compile import Context
from checks.rules.names import Scope
from checks.rules.templates import check_template, template_to_polars, written
from checks.rules.types import Type, columns_of
from pipelines.faults import Lang
from pipelines.money import say_yuan
from pipelines.tables import DEATH, PAID_MONTH

SCOPE = Scope((*columns_of(PAID_MONTH, "paid"), *columns_of(DEATH, "fact")))


def said(text: str, rows: Mapping[str, Any], lang: Lang = "zh") -> list[str]:
    template, troubles = check_template(text, SCOPE)
    assert template is not None, troubles
    frame = pl.DataFrame(rows).with_columns(g=pl.lit(1))
    plan = template_to_polars(template, context=Context(aggregate=True), lang=lang)
    return frame.group_by("g").agg(x=plan)["x"].to_list()


def test_a_sentence_is_filled_from_the_rows_of_a_clue() -> None:
    rows = {
        "clue.name": ["王五", "王五"], "clue.amount": [123450, 123450],
        "fact.death_date": [date(2026, 4, 10)] * 2, "paid.paid_fen": [100, 205],
        "paid.benefit_month": [date(2026, 5, 1), date(2026, 6, 1)],
    }  # fmt: skip
    text = "{name}已于{fact.death_date}死亡，{max(benefit_month)}仍发放，{sum(paid)}元，共{amount}元。"
    assert said(text, rows) == ["王五已于2026-04-10死亡，2026-06仍发放，3.05元，共1,234.50元。"]


def test_an_unknown_value_is_called_unknown_and_braces_can_be_written() -> None:
    frame = {"fact.death_date": pl.Series([None], dtype=pl.Date), "paid.has_entitlement": [True]}
    assert said("{{{fact.death_date}}}{has_entitlement}", frame) == ["{未知}是"]
    assert said("{fact.death_date}, {has_entitlement}", frame, "en") == ["unknown, yes"]


@settings(deadline=None)
@given(st.integers(-(10**12), 10**12))
def test_money_in_a_sentence_reads_as_everywhere_else(fen: int) -> None:
    frame = pl.DataFrame({"x": [fen]})
    assert frame.select(written(pl.col("x"), Type.MONEY, "zh")).item() == say_yuan(fen)


@pytest.mark.parametrize(
    ("text", "start"),
    [("a {name", 2), ("a } b", 2), ("{nam}", 1), ("共{paid + programme}元", 2), ("{}", 1)],
)
def test_what_is_wrong_in_a_sentence_is_found_at_its_place(text: str, start: int) -> None:
    template, troubles = check_template(text, SCOPE)
    assert template is None
    assert troubles[0].start == start


@settings(deadline=None)
@given(st.text(alphabet="{}a1 +'name元", max_size=30))
def test_any_text_is_a_sentence_or_a_trouble(text: str) -> None:
    template, troubles = check_template(text, SCOPE)
    assert (template is None) == bool(troubles)
