from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.read.number_values import parse_fen, parse_whole

FEN = st.integers(0, 10**12)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1,200.00元", 120_000),
        ("￥1200", 120_000),
        ("１２００．５０", 120_050),
        (" 1200 ", 120_000),
        ("1.2万元", 1_200_000),
        ("-350", -35_000),
        ("(350.00)", -35_000),
        ("（350.00）", -35_000),
        ("419.99999999999994", 42_000),
        ("0.30000000000000004", 30),
        ("1234567.8900000001", 123_456_789),
        ("壹仟贰佰元整", 120_000),
        ("壹佰元零伍分", 10_005),
        ("叁角", 30),
        ("壹仟", 100_000),
        ("拾元", 1_000),
        ("420.00元/人/月", 42_000),
        ("1e3", 100_000),
        ("420.", 42_000),
        ("420.000", 42_000),
        ("0", 0),
    ],
)
def test_amounts_are_read_to_the_fen(text: str, fen: int) -> None:
    assert parse_fen(text) == fen


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-",
        "待定",
        "12.345",
        "33.333333333333336",
        "1,20",
        "1.2.3",
        "一千二",
        "五",
        "元",
        "3.39901194803E+17",
        "60元×2",
        "99999999999999999999",
    ],
)
def test_what_is_no_amount_is_unreadable(text: str) -> None:
    assert parse_fen(text) is None


def test_unit_of_the_header_counts_unless_the_cell_has_its_own() -> None:
    assert parse_fen("1.2345", 10_000) == 1_234_500
    assert parse_fen("12.5元", 10_000) == 1_250


@settings(deadline=None)
@given(FEN)
def test_every_spelling_of_an_amount_gives_the_same_fen(fen: int) -> None:
    yuan = Decimal(fen) / 100
    for text in (f"{yuan:.2f}", f"{yuan:,.2f}", f"{yuan:.2f}元", f"￥{yuan:,.2f} ", f"{yuan:.4f}"):
        assert parse_fen(text) == fen
    assert parse_fen(f"-{yuan:.2f}") == parse_fen(f"({yuan:.2f})") == -fen


@settings(deadline=None)
@given(st.integers(0, 10**9))
def test_float_noise_is_no_part_of_a_fen(fen: int) -> None:
    assert parse_fen(repr(fen / 100)) == fen
    assert parse_fen(repr(fen / 100 * 3 / 3)) == fen


@settings(deadline=None)
@given(st.text(max_size=12))
def test_no_text_raises(text: str) -> None:
    parse_fen(text)
    parse_whole(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3人", 3),
        ("3.0", 3),
        ("75周岁", 75),
        ("1,200", 1200),
        ("十二", 12),
        ("-2", -2),
        ("１２", 12),
        ("1.5", None),
        ("x", None),
        ("", None),
    ],
)
def test_whole_numbers(text: str, number: int | None) -> None:
    assert parse_whole(text) == number
