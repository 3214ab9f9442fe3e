"""Nobody can be read out of a masked text, and nothing else is lost from it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.masking import masked_digits, masked_id, masked_name, masked_tail, with_names_replaced


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张桂兰", "张*兰"),
        ("李明", "李*"),
        ("阿卜杜拉·买买提", "阿***提"),
        ("王", "王*"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_name_keeps_its_ends(name: str | None, shown: str) -> None:
    assert masked_name(name) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("证号339901194803120267、33990119430808019X。", "证号339901********0267、339901********019X。"),
        ("老号码339901480312026", "老号码339901********2026"),
        ("账户6221809999000000007收款", "账户****0007收款"),
        ("电话13399010001", "电话****0001"),
        ("T339901194803120267A", "T339901********0267A"),
        ("2026-05至2026-06，共1,234,567.00元", "2026-05至2026-06，共1,234,567.00元"),
    ],
)
def test_a_sentence_keeps_everything_but_numbers(text: str, shown: str) -> None:
    assert masked_digits(text) == shown


def test_a_batch_number_may_stand() -> None:
    assert masked_digits("批次202606010001不平", keep=("202606010001",)) == "批次202606010001不平"


def test_full_width_numbers_are_masked_too() -> None:
    assert masked_id("３３９９０１１９４８０３１２０２６７") == "339901********0267"
    assert masked_tail("６２２１８０９９９９０００００００７") == "****0007"


@given(st.text(), st.text("0123456789", min_size=11, max_size=30), st.text())
def test_no_long_number_survives(before: str, number: str, after: str) -> None:
    assert not re.search(r"\d{11}", masked_digits(f"{before}x{number}x{after}"))


def test_longer_names_are_replaced_first() -> None:
    assert with_names_replaced("王小明和王小", {"王小": "甲", "王小明": "乙"}) == "乙和甲"
