"""Codes of texts, and values placed among rows: what the station works on instead of texts."""

import polars as pl
import pytest

from pipelines.identify.order import coded, placed, sparse


def test_a_code_is_the_place_among_the_sorted_distinct_values_and_null_stays_null() -> None:
    codes, distinct = coded(pl.Series("village", ["柳河", None, "白杨", "柳河", ""]))

    assert distinct.to_list() == ["", "柳河", "白杨"]
    assert codes.to_list() == [1, None, 2, 1, 0]
    assert (codes.name, codes.dtype) == ("village", pl.UInt32)


@pytest.mark.parametrize("values", [[], [None, None]], ids=["no rows", "only nulls"])
def test_nothing_to_code_gives_no_codes(values: list[None]) -> None:
    codes, distinct = coded(pl.Series(values, dtype=pl.String))

    assert codes.to_list() == values
    assert distinct.is_empty()


def test_texts_that_share_a_hash_keep_codes_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pl.Expr, "hash", lambda expr: expr.str.len_chars())

    codes, distinct = coded(pl.Series(["李四", "张三", None, "李四", "欧阳娜"]))

    assert distinct.gather(codes).to_list() == ["李四", "张三", None, "李四", "欧阳娜"]


def test_values_stand_at_their_rows_and_the_others_are_null() -> None:
    at = pl.Series([3, 0], dtype=pl.UInt32)

    assert placed(at, 4).to_list() == [1, None, None, 0]
    assert sparse(pl.Series(["遮盖", "有误"]), at, 4).to_list() == ["有误", None, None, "遮盖"]
    assert placed(at.clear(), 0).to_list() == []
